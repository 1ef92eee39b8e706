"""Send what is due, never twice: a letter is marked `sending` after all that can fail harmlessly, before DATA."""

from __future__ import annotations

import smtplib
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parseaddr

import structlog

from intake.answering.message import Enclosure, dated, message, message_id
from intake.sending import smtp as server
from intake.sending.recovery import FindSent, recover
from intake.sending.smtp import Refused
from intake.settings import Smtp
from store import ledger, queries
from store.database import Store
from store.errors import StoreError
from store.ledger.outgoing import LETTERS
from store.models import Outgoing

__all__ = ["Enclosure", "Pace", "message", "message_id", "recover", "sweep"]

Clock = Callable[[], datetime]

LINE = "outbox"
"""The name under which the outbox rests (`store.models.Pause`)."""


def _minutes(*numbers: int) -> tuple[timedelta, ...]:
    return tuple(timedelta(minutes=n) for n in numbers)


BRAKED = timedelta(minutes=10)
"""The time in which the brake counts letters."""
WAITS = _minutes(5, 15, 60, 180, 360, 720, 1440)
"""How long a letter waits after each temporary refusal; after nearly two days it has failed."""
RESTS = {
    "quota": _minutes(15, 60),
    "login": _minutes(30, 60, 120, 240),
    "later": _minutes(1, 5, 15),
    "brake": _minutes(10),
}
"""How long the whole outbox rests: the provider's quota, a refused login, a server that is not there, a loop."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast letters may go out: `between` two of them, and `brake` in ten minutes before the outbox rests.

    Reports and alarms do not count. The brake also keeps any quarter of an hour at or below twice its number.
    """

    between: timedelta = timedelta(seconds=3)
    brake: int = 20


def sweep(
    store: Store,
    smtp: Smtp,
    *,
    now: Clock,
    find_sent: FindSent | None = None,
    pace: Pace | None = None,
    limit: int = 20,
    sleep: Callable[[float], object] = time.sleep,
    stop: Callable[[], bool] = lambda: False,
) -> Counter[str]:
    """Send at most `limit` due letters over one connection; returns how many ended how.

    `now()` gives the local moment for Date headers. Letters over a cap stay queued. A server that refuses the login,
    complains of too much mail or cannot be reached lets the whole outbox rest; nothing is raised for it. Once `stop()`
    is true no further letter goes.
    """
    pace = pace or Pace()
    outcomes = recover(store, find_sent, now())
    rest = queries.pause(store, LINE)
    if rest is not None and rest.why == "released" and now() - rest.until > BRAKED:
        ledger.resume(store, LINE)
    letters = _allowed(store, smtp, pace, now, outcomes)
    if (rest is not None and rest.until > now()) or (letter := next(letters, None)) is None:
        return outcomes
    try:
        with server.connected(smtp) as client:
            for _ in range(limit):
                outcome = _send(store, client, smtp, letter, now)
                outcomes[outcome] += 1
                if outcome == "sent" and rest is not None and rest.why != "released":
                    ledger.resume(store, LINE)
                if outcome in ("broken", "resting"):
                    break
                sleep(pace.between.total_seconds())
                if stop() or (letter := next(letters, None)) is None:
                    break
    except Refused as refused:
        _rest(store, refused.action, now(), refused.answer)
    except (OSError, smtplib.SMTPException) as error:
        _rest(store, "later", now(), f"{smtp.host}: {type(error).__name__}: {error}")
    return outcomes


