"""Which entry a paper says it belongs to when that is none that we know: names of groups in texts and file names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from intake.dossiers.case import Paper
from intake.dossiers.matching import Subject
from parsers.edition import Category, Edition
from parsers.keys import key_of

_WORD = r"[\u4e00-\u9fffA-Za-z0-9]"
_GENERAL = re.compile(
    "公司|部门|中心|企业|集团|附件|材料|报告|成果|活动|课题|质量|管理|优秀|推荐|申报|参赛|参评|发表|获奖|代表|领导|攻关|评审|项目|"
    "现场|工作|专家|评委|组织|成立|组建|注册|召开|[部科室局司处]$|^(?:qc|我们?|本|该|各|全体|由|各个)$"
)
"""What stands before 小组 and names no group."""


def names_another(paper: Paper, subject: Subject, category: Category, edition: Edition) -> bool:
    """Whether a paper says nothing of an entry's title and topic, and gives the name of another group instead."""
    places = (paper.said, key_of(paper.file.path))
    if any(len(key := key_of(name)) > 1 and key in place for name in subject.names for place in places):
        return False
    words = kinds(category, edition)
    mine = [key for title in (subject.title, *subject.titles) if (key := core(title, words))]
    names = [core(name, words) for name in _names(paper, category, edition)]
    return bool(mine and names) and not any(name in key or key in name for name in names for key in mine)


def group_of(path: str, edition: Edition) -> str:
    """The key of the name that a file or folder begins with, without the word for what it is; empty when none does."""
    words = tuple(dict.fromkeys(w for c in edition.categories.values() if c.title_field for w in kinds(c, edition)))
    names = _in_path(path, sorted(words, key=lambda word: (-len(word), word)))
    return next((core(name, words) for name in names), "")


def _in_path(path: str, words: Sequence[str]) -> list[str]:
    if not words:
        return []
    name = re.compile(rf"({_WORD}{{2,10}}?)(?:{'|'.join(map(re.escape, words))})", re.IGNORECASE)
    return _particular(m[1] for part in path.split("/") if (m := name.match(key_of(part))))


def _particular(names: Iterable[str]) -> list[str]:
    """Those that name a group and not just any."""
    return [n for n in names if re.search(r"[\u4e00-\u9fff]{2}", n) and not _GENERAL.search(n.casefold())]


def _names(paper: Paper, category: Category, edition: Edition) -> Iterator[str]:
    """Names of groups: what stands behind the label, a line of its own, and the file's name."""
    labels, words = _labels(category, edition), kinds(category, edition)
    if not words:
        return
    kind = "|".join(map(re.escape, words))
    alone = re.compile(rf"({_WORD}{{2,10}}?)(?:{kind})", re.IGNORECASE)
    behind = re.compile(rf"(?:{'|'.join(map(re.escape, labels))})\s*[:：]?\s*({_WORD}{{2,12}}[组班队])(?!{_WORD})")
    lines = [re.sub(r"[\s“”\"《》]+", "", line) for line in paper.text.split("\n")]
    found = [m[1] for line in lines if len(line) < 16 and (m := alone.fullmatch(line))]
    found += [m[1] for m in behind.finditer(paper.text)]
    yield from (*_particular(found), *_in_path(paper.file.path, words))


def core(name: str, words: tuple[str, ...]) -> str:
    """The key of a name without the word for what it is: 星火 of 星火QC小组."""
    key = key_of(name)
    return next((key.removesuffix(k) for k in map(key_of, words) if key.endswith(k) and key != k), key)


def spellings(name: str, words: tuple[str, ...]) -> tuple[str, ...]:
    """A name with each word for what it is: 星火小组 and 星火QC小组; nothing for one that has no such word."""
    bare = core(name, words)
    return tuple(bare + word for word in words) if len(bare) > 1 and bare != key_of(name) else ()


@cache
def _spelt(labels: tuple[str, ...]) -> tuple[str, ...]:
    words = {label.removesuffix("名称") for label in labels if label.endswith("名称")}
    return tuple(sorted(words, key=lambda word: (-len(word), word)))


def _labels(category: Category, edition: Edition) -> tuple[str, ...]:
    """What forms print before the title of such an entry."""
    form = edition.forms.get(category.form or "")
    spec = next((f for f in form.fields if f.code == category.title_field), None) if form else None
    return tuple(sorted((spec.label, *spec.synonyms), key=lambda s: (-len(s), s))) if spec else ()


def kinds(category: Category, edition: Edition) -> tuple[str, ...]:
    """The words for what has the title, the longest first: QC小组, 小组."""
    return _spelt(_labels(category, edition))
