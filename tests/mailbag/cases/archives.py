"""Archives and what people put into them."""

from __future__ import annotations

import io
import tarfile
import zipfile
import zlib
from typing import Any

from tests.mailbag.containers import compound, message_streams, rar4, rar5, winmail
from tests.mailbag.writing import (
    DOCX,
    DOCX_TYPE,
    FORM,
    LOGO,
    ONE,
    PDF,
    SCAN,
    attached,
    case,
    file,
    head,
    mixed,
    part,
    text,
    word,
    zipped,
)


@case
def gbk_names_in_a_zip() -> tuple[bytes, dict[str, Any]]:
    archive = zipped({"材料/报名表.docx": DOCX, "材料/扫描件.pdf": PDF}, raw_names="gb18030", stored=True)
    raw = attached(b'attachment; filename="' + word("材料.zip") + b'"', archive, b"application/x-zip-compressed")
    files = [
        file(FORM, DOCX, path="材料.zip/材料/报名表.docx"),
        file("扫描件.pdf", PDF, path="材料.zip/材料/扫描件.pdf"),
    ]
    return raw, {**ONE, "files": files}


@case
def zip_from_a_mac() -> tuple[bytes, dict[str, Any]]:
    archive = zipped(
        {FORM: DOCX, "__MACOSX/._报名表.docx": b"x", ".DS_Store": b"x", "~$报名表.docx": b"x", "Thumbs.db": b"x"}
    )
    return attached(b'attachment; filename="a.zip"', archive), {
        **ONE,
        "files": [file(FORM, DOCX, path=f"a.zip/{FORM}")],
    }


@case
def zip_in_a_zip() -> tuple[bytes, dict[str, Any]]:
    third = zipped({"c.pdf": PDF})
    second = zipped({"b.docx": DOCX, "third.zip": third})
    raw = attached(b'attachment; filename="first.zip"', zipped({"second.zip": second}))
    return raw, {
        **ONE,
        "files": [
            file("b.docx", DOCX, path="first.zip/second.zip/b.docx"),
            {"path": "first.zip/second.zip/third.zip", "state": "unsupported", "fault": "file.unsupported"},
        ],
    }


@case
def encrypted_zip() -> tuple[bytes, dict[str, Any]]:
    archive = zipped({FORM: DOCX}, flags=0x801, stored=True)
    raw = attached(b'attachment; filename="a.zip"', archive)
    return raw, {**ONE, "files": [file("a.zip", archive, "encrypted", fault="file.encrypted")]}


@case
def zip_bomb() -> tuple[bytes, dict[str, Any]]:
    archive = zipped({"bomb.docx": b"\0" * (40 << 20)})
    raw = attached(b'attachment; filename="a.zip"', archive)
    return raw, {**ONE, "files": [file("a.zip", archive, "hostile", fault="file.bomb")]}


@case
def zip_that_climbs() -> tuple[bytes, dict[str, Any]]:
    archive = zipped({"../../../etc/报名表.docx": DOCX, "C:\\temp\\报名表.docx": PDF})
    files = [file(FORM, DOCX, path="a.zip/etc/报名表.docx"), file(FORM, PDF, path="a.zip/temp/报名表.docx")]
    return attached(b'attachment; filename="a.zip"', archive), {**ONE, "files": files}


@case
def broken_rar_and_winmail() -> tuple[bytes, dict[str, Any]]:
    rar, tnef = b"Rar!\x1a\x07\x00" + b"x" * 40, b"\x78\x9f\x3e\x22" + b"x" * 40
    raw = head(word("报名材料")) + mixed(
        text("附件为报名表"),
        part(b"application/octet-stream", rar, b'Content-Disposition: attachment; filename="a.rar"'),
        part(
            b'application/ms-tnef; name="winmail.dat"', tnef, b'Content-Disposition: attachment; filename="winmail.dat"'
        ),
    )
    more = {"state": "unreadable", "fault": "file.unreadable"}
    return raw, {"files": [{**file("a.rar", rar), **more}, {**file("winmail.dat", tnef), **more}]}


