"""A mailbox on an IMAP server, read without changing anything there."""

from __future__ import annotations

import contextlib
import imaplib
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from types import TracebackType
from typing import Any, Self

from imapclient import IMAPClient

from intake.mailbox import folders
from intake.mailbox.arrival import Arrival, Known, Listing, MailboxUnreachable, start_moment
from intake.mailbox.download import body as _body
from intake.mailbox.download import download
from intake.mailbox.sent import FIELDS, SentLetter, sent_letter
from intake.mailbox.session import Login, Security, close, connect, identify, translated, within
from intake.mails.letter import RAW, header
from store.ledger import UNSTATED, Stated

BATCH = 200
FULL_EVERY = 30
"""One round in so many compares what is known as well: some servers keep UIDVALIDITY 1 whatever happens."""
JUNK_AT_ONCE = 50
SENT_LOOKED_AT = 1000
"""How many of the newest sent mails are looked at."""


class ImapMailbox:
    """`with ImapMailbox(…) as mailbox: for arrival in mailbox.arrivals(known): …`

    `start_date` (a date, or an aware moment) leaves older mail aside by the server's own date of receipt. `deadline` is
    in seconds per mail. `listing` says what the last round saw, and what the server would not hand over in it.
    Once `stop()` is true no further mail is fetched.
    """

    def __init__(
        self,
        host: str,
        port: int,
        user: str,
        password: str,
        *,
        security: Security = "ssl",
        folder: str = "INBOX",
        start_date: date | datetime | None = None,
        max_bytes: int = RAW,
        deadline: float = 300.0,
        ca_file: str | None = None,
        stop: Callable[[], bool] = lambda: False,
    ) -> None:
        self.login = Login(host, port, user, password, security, ca_file)
        self.folder, self.max_bytes, self.deadline, self.stop = folder, max_bytes, deadline, stop
        self.start = start_moment(start_date)
        self.listing = Listing(folder, 0)
        self._rounds = 0
        self._client: IMAPClient | None = None
        self._too_old: dict[int, set[int]] = {}
        self._broke: dict[tuple[int, int], int] = {}

    def __enter__(self) -> Self:
        self._client = connect(self.login)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        client, self._client = self._client, None
        if client is not None:
            close(client)

    def arrivals(self, known: Known) -> Iterator[Arrival]:
        """Every mail that is not `known`, oldest first, fetched one at a time; raises `MailboxError`.

        `known` is asked once, for the folder and the UIDVALIDITY that the server names now. In the first round, and in
        every `FULL_EVERY`th, known mails are compared too: a place whose date has changed holds another mail.
        """
        client = self._open()
        validity, present = self._list(client, self.folder)
        stored = known(self.folder, validity)
        self.listing = Listing(
            self.folder, validity, frozenset(present), self._too_old.setdefault(validity, set()) & present
        )
        self._too_old[validity] = self.listing.before_start
        wanted = present - set(stored) - self.listing.before_start
        if self._rounds % FULL_EVERY == 0 and isinstance(stored, Mapping):
            wanted |= self._moved(client, {uid: stored[uid] for uid in sorted(present & set(stored))})
        self._rounds += 1
        yield from self._arrivals(client, self.listing, sorted(wanted, key=lambda u: (self._broke_at(validity, u), u)))

    def junk(self, seen: Known) -> Iterator[tuple[Listing, list[Arrival]]]:
        """Each junk folder with its newest mails that were not `seen`, looked at read-only; raises `MailboxError`."""
        client = self._open()
        with translated(self.login, "the folders cannot be listed"), within(client, self.deadline):
            names = [name for name in folders.junk(client) if name != self.folder]
        for name in names:
            validity, present = self._list(client, name)
            listing = Listing(name, validity, frozenset(present))
            fresh = sorted(present - set(seen(name, validity)))[-JUNK_AT_ONCE:]
            yield listing, list(self._arrivals(client, listing, fresh))

    def count(self) -> int:
        """How many mails the folder holds, those before `start_date` that were seen left out."""
        validity, present = self._list(self._open(), self.folder)
        return len(present - self._too_old.get(validity, set()))

    def sent_letters(self) -> list[SentLetter]:
        """The newest mails in the folder of sent mail, oldest first. Raises `SentFolderMissing` where there is none."""
        client = self._open()
        found: list[SentLetter] = []
        with translated(self.login, "the folder of sent mail cannot be read"), within(client, self.deadline):
            self._select(client, folders.sent(client))
            newest = sorted(uid for uid in client.search("ALL") if isinstance(uid, int))[-SENT_LOOKED_AT:]
            for start in range(0, len(newest), BATCH):
                rows = client.fetch(newest[start : start + BATCH], ["INTERNALDATE", FIELDS])
                found += [sent_letter(_body(row) or b"", _aware(row.get(b"INTERNALDATE"))) for row in rows.values()]
        return found

    def append_sent(self, raw: bytes) -> None:
        """Put a copy of what we sent into the folder of sent mail."""
        client = self._open()
        with translated(self.login, "the sent mail could not be filed"), within(client, self.deadline):
            client.append(folders.sent(client), raw, flags=[b"\\Seen"])

    def _open(self) -> IMAPClient:
        if self._client is None:
            raise MailboxUnreachable("the mailbox is not open: use it in a with block")
        return self._client

    def _list(self, client: IMAPClient, folder: str) -> tuple[int, set[int]]:
        """UIDVALIDITY and every UID; where SEARCH tells fewer than EXISTS, the rest is asked for by number."""
        with translated(self.login, f"the folder {folder} cannot be read"), within(client, self.deadline):
            answer = self._select(client, folder)
            present = {uid for uid in client.search("ALL") if isinstance(uid, int)}
            exists = answer.get(b"EXISTS", 0)
            if len(present) < exists:
                present |= _numbered(client, exists)
            return int(answer.get(b"UIDVALIDITY", 0)), present

    def _select(self, client: IMAPClient, folder: str) -> dict[bytes, Any]:
        """EXAMINE: nothing is marked, nothing is changed."""
        try:
            return dict(client.select_folder(folder, readonly=True))
        except imaplib.IMAP4.error as error:
            if isinstance(error, imaplib.IMAP4.abort) or "unsafe" not in str(error).lower():
                raise
            identify(client)
            return dict(client.select_folder(folder, readonly=True))

    def _moved(self, client: IMAPClient, stored: Mapping[int, Stated]) -> set[int]:
        """Those whose date of receipt (or, without dates, size) is no longer what was stated: other mails."""
        moved = set()
        uids = list(stored)
        for start in range(0, len(uids), BATCH):
            for uid, now in self._facts(client, uids[start : start + BATCH]).items():
                then = stored[uid]
                if then == UNSTATED:
                    self.listing.learned[uid] = now
                elif then.date and now.date:
                    moved |= {uid} if then.date != now.date else set()
                elif then.size != now.size:
                    moved.add(uid)
        return moved

    def _arrivals(self, client: IMAPClient, listing: Listing, wanted: Sequence[int]) -> Iterator[Arrival]:
        for start in range(0, len(wanted), BATCH):
            facts = self._facts(client, wanted[start : start + BATCH])
            for uid in wanted[start : start + BATCH]:
                if self.stop():
                    return
                stated = facts.get(uid) or self._facts(client, [uid]).get(uid)
                if stated is None:  # a mail without its date of receipt would be judged by a wrong one
                    listing.skipped[uid] = "the server shows nothing of it"
                    continue
                arrival = None if self._is_old(stated.date) else self._fetch(client, listing, uid, stated)
                if self._is_old(arrival.received_at if arrival else stated.date):
                    listing.before_start.add(uid)
                elif arrival is not None:
                    yield arrival

    def _is_old(self, received: datetime | None) -> bool:
        return received is not None and self.start is not None and received < self.start

    def _facts(self, client: IMAPClient, uids: Sequence[int]) -> dict[int, Stated]:
        """Size and date of receipt; one by one where the server refuses to tell them together."""
        with translated(self.login, "sizes and dates could not be read"), within(client, self.deadline):
            try:
                rows = client.fetch(uids, ["RFC822.SIZE", "INTERNALDATE"])
            except (ValueError, TypeError, AssertionError):
                rows = client.fetch(uids, ["RFC822.SIZE"])
            except imaplib.IMAP4.error as error:
                if isinstance(error, imaplib.IMAP4.abort):
                    raise
                if len(uids) == 1:
                    return {}
                return {uid: stated for one in uids for uid, stated in self._facts(client, [one]).items()}
        return {uid: Stated(row.get(b"RFC822.SIZE"), _aware(row.get(b"INTERNALDATE"))) for uid, row in rows.items()}

    def _fetch(self, client: IMAPClient, listing: Listing, uid: int, stated: Stated) -> Arrival | None:
        what = f"mail {uid} of {listing.folder} could not be fetched"
        place = (listing.uidvalidity, uid)
        self._broke[place] = self._broke_at(*place) + 1
        with translated(self.login, what), within(client, self.deadline):
            try:
                raw, fault = download(client, uid, stated.size, self.max_bytes)
            except imaplib.IMAP4.abort:
                raise
            except imaplib.IMAP4.error as error:
                raw, fault = None, self.login.censored(error)
        del self._broke[place]
        if raw is None:
            listing.skipped[uid] = fault or "the server shows nothing of it"
            return None
        letter = header(raw) if stated.date is None else None
        moment = stated.date or (letter and (letter.received or letter.date)) or datetime.now(UTC)
        return Arrival(listing.folder, listing.uidvalidity, uid, moment, raw, fault, stated)

    def _broke_at(self, validity: int, uid: int) -> int:
        """How often the line broke at this mail: such a one is tried after the others."""
        return self._broke.get((validity, uid), 0)


def _numbered(client: IMAPClient, exists: int) -> set[int]:
    """The UIDs behind the message numbers up to `exists`."""
    found: set[int] = set()
    client.use_uid = False
    try:
        for start in range(1, exists + 1, BATCH):
            with contextlib.suppress(client.Error):
                rows = client.fetch(list(range(start, min(start + BATCH, exists + 1))), ["UID"])
                found |= {row[b"UID"] for row in rows.values() if isinstance(row.get(b"UID"), int)}
    finally:
        client.use_uid = True
    return found


def _aware(value: Any) -> datetime | None:
    if not isinstance(value, datetime):
        return None
    with contextlib.suppress(OverflowError, ValueError):
        return value if value.tzinfo else value.astimezone(UTC)
    return None
