"""PDF files signed with certificates made here and now."""

import datetime
import io
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from PIL import Image
from pyhanko import stamp
from pyhanko.pdf_utils.images import PdfImage
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers

UNIT = "山西示例通信有限公司"


@cache
def identity(name: str = UNIT) -> signers.SimpleSigner:
    """A signer with a self-signed certificate in `name`."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    day = datetime.datetime(2025, 1, 1, tzinfo=datetime.timezone.utc)  # noqa: UP017
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(4711)
        .not_valid_before(day)
        .not_valid_after(day + datetime.timedelta(days=3650))
        .sign(key, hashes.SHA256())
    )
    packed = serialization.pkcs12.serialize_key_and_certificates(
        name.encode(), key, made, None, serialization.NoEncryption()
    )
    signer = signers.SimpleSigner.load_pkcs12_data(packed, other_certs=[])
    assert signer is not None
    return signer


def signed(
    data: bytes,
    name: str = UNIT,
    *,
    box: tuple[int, int, int, int] | None = None,
    picture: Image.Image | None = None,
    field: str = "Seal1",
) -> bytes:
    """`data` with one more signature, shown in `box` (points, origin bottom left) as `picture`, else as a line."""
    writer = IncrementalPdfFileWriter(io.BytesIO(data), strict=False)
    spec = fields.SigFieldSpec(field, on_page=0, box=box)
    if picture is not None:
        style = stamp.StaticStampStyle(
            border_width=0, background=PdfImage(picture, writer=writer), background_opacity=1
        )
    else:
        style = stamp.TextStampStyle(stamp_text="Signed by: %(signer)s")
    maker = signers.PdfSigner(
        signers.PdfSignatureMetadata(field_name=field, md_algorithm="sha256"), identity(name), stamp_style=style,
        new_field_spec=spec,
    )  # fmt: skip
    return maker.sign_pdf(writer).getvalue()
