"""Folders of .eml files, Maildirs and single mails as mailboxes."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from intake.mailbox import FolderMailbox, MailboxUnreachable
from intake.mails.letter import read

EARLY = b"From: a@example.com\r\nDate: Mon, 1 Sep 2025 08:00:00 +0800\r\nSubject: early\r\n\r\nx\r\n"
LATE = (
    b"Received: by mx; Tue, 2 Sep 2025 09:00:00 +0800\r\nDate: Mon, 1 Jan 2001 00:00:00 +0000\r\n"
    b"Subject: late\r\n\r\nx\r\n"
)


def none_known(folder: str, uidvalidity: int) -> set[int]:
    return set()


def subjects(mailbox: FolderMailbox) -> list[str]:
    with mailbox:
        return [read(a.raw).subject for a in mailbox.arrivals(none_known)]


def test_in_order_of_receipt(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(LATE)
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "b.EML").write_bytes(EARLY)
    (tmp_path / "note.txt").write_text("no mail")
    undated = tmp_path / "c.eml"
    undated.write_bytes(b"Subject: undated\r\n\r\nx\r\n")
    os.utime(undated, (1_000_000_000, 1_000_000_000))
    mailbox = FolderMailbox(tmp_path)
    assert subjects(mailbox) == ["undated", "early", "late"]
    assert mailbox.count() == 3
    with mailbox:
        moments = [a.received_at for a in mailbox.arrivals(none_known)]
    assert moments[2] == datetime(2025, 9, 2, 1, tzinfo=UTC)


def test_a_maildir_keeps_its_uids_when_files_move(tmp_path: Path) -> None:
    for part in ("cur", "new", "tmp"):
        (tmp_path / part).mkdir()
    (tmp_path / "new" / "1.x.host").write_bytes(EARLY)
    (tmp_path / "tmp" / "2.x.host").write_bytes(LATE)
    mailbox = FolderMailbox(tmp_path)
    with mailbox:
        (before,) = mailbox.arrivals(none_known)
        (tmp_path / "new" / "1.x.host").rename(tmp_path / "cur" / "1.x.host:2,S")
        (after,) = mailbox.arrivals(none_known)
        assert after.uid == before.uid
        assert list(mailbox.arrivals(lambda folder, validity: {before.uid})) == []


def test_start_date_and_size(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(EARLY)
    (tmp_path / "b.eml").write_bytes(LATE + b"y" * 10_000)
    assert subjects(FolderMailbox(tmp_path, start_date=datetime(2025, 9, 2, tzinfo=UTC))) == ["late"]
    with FolderMailbox(tmp_path, max_bytes=5_000) as mailbox:
        faults = [read(a.raw).faults for a in mailbox.arrivals(none_known)]
    assert [[code for code, _ in f] for f in faults] == [[], ["mail.too_large"]]


def test_a_single_mail_and_a_missing_one(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(EARLY)
    assert subjects(FolderMailbox(tmp_path / "a.eml")) == ["early"]
    with pytest.raises(MailboxUnreachable), FolderMailbox(tmp_path / "none"):
        pass
