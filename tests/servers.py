"""Real servers on loopback ports for tests: Dovecot, pymap, and an SMTP server that keeps what it is sent."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import smtplib
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from aiosmtpd.controller import Controller
from imapclient import IMAPClient

USER = "intake@qc.test"
PASSWORD = "secret"
CONFIG = """\
base_dir = {run}
state_dir = {run}
log_path = {home}/dovecot.log
protocols = imap lmtp
listen = 127.0.0.1
ssl = {ssl}
{certificate}
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_failure_delay = 0 secs
mail_location = maildir:~/Maildir
mail_fsync = never
first_valid_uid = {first_uid}
{users}
passdb {{
  driver = passwd-file
  args = {home}/users
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={home}/mail/%u
}}
namespace inbox {{
  inbox = yes
  separator = /
  mailbox Sent {{
    special_use = \\Sent
    auto = create
  }}
}}
service anvil {{
  {chroot}
}}
service imap-login {{
  {chroot}
  process_min_avail = 1
  inet_listener imap {{
    address = 127.0.0.1
    port = {imap}
  }}
  inet_listener imaps {{
    address = 127.0.0.1
    port = {imaps}
    ssl = yes
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {lmtp}
  }}
}}
service stats {{
  unix_listener stats-writer {{
    mode = 0666
  }}
}}
"""


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

    @contextlib.contextmanager
    def client(self) -> Iterator[IMAPClient]:
        """A logged-in connection of the test's own."""
        with IMAPClient(self.host, port=self.port, ssl=False, timeout=20) as client:
            client.login(self.user, self.password)
            yield client


@contextlib.contextmanager
def dovecot(program: str, *, tls: bool = False) -> Iterator[ImapServer]:
    """Dovecot with IMAP and LMTP, as root or as an ordinary user."""
    home = Path(tempfile.mkdtemp(prefix="dovecot-", dir="/tmp"))
    root = os.geteuid() == 0
    me = pwd.getpwuid(os.geteuid()).pw_name
    owner = pwd.getpwnam("nobody") if root else pwd.getpwuid(os.geteuid())
    server = ImapServer(free_port(), free_port(), free_port())
    certificate = ""
    if tls:
        server.ca_file = str(_certificate(home))
        certificate = f"ssl_cert = <{home}/cert.pem\nssl_key = <{home}/key.pem"
    (home / "run").mkdir()
    (home / "mail").mkdir()
    home.chmod(0o755)
    os.chown(home / "mail", owner.pw_uid, owner.pw_gid)
    (home / "users").write_text(f"{USER}:{{PLAIN}}{PASSWORD}\n")
    (home / "users").chmod(0o644)
    text = CONFIG.format(
        home=home,
        run=home / "run",
        ssl="yes" if tls else "no",
        certificate=certificate,
        users=""
        if root
        else f"default_internal_user = {me}\ndefault_login_user = {me}\ndefault_internal_group = {_group()}",
        chroot="" if root else "chroot =",
        first_uid=1 if root else owner.pw_uid,
        uid=owner.pw_uid,
        gid=owner.pw_gid,
        imap=server.port,
        imaps=server.tls_port if tls else 0,
        lmtp=server.lmtp,
    )
    (home / "dovecot.conf").write_text(text)
    process = subprocess.Popen([program, "-F", "-c", str(home / "dovecot.conf")], stderr=subprocess.PIPE)
    try:
        _wait(process, server.port, home / "dovecot.log")
        _wait(process, server.lmtp, home / "dovecot.log")
        yield server
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)
        if process.stderr:
            process.stderr.close()
        shutil.rmtree(home, ignore_errors=True)


def _group() -> str:
    import grp

    return grp.getgrgid(os.getegid()).gr_name


def _certificate(home: Path) -> Path:
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
         "-keyout", str(home / "key.pem"), "-out", str(home / "cert.pem")],
        check=True,
        capture_output=True,
    )  # fmt: skip
    return home / "cert.pem"


@contextlib.contextmanager
def pymap() -> Iterator[ImapServer]:
    """pymap, an IMAP server in Python with its mail in memory: needs nothing of the system."""
    server = ImapServer(free_port())
    command = [sys.executable, "-c", "from pymap.main import main; main()", "--host", server.host, "--port"]
    command += [str(server.port), "--no-tls", "--no-service", "admin", "--no-service", "managesieve"]
    command += ["dict", "--demo-user", USER, "--demo-password", PASSWORD]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        _wait(process, server.port)
        with server.client() as client, contextlib.suppress(Exception):
            client.create_folder("Sent")
        yield server
    finally:
        process.terminate()
        process.wait(20)
        if process.stderr:
            process.stderr.close()


def _wait(process: subprocess.Popen[bytes], port: int, log: Path | None = None) -> None:
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
    """An SMTP server that keeps every mail, or gives the queued `answers` first."""
    sink = SmtpServer(port=free_port())
    controller = Controller(sink, hostname=sink.host, port=sink.port)
    controller.start()
    try:
        yield sink
    finally:
        controller.stop()