def one(name: str, archive: bytes, *found: dict[str, Any]) -> tuple[bytes, dict[str, Any]]:
    """A mail with this archive, and what comes out of it."""
    return attached(b'attachment; filename="' + word(name) + b'"', archive), {**ONE, "files": list(found)}


@case
def rar_from_winrar_3_with_gbk_names() -> tuple[bytes, dict[str, Any]]:
    archive = rar4({"材料\\报名表.docx".encode("gb18030"): DOCX, "~$报名表.docx".encode("gb18030"): b"x"})
    return one("材料.rar", archive, file(FORM, DOCX, path="材料.rar/材料/报名表.docx"))


@case
def rar_from_winrar_5() -> tuple[bytes, dict[str, Any]]:
    archive = rar5({"材料/报名表.docx": DOCX, SCAN: PDF})
    files = [file(FORM, DOCX, path="材料.rar/材料/报名表.docx"), file(SCAN, PDF, path=f"材料.rar/{SCAN}")]
    return one("材料.rar", archive, *files)


@case
def rar_with_a_password() -> tuple[bytes, dict[str, Any]]:
    archive = rar4({b"a.docx": DOCX}, flags=0x04)
    return one("材料.rar", archive, file("材料.rar", archive, "encrypted", fault="file.encrypted"))


@case
def rar_that_is_called_zip() -> tuple[bytes, dict[str, Any]]:
    return one("材料.zip", rar5({FORM: DOCX}), file(FORM, DOCX, path=f"材料.zip/{FORM}"))


@case
def second_volume_of_a_rar() -> tuple[bytes, dict[str, Any]]:
    archive = rar4({b"a.docx": DOCX}, flags=0x01)
    return one("材料.part2.rar", archive, file("材料.part2.rar", archive, "unsupported", fault="file.unsupported"))


@case
def winmail_from_a_chinese_outlook() -> tuple[bytes, dict[str, Any]]:
    archive = winmail([(FORM, DOCX), (SCAN, PDF), ("image001.png", LOGO)])
    raw = head(word("报名材料")) + mixed(
        text("附件为报名表"), part(b'application/ms-tnef; name="winmail.dat"', archive)
    )
    logo = file("image001.png", LOGO, path="winmail.dat/image001.png")
    files = [file(FORM, DOCX, path=f"winmail.dat/{FORM}"), file(SCAN, PDF, path=f"winmail.dat/{SCAN}")]
    return raw, {**ONE, "files": [*files, {**logo, "state": "inline"}]}


@case
def winmail_with_short_names_only() -> tuple[bytes, dict[str, Any]]:
    archive = winmail([(FORM, DOCX)], long_names=False)
    return one("winmail.dat", archive, file(FORM, DOCX, path=f"winmail.dat/{FORM}"))


@case
def winmail_with_nothing_in_it() -> tuple[bytes, dict[str, Any]]:
    return one("winmail.dat", winmail([]), {"path": "winmail.dat", "state": "inline"})


@case
def outlook_message_as_attachment() -> tuple[bytes, dict[str, Any]]:
    inner = message_streams([(SCAN, PDF)], subject="内层")
    archive = compound(message_streams([(FORM, DOCX), ("转发：盖章件", inner)]))
    files = [file(FORM, DOCX, path=f"材料.msg/{FORM}"), file(SCAN, PDF, path=f"材料.msg/转发：盖章件.msg/{SCAN}")]
    return one("材料.msg", archive, *files)


@case
def gzip_of_a_single_file() -> tuple[bytes, dict[str, Any]]:
    packed = zlib.compressobj(9, zlib.DEFLATED, 31)
    archive = packed.compress(PDF) + packed.flush()
    return one("盖章.pdf.gz", archive, file("盖章.pdf", PDF, path="盖章.pdf.gz/盖章.pdf"))


