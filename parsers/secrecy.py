"""Marks of secrecy (机密★10年, 内部资料 …): what stands like a mark in a text, a table or a name, and what only speaks
of one (保密承诺书, 机密性, “机密”等级).

GB/T 9704-2012, 7.2.2: 密级和保密期限 stand in a line of their own at the upper left, the term behind a ★.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from pathlib import PurePosixPath

from parsers.edition import Secrecy
from parsers.facts import Document, SecrecyMark, Table

HEAD, FOOT = 8, 4
"""So many lines at the beginning and the end of a text (of a page) are where a mark stands without a ★."""
TITLE = 40
"""Characters of the longest line that may be a title with a mark in brackets."""
ENOUGH = 5
"""Marks of one place that are told."""
_INVISIBLE = re.compile(r"[\u200b-\u200f\u2028-\u202e\u2060\ufeff\ufe0f]")
_QUOTED = re.compile(r"^(?:\s*>)+")
_STARS = "★☆✩✭✮✰⭐⋆"
_TERM = (
    r"(?:\d{1,2}年(?:\d{1,2}个?月)?|[一二三四五六七八九十]{1,3}年|\d{1,3}个?月|长期|永久|(?:启[封用]|解密|公[开布])前|"
    r"至?\d{4}年\d{1,2}月(?:\d{1,2}日)?前?)"
)
_PARTS = re.compile(r"[\s\-_—–~·,，、.。+&=#()（）【】\[\]〔〕《》{}「」:：;；!！@]+")
_OPEN, _CLOSE = r"[(【\[〔《{<]", r"[)】\]〕》}>]"
_MENTIONED = r"(?<![“\"「『‘'《非不无未])(?<!如)(?<!比如:)(?<!例如:)"
_FILED = r"(?:报告单?|报名表|推荐表|汇总表|登记表|活动记录)"
_PAPER = rf"(?:{_FILED}|材料|资料|文件|文档|信息)"
_SENTENCE = re.compile(r"[。!?？！；;]")
_BOX, _TICKED = re.compile(r"[□☐○◯☑☒√✓✔■●]"), r"[☑☒√✓✔■●]"


class _Patterns:
    """The words of an edition as patterns over text without white space."""

    def __init__(
        self,
        levels: Sequence[str],
        phrases: Sequence[str],
        cautions: Sequence[str],
        labels: Sequence[str],
        owners: Sequence[str],
    ):
        level, phrase, caution, label, owned = (_either(words) for words in (levels, phrases, cautions, labels, owners))
        tail = rf"(?:[\W_]*{caution})*" if cautions else ""
        body = rf"{level}(?:级|件|级?{_PAPER})?"
        owner = rf"(?:[\u4e00-\u9fffA-Za-z]{{0,20}}{owned}|本(?:[资材]料|文[件档]|报告|件)(?:为|属于?|系))?"
        self.level = re.compile(level)
        self.starred = re.compile(rf"{_MENTIONED}{level}级?(?:[{_STARS}]|\*(?={_TERM}|$))(?:{_TERM})?")
        number = r"(?:(?:份号|编号|No\.?)?:?\d{3,12}[\W_]*)?"
        self.alone = re.compile(rf"[\W_]*{number}(?P<mark>{body}(?:.?{_TERM})?){tail}[\W_]*")
        spoken = rf"(?:{phrase})(?:[\W_]*(?:{phrase}|{caution}))*" if phrases else r"(?!)"
        self.phrase = re.compile(rf"[\W_]*(?:{caution}[\W_]*)*{owner}(?P<mark>{spoken})[\W_]*")
        self.bracketed = re.compile(rf"{_OPEN}(?P<mark>{body}(?:.?{_TERM})?{tail}|{spoken}){_CLOSE}")
        self.named = re.compile(rf"(?P<mark>{level})级?(?:小组|成果)*{_PAPER}(?:\W|\d|$)")
        self.ends = re.compile(rf"{_FILED}(?P<mark>{level}|{phrase})")
        value = _either([*levels, "内部"])
        self.label = re.compile(
            rf"(?:^|[\W_]|文[档件]|[资材]料|信息){label}(?:[和及与](?:保密)?期限)?(?:\([^)]{{0,20}}\))?[:=](?P<rest>.{{0,60}})"
        )
        self.graded = re.compile(rf"[\W_]*(?P<value>{value})级?(?![性度])(?!及?以[上下]|[的或、/|])(?:.?{_TERM})?")
        self.ticked = re.compile(rf"{_TICKED}(?P<value>{value})")
        self.labelled = re.compile(
            rf"[\W_]*(?:文[档件])?{label}(?:[和及与](?:保密)?期限)?(?P<mark>{value}(?:.?{_TERM})?)[\W_]*"
        )
        self.is_label = re.compile(rf"[\W_]*(?:文[档件])?{label}(?:[和及与](?:保密)?期限)?[\W_]*")


def _either(words: Sequence[str]) -> str:
    return f"(?:{'|'.join(re.escape(w) for w in sorted(words, key=len, reverse=True))})" if words else r"(?!)"


@lru_cache(maxsize=8)
def _compiled(*words: tuple[str, ...]) -> _Patterns:
    return _Patterns(*words)


def _patterns(words: Secrecy) -> _Patterns:
    return _compiled(*map(tuple, (words.levels, words.phrases, words.cautions, words.labels, words.owners)))


def in_document(document: Document, words: Secrecy) -> tuple[SecrecyMark, ...]:
    """Marks in the text, the pages and the tables of a document."""
    found = list(in_lines(document.paragraphs, words, "正文"))
    for page in document.pages:
        stamped = page.source == "ocr"  # a line of its own on a scan may be a stamp, wherever it stands
        found += in_lines(page.text.splitlines(), words, f"第{page.number}页", prominent=stamped)
    for number, table in enumerate(document.tables):
        found += _in_table(table, words, first=number == 0)
    return tuple(dict.fromkeys(found))


def in_lines(lines: Iterable[str], words: Secrecy, place: str, *, prominent: bool = False) -> tuple[SecrecyMark, ...]:
    """Marks in the lines of a text; every line of a `prominent` one (a header, a property, a subject) counts as its
    beginning."""
    patterns = _patterns(words)
    texts = [text for line in lines for part in line.split("\n") if (text := _plain(part))]
    found: list[str] = []
    bare: list[str] = []
    for number, text in enumerate(texts):
        sure = _sure(text, patterns)
        found += sure
        if not sure and (prominent or number < HEAD or number >= len(texts) - FOOT):
            bare += _standing(text, patterns)
    levels = {match[0] for mark in bare if (match := patterns.level.search(mark))}
    found += [mark for mark in bare if len(levels) < 2 or not patterns.level.search(mark)]  # several are a list of them
    return tuple(SecrecyMark(mark, place) for mark in list(dict.fromkeys(found))[:ENOUGH])


def in_name(path: str, words: Secrecy) -> tuple[SecrecyMark, ...]:
    """Marks in a file's name, or in a name on the way in (`机密.zip/报名表.docx`)."""
    patterns = _patterns(words)
    found: list[str] = []
    for name in PurePosixPath(path).parts:
        text = _plain(name)
        found += _sure(text, patterns)
        stem = re.sub(r"\.\w{1,5}$", "", text)
        for part in (p for p in _PARTS.split(re.sub(r"\.\w{1,5}$", "", _normal(name))) if p):
            whole = patterns.alone.fullmatch(part) or patterns.phrase.fullmatch(part)
            match = whole or next((m for m in patterns.ends.finditer(part) if m.end() == len(part)), None)
            found += [match["mark"]] if match else []
        found += [match["mark"]] if (match := patterns.named.match(stem)) else []
    return tuple(SecrecyMark(mark, "文件名") for mark in dict.fromkeys(found))


