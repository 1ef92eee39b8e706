"""The commands that settle what the report puts before a person, ready to be typed."""

from __future__ import annotations

import shlex
from collections.abc import Sequence

from parsers.edition import Edition
from reports.safe_text import clean, defang
from store.models import Entry, Mail, Outgoing

Commands = tuple[tuple[str, str], ...]
IN_OWN_WORDS = "需补正的内容"
"""Stands where a person writes what a sender has to mend; no letter repeats it."""
ENTRIES_MAX = 3
"""So many entries that a mail may belong to are named, each with a command of its own."""


def entry(entry: Entry) -> Commands:
    """Of an entry that waits for a person."""
    return (
        (f"qc-intake resolve {entry.no} accepted --why 核验无误", "核验无误"),
        (f"qc-intake resolve {entry.no} returned --why {IN_OWN_WORDS}", "请单位补正（--why后改写为告知单位的话）"),
    )


def held_mail(no: str) -> Commands:
    """Of a mail that is held."""
    return (
        (f"qc-intake release {no}", "重新读取"),
        (f"qc-intake resolve {no} answered --why 已人工答复", "已人工办理"),
        (f"qc-intake resolve {no} ignored --why 无需处理", "无需处理"),
    )


def confidential(no: str) -> Commands:
    """Of a mail that bears a mark of secrecy."""
    return (
        (f"qc-intake release {no}", "查看原件后可以受理"),
        (f"qc-intake resolve {no} ignored --why 不予受理", "不予受理"),
    )


def withdrawal(numbers: Sequence[str]) -> Commands:
    """Of a mail that asks to take entries back."""
    return tuple((f"qc-intake resolve {no} withdrawn --why 来信撤回", f"核实后撤回{no}") for no in numbers)


def foreign_mail(no: str, entries: Sequence[str]) -> Commands:
    """Of a mail from another address than that of the entries it speaks of."""
    given = [
        (f"qc-intake resolve {no} --to {entry}", "归入原项目" if len(entries) == 1 else f"归入{entry}")
        for entry in entries[:ENTRIES_MAX]
    ]
    return (*given, (f"qc-intake resolve {no} --own", "按来信人自己的材料办理"))


def same_unit(name: str, unit: str) -> Commands:
    """Of two names that may be one unit's; none for names that a mail program would make a link of."""
    words = [clean(name), clean(unit)]
    if any(defang(word) != word or word.startswith("-") for word in words):
        return ()
    one, other = (word if word.isalnum() else shlex.quote(word) for word in words)
    return (
        (f"qc-intake alias {one} --of {other}", "同一单位"),
        (f"qc-intake alias {one} --apart-from {other}", "两个单位"),
    )


def place_lost(no: str) -> Commands:
    """Of an entry that others pushed over the quota, and whose sender knows nothing of it."""
    return (
        (f"qc-intake waive {no} --finding quota.exceeded --why 核定予以保留", "予以保留"),
        (f"qc-intake hold {no} --why 名额待核定", "暂缓办理"),
    )


def place_free(no: str) -> Commands:
    """Of an entry that was held for the quota and has a place now."""
    return ((f"qc-intake resolve {no} accepted --why 名额内", "予以受理"),)


def letter(edition: Edition, letter: Outgoing) -> Commands:
    """Of a letter that failed, or of which nobody knows whether it went out."""
    no = f"{edition.receipt_prefix}-R{letter.id or 0:04d}"
    again = (f"qc-intake resolve {no} again", "再发一次")
    dropped = (f"qc-intake resolve {no} dropped --why 已电话告知", "不再发送")
    return (
        ((f"qc-intake resolve {no} sent", "对方已收到"), again, dropped)
        if letter.state == "unsure"
        else (again, dropped)
    )


def dead_address(address: str) -> Commands:
    """Of an address that takes no mail."""
    return ((f"qc-intake release {address}", "核对无误后恢复发信"),)


def shown(mail_no: str) -> Commands:
    """How the whole of a mail is looked at."""
    return ((f"qc-intake show {mail_no}", "查看详情"),)


def number(edition: Edition, mail: Mail) -> str:
    """The number of a mail, as its receipt prints it."""
    return f"{edition.receipt_prefix}-M{mail.id or 0:04d}"
