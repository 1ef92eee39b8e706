"""Robots that bear no mark: a mail that answers us and brings nothing new is answered once, then no more."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from intake.mails.letter import Letter
from intake.office import Office
from store import queries
from store.models import Mail, Outgoing

SWIFT = timedelta(minutes=5)
"""Who reads a letter of ours and answers in less asks nothing that the secretariat does not see anyway."""
ONCE = timedelta(days=1)
_REPLY = re.compile(
    r"^\s*(?:(?:re|aw|fw|fwd|回复|答复|转发|自动回复|自動回覆|automatic reply|autoreply)\s*[:：]?\s*)+", re.IGNORECASE
)
_VARIES = re.compile(r"[\W\d_]+")
"""What a robot's text may change from mail to mail: numbers, dates, spaces."""


def reason(office: Office, mail: Mail, letter: Letter, files: Collection[str]) -> str | None:
    """Why this mail gets no answer, in English for the log; `None` when it does. `files` are their sha256.

    Only a sender who had a letter of ours can be in a loop with us, and not with a file that we have not seen. The
    mail is filed all the same, and a question still goes to the secretariat.
    """
    letters = queries.letters_to(office.store, letter.from_address)
    if not letters or mail.received_at is None:
        return None
    earlier = [m for m in queries.mails(office.store, sender=letter.from_address) if m.id != mail.id and m.filed_at]
    seen = {f.sha256 for fs in queries.files(office.store, [m.id or 0 for m in earlier]).values() for f in fs}
    if set(files) - seen:
        return None
    ours = [row for row in letters if _answers(letter.subject, letter.references, letter.in_reply_to, row)]
    if files and not ours:
        return None  # materials sent once more, by somebody who may not have seen our letter
    answered = [m for m in earlier if m.outgoing_id is not None]
    today = [m for m in answered if m.received_at and mail.received_at - m.received_at < ONCE]
    words = _words(letter.subject, letter.typed)
    same = [m for m in answered if _words(m.subject, Letter(text=m.text).typed) == words]
    if any(m in today for m in same) or (same and _is_swift(mail.received_at, letters)):
        return "the same words again"
    if not ours:
        return None
    if _is_swift(mail.received_at, ours):
        return "an answer within minutes of our letter"
    if any(_answers(m.subject, m.references.split(), "", row) for m in today for row in letters):
        return "an answer to our letter was answered today"
    return None


def _is_swift(moment: datetime, letters: Iterable[Outgoing]) -> bool:
    return any(row.sent_at and timedelta() <= moment - row.sent_at < SWIFT for row in letters)


def _answers(subject: str, references: Collection[str], in_reply_to: str, ours: Outgoing) -> bool:
    """Whether a mail answers this letter of ours: by its thread, else by its subject (163.com changes our ids)."""
    if ours.message_id in (in_reply_to, *references):
        return True
    return bool(ours.subject) and _plain(ours.subject) in _plain(subject)


def _words(subject: str, typed: str) -> tuple[str, str]:
    return _VARIES.sub("", _REPLY.sub("", subject)), _VARIES.sub("", typed)


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", text)
