"""`qc-intake check`: the whole job on files, with a throw-away store and no network."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any

from intake import pipeline
from intake.mails import letter
from intake.office import Office
from intake.replaying.dump import as_json
from parsers.edition import Edition
from parsers.file_types import looks_like_mail
from store import ledger, queries
from store.database import open_store

FOLDER = "check"
OFFICE = "qc-intake@localhost"
UNSENT = "self-check"
"""The subject of a mail that was made of a bare document."""


@dataclass(frozen=True)
class Source:
    """A mail to check: where it came from, its bytes, when it was received (`None`: not sent yet), and its own Date."""

    place: str
    raw: bytes
    received_at: datetime | None
    date: datetime | None = None


def check(
    paths: Iterable[Path],
    edition: Edition,
    *,
    received_at: datetime | None = None,
    reply_after: timedelta = timedelta(minutes=10),
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> dict[str, Any]:
    """The fixed JSON for mails (`.eml`, folders of them, Maildirs) and bare documents, taken in order of Date.

    A letter is closed when its sender has been quiet for `reply_after`. Raises `FileNotFoundError`.
    """
    sources = sorted(_sources(paths, received_at), key=lambda s: s.date or s.received_at or _NEVER)
    with tempfile.TemporaryDirectory(prefix="qc-intake-check-") as folder:
        store = open_store(None, Path(folder), durable=False)
        try:
            places: dict[str, str] = {}
            for number, source in enumerate(sources, 1):
                now = source.received_at or datetime.now(UTC)
                if source.received_at:
                    _close_letters(store, source.received_at)
                office = Office(store, edition, OFFICE, reply_after=reply_after, now=lambda now=now: now)  # type: ignore[misc]
                mail, _ = ledger.receive(
                    store, source.raw, folder=FOLDER, uidvalidity=1, uid=number, received_at=source.received_at
                )
                places.setdefault(mail.sha256, source.place)
                pipeline.examine_waiting(office)
                while queries.mails(store, "received"):
                    pipeline.examine_waiting(office)
                progress(number, len(sources))
            return as_json(store, edition, places)
        finally:
            store.close()


_NEVER = datetime.max.replace(tzinfo=UTC)


def _close_letters(store: Any, moment: datetime) -> None:
    """Letters whose sender was quiet long enough before `moment` count as sent."""
    for row in ledger.due(store, moment, limit=1000):
        if ledger.claim(store, row, row.due_at):
            ledger.sent(store, row.id or 0, row.due_at)


def _sources(paths: Iterable[Path], received_at: datetime | None) -> Iterator[Source]:
    for path in paths:
        for file in _files(path):
            raw = file.read_bytes()
            place = str(file.relative_to(path.parent) if path.is_dir() else file)
            if file.suffix.lower() == ".eml" or _in_maildir(file) or (not file.suffix and looks_like_mail(raw)):
                head = letter.header(raw)
                yield Source(place, raw, received_at or head.received or head.date, head.date)
            else:
                yield Source(place, _unsent(file.name, raw), received_at)


def _files(path: Path) -> Iterator[Path]:
    """A file itself; of a folder its mails, or, where it holds none, its documents; hidden files are left out."""
    if not path.exists():
        raise FileNotFoundError(path)
    if not path.is_dir():
        yield path
        return
    seen = [f for f in sorted(path.rglob("*")) if f.is_file()]
    seen = [f for f in seen if not any(part.startswith(".") for part in f.relative_to(path).parts)]
    mails = [f for f in seen if f.suffix.lower() == ".eml" or _in_maildir(f)]
    yield from mails or seen


def _in_maildir(file: Path) -> bool:
    return file.parent.name in ("cur", "new") and (file.parent.parent / "tmp").is_dir()


def _unsent(name: str, data: bytes) -> bytes:
    """A bare document as the only attachment of a mail that was not sent yet."""
    mail = EmailMessage(policy=SMTP)
    mail["From"] = "self-check <self-check@localhost>"
    mail["To"] = OFFICE
    mail["Subject"] = UNSENT
    mail.set_content("")
    mail.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    mail.set_boundary("=-self-check-=")
    return mail.as_bytes()
