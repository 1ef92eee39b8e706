"""An IMAP connection with verified TLS, deadlines, and errors of two kinds: try again, or mend the login."""

from __future__ import annotations

import contextlib
import imaplib
import re
import socket
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import LoginError

from intake.mailbox.arrival import LoginRefused, MailboxError, MailboxUnreachable

Security = Literal["ssl", "starttls", "none"]
TIMEOUT = SocketTimeout(connect=15, read=60)
OPENING = 120.0
"""Seconds in all for login and the choice of a folder."""
IDENTITY = {"name": "qc-intake", "version": "1", "vendor": "qc-intake"}
PASSING = re.compile(r"\[(UNAVAILABLE|SERVERBUG|INUSE|LIMIT)\]", re.IGNORECASE)
"""Answers to LOGIN that say nothing about the password (RFC 5530)."""
ODD_ANSWERS = (ValueError, TypeError, KeyError, IndexError, AssertionError, AttributeError)


@dataclass(frozen=True)
class Login:
    """Where and as whom; the password is never shown."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    security: Security = "ssl"
    ca_file: str | None = None

    def censored(self, text: object) -> str:
        """A server's text without the password in it, on one line."""
        raw = text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text)
        for secret in {self.password, repr(self.password)[1:-1]} - {""}:
            raw = raw.replace(secret, "***")
        return re.sub(r"[\x00-\x1f]+", " ", raw).strip()[:300]


def connect(login: Login) -> IMAPClient:
    """A logged-in connection; raises `LoginRefused` or `MailboxUnreachable`."""
    where = f"{login.host}:{login.port}"
    with translated(login, f"cannot connect to {where}"):
        context = None if login.security == "none" else ssl.create_default_context(cafile=login.ca_file)
        client = IMAPClient(
            login.host,
            port=login.port,
            ssl=login.security == "ssl",
            ssl_context=context if login.security == "ssl" else None,
            timeout=TIMEOUT,
        )
    try:
        with translated(login, f"{where} broke off"), within(client, OPENING):
            client.normalise_times = False
            if login.security == "starttls":
                client.starttls(context)
            _log_in(client, login)
            if client.has_capability("ID"):
                identify(client)
    except BaseException:
        close(client)
        raise
    return client


def _log_in(client: IMAPClient, login: Login) -> None:
    try:
        client.login(login.user, login.password)
    except UnicodeError:
        raise LoginRefused("user name or password holds characters that cannot be sent") from None
    except LoginError as error:
        cause = error.__context__
        said = cause.args[0] if cause is not None and cause.args else str(error)
        text = login.censored(said)
        refused = not isinstance(cause, imaplib.IMAP4.abort) and "command error: BAD" not in text
        if refused and not PASSING.search(text):
            raise LoginRefused(f"{login.host} refused the login of {login.user}: {text}") from None
        raise MailboxUnreachable(f"{login.host} did not complete the login: {text}") from None


def identify(client: IMAPClient) -> None:
    """Send ID, without which 163.com and 126.com refuse to open a folder ("Unsafe Login")."""
    with contextlib.suppress(imaplib.IMAP4.error, *ODD_ANSWERS):
        client.id_(IDENTITY)


@contextlib.contextmanager
def translated(login: Login, what: str) -> Iterator[None]:
    """Turn every way in which a connection fails into `MailboxUnreachable`."""
    try:
        yield
    except MailboxError:
        raise
    except (OSError, EOFError, imaplib.IMAP4.error, *ODD_ANSWERS) as error:
        raise MailboxUnreachable(f"{what}: {login.censored(error) or type(error).__name__}") from None


@contextlib.contextmanager
def within(client: IMAPClient, seconds: float) -> Iterator[None]:
    """Cut the line when the block takes longer: a read timeout alone does not stop a server that drips."""
    expired = threading.Event()

    def cut() -> None:
        expired.set()
        with contextlib.suppress(OSError, AttributeError):
            socket.socket.shutdown(client.socket(), socket.SHUT_RDWR)

    timer = threading.Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    except Exception:
        if expired.is_set():
            raise MailboxUnreachable(f"no complete answer within {seconds:g} seconds") from None
        raise
    finally:
        timer.cancel()


def close(client: IMAPClient) -> None:
    """Drop the connection without waiting for a farewell: LOGOUT may block on a dead peer."""
    with contextlib.suppress(OSError, imaplib.IMAP4.error, *ODD_ANSWERS):
        client.shutdown()