def _allowed(store: Store, smtp: Smtp, pace: Pace, now: Clock, outcomes: Counter[str]) -> Iterator[Outgoing]:
    """Due letters, each looked up when it is asked for.

    Those over a cap are counted as `capped`, those to an address that takes no mail as `dead`. What went out before a
    person released the outbox does not count towards the brake.
    """
    seen: set[int | None] = set()
    while True:
        moment = now()
        rest = queries.pause(store, LINE)
        if rest is not None and rest.why == "operator" and rest.until > moment:
            return
        counted = max(moment - BRAKED, rest.until) if rest is not None and rest.why == "released" else moment - BRAKED
        dead = {row.address for row in queries.dead_addresses(store)}
        waiting = [letter for letter in ledger.due(store, moment, 500) if letter.id not in seen]
        taken = [t for t in queries.sent_since(store, moment - timedelta(days=1)) if t[0] in LETTERS]
        if waiting and sum(when > counted for _, _, when in taken) >= pace.brake:
            _rest(store, "brake", moment, f"{pace.brake} letters in ten minutes")
            return
        for letter in waiting:
            seen.add(letter.id)
            if letter.kind in LETTERS and letter.recipient in dead:
                outcomes["dead"] += 1
                continue
            to_sender = sum(recipient == letter.recipient for _, recipient, _ in taken)
            if letter.kind not in LETTERS or (to_sender < smtp.per_sender_per_day and len(taken) < smtp.per_day):
                yield letter
                break
            outcomes["capped"] += 1
        else:
            return


def _send(store: Store, client: smtplib.SMTP, smtp: Smtp, letter: Outgoing, now: Clock) -> str:
    """Hand one letter over: `sent`, `replaced` (by a newer one), `later`, `failed`, `resting`, `broken` (no line)."""
    assert letter.id is not None
    sender = parseaddr(smtp.sender)[1] or smtp.user
    moment = now()  # of the Date and of the claim: it tells two letters about one entry apart in the Sent folder
    try:
        raw = dated(store.blobs.get(letter.raw_sha256), moment)
    except StoreError as error:
        return _failed(store, letter, str(error))
    try:
        server.address(client, sender, letter.recipient)
        if not ledger.claim(store, letter, moment):
            _reset(client)
            return "replaced"
        server.begin(client)
    except Refused as refused:
        return _refused(store, client, letter, refused, now())
    except ValueError as error:
        _reset(client)
        return _failed(store, letter, str(error))
    except (OSError, smtplib.SMTPException) as error:
        _later(store, letter, f"{type(error).__name__}: {error}", now())
        return "broken"
    try:
        server.content(client, raw)
    except Refused as refused:
        return _refused(store, client, letter, refused, now())
    except (OSError, smtplib.SMTPException) as error:
        structlog.get_logger().warning("outbox.broke_off", key=letter.key, error=f"{type(error).__name__}: {error}")
        return "broken"
    ledger.sent(store, letter.id, now())
    structlog.get_logger().info("outbox.sent", key=letter.key, kind=letter.kind, recipient=letter.recipient)
    return "sent"


def _refused(store: Store, client: smtplib.SMTP, letter: Outgoing, refused: Refused, now: datetime) -> str:
    action = refused.action
    if action in ("recipient", "failed"):
        if action == "recipient" and letter.kind in LETTERS:
            ledger.mark_dead(store, letter.recipient, now, refused.answer)
        _reset(client)
        return _failed(store, letter, refused.answer)
    about_account = action == "login" and refused.step == "mail"
    outcome = "later" if about_account else _later(store, letter, refused.answer, now)
    if action in RESTS and action != "later":
        _rest(store, action, now, refused.answer)
        return "resting"
    if refused.code == 421:
        return "broken"
    _reset(client)
    return outcome


def _later(store: Store, letter: Outgoing, error: str, now: datetime) -> str:
    """Let the letter wait its turn again; after the last wait it has failed."""
    if letter.tries >= len(WAITS):
        return _failed(store, letter, error)
    ledger.release(store, letter, due_at=now + WAITS[letter.tries], error=error)
    structlog.get_logger().warning("outbox.later", key=letter.key, error=error)
    return "later"


def _failed(store: Store, letter: Outgoing, error: str) -> str:
    ledger.failed(store, letter, error)
    structlog.get_logger().error("outbox.failed", key=letter.key, error=error)
    return "failed"


def _rest(store: Store, why: str, now: datetime, reason: str) -> None:
    waits = RESTS.get(why, RESTS["later"])
    until = ledger.pause(store, LINE, now, waits, reason, why).until
    structlog.get_logger().error("outbox.rests", why=why, until=until.isoformat(), reason=reason)


def _reset(client: smtplib.SMTP) -> None:
    """Forget the addresses given so far; a line that breaks here shows with the next letter."""
    with suppress(OSError, smtplib.SMTPException):
        client.rset()