def _in_table(table: Table, words: Secrecy, *, first: bool) -> Iterator[SecrecyMark]:
    patterns = _patterns(words)
    rows: dict[int, list[str]] = {}
    for cell in table.cells:
        lines = [text for line in cell.text.split("\n") if (text := _plain(line))]
        for text in lines:
            yield from (SecrecyMark(mark, "表格") for mark in _sure(text, patterns))
        if lines:
            rows.setdefault(cell.row, []).append("".join(lines))
    for number, texts in rows.items():
        for label, value in pairwise(texts):
            if patterns.is_label.fullmatch(label):
                yield from (SecrecyMark(mark, "表格") for mark in _graded(value, patterns))
        if first and number < 2 and len(texts) == 1:
            yield from (SecrecyMark(mark, "表格") for mark in _standing(texts[0], patterns))


def _sure(text: str, patterns: _Patterns) -> list[str]:
    """What is a mark wherever it stands: a level with its ★, or behind a label."""
    found = [match[0] for match in patterns.starred.finditer(text)]
    for match in patterns.label.finditer(text):
        found += _graded(match["rest"], patterns)
    return found


def _graded(value: str, patterns: _Patterns) -> list[str]:
    """The level that a labelled place states; none where several are offered and none is ticked."""
    if _BOX.search(value):
        return [match["value"] for match in patterns.ticked.finditer(value)][:1]
    match = patterns.graded.match(value)
    return [match[0]] if match else []


def _standing(text: str, patterns: _Patterns) -> list[str]:
    """What is a mark where marks stand: a line of nothing else, or brackets in a title."""
    match = patterns.alone.fullmatch(text) or patterns.phrase.fullmatch(text) or patterns.labelled.fullmatch(text)
    if match is None and len(text) <= TITLE and not _SENTENCE.search(text):
        match = patterns.bracketed.search(text)
    return [match["mark"]] if match else []


def _normal(text: str) -> str:
    return _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))


def _plain(text: str) -> str:
    """A line as it is compared: NFKC, without white space and the marks of a quotation."""
    return re.sub(r"\s+", "", _normal(_QUOTED.sub("", text)))[:2000]
