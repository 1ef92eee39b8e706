"""Embedded servers on loopback ports: an IMAP server in Python, and an SMTP server that keeps what it is sent."""

from __future__ import annotations

import contextlib
import logging
import smtplib
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from imapclient import IMAPClient

USER = "intake@qc.test"
PASSWORD = "secret"


def free_port() -> int:
    """A port that nothing listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class ImapServer:
    """A running IMAP server with one user; `lmtp` is 0 where mail is delivered by APPEND."""

    port: int
    lmtp: int = 0
    tls_port: int = 0
    ca_file: str | None = None
    host: str = "127.0.0.1"
    user: str = USER
    password: str = PASSWORD

    def deliver(self, *mails: bytes) -> None:
        """Put raw mails into the INBOX, by LMTP where there is one (raw 8-bit headers survive)."""
        if self.lmtp:
            for raw in mails:
                with smtplib.LMTP(self.host, self.lmtp) as lmtp:
                    lmtp.sendmail("sender@example.com", [self.user], raw)
            return
        with self.client() as client:
            for raw in mails:
                client.append("INBOX", raw)

    def append(self, raw: bytes, received_at: datetime) -> None:
        """Put one mail into the INBOX as received at a moment of our choice (INTERNALDATE)."""
        with self.client() as client:
            client.append("INBOX", raw, msg_time=received_at)

    @contextlib.contextmanager
    def client(self) -> Iterator[IMAPClient]:
        """A logged-in connection of the test's own."""
        with IMAPClient(self.host, port=self.port, ssl=False, timeout=20) as client:
            client.login(self.user, self.password)
            yield client


@contextlib.contextmanager
def pymap() -> Iterator[ImapServer]:
    """pymap, an IMAP server in Python with its mail in memory: needs nothing of the system."""
    server = ImapServer(free_port())
    command = [sys.executable, "-c", "from pymap.main import main; main()", "--host", server.host, "--port"]
    command += [str(server.port), "--no-tls", "--no-service", "admin", "--no-service", "managesieve"]
    command += ["dict", "--demo-user", USER, "--demo-password", PASSWORD]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        wait_for(process, server.port)
        with server.client() as client, contextlib.suppress(Exception):
            client.create_folder("Sent")
        yield server
    finally:
        process.terminate()
        process.wait(20)
        if process.stderr:
            process.stderr.close()


def wait_for(process: subprocess.Popen[bytes], port: int, log: Path | None = None) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        if process.poll() is not None:
            said = process.stderr.read().decode("utf-8", "replace") if process.stderr else ""
            raise RuntimeError(f"the server ended: {said} {log.read_text() if log and log.exists() else ''}")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.02)
    raise RuntimeError(f"nothing listens on port {port}")


@dataclass
class SmtpServer:
    """What the SMTP server was sent: `(envelope sender, recipients, raw bytes)`; `answers` are given before 250."""

    host: str = "127.0.0.1"
    port: int = 0
    mails: list[tuple[str, list[str], bytes]] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)

    async def handle_DATA(self, server: object, session: object, envelope: object) -> str:
        if self.answers:
            return self.answers.pop(0)
        content = getattr(envelope, "original_content", b"") or b""
        self.mails.append((envelope.mail_from, list(envelope.rcpt_tos), content))  # type: ignore[attr-defined]
        return "250 OK"


@contextlib.contextmanager
def smtp() -> Iterator[SmtpServer]:
    """An SMTP server that takes any login and keeps every mail, or gives the queued `answers` first."""
    sink = SmtpServer(port=free_port())
    logging.getLogger("mail.log").setLevel(logging.ERROR)  # aiosmtpd warns of its own deprecations
    login = AuthResult(success=True)
    controller = Controller(
        sink, hostname=sink.host, port=sink.port, authenticator=lambda *_: login, auth_require_tls=False
    )
    controller.start()
    try:
        yield sink
    finally:
        controller.stop()
