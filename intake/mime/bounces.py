"""What a bounce says: whom a letter did not reach, why, and which letter it was."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable
from dataclasses import dataclass
from email.message import Message

from flufl.bounce import all_failures

from intake.mime.mail_text import html_text

logging.getLogger("flufl.bounce").disabled = True
"""It writes a traceback for every report that one of its detectors cannot read; that is no fault of ours."""
ADDRESS = r"[A-Za-z0-9._%+=-]{1,64}@[A-Za-z0-9.-]{1,200}[A-Za-z0-9]"
REFUSED = re.compile(
    rf"(?:收件人(?:地址|邮箱)?|收件地址|投递到|发送[到至给]|送达|退回的地址)[ \t]*[:：]?[ \t]*[<“\"]?({ADDRESS})"
)
"""How webmails that write no delivery status name the address (QQ, Netease, Sina pages)."""
REASON = re.compile(r"(?:退信原因|失败原因|出错原因|错误信息|退信说明)[ \t]*[:：]?\s*([^\n]{2,400})")
DIAGNOSTIC = re.compile(r"(?im)^diagnostic-code:[ \t]*(?:[\w-]+;)?[ \t]*([^\n]+(?:\n[ \t]+[^\n]+)*)")
ANSWER = re.compile(r"\b5\d\d[ -]\d?[^\n]{5,300}")
ALIVE = re.compile(r"(?i)spam|virus|content|policy|DT:SPM|too (?:big|large)|message size|垃圾邮件|拒收|内容|过大")
"""Reasons that lie in the letter, not in the address."""
DAEMON = re.compile(r"mailer-?daemon|postmaster|bounce|mail-?admin|^\s*(?:<>)?\s*$", re.IGNORECASE)
OURS = re.compile(r"<qc-intake\.[0-9a-f]{32}@[A-Za-z0-9.-]{1,200}>")
TEXT = 200_000
FAILED = 20


@dataclass(frozen=True, slots=True)
class Report:
    """Whether a mail reports a delay, whom it says it did not reach, and the text of its status and returned header."""

    delayed: bool
    refused: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Bounce:
    """`failed` addresses in lower case, the server's words, and our Message-IDs that the mail speaks of."""

    failed: tuple[str, ...] = ()
    reason: str = ""
    letters: tuple[str, ...] = ()


def reported(tree: Message) -> Report | None:
    """What the parts of a mail report, `None` when nothing suggests a bounce; to be asked before the tree is taken
    apart. By the standard (RFC 3464) and by what many servers write instead."""
    fields = {name.lower(): str(value) for name, value in tree.raw_items()}
    suspect = tree.get_content_type() == "multipart/report" or "x-failed-recipients" in fields
    if not suspect and not DAEMON.search(fields.get("from", "")) and fields.get("return-path", "").strip() != "<>":
        return None
    try:
        delayed, refused = all_failures(tree)
    except Exception:  # a detector met a report that its server never wrote
        delayed, refused = frozenset(), frozenset()
    return Report(bool(delayed), _addresses(refused), "\n".join(_parts(tree))[:TEXT])


def read_bounce(report: Report | None, plain: list[str], pages: list[str], thread: str) -> Bounce:
    """The bounce in a report and the mail's texts, where Chinese webmails write everything. `thread` is its References
    and In-Reply-To. A delay is no failure."""
    if report is None:
        return Bounce()
    said = "\n".join([*plain, *map(html_text, pages)])[:TEXT]
    named = () if report.delayed else tuple(m[1].lower().rstrip(".") for m in REFUSED.finditer(said))
    failed = tuple(dict.fromkeys(report.refused or named))[:FAILED]
    found = DIAGNOSTIC.search(report.text) or REASON.search(said) or ANSWER.search(said)
    reason = " ".join((found[found.lastindex or 0] if found else "").split())[:300]
    letters = () if report.delayed else OURS.findall("\n".join((report.text, said, thread)))
    return Bounce(failed, reason, tuple(dict.fromkeys(letters)))


def lies_in_the_letter(reason: str) -> bool:
    """Whether the server refused what was written rather than whom it was written to."""
    return ALIVE.search(reason) is not None


def _addresses(found: Iterable[bytes]) -> tuple[str, ...]:
    texts = (a.decode("ascii", "replace").strip("<> ").lower() for a in found)
    return tuple(sorted(t for t in texts if re.fullmatch(ADDRESS, t)))


def _parts(tree: Message) -> list[str]:
    """The delivery status, and the header of the letter that came back."""
    found = []
    for part in tree.walk():
        kind = part.get_content_type()
        if kind in ("message/delivery-status", "message/rfc822", "text/rfc822-headers"):
            payload = part.get_payload()
            if isinstance(payload, list):
                found += ["".join(f"{k}: {v}\n" for k, v in p.raw_items()) for p in payload if isinstance(p, Message)]
            else:
                found.append(str(payload)[:TEXT])
    return found
