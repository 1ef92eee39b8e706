"""Attachments unfolded: archives and forwarded mails opened within bounds, every file named by its way in."""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from mailparser import MailParser

from intake.mime import parse as mime_parse
from intake.mime import repair as mime_repair
from intake.mime.cloud_links import cloud_files
from intake.mime.file_names import distinct, safe_name, safe_parts
from intake.mime.pictures import pasted, referenced, signature_like
from intake.mime.repair import Part, Repaired
from intake.mime.source import TooComplex
from intake.mime.uuencode import UuFile, uuencoded
from parsers.facts import Attachment, State
from parsers.file_types import looks_like_mail, sniff
from parsers.readers.archive import FORMATS, MAILS, Budget, Member, Refusal, unpack

MAILS_DEEP = 3
ARCHIVES_DEEP = 2
ATTACHMENTS = 50
FILES = 500
"""Attachments of one mail that are looked at, and files after unfolding."""
FORWARDED = re.compile(r"^\s*(?:(?:re|回复|答复)\s*[:：]\s*)*(?:转发|轉寄|轉發|fwd?)\s*[:：]", re.IGNORECASE)
NEVER_MATERIAL = re.compile(
    r"^(text/calendar|text/(x-)?vcard|application/(x-)?pkcs7-signature|"
    r"application/pgp-(signature|encrypted)|application/applefile)$"
)
NO_FILES = "邮件中没有附件"
"""The remark on a mail within the mail that brought none: it was looked at, and nothing is missing."""
PKCS7 = bytes.fromhex("2a864886f70d0107")
"""Object identifiers of what a signed or encrypted message holds (RFC 5652): the next byte is 2 or 3."""
Refused = tuple[State, str | None, str]
FOR_THE_READER = "application/octet-stream"


@dataclass(slots=True)
class Unfolding:
    """What has been taken out of one mail so far, and what may still be."""

    taken: set[str] = field(default_factory=set)
    budget: Budget = field(default_factory=Budget)
    faults: list[tuple[str, str]] = field(default_factory=list)
    files: int = 0


@dataclass(frozen=True, slots=True)
class Contents:
    """A mail's texts and attachments."""

    plain: list[str]
    pages: list[str]
    attachments: tuple[Attachment, ...]


def contents(mail: Repaired, parser: MailParser, run: Unfolding, prefix: str = "", level: int = 0) -> Contents:
    """The texts of a repaired mail and all its attachments; `level` counts the mails around it."""
    plain: list[str] = []
    files: list[UuFile] = []
    for text in parser.text_plain:
        text, found = uuencoded(text)
        plain.append(text)
        files += found
    pages = list(parser.text_html)
    attachments = list(_attachments(mail, parser, pages, run, prefix, level))
    for file in files:
        attachments += _file(safe_name(file.name) or "附件", file.data, FOR_THE_READER, run, prefix, level)
    names = {a.name.casefold() for a in attachments}
    forwarded = level > 0 or FORWARDED.match(mail.headers.get("subject", "")) is not None
    for cloud in cloud_files(plain, pages, forwarded=forwarded):
        if cloud.name.casefold() not in names:
            attachments.append(
                _attachment(
                    safe_name(cloud.name) or cloud.service,
                    b"",
                    FOR_THE_READER,
                    run,
                    prefix,
                    ("not_received", "mail.cloud_attachment", cloud.detail),
                )
            )
    return Contents(plain, pages, tuple(attachments))


def _attachments(
    mail: Repaired, parser: MailParser, pages: list[str], run: Unfolding, prefix: str, level: int
) -> Iterator[Attachment]:
    shown = referenced(pages)
    payloads = parser.attachments
    mail.message.set_payload([])
    nameless = counted = 0
    for part in mail.parts:
        if part.media_type == "message/external-body":
            refusal: Refused = ("not_received", "mail.cloud_attachment", "外部链接")
            yield _attachment(safe_name(part.name) or "附件", b"", FOR_THE_READER, run, prefix, refusal)
            continue
        if part.enclosed is not None:
            yield from _mail(safe_name(part.name) or "forward.eml", part.enclosed, run, prefix, level)
            continue
        payload = payloads.pop(0)["payload"]
        data = binascii.a2b_base64(payload) if part.data is None else part.data
        name = safe_name(part.name)
        if not name:
            nameless += 1
            kind = sniff(data)
            name = f"附件{nameless}{kind.extension}"
        if _is_inline(part, name, data, shown):
            yield _attachment(name, data, part.media_type, run, prefix, ("inline", None, pasted(data)))
            continue
        counted += 1
        if counted > ATTACHMENTS:
            run.faults.append(("mail.too_large", f"附件超过{ATTACHMENTS}个"))
            break
        yield from _file(name, data, part.media_type, run, prefix, level)


def _is_inline(part: Part, name: str, data: bytes, shown: frozenset[str]) -> bool:
    if NEVER_MATERIAL.match(part.media_type) or name.lower().endswith((".p7s", ".ics", ".vcf")):
        return True
    if not sniff(data).media_type.startswith("image/"):
        return False
    ids = {part.content_id.lower(), part.location.lower()} - {""}
    return bool(ids & shown) or (part.disposition != "attachment" and signature_like(name, data))


