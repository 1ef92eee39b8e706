"""Signatures of PDF files: who signed, where it is shown, and whether the signed bytes are what they were.

Whom to trust is not asked: Chinese certificate authorities are in no trust store. The certificate's own word is told.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from asn1crypto import cms
from pypdf import PdfReader

from parsers import ses
from parsers.facts import Integrity

MOST = 12
"""Signatures that are read; a form has two or three."""
NATIONAL = bytes.fromhex("2a811ccf55")
"""1.2.156.10197, the arc of SM2 and SM3: no library at hand verifies them."""
NOT_VERIFIABLE = "国密签名，暂不能验证"
UNREADABLE = "签名结构无法读取，未能验证"
NO_VERIFIER = "未安装验证组件，未能验证"
CHANGED = "签章后文件又有增改"
ALTERED = "签章后文件内容被改动"

logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
logging.getLogger("pyhanko_certvalidator").setLevel(logging.CRITICAL)


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature of the file: whom its certificate names, whether the signed bytes are intact, and why not known.

    `field` is the full name of its form field.
    """

    field: str
    signer: str
    integrity: Integrity
    reason: str = ""


def of(reader: PdfReader, data: bytes) -> dict[str, Signature]:
    """The signatures of a PDF by field name; never raises for bad input but for `MemoryError`."""
    found: dict[str, Signature] = {}
    for name, value in _signed(reader):
        if len(found) >= MOST:
            break
        try:
            found[name] = _signature(name, value, data)
        except MemoryError:
            raise
        except Exception:  # whatever hostile bytes provoke in the libraries below
            found[name] = Signature(name, "", "unknown", UNREADABLE)
    if any(not s.integrity for s in found.values()):
        verified = _verified(data)
        for name, signature in found.items():
            if not signature.integrity:
                integrity, reason = verified.get(name, ("unknown", UNREADABLE if verified else NO_VERIFIER))
                found[name] = Signature(name, signature.signer, integrity, reason)
    return found


def _signed(reader: PdfReader) -> Iterator[tuple[str, Any]]:
    """Full name and value of every signature field that holds a signature, time stamps left out."""
    with contextlib.suppress(Exception):
        form = reader.trailer["/Root"]["/AcroForm"]  # type: ignore[index]
        waiting = [(reference, "") for reference in list(form["/Fields"])[:500]]
        for _ in range(2_000):
            if not waiting:
                return
            reference, above = waiting.pop(0)
            field = reference.get_object()
            name = ".".join(part for part in (above, str(field.get("/T", ""))) if part)
            if field.get("/FT") == "/Sig" and "/V" in field:
                value = field["/V"].get_object()
                if value.get("/Type") != "/DocTimeStamp":
                    yield name, value
            waiting += [(kid, name) for kid in list(field.get("/Kids", ()))[:500]]


def _signature(name: str, value: Any, data: bytes) -> Signature:
    """What can be said of a signature without verifying it; `integrity` stays empty when that is worth a try."""
    contents = value["/Contents"]
    raw = contents.original_bytes if hasattr(contents, "original_bytes") else bytes(contents)
    said = ses.read(raw)
    if NATIONAL not in raw:
        return Signature(name, _signer(raw) or said.signer, "")
    start, length, second, rest = (int(v) for v in value["/ByteRange"])
    digest = hashlib.new("sm3", data[start : start + length] + data[second : second + rest]).digest()
    if len(said.digest) == len(digest) and said.digest != digest:
        return Signature(name, said.signer, "altered", ALTERED)
    return Signature(name, said.signer, "unknown", NOT_VERIFIABLE)


def _signer(raw: bytes) -> str:
    """The certificate that the signer's info of a CMS points at."""
    content = cms.ContentInfo.load(raw)["content"]
    wanted = content["signer_infos"][0]["sid"].chosen
    for choice in content["certificates"]:
        certificate = choice.chosen
        if getattr(wanted, "native", None) in (
            {"issuer": certificate.issuer.native, "serial_number": certificate.serial_number},
            certificate.key_identifier,
        ):
            return ses.common_name(certificate)
    return ""


def _verified(data: bytes) -> dict[str, tuple[Integrity, str]]:
    """Integrity by field name; empty without pyhanko. Trust is left out on purpose: nothing is fetched."""
    try:
        from pyhanko.pdf_utils.reader import PdfFileReader
        from pyhanko.sign.diff_analysis import ModificationLevel
        from pyhanko.sign.validation import validate_pdf_signature
        from pyhanko_certvalidator import ValidationContext
    except ImportError:
        return {}
    found: dict[str, tuple[Integrity, str]] = {}
    try:
        signatures = PdfFileReader(io.BytesIO(data), strict=False).embedded_regular_signatures
    except MemoryError:
        raise
    except Exception:
        return {"": ("unknown", UNREADABLE)}
    for signature in signatures[:MOST]:
        try:
            context = ValidationContext(trust_roots=[], allow_fetching=False)
            status = validate_pdf_signature(signature, context)
            if not status.intact or not status.valid:
                found[signature.field_name] = ("altered", ALTERED)
            elif status.modification_level in (None, ModificationLevel.OTHER):
                found[signature.field_name] = ("unknown", CHANGED)
            else:
                found[signature.field_name] = ("intact", "")
        except MemoryError:
            raise
        except Exception:
            found[signature.field_name] = ("unknown", UNREADABLE)
    return found
