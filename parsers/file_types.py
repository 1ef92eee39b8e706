"""What a file is by its bytes: extension and media type, whatever its name or sender says."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import NamedTuple


class FileType(NamedTuple):
    """An extension (with its dot) and a media type."""

    extension: str
    media_type: str


_OFFICE = "application/vnd.openxmlformats-officedocument."
KNOWN: dict[str, str] = {
    ".pdf": "application/pdf",
    ".doc": "application/msword",
    ".xls": "application/vnd.ms-excel",
    ".ppt": "application/vnd.ms-powerpoint",
    ".msg": "application/vnd.ms-outlook",
    ".docx": _OFFICE + "wordprocessingml.document",
    ".xlsx": _OFFICE + "spreadsheetml.sheet",
    ".pptx": _OFFICE + "presentationml.presentation",
    ".ofd": "application/ofd",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".odp": "application/vnd.oasis.opendocument.presentation",
    ".rtf": "application/rtf",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".gif": "image/gif",
    ".bmp": "image/bmp",
    ".tif": "image/tiff",
    ".webp": "image/webp",
    ".heic": "image/heic",
    ".zip": "application/zip",
    ".rar": "application/vnd.rar",
    ".7z": "application/x-7z-compressed",
    ".gz": "application/gzip",
    ".bz2": "application/x-bzip2",
    ".xz": "application/x-xz",
    ".tar": "application/x-tar",
    ".cab": "application/vnd.ms-cab-compressed",
    ".dat": "application/ms-tnef",
    ".eml": "message/rfc822",
    ".html": "text/html",
    ".mht": "multipart/related",
    ".xml": "application/xml",
    ".txt": "text/plain",
    ".bin": "application/octet-stream",
}
MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", ".pdf"),
    (b"\xff\xd8\xff", ".jpg"),
    (b"\x89PNG\r\n\x1a\n", ".png"),
    (b"GIF8", ".gif"),
    (b"II*\x00", ".tif"),
    (b"MM\x00*", ".tif"),
    (b"Rar!\x1a\x07", ".rar"),
    (b"7z\xbc\xaf\x27\x1c", ".7z"),
    (b"\x1f\x8b\x08", ".gz"),
    (b"BZh", ".bz2"),
    (b"\xfd7zXZ\x00", ".xz"),
    (b"MSCF\x00\x00\x00\x00", ".cab"),
    (b"\x78\x9f\x3e\x22", ".dat"),
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OLE_STREAMS = (("__properties_version1.0", ".msg"), ("WordDocument", ".doc"), ("Workbook", ".xls"), ("Book", ".xls"))
ZIP_MEMBERS = (("word/", ".docx"), ("xl/", ".xlsx"), ("ppt/", ".pptx"), ("ofd.xml", ".ofd"))
HTML = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?>(?:<!--.*?-->\s*|<!\[[^\]]*\]>\s*)*)"
    r"<(?:!doctype\s+html|html|head|body|meta|title|style|script|table|div|center|font|form|span|p|h[1-6])[\s/>]",
    re.IGNORECASE | re.DOTALL,
)
XML = re.compile(r"\s*(?:<\?xml[\s?]|<\?mso-application|<(?:\w+:)?(?:wordDocument|package|Workbook|document)[\s>])")
TEXT_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"), (b"<\0", "utf-16-le"))
HEAD = 8192
MAIL_HEADER = re.compile(rb"(?im)^(from|received|subject|message-id|return-path|date|to|mime-version):[ \t\S]")


def sniff(data: bytes) -> FileType:
    """The type of `data`; `.bin` when its bytes say nothing, `.txt` when they are all text."""
    extension = _extension(data)
    return FileType(extension, KNOWN[extension])


def looks_like_mail(data: bytes) -> bool:
    """Whether the bytes begin with at least two header fields that a mail has."""
    head = data[:65536].lstrip()
    return len({m.lower() for m in MAIL_HEADER.findall(head.split(b"\n\n")[0].split(b"\r\n\r\n")[0])}) >= 2


def looks_like_web_archive(data: bytes) -> bool:
    """Whether the bytes are a saved web page in a mail's wrapping (MHTML): related parts that nobody sent."""
    head = re.split(rb"\r?\n\r?\n", data[:16384].lstrip(b"\xef\xbb\xbf \t\r\n"), maxsplit=1)[0]
    if not re.search(rb"(?im)^content-type:\s*(multipart/related|text/html)", head):
        return False
    sender = re.search(rb"(?im)^from:[ \t]*(.*)", head)
    if sender is not None and b"saved by" not in sender[1].lower():
        return False
    return b"mime-version" in head.lower() and not re.search(rb"(?im)^(received|return-path|to|delivered-to):", head)


