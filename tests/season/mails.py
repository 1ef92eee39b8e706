"""Raw mails as several Chinese mailers write them: headers, names of files, ids and the server's own line."""

from __future__ import annotations

import base64
import random
import struct
from collections.abc import Sequence
from datetime import datetime
from email.utils import format_datetime

from intake.demo.mails import gbk_zip
from tests.season.words import File

OFFICE = "intake@qc.test"
STYLES = {
    "163": ("GBK", "X-Mailer: Coremail Webmail Server Version XT5.0.14"),
    "qq": ("gb18030", "X-Mailer: QQMail 2.x"),
    "foxmail": ("gb2312", "X-Mailer: Foxmail 7.2.25.259[cn]"),
    "outlook": ("utf-8", "X-Mailer: Microsoft Outlook 16.0"),
}
"""By mailer: the charset of its words, and the line that it leaves."""


def raw(
    *,
    style: str,
    name: str,
    address: str,
    subject: str,
    text: str,
    files: Sequence[File],
    at: datetime,
    message_id: str,
    answers: str = "",
    headers: Sequence[str] = (),
    page: str = "",
) -> bytes:
    """A mail with attachments; `answers` is the Message-ID of a letter, `page` an HTML body instead of the text."""
    charset, mailer = STYLES[style]
    lines = [
        f"Received: from mta by mx.qc.test; {format_datetime(at)}",
        f"Date: {format_datetime(at)}",
        f"From: {_words(name, charset)} <{address}>",
        f"To: {OFFICE}",
        f"Subject: {_words(subject, charset)}",
        f"Message-ID: <{message_id}>",
        *([f"In-Reply-To: {answers}", f"References: {answers}"] if answers else []),
        *headers,
        mailer,
        "MIME-Version: 1.0",
    ]
    body = _part(
        f'text/{"html" if page else "plain"}; charset="{charset}"', (page or text).encode(charset, "xmlcharrefreplace")
    )
    if not files:
        return "\r\n".join(lines).encode() + b"\r\n" + body
    parts = [body, *(_attached(style, charset, file) for file in files)]
    boundary = f"----=_Part_{message_id[:12]}"
    lines.append(f'Content-Type: multipart/mixed; boundary="{boundary}"')
    joined = b"".join(b"--" + boundary.encode() + b"\r\n" + part + b"\r\n" for part in parts)
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + joined + b"--" + boundary.encode() + b"--\r\n"


def _words(text: str, charset: str) -> str:
    """RFC 2047, cut between characters."""
    if text.isascii():
        return text
    pieces = [text[n : n + 12] for n in range(0, len(text), 12)]
    return "\r\n ".join(f"=?{charset}?B?{_b64(piece.encode(charset, 'replace')).decode()}?=" for piece in pieces)


def _b64(data: bytes) -> bytes:
    return base64.b64encode(data)


def _part(content_type: str, data: bytes, more: Sequence[str] = ()) -> bytes:
    head = "\r\n".join([f"Content-Type: {content_type}", "Content-Transfer-Encoding: base64", *more])
    return head.encode() + b"\r\n\r\n" + base64.encodebytes(data).replace(b"\n", b"\r\n")


def _attached(style: str, charset: str, file: File) -> bytes:
    name, data = file
    if style == "outlook":
        quoted = "".join(f"%{octet:02X}" for octet in name.encode())
        return _part("application/octet-stream", data, [f"Content-Disposition: attachment; filename*=utf-8''{quoted}"])
    words = _words(name, charset).replace("\r\n ", "\r\n\t")
    kind = f'application/octet-stream; name="{words}"'
    return _part(kind, data, [f'Content-Disposition: attachment; filename="{words}"'])


def packed(files: Sequence[File], *, locked: bool = False) -> bytes:
    """A zip with names in GBK, as Chinese archivers write it; a `locked` one says that its members need a password."""
    made = gbk_zip(files)
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)) if locked else ():
        at = made.find(mark)
        while at >= 0:
            made = made[: at + place] + struct.pack("<H", 1) + made[at + place + 2 :]
            at = made.find(mark, at + 4)
    return made


def style(chance: random.Random) -> str:
    """One of the mailers."""
    return chance.choice(list(STYLES))


def bounce(address: str, at: datetime, number: int) -> bytes:
    """A delivery report (RFC 3464) of a letter that never reached somebody."""
    report = f"""\
Received: from mta by mx.qc.test; {format_datetime(at)}
Date: {format_datetime(at)}
From: Mail Delivery System <MAILER-DAEMON@mx.example.com>
To: {OFFICE}
Message-ID: <bounce.{number}@mx.example.com>
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Auto-Submitted: auto-replied
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

<{address}>: user unknown
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.com

Final-Recipient: rfc822; {address}
Action: failed
Status: 5.1.1

--b--
"""
    return report.replace("\n", "\r\n").encode()
