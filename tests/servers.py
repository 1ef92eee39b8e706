"""Real servers on loopback ports for tests: Dovecot, beside the embedded ones of the demo."""

from __future__ import annotations

import contextlib
import grp
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from intake.demo.servers import PASSWORD, USER, ImapServer, SmtpServer, free_port, pymap, smtp, wait_for

__all__ = ["PASSWORD", "USER", "ImapServer", "SmtpServer", "dovecot", "free_port", "pymap", "smtp"]
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
        wait_for(process, server.port, home / "dovecot.log")
        wait_for(process, server.lmtp, home / "dovecot.log")
        yield server
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)
        if process.stderr:
            process.stderr.close()
        shutil.rmtree(home, ignore_errors=True)


def _group() -> str:
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