def _extension(data: bytes) -> str:
    for magic, extension in MAGIC:
        if data.startswith(magic):
            return extension
    if data.startswith(OLE):
        return next((e for stream, e in OLE_STREAMS if stream.encode("utf-16-le") in data), ".doc")
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return zip_kind(data)
    if (
        data[:2] == b"BM"
        and len(data) > 26
        and data[14:18] in (b"\x28\0\0\0", b"\x0c\0\0\0", b"\x6c\0\0\0", b"\x7c\0\0\0")
    ):
        return ".bmp"
    if data[4:8] == b"ftyp" and data[8:12] in (b"heic", b"heix", b"mif1", b"hevc", b"heim", b"heis"):
        return ".heic"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return ".webp"
    if data[257:262] == b"ustar":
        return ".tar"
    if b"%PDF-" in data[:1024]:
        return ".pdf"
    if data[:64].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{\\rtf"):
        return ".rtf"
    if looks_like_web_archive(data):
        return ".mht"
    if looks_like_mail(data):
        return ".eml"
    head = _head(data)
    if HTML.match(head):
        return ".html"
    if XML.match(head):
        return ".xml"
    return ".txt" if head and not re.search(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]", head) else ".bin"


def _head(data: bytes) -> str:
    """The beginning of a file as text; where its charset is not told, with one character for each byte."""
    mark, codec = next(((m, c) for m, c in TEXT_MARKS if data.startswith(m)), (b"", "latin-1"))
    return data[:HEAD].removeprefix(mark if mark[:1] != b"<" else b"").decode(codec, "replace")


def zip_kind(data: bytes) -> str:
    """`.docx`, `.xlsx`, `.pptx`, `.ofd`, `.odt`, `.ods`, `.odp` for a document that is a zip inside, else `.zip`."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = [n.lower().replace("\\", "/") for n in archive.namelist()[:5000]]
            for told in ("mimetype", "META-INF/manifest.xml" if "content.xml" in names else "mimetype"):
                small = told.lower() in names and archive.getinfo(told).file_size < 65536
                if small and (kind := _open_document(archive.read(told))):
                    return kind
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError, KeyError, RuntimeError, EOFError, zlib.error):
        head = data[:65536]
        if b"mimetypeapplication/vnd.oasis" in head[:200]:
            return _open_document(head[:200]) or ".zip"
        names = [m.decode("ascii").lower() for m in re.findall(rb"(?:word|xl|ppt)/|OFD\.xml", head)]
        if b"[Content_Types].xml" not in head and "ofd.xml" not in names:
            return ".zip"
        names.append("[content_types].xml")
    if "[content_types].xml" in names or "ofd.xml" in names:
        return next((e for prefix, e in ZIP_MEMBERS if any(n.startswith(prefix) for n in names)), ".docx")
    return ".zip"


def _open_document(told: bytes) -> str:
    """The kind of an OpenDocument package by its media type, empty for others; the first that is told counts."""
    match = re.search(rb"opendocument\.(text|spreadsheet|\w+)", told)
    return {b"text": ".odt", b"spreadsheet": ".ods"}.get(match[1], ".odp") if match else ""
