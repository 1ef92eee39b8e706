"""OFD packages, with and without electronic seals, written by hand."""

import base64
import hashlib
import io
import zipfile

from tests.signing import identity

NS = 'xmlns:ofd="http://www.ofdspec.org/2016"'


def der(tag: int, *parts: bytes) -> bytes:
    """One element of DER."""
    body = b"".join(parts)
    size = len(body)
    length = bytes([size]) if size < 128 else bytes([0x82]) + size.to_bytes(2, "big")
    return bytes([tag]) + (length if size < 65536 else bytes([0x83]) + size.to_bytes(3, "big")) + body


def signed_value(seal: str, signer: str, picture: bytes = b"", digest: bytes = b"", kind: bytes = b"PNG") -> bytes:
    """SES_Signature of GB/T 38540 with a seal's name, its picture, and the signer's certificate."""
    certificate = identity(signer).signing_cert.dump()
    number, text, octets, ia5, sequence = 0x02, 0x0C, 0x04, 0x16, 0x30
    moment = der(0x18, b"20250101000000Z")
    names = der(sequence, der(octets, identity("山西示例印章中心").signing_cert.dump()))
    holder = der(sequence, der(number, b"\x03"), der(text, seal.encode()), der(number, b"\x01"), names, moment, moment)
    look = der(sequence, der(ia5, kind), der(octets, picture), der(number, b"\x2a"), der(number, b"\x2a"))
    head = der(sequence, der(ia5, b"ES"), der(number, b"\x04"), der(ia5, b"EXAMPLE"))
    sealed = der(sequence, der(sequence, head, der(ia5, b"0001"), holder, look), der(octets, b"maker"))
    where = der(ia5, b"/Doc_0/Signs/Sign_0/Signature.xml")
    body = der(sequence, der(number, b"\x04"), sealed, moment, der(0x03, b"\0" + digest), where)
    return der(sequence, body, der(octets, certificate), der(0x06, bytes.fromhex("2a811ccf55018375")), der(0x03, b"\0"))


def package(texts, *, pictures=(), stamp=None, signature=b"", method="1.2.156.10197.1.401", spoil=False, clip=""):
    """A page with `texts` (x, y in mm, words), `pictures` (bytes, box in mm) and one seal in the box `stamp` (mm)."""
    objects = "".join(
        f'<ofd:TextObject ID="{10 + i}" Boundary="{x} {y} 100 6" Font="1" Size="4">'
        f'<ofd:TextCode X="0" Y="4" DeltaX="g {len(words) - 1} 4">{words}</ofd:TextCode></ofd:TextObject>'
        for i, (x, y, words) in enumerate(texts)
    )
    objects += "".join(
        f'<ofd:ImageObject ID="{90 + i}" ResourceID="{70 + i}" Boundary="{" ".join(map(str, box))}" '
        f'CTM="{box[2]} 0 0 {box[3]} 0 0"/>'
        for i, (_, box) in enumerate(pictures)
    )
    media = "".join(
        f'<ofd:MultiMedia ID="{70 + i}" Type="Image"><ofd:MediaFile>p{i}.png</ofd:MediaFile></ofd:MultiMedia>'
        for i in range(len(pictures))
    )
    parts = {
        "OFD.xml": f"<ofd:OFD {NS}><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot>"
        "<ofd:Signatures>Doc_0/Signs/Signatures.xml</ofd:Signatures></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"<ofd:Document {NS}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297"
        "</ofd:PhysicalBox></ofd:PageArea><ofd:DocumentRes>DocumentRes.xml</ofd:DocumentRes></ofd:CommonData>"
        '<ofd:Pages><ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/></ofd:Pages></ofd:Document>',
        "Doc_0/DocumentRes.xml": f'<ofd:Res {NS} BaseLoc="Res"><ofd:MultiMedias>{media}</ofd:MultiMedias></ofd:Res>',
        "Doc_0/Pages/Page_0/Content.xml": f'<ofd:Page {NS}><ofd:Content><ofd:Layer ID="2">{objects}</ofd:Layer>'
        "</ofd:Content></ofd:Page>",
    }
    files = {name: text.encode() for name, text in parts.items()}
    files |= {f"Doc_0/Res/p{i}.png": data for i, (data, _) in enumerate(pictures)}
    if stamp:
        name = "Doc_0/Pages/Page_0/Content.xml"
        check = base64.b64encode(hashlib.new("sm3", files[name]).digest()).decode()
        files["Doc_0/Signs/Signatures.xml"] = (
            f'<ofd:Signatures {NS}><ofd:Signature ID="1" BaseLoc="/Doc_0/Signs/Sign_0/Signature.xml"/></ofd:Signatures>'
        ).encode()
        files["Doc_0/Signs/Sign_0/Signature.xml"] = (
            f'<ofd:Signature {NS}><ofd:SignedInfo><ofd:References CheckMethod="{method}">'
            f'<ofd:Reference FileRef="/{name}">'
            f"<ofd:CheckValue>{check}</ofd:CheckValue></ofd:Reference></ofd:References>"
            f'<ofd:StampAnnot ID="1" PageRef="1" Boundary="{" ".join(map(str, stamp))}" {clip}/></ofd:SignedInfo>'
            "<ofd:SignedValue>SignedValue.dat</ofd:SignedValue></ofd:Signature>"
        ).encode()
        files["Doc_0/Signs/Sign_0/SignedValue.dat"] = signature
        if spoil:
            files[name] = files[name].replace("示例".encode(), "试例".encode(), 1)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()
