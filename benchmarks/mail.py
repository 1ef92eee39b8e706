"""Raw mail to letter, beside the parsers below it: `python -m benchmarks.mail [--rounds 15]`.

The peers do less: they name no Chinese files, repair nothing, unfold no archives and guard against nothing.
"""

from __future__ import annotations

import argparse
import random
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, default

import mailparser

from benchmarks.side_by_side import medians, report
from intake import letter

SIZES = {"20 KB": 12_000, "1 MB": 740_000}
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


def main() -> None:
    """Print the medians per size of mail."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=15)
    rounds = options.parse_args().rounds
    for title, size in SIZES.items():
        raw = mail(size)
        assert len(letter.read(raw).attachments) == 1

        def stdlib(raw: bytes = raw) -> list[object]:
            return [part.get_payload(decode=True) for part in message_from_bytes(raw, policy=default).walk()]

        def mail_parser(raw: bytes = raw) -> list[object]:
            return list(mailparser.parse_from_bytes(raw).attachments)

        def ours(raw: bytes = raw) -> object:
            return letter.read(raw)

        ways = {"standard library, parts decoded": stdlib, "mail-parser": mail_parser, "qc-intake letter": ours}
        report(f"a mail of {title} ({len(raw)} bytes)", medians(ways, rounds))


if __name__ == "__main__":
    main()
