"""Pictures that belong to the text of a mail (logos, signatures, pasted figures), told from pictures sent as files."""

from __future__ import annotations

import re
import struct
from urllib.parse import unquote

CID = re.compile(r"cid:([^\"'<>\s)]{1,300})", re.IGNORECASE)
SOURCE = re.compile(r"<img\b[^<>]{0,2000}?\bsrc\s*=\s*[\"']?([^\"'\s>]{1,500})", re.IGNORECASE)
SIGNATURE_NAME = re.compile(
    r"^(image\d{1,4}|img\d{1,2}|logo.*|signature.*|.*签名.*|.*名片.*|insertpic_.*|_foxmail.*|outlook-.*|icon.*|footer.*|"
    r"emoji.*|smile.*|divider.*|spacer.*|banner.*|catch.*|__cid.*)\.\w{3,4}$",
    re.IGNORECASE,
)
SMALL = 90_000
"""Square pixels of a logo or a name card: 300 × 300, or 600 × 150."""
NAMED_SMALL = 300_000
PAGE = 500_000


def referenced(pages: list[str]) -> frozenset[str]:
    """What the HTML shows in place: Content-IDs and relative sources, lower-cased."""
    found: set[str] = set()
    for page in pages:
        found |= {unquote(m).lower().strip("<>") for m in CID.findall(page)}
        found |= {m.lower() for m in SOURCE.findall(page) if not m.lower().startswith(("cid:", "data:"))}
    return frozenset(found)


def signature_like(name: str, data: bytes) -> bool:
    """A small picture that nobody sends as a material."""
    size = dimensions(data)
    area = size[0] * size[1] if size else 0
    limit = NAMED_SMALL if SIGNATURE_NAME.match(name) else SMALL
    return 0 < area <= limit


def pasted(data: bytes) -> str:
    """A remark on a picture in the text that is as large as a scanned page: it may be one, pasted instead of sent."""
    size = dimensions(data)
    return "正文中粘贴的图片" if size and size[0] * size[1] >= PAGE else ""


def dimensions(data: bytes) -> tuple[int, int] | None:
    """Width and height in pixels of a PNG, GIF, BMP or JPEG, from its header."""
    try:
        if data.startswith(b"\x89PNG"):
            return struct.unpack(">II", data[16:24])
        if data.startswith(b"GIF8"):
            return struct.unpack("<HH", data[6:10])
        if data.startswith(b"BM"):
            width, height = struct.unpack("<ii", data[18:26])
            return abs(width), abs(height)
        if data.startswith(b"\xff\xd8"):
            return _jpeg(data)
    except struct.error:
        return None
    return None


def _jpeg(data: bytes) -> tuple[int, int] | None:
    at = 2
    for _ in range(200):
        if data[at : at + 1] != b"\xff":
            return None
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
        elif marker in (0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF):
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return width, height
        else:
            at += 2 + struct.unpack(">H", data[at + 2 : at + 4])[0]
    return None
