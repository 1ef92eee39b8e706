"""Raw mail to letter, beside the parsers below it, in one run: `python -m benchmarks.mail [--rounds 15]`.

The peers do less: they repair nothing, name few Chinese files, unfold no archives and guard against nothing. Time is
the median of rounds taken in turns; memory the peak of a fresh process that reads the mail, less what it held before.
"""

from __future__ import annotations

import argparse
import contextlib
import random
import subprocess
import sys
import tempfile
from collections.abc import Callable
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, default
from functools import partial
from pathlib import Path

import mailparser

from benchmarks.side_by_side import medians, report
from intake.mails import letter

SIZES = {"20 KB": 12_000, "1 MB": 740_000, "30 MB": 22_000_000}
"""Bytes of the attached picture, which sets the size of the mail."""


def mail(size: int) -> bytes:
    """A registration with one picture, as phones send them: bytes that do not compress further."""
    made = EmailMessage(policy=SMTP)
    made["From"], made["To"], made["Subject"] = "王敏 <clerk@example.com>", "intake@example.com", "报名材料"
    made["Message-ID"] = "<1@example.com>"
    made.set_content("各位老师好，请查收附件。")
    picture = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + random.Random(1).randbytes(size)
    made.add_attachment(picture, maintype="image", subtype="jpeg", filename="报名表盖章.jpg")
    return made.as_bytes()


def stdlib(raw: bytes) -> list[object]:
    return [part.get_payload(decode=True) for part in message_from_bytes(raw, policy=default).walk()]


def mail_parser(raw: bytes) -> list[object]:
    found = mailparser.parse_from_bytes(raw)
    return [
        found.subject,
        found.from_,
        *(mailparser.utils.decode_base64_payload(a["payload"]) for a in found.attachments),
    ]


def ours(raw: bytes) -> object:
    return letter.read(raw)


WAYS: dict[str, Callable[[bytes], object]] = {
    "standard library, parts decoded": stdlib,
    "mail-parser alone": mail_parser,
    "qc-intake letter": ours,
}
with contextlib.suppress(ImportError):  # comes with `make bench`
    from imap_tools import MailMessage

    def imap_tools(raw: bytes) -> list[object]:
        found = MailMessage.from_bytes(raw)
        return [found.subject, found.from_, found.text, *((a.filename, a.payload) for a in found.attachments)]

    WAYS["imap_tools"] = imap_tools


def peak(name: str, file: Path) -> float:
    """Megabytes that reading the mail takes at most in a fresh process."""
    command = [sys.executable, "-m", "benchmarks.mail", "--only", name, "--mail", str(file)]
    return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout) / 1024


def _measure(name: str, file: Path) -> int:
    """Kilobytes above what the process held with everything loaded and the mail in memory (proc(5))."""
    way = WAYS[name]
    way(mail(2_000))
    raw = file.read_bytes()
    Path("/proc/self/clear_refs").write_text("5")
    before = _high_water()
    way(raw)
    return _high_water() - before


def _high_water() -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1])


def main() -> None:
    """Print time and memory per size of mail."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=15)
    options.add_argument("--only", choices=WAYS, help=argparse.SUPPRESS)
    options.add_argument("--mail", type=Path, help=argparse.SUPPRESS)
    said = options.parse_args()
    if said.only:
        print(_measure(said.only, said.mail))
        return
    for title, size in SIZES.items():
        raw = mail(size)
        assert len(letter.read(raw).attachments) == 1
        ways = {name: partial(way, raw) for name, way in WAYS.items()}
        rounds = said.rounds if size < 5_000_000 else max(3, said.rounds // 4)
        report(f"a mail of {title} ({len(raw)} bytes)", medians(ways, rounds))
        with tempfile.NamedTemporaryFile(suffix=".eml") as file:
            file.write(raw)
            file.flush()
            for name in WAYS:
                print(f"  {name:44} {peak(name, Path(file.name)):9.1f} MB beside the mail")


if __name__ == "__main__":
    main()
