"""Talk to the mail server in single steps, and read its refusals by a table."""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Literal

from intake.settings import Smtp

Step = Literal["connect", "login", "mail", "rcpt", "data"]
Action = Literal["quota", "login", "recipient", "later", "failed"]

TIMEOUT = 60.0
"""Seconds for every step but the last."""
PATIENCE = 300.0
"""Seconds for the server to say that it took the content (RFC 5321 4.5.3.2.6 allows ten minutes)."""

_NOBODY = r"user|mailbox|recipient|account|address|no such|not exist|unknown|invalid|\b5\.1\.\d|\b5\.2\.1\b"
"""How a server says that nobody is there (RFC 3463: 5.1.x addresses, 5.2.1 mailbox disabled)."""
ANSWERS: tuple[tuple[str, str, Action], ...] = (
    # step, answer "code text", what it means
    (".*", r"\b(MI|RP|HL|DT):[A-Z]|frequen|too many (mails|messages|connections)", "quota"),
    (".*", r"^(530|534|535|538)\b", "login"),
    ("mail", r"^(550|553|501)\b", "login"),
    ("rcpt|data", rf"^(550|551|553|511)\b(?!.*relay).*({_NOBODY})", "recipient"),
    ("rcpt", r"^501\b", "failed"),
    ("connect|login", r".*", "later"),
    (".*", r"^4", "later"),
    (".*", r"^5", "failed"),
)
"""First match wins. `quota`: the whole outbox rests; `login`: it rests and the operator mends the account;
`recipient`: this letter failed and its address takes no mail; `failed`: this letter failed; `later`: it waits."""


_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")


class Refused(Exception):
    """The server answered `code text` at `step`; it certainly has not taken the letter."""

    def __init__(self, step: Step, code: int, text: bytes | str) -> None:
        said = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
        self.step, self.code, self.answer = step, code, " ".join(f"{code} {said}".split())[:300]
        super().__init__(self.answer)

    @property
    def action(self) -> Action:
        """What the table says of this answer; an answer out of turn waits."""
        rows = (a for s, p, a in ANSWERS if re.fullmatch(s, self.step) and re.search(p, self.answer, re.IGNORECASE))
        return next(rows, "later")


@contextmanager
def connected(smtp: Smtp) -> Iterator[smtplib.SMTP]:
    """A logged-in connection; `Refused`, `OSError` or `SMTPException` when there is none to be had."""
    client = _open(smtp)
    try:
        yield client
        with suppress(OSError, smtplib.SMTPException):
            client.quit()
    finally:
        client.close()


def _open(smtp: Smtp) -> smtplib.SMTP:
    trust = None if smtp.security == "none" else ssl.create_default_context()
    try:
        if smtp.security == "ssl":
            client: smtplib.SMTP = smtplib.SMTP_SSL(smtp.host, smtp.port, timeout=TIMEOUT, context=trust)
        else:
            client = smtplib.SMTP(smtp.host, smtp.port, timeout=TIMEOUT)
    except smtplib.SMTPConnectError as error:
        raise Refused("connect", error.smtp_code, error.smtp_error) from error
    try:
        client.ehlo_or_helo_if_needed()
        if smtp.security == "starttls":
            client.starttls(context=trust)
            client.ehlo()
        if (password := smtp.password.get_secret_value()) and client.has_extn("auth"):
            client.login(smtp.user, password)  # a server that asks for none (a relay) refuses MAIL if it wants one
    except smtplib.SMTPResponseException as error:
        client.close()
        raise Refused("login", error.smtp_code, error.smtp_error) from error
    except BaseException:
        client.close()
        raise
    return client


def address(client: smtplib.SMTP, sender: str, recipient: str) -> None:
    """MAIL and RCPT: nothing is sent yet. `ValueError` when an address is none that can be written to.

    The library would make some other address of a malformed one, and a letter must reach nobody else.
    """
    if not _ADDRESS.fullmatch(recipient) or len(recipient) > 254:
        raise ValueError(f"no address that can be written to: {recipient[:100]!r}")
    _expect("mail", client.mail(sender), 250)
    _expect("rcpt", client.rcpt(recipient), 250, 251)


def begin(client: smtplib.SMTP) -> None:
    """DATA: the server is ready for the content and still has none of it."""
    _expect("data", client.docmd("DATA"), 354)


def content(client: smtplib.SMTP, raw: bytes) -> None:
    """The mail itself; any exception but `Refused` leaves it unknown whether the server took it."""
    if client.sock is not None:
        client.sock.settimeout(PATIENCE)
    client.send(re.sub(rb"(?m)^\.", b"..", raw.removesuffix(b"\r\n")) + b"\r\n.\r\n")
    _expect("data", client.getreply(), 250)
    if client.sock is not None:
        client.sock.settimeout(TIMEOUT)


def _expect(step: Step, reply: tuple[int, bytes], *codes: int) -> None:
    if reply[0] not in codes:
        raise Refused(step, *reply)
