"""Look into the junk folders, read-only, for what may be a submission; nothing there is filed, a person is told."""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import structlog

from intake.mailbox import Arrival, ImapMailbox, MailboxError
from intake.mails import reading
from intake.mails.confidential import NAME
from intake.mails.letter import Letter, header
from intake.office import Office
from parsers import secrecy
from store import ledger, queries
from store.models import JunkMail

log = structlog.get_logger(__name__)
EVERY = timedelta(minutes=30)
DOCUMENT = re.compile(r"\.(docx?|wps|et|xlsx?|pdf|ofd|rtf|zip|rar|7z)$", re.IGNORECASE)
WORDS = ("QC", "质量管理", "报名", "申报", "参赛")
"""What a contest's mail speaks of, beside the names of the edition's forms and categories."""


@dataclass
class Watch:
    """Looks at most every half hour, and only when the mailbox itself was in reach."""

    next_look: datetime | None = field(default=None)

    def look(self, office: Office, mailbox: ImapMailbox) -> int:
        """Look when it is time; returns how many new suspects there are. A failure is logged and waits."""
        now = office.now()
        if self.next_look is not None and now < self.next_look:
            return 0
        self.next_look = now + EVERY
        try:
            return look(office, mailbox)
        except MailboxError as error:
            log.warning("junk.not_looked_at", error=str(error))
            return 0


def look(office: Office, mailbox: ImapMailbox) -> int:
    """Look at what is new in every junk folder; raises `MailboxError`."""
    found = 0
    with mailbox:
        for listing, arrivals in mailbox.junk(
            lambda folder, validity: queries.junk_uids(office.store, folder, validity)
        ):
            looked = [_judged(office, arrival) for arrival in arrivals]
            ledger.junk_seen(office.store, listing.folder, listing.uidvalidity, listing.present, looked)
            found += sum(row.suspected for row in looked)
    return found


def _judged(office: Office, arrival: Arrival) -> JunkMail:
    with tempfile.TemporaryDirectory(prefix="qc-intake-") as folder:
        path = Path(folder, "mail.eml")
        path.write_bytes(arrival.raw)
        try:
            letter = reading.read_letter(path)
        except reading.MailUnreadable:
            letter = header(arrival.raw)
    names, words = [a.name for a in letter.attachments if a.state != "inline"][:20], office.edition.secrecy
    marked = words is not None and bool(secrecy.in_lines([letter.subject], words, "", prominent=True))
    return JunkMail(
        folder=arrival.folder,
        uidvalidity=arrival.uidvalidity,
        uid=arrival.uid,
        seen_at=office.now(),
        received_at=arrival.received_at,
        from_name=letter.from_name,
        from_address=letter.from_address,
        subject=NAME if marked else letter.subject,
        files=[NAME if words and secrecy.in_name(name, words) else name for name in names],
        suspected=suspected(office, letter),
    )


def suspected(office: Office, letter: Letter) -> bool:
    """Whether it may be a submission: from a sender we know, named like one, or documents in a text about one."""
    if reading.reason_not_to_reply(letter, office) in ("own address", "own letter"):
        return False
    if letter.from_address and queries.mails(office.store, sender=letter.from_address):
        return True
    files = [a.name for a in letter.attachments if a.state != "inline"]
    words = _words(office)
    if any(word in " ".join([letter.subject, *files]).upper() for word in words):
        return True
    return any(DOCUMENT.search(name) for name in files) and any(word in letter.text.upper() for word in words)


def _words(office: Office) -> list[str]:
    edition = office.edition
    named = [form.label for form in edition.forms.values()] + [c.label for c in edition.categories.values()]
    return [word.upper() for word in (*WORDS, *named) if len(word) > 1]
