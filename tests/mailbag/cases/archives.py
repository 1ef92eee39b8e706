"""Archives and what people put into them."""

from __future__ import annotations

from typing import Any

from tests.mailbag.writing import DOCX, FORM, ONE, PDF, attached, case, file, head, mixed, part, text, word, zipped


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
