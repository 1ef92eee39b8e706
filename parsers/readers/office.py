"""A file of old Word through LibreOffice, where that is installed: for what the quick converter refuses or loses.

Each conversion has a profile and a process group of its own; the profile forbids macros and links to other files,
and sends every call to the network to a port where nobody listens.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

SECONDS = 15
"""Less than the time of a call to the worker that reads documents, so that nothing outlives it."""
BYTES = 64 << 20
SETTINGS = (
    ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Inet/Settings", "ooInetProxyType", "2"),
    ("Inet/Settings", "ooInetNoProxy", ""),
    ("Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPProxyPort", "1"),
    ("Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPSProxyPort", "1"),
)
"""No macros, no links, and a proxy where nobody listens."""
PROFILE = (
    '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry">'
    + "".join(
        f'<item oor:path="/org.openoffice.{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value>'
        "</prop></item>"
        for path, name, value in SETTINGS
    )
    + "</oor:items>"
)


def to_docx(data: bytes) -> bytes | None:
    """The same document as .docx, `None` when LibreOffice is not there, refuses it or takes more than 15 s."""
    program = shutil.which("soffice")
    if program is None:
        return None
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        source, profile = Path(folder, "a.doc"), Path(folder, "profile")
        (profile / "user").mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(PROFILE)
        source.write_bytes(data)
        command = [program, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", "--nolockcheck"]
        command += ["--convert-to", "docx:MS Word 2007 XML", "--outdir", str(Path(folder, "out")), str(source)]
        _run(command, folder)
        target = Path(folder, "out", "a.docx")
        if not target.is_file() or not 0 < target.stat().st_size <= BYTES:
            return None  # its exit code is 0 whatever happened
        return target.read_bytes()


def _run(command: list[str], folder: str) -> None:
    """Run to the end or until time is up; whatever it started ends with it."""
    if (watch := shutil.which("timeout")) is not None:  # should we be killed while it runs, this ends it
        command = [watch, "--signal=KILL", str(SECONDS), *command]
    environment = {"PATH": os.environ.get("PATH", os.defpath), "HOME": folder, "TMPDIR": folder, "LANG": "C.UTF-8"}
    try:
        child = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=environment,
            cwd=folder,
            process_group=0,
        )
    except OSError:
        return
    try:
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(SECONDS)
    finally:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()