@case
def tar_with_links_and_climbing_names() -> tuple[bytes, dict[str, Any]]:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.GNU_FORMAT) as archive:
        for name, kind in (("../../etc/报名表.docx", tarfile.REGTYPE), ("link.docx", tarfile.SYMTYPE)):
            info = tarfile.TarInfo(name)
            info.type, info.linkname, info.size = kind, "/etc/passwd", len(DOCX) if kind == tarfile.REGTYPE else 0
            archive.addfile(info, io.BytesIO(DOCX))
    return one("a.tar", out.getvalue(), file(FORM, DOCX, path=f"a.tar/etc/{FORM}"))


@case
def eml_in_a_zip() -> tuple[bytes, dict[str, Any]]:
    mail = head(b"x") + part(DOCX_TYPE, DOCX, b'Content-Disposition: attachment; filename="a.docx"')
    archive = zipped({"往来邮件.eml": mail}, stored=True)
    return one("材料.zip", archive, file("a.docx", DOCX, path="材料.zip/往来邮件.eml/a.docx"))


@case
def zip_with_one_locked_member() -> tuple[bytes, dict[str, Any]]:
    archive = bytearray(zipped({"a.pdf": PDF + b"x", "b.pdf": PDF}, stored=True))
    local, central = archive.find(b"PK\x03\x04"), archive.find(b"PK\x01\x02")
    archive[local + 6] |= 1
    archive[central + 8] |= 1
    locked = {"path": "a.zip/a.pdf", "state": "encrypted", "fault": "file.encrypted"}
    return one("a.zip", bytes(archive), locked, file("b.pdf", PDF, path="a.zip/b.pdf"))


@case
def zip_with_aes_members() -> tuple[bytes, dict[str, Any]]:
    archive = bytearray(zipped({"a.pdf": PDF}, flags=0x801, stored=True))
    for at in (archive.find(b"PK\x03\x04") + 8, archive.find(b"PK\x01\x02") + 10):
        archive[at : at + 2] = b"\x63\x00"
    return one("a.zip", bytes(archive), file("a.zip", bytes(archive), "encrypted", fault="file.encrypted"))


@case
def zip_behind_a_program() -> tuple[bytes, dict[str, Any]]:
    archive = b"MZ" + bytes(510) + zipped({FORM: DOCX})
    return one("材料.exe", archive, file("材料.exe", archive))


@case
def zip_with_a_comment_and_data_descriptors() -> tuple[bytes, dict[str, Any]]:
    class Pipe(io.RawIOBase):
        """What cannot be sought, as when a browser packs while it sends."""

        def __init__(self) -> None:
            self.written = b""

        def writable(self) -> bool:
            return True

        def write(self, data: Any) -> int:
            self.written += bytes(data)
            return len(data)

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w") as archive:
        archive.comment = "由浏览器打包".encode("gb18030")
        archive.writestr(zipfile.ZipInfo(FORM, (2025, 9, 28, 10, 0, 0)), DOCX)
    return one("材料.zip", pipe.written, file(FORM, DOCX, path=f"材料.zip/{FORM}"))


@case
def zip_that_contains_itself_again_and_again() -> tuple[bytes, dict[str, Any]]:
    archive = zipped({"a.docx": DOCX})
    for level in range(6):
        archive = zipped({f"{level}.zip": archive}, stored=True)
    deep = {"path": "r.zip/5.zip/4.zip", "state": "unsupported", "fault": "file.unsupported"}
    return one("r.zip", archive, deep)


@case
def zip_of_empty_folders() -> tuple[bytes, dict[str, Any]]:
    archive = zipped({"材料/": b"", "材料/盖章/": b""})
    return one("材料.zip", archive, file("材料.zip", archive, "unreadable", fault="file.empty"))


@case
def word_file_of_which_half_arrived() -> tuple[bytes, dict[str, Any]]:
    archive = zipped({FORM: DOCX, SCAN: PDF * 30})[:-300]
    return one("材料.zip", archive, file("材料.zip", archive, "unreadable", fault="file.unreadable"))