def _file(
    name: str, data: bytes, media_type: str, run: Unfolding, prefix: str, level: int, archives: int = 0
) -> Iterator[Attachment]:
    """One file: itself, or what is in it when it is an archive or a mail."""
    if run.files >= FILES:
        run.faults.append(("mail.too_large", f"文件超过{FILES}个"))
        return
    if not data:
        yield _attachment(name, data, media_type, run, prefix, ("unreadable", "file.empty", "文件为空（0字节）"))
        return
    if name.lower().endswith(".eml") and looks_like_mail(data):
        yield from _mail(name, data, run, prefix, level)
        return
    kind = sniff(data).extension
    deeper = (level + 1, archives) if kind in MAILS else (level, archives + 1)
    members = _deep(kind) if deeper[0] > MAILS_DEEP or deeper[1] > ARCHIVES_DEEP else unpack(data, run.budget, name)
    if members is None:
        members = _sealed(data, media_type)
    if members is None:
        yield _attachment(name, data, media_type, run, prefix)
        return
    if isinstance(members, Refusal):
        yield _attachment(name, data, media_type, run, prefix, (members.state, members.fault, members.detail))
        return
    if not members:
        remark = NO_FILES if kind == ".msg" else ""
        yield _attachment(name, data, media_type, run, prefix, ("inline", None, remark))
        return
    inside = distinct(prefix + name, run.taken) + "/"
    for member in members:
        yield from _member(member, inside, run, *deeper, mail=kind in MAILS)


def _member(
    member: Member, inside: str, run: Unfolding, level: int, archives: int, *, mail: bool
) -> Iterator[Attachment]:
    *folders, last = safe_parts(member.name) or ("附件",)
    where = inside + "".join(f + "/" for f in folders)
    if member.state == "encrypted":
        yield _attachment(last, b"", FOR_THE_READER, run, where, ("encrypted", "file.encrypted", "文件设有密码"))
    elif member.state == "unreadable":
        yield _attachment(last, b"", FOR_THE_READER, run, where, ("unreadable", "file.unreadable", "文件已损坏"))
    elif (
        mail
        and sniff(member.data).media_type.startswith("image/")
        and (member.shown or signature_like(last, member.data))
    ):
        yield _attachment(last, member.data, FOR_THE_READER, run, where, ("inline", None, pasted(member.data)))
    else:
        yield from _file(last, member.data, FOR_THE_READER, run, where, level, archives)


def _sealed(data: bytes, media_type: str) -> Refusal | None:
    """A message that is encrypted as a whole, or signed into one block."""
    if data.startswith(b"-----BEGIN PGP MESSAGE") or PKCS7 + b"\x03" in data[:64]:
        return Refusal("encrypted", "file.encrypted", "加密邮件")
    if media_type.endswith("pkcs7-mime") or PKCS7 + b"\x02" in data[:64]:
        return Refusal("unsupported", "file.unsupported", "签名邮件（smime.p7m）")
    return None


def _deep(kind: str) -> Refusal | None:
    if kind in FORMATS:
        return Refusal("unsupported", "file.unsupported", "压缩包或转发层数过多")
    return None


def _mail(name: str, enclosed: object, run: Unfolding, prefix: str, level: int) -> Iterator[Attachment]:
    """A mail within the mail: its attachments, under its name."""
    data = enclosed if isinstance(enclosed, bytes) else b""
    name = name if name.lower().endswith(".eml") else name + ".eml"
    if level >= MAILS_DEEP:
        refusal: Refused = ("unsupported", "file.unsupported", "转发层数过多")
        yield _attachment(name, data, "message/rfc822", run, prefix, refusal)
        return
    try:
        tree, _ = mime_parse.read_tree(data) if isinstance(enclosed, bytes) else (enclosed, ())
        mail = mime_repair.repair(tree)  # type: ignore[arg-type]
    except TooComplex:
        yield _attachment(name, data, "message/rfc822", run, prefix, ("hostile", "mail.hostile", "邮件结构异常"))
        return
    inside = distinct(prefix + name, run.taken) + "/"
    found = contents(mail, MailParser(mail.message), run, inside, level + 1)
    yield from found.attachments
    if not found.attachments:
        path = inside.rstrip("/")
        yield Attachment(path, path.rsplit("/", 1)[-1], "message/rfc822", data, "inline", None, NO_FILES)


def _attachment(
    name: str,
    data: bytes,
    declared: str,
    run: Unfolding,
    prefix: str,
    refusal: Refused = ("read", None, ""),
) -> Attachment:
    path = distinct(prefix + name, run.taken)
    kind = sniff(data)
    media_type = kind.media_type
    if kind.extension == ".bin" or (kind.extension == ".txt" and declared.startswith("text/")):
        media_type = declared
    run.files += 1
    state, fault, detail = refusal
    return Attachment(path, path.rsplit("/", 1)[-1], media_type, data, state, fault, detail)
