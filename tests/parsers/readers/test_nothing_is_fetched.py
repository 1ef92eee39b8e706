"""Whatever a file refers to elsewhere (pictures, templates, entities, styles) is never fetched."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from parsers import readers
from parsers.readers import office
from tests.conftest import need_program
from tests.parsers.readers.papers import odt_of, word_2003_of
from tests.word import docx, paragraph


class Ear:
    """A port that remembers whether anybody called."""

    def __init__(self) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.socket.settimeout(0.3)
        self.url = f"http://127.0.0.1:{self.socket.getsockname()[1]}"

    @property
    def called(self) -> bool:
        try:
            self.socket.accept()[0].close()
        except TimeoutError:
            return False
        return True


@pytest.fixture
def ear() -> Iterator[Ear]:
    ear = Ear()
    with ear.socket:
        yield ear


RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def linked(url: str) -> bytes:
    """A Word file with a template, a picture and a header elsewhere."""
    targets = "".join(
        f'<Relationship Id="r{number}" Type="{RELATIONS}/{kind}" Target="{url}/{kind}" TargetMode="External"/>'
        for number, kind in enumerate(("attachedTemplate", "image", "header", "hyperlink", "oleObject", "frame"))
    )
    part = (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{targets}</Relationships>'
    )
    field = f'<w:p><w:fldSimple w:instr="INCLUDEPICTURE {url}/a.png"><w:r><w:t>图</w:t></w:r></w:fldSimple></w:p>'
    settings = {"word/_rels/document.xml.rels": part, "word/_rels/settings.xml.rels": part, "word/settings.xml": "<a/>"}
    return docx(paragraph("文") + field, settings)


def page(url: str) -> str:
    return (
        f'<!DOCTYPE html SYSTEM "{url}/a.dtd"><html><head><base href="{url}/"><link rel=stylesheet href="{url}/a.css">'
        f'<style>@import url({url}/b.css);p{{background:url({url}/c.png)}}</style><script src="{url}/a.js"></script>'
        f'<meta http-equiv=refresh content="0;url={url}/r"></head><body background="{url}/d.png"><p>文'
        f'<img src="{url}/a.png"><iframe src="{url}/f"></iframe><object data="{url}/o"></object></p></body></html>'
    )


def files(url: str) -> dict[str, bytes]:
    entity = f'<!DOCTYPE a [<!ENTITY b SYSTEM "{url}/a.txt"><!ENTITY % c SYSTEM "{url}/b.dtd"> %c;]>'
    main = f'{entity}<w:document xmlns:w="a"><w:body>&b;</w:body></w:document>'
    return {
        "docx": linked(url),
        "docx with an entity": docx("", {"word/document.xml": main}),
        "html": page(url).encode(),
        "mhtml": b"MIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n" + page(url).encode(),
        "odt": odt_of(f'<text:p>文<draw:frame><draw:image xlink:href="{url}/a.png"/></draw:frame></text:p>'),
        "xml": word_2003_of(f'<w:p><w:r><w:t>文</w:t><w:pict><v:imagedata src="{url}/a.png"/></w:pict></w:r></w:p>'),
        "xml with an entity": word_2003_of("").replace(b"<w:wordDocument", entity.encode() + b"<w:wordDocument"),
        "rtf": (
            f'{{\\rtf1 {{\\field{{\\*\\fldinst INCLUDEPICTURE "{url}/a.png"}}}}{{\\*\\template {url}/b.dot}}a}}'
        ).encode(),
        "csv": f'=WEBSERVICE("{url}/a"),2\n3,4'.encode(),
    }


@pytest.mark.parametrize("kind", files(""))
def test_no_reader_calls_anywhere(kind: str, ear: Ear) -> None:
    document = readers.read(f"a.{kind}", files(ear.url)[kind])
    assert document.state in ("read", "hostile")
    assert not ear.called


@pytest.mark.system
@pytest.mark.parametrize("kind", ["docx", "html", "rtf", "odt"])
def test_libreoffice_calls_nowhere(kind: str, ear: Ear) -> None:
    need_program("soffice")
    office.to_docx(files(ear.url)[kind])
    assert not ear.called
