"""The bytes that mails of the bag are put together from, and the words that expectations are written in."""

from __future__ import annotations

import base64
import hashlib
import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from typing import Any

BAG: dict[str, Callable[[], tuple[bytes, dict[str, Any]]]] = {}
FORM = "报名表.docx"
SCAN = "报名表（盖章）.pdf"


def case(build: Callable[[], tuple[bytes, dict[str, Any]]]) -> Callable[[], tuple[bytes, dict[str, Any]]]:
    """Register a mail under its function's name."""
    BAG[build.__name__.replace("_", "-")] = build
    return build


def b64(data: bytes, width: int = 76) -> bytes:
    text = base64.b64encode(data)
    return b"\r\n".join(text[i : i + width] for i in range(0, len(text), width))


def word(text: str, charset: str = "gb18030", label: str | None = None, encoding: str = "B") -> bytes:
    raw = text.encode(charset)
    body = base64.b64encode(raw) if encoding == "B" else b"".join(b"=%02X" % c for c in raw)
    return b"=?%s?%s?%s?=" % ((label or charset).encode(), encoding.encode(), body)


def zipped(files: dict[str, bytes], *, raw_names: str | None = None, flags: int = 0, stored: bool = False) -> bytes:
    """A zip with a fixed date; `raw_names` writes names in that charset without the UTF-8 flag."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for index, (name, data) in enumerate(files.items()):
            plain = f"{index:0{len(name.encode(raw_names))}d}" if raw_names else name
            info = zipfile.ZipInfo(plain, (2025, 9, 28, 10, 0, 0))
            archive.writestr(info, data, zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED)
    data = out.getvalue()
    if raw_names:
        for index, name in enumerate(files):
            raw = name.encode(raw_names)
            data = data.replace(f"{index:0{len(raw)}d}".encode(), raw)
    if flags:
        for at in _all(data, b"PK\x03\x04"):
            data = data[: at + 6] + struct.pack("<H", flags) + data[at + 8 :]
        for at in _all(data, b"PK\x01\x02"):
            data = data[: at + 8] + struct.pack("<H", flags) + data[at + 10 :]
    return data


def _all(data: bytes, needle: bytes) -> list[int]:
    found, at = [], data.find(needle)
    while at >= 0:
        found.append(at)
        at = data.find(needle, at + 1)
    return found


def png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    rows = b"".join(b"\x00" + b"\xff" * width for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


CONTENT_TYPES = b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
DOCX = zipped({"[Content_Types].xml": CONTENT_TYPES, "word/document.xml": "<w:p>课题</w:p>".encode()})
XLSX = zipped({"[Content_Types].xml": CONTENT_TYPES, "xl/workbook.xml": b"<workbook/>"})
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\n" + bytes(range(256)) + b"\ntrailer<</Root 1 0 R>>\n%%EOF\n"
PHOTO = png(1200, 1600)
LOGO = png(120, 40)
OUTER = "B_2025"
DOCX_TYPE = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def head(subject: bytes, sender: bytes = b"zhang@example.com", *more: bytes) -> bytes:
    lines = [
        b"Received: from mx.example.com (unknown [192.0.2.7]) by mx.example.net; Mon, 29 Sep 2025 10:00:05 +0800 (CST)",
        b"From: " + sender,
        b"To: intake@qc.test",
        b"Subject: " + subject,
        b"Date: Mon, 29 Sep 2025 10:00:00 +0800 (CST)",
        b"Message-ID: <one@example.com>",
        *more,
        b"MIME-Version: 1.0",
    ]
    return b"\r\n".join(lines) + b"\r\n"


def part(kind: bytes, body: bytes, *more: bytes, encoding: bytes = b"base64") -> bytes:
    lines = [b"Content-Type: " + kind, *([b"Content-Transfer-Encoding: " + encoding] if encoding else []), *more]
    return b"\r\n".join(lines) + b"\r\n\r\n" + (b64(body) if encoding == b"base64" else body)


def text(said: str, charset: str = "gb18030", label: str = "GBK") -> bytes:
    return part(b'text/plain; charset="%s"' % label.encode(), said.encode(charset))


def mixed(*parts: bytes, kind: str = "mixed", boundary: str = OUTER, closed: bool = True) -> bytes:
    mark = b"--" + boundary.encode()
    out = f'Content-Type: multipart/{kind};\r\n\tboundary="{boundary}"\r\n\r\n'.encode()
    out += b"".join(mark + b"\r\n" + p + b"\r\n" for p in parts)
    return out + (mark + b"--\r\n" if closed else b"")


def file(name: str, data: bytes, state: str = "read", path: str | None = None, **more: str) -> dict[str, Any]:
    return {"path": path or name, "state": state, "sha256": hashlib.sha256(data).hexdigest(), **more}


def attached(disposition: bytes, data: bytes = DOCX, kind: bytes = b"application/octet-stream") -> bytes:
    """A mail with one attachment under the given Content-Disposition."""
    return head(word("报名材料")) + mixed(
        text("您好，附件为报名表。"), part(kind, data, b"Content-Disposition: " + disposition)
    )


ONE: dict[str, Any] = {
    "subject": "报名材料",
    "from": "zhang@example.com",
    "text": "附件为报名表",
    "files": [file(FORM, DOCX)],
}


def attachments(*found: tuple[bytes, bytes]) -> bytes:
    """A mail with several attachments: the raw file name and the bytes of each."""
    line = b'Content-Disposition: attachment; filename="'
    parts = (part(b"application/octet-stream", data, line + name + b'"') for name, data in found)
    return head(word("报名材料")) + mixed(text("您好，附件为报名表。"), *parts)
