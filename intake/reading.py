"""From raw bytes to a letter, in a worker that can be killed, and what kind of mail it is."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from intake import correspondence, courtesy, letter
from intake.letter import Letter
from intake.mime.partial import complete, parsed
from intake.office import Office
from parsers import isolate
from store import queries
from store.models import Mail

SECONDS = 30
"""A mail that takes longer to read is held."""

SILENT = frozenset({"automatic", "bounce", "own"})
"""Kinds of mail that are filed as ignored."""
UNIT = re.compile(r"(?:单位(?:名称)?|公司|企业名称)\s*[:：]\s*([^\n，,；;。]{2,60})")
NAMES = re.compile(r"(?:姓名|人员|参加人|观摩人|观摩人员|参会人员|名单)\s*[:：]\s*([^\n；;。]{2,120})")
_AFTER_NAMES = re.compile(r"[，,、\s]*(?:联系)?(?:电话|手机|方式|职务|单位|\d{6,}|0\d{2,3}[-—－]).*", re.DOTALL)
SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方"
    "石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
"""The hundred commonest: what begins with none of them is not taken for a name where no label says so."""
_NAME = rf"[{SURNAMES}][\u4e00-\u9fff]{{1,2}}?"
COUNTED = re.compile(
    rf"(?:我|本)(?:公司|单位|司|厂|院|所|集团)(?:拟派|选派|派|安排|的)?\s*({_NAME}(?:[、和]{_NAME})*)\s*"
    r"(?:共计?|这)?\s*([一两二三四五六七八九十]|\d{1,2})\s*(?:位|名|人)"
)
"""Names in a sentence, which count only when they are as many as it says: `我公司张三、李四两位同事`."""
COUNTS = {"两": 2, **{word: number for number, word in enumerate("一二三四五六七八九十", 1)}}
PHONE = re.compile(r"(?<!\d)(1\d{10}|0\d{2,3}[-—－ ]?\d{7,8})(?!\d)")


class MailUnreadable(RuntimeError):
    """A mail took its worker down; it is tried again, then held."""


def read_letter(path: Path) -> Letter:
    """The letter in a file of raw bytes. Raises `MailUnreadable` when the worker had to be killed."""
    try:
        return isolate.documents().call(letter.read_file, path.absolute(), seconds=SECONDS)
    except isolate.IsolatedFailure as failure:
        raise MailUnreadable(str(failure)) from failure


def read_whole(office: Office, mail: Mail, piece: Letter) -> Letter:
    """The letter that a piece of a mail completes, all pieces having come from one address; the piece as it is before.

    Raises `MailUnreadable`.
    """
    mine = next((parsed(detail) for code, detail in piece.faults if code == "mail.partial"), None)
    if mine is None:
        return piece
    blobs = {mine.number: mail.sha256}
    pieces = [mine]
    for row, detail in queries.pieces(office.store, piece.from_address):
        other = parsed(detail)
        if other and other.id == mine.id and row.id != mail.id:
            blobs.setdefault(other.number, row.sha256)
            pieces.append(other)
    if not complete(pieces):
        return piece
    paths = [office.store.blobs.checked(blobs[number]) for number in range(1, max(p.total for p in pieces) + 1)]
    if sum(path.stat().st_size for path in paths) > letter.RAW:
        return piece
    try:
        whole = isolate.documents().call(letter.read_joined, paths, seconds=SECONDS)
    except isolate.IsolatedFailure as failure:
        raise MailUnreadable(str(failure)) from failure
    return replace(whole, message_id=piece.message_id, references=piece.references)


def kind_of(mail: Letter, office: Office) -> correspondence.Kind:
    """What kind of mail this is for this edition."""
    words = [word for category in office.edition.categories.values() for word in category.words]
    kind = correspondence.kind_of(mail, office.address, words)
    if kind == "question" and courtesy.announces_files(mail.subject, mail.typed):
        return "submission"
    return kind


def needs_nobody(mail: Letter, kind: correspondence.Kind) -> bool:
    """Whether a mail is filed without an answer: robots, our own, and plain thanks."""
    return kind in SILENT or (kind == "question" and courtesy.is_thanks(mail.typed))


def faults(mail: Letter, office: Office) -> tuple[tuple[str, str], ...]:
    """What is wrong with the mail as a whole, `(code, detail)`: as it was read, and who it claims to be from."""
    spoofed = (("sender.spoofed", ""),) if correspondence.imitates(mail, office.address) else ()
    return (*mail.faults, *spoofed)


def reason_not_to_reply(mail: Letter, office: Office) -> str | None:
    """Why no reply may go out; `None` when one may."""
    if office.silent:
        return "back-log"
    return correspondence.may_reply(mail, office.address)


def observer_lacks(mail: Letter) -> tuple[str, ...]:
    """What an observer's mail does not state as `label: value`, in Chinese."""
    facts = observer_facts(mail)
    return tuple(label for key, label in (("names", "参加人员姓名"), ("phone", "联系电话")) if key not in facts)


def observer_facts(mail: Letter) -> dict[str, str]:
    """Unit, names and phone as far as an observer's mail states them."""
    found = {"unit": UNIT.search(mail.text), "names": NAMES.search(mail.text), "phone": PHONE.search(mail.text)}
    facts = {key: match[1].strip() for key, match in found.items() if match}
    if "names" in facts:
        facts["names"] = _AFTER_NAMES.sub("", facts["names"])
    elif names := _counted_names(mail.text):
        facts["names"] = names
    return {key: value for key, value in facts.items() if value}


def _counted_names(text: str) -> str:
    for match in COUNTED.finditer(text):
        names = re.split("[、和]", match[1])
        if len(names) == (COUNTS.get(match[2]) or int(match[2])):
            return "、".join(names)
    return ""
