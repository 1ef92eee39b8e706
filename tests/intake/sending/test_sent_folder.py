"""What the Sent folder proves about a letter whose line broke, and what it does not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from intake.answering.message import dated, message
from intake.mailbox import SentLetter
from intake.mailbox.sent import sent_letter
from intake.sending.sent_folder import fate, shows
from store.models import Outgoing

CLAIMED = datetime(2025, 9, 20, 8, 0, tzinfo=UTC)


def row(key: str, minutes: int = 0, *, sent: bool = True) -> Outgoing:
    moment = CLAIMED + timedelta(minutes=minutes)
    return Outgoing(
        key=key, kind="correction", recipient=f"{key}@example.com", subject=f"回执 SX2025-M00{len(key):02}",
        message_id=f"<{key}@qc>", raw_sha256="", due_at=moment, created_at=moment, claimed_at=moment,
        sent_at=moment if sent else None, state="sent" if sent else "sending",
    )  # fmt: skip


def copy(of: Outgoing, **changed: object) -> SentLetter:
    made = SentLetter(of.message_id, of.key, of.subject, (of.recipient,), of.claimed_at, of.claimed_at)
    return SentLetter(**{**{name: getattr(made, name) for name in made.__slots__}, **changed})


LOST = row("lost", sent=False)
BEFORE, AFTER = row("before", -30), row("later", 20)
NOW = CLAIMED + timedelta(minutes=30)


@pytest.mark.parametrize(
    "shown",
    [
        copy(LOST),
        copy(LOST, message_id="<rewritten@163.com>"),
        copy(LOST, key=""),
        copy(LOST, key="", message_id="<rewritten@163.com>"),
        copy(LOST, date=None),
        copy(LOST, date=None, filed_at=None),
    ],
)
def test_a_letter_in_the_folder_was_sent_whatever_the_provider_rewrote(shown: SentLetter) -> None:
    assert fate(LOST, [BEFORE, AFTER], [copy(BEFORE), shown, copy(AFTER)], NOW) == "sent"


@pytest.mark.parametrize(
    "shown",
    [
        copy(LOST, key="", message_id="<rewritten@163.com>", to=("other@example.com",)),
        copy(LOST, key="", message_id="<rewritten@163.com>", subject="回执 SX2025-M9999"),
        copy(LOST, key="other"),
        copy(LOST, date=CLAIMED - timedelta(days=1)),
    ],
)
def test_another_letter_is_not_taken_for_it(shown: SentLetter) -> None:
    assert fate(LOST, [BEFORE, AFTER], [copy(BEFORE), shown, copy(AFTER)], NOW) == "absent"


@pytest.mark.parametrize(
    ("sent", "folder", "minutes", "proves"),
    [
        ([], [], 30, "unknown"),
        ([BEFORE, AFTER], [], 30, "unknown"),
        ([BEFORE, AFTER], [copy(BEFORE)], 30, "unknown"),
        ([BEFORE, AFTER], [copy(AFTER)], 30, "unknown"),
        ([BEFORE], [copy(BEFORE)], 30, "wait"),
        ([BEFORE], [copy(BEFORE)], 90, "unknown"),
        ([AFTER], [copy(AFTER)], 30, "absent"),
        ([row("later", 3)], [copy(row("later", 3))], 6, "wait"),
        ([row("old", -60 * 24)], [copy(row("old", -60 * 24))], 30, "unknown"),
        ([BEFORE, AFTER], [copy(BEFORE, key="", message_id="<x>"), copy(AFTER)], 30, "absent"),
    ],
)
def test_only_a_folder_that_keeps_our_letters_proves_that_one_is_absent(
    sent: list[Outgoing], folder: list[SentLetter], minutes: int, proves: str
) -> None:
    assert fate(LOST, sent, folder, CLAIMED + timedelta(minutes=minutes)) == proves


def test_another_letter_about_the_same_entry_is_not_taken_for_it() -> None:
    """Two letters to one address a moment apart, with one receipt number; the provider kept no header of ours."""
    first = row("lost", -1)
    first.id, first.key, first.message_id = 1, "first", "<first@qc>"
    shown = copy(first, key="", message_id="<rewritten@163.com>")
    assert shows(shown, first) and not shows(shown, LOST)
    assert fate(LOST, [first, AFTER], [shown, copy(AFTER)], NOW) == "absent"
    first.claimed_at = first.sent_at = CLAIMED
    twin = copy(first, key="", message_id="<rewritten@163.com>")
    assert shows(twin, LOST), "in the same second nothing tells them apart"
    assert fate(LOST, [first, AFTER], [twin, copy(AFTER)], NOW) == "absent", "but it is the copy of the other"
    assert fate(LOST, [first, AFTER], [twin, twin, copy(AFTER)], NOW) == "sent", "two copies, two letters"


def test_our_own_mail_is_recognised_by_the_headers_that_are_fetched() -> None:
    key = f"letter/sx-2025/{'a' * 64}"
    raw = message(
        key=key, message_id="<m@qc>", sender="秘书处 <intake@example.com>", recipient="a@example.com",
        subject="【补正通知】晨光QC小组报名材料 SX2025-0001", text="您好",
    )  # fmt: skip
    head = dated(raw, CLAIMED).split(b"\r\n\r\n")[0]
    found = sent_letter(head + b"\r\n\r\n", None)
    assert (found.key, found.message_id, found.to, found.date) == (key, "<m@qc>", ("a@example.com",), CLAIMED)
    assert found.subject.endswith("SX2025-0001")
