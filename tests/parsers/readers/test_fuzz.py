"""Files damaged in every way: each ends in a reading or a named finding within its time, and no worker dies of it."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable, Iterator

import openpyxl
import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from parsers import isolate, readers
from parsers.facts import Document
from tests.parsers.readers.papers import PAPERS
from tests.parsers.readers.test_legacy_word import OTHERS
from tests.parsers.test_recognise import LAYOUTS
from tests.word import docx

SECONDS, MEMORY = 20, 1 << 30
ROUNDS, LONG = 15, 1_500
WORDS = [
    b"\xff" * 8,
    b"\0" * 8,
    b"99999999999",
    b"-1",
    b"<",
    b">",
    b"&",
    b'"',
    b"{",
    b"}",
    b"\\",
    b"]]>",
    b"<!--",
    b"\\u",
]
INK = isolate.Worker("fuzz of pictures", 3 << 30, SECONDS)
TEXT = isolate.Worker("fuzz", MEMORY, SECONDS)


def workbook() -> bytes:
    book, stream = openpyxl.Workbook(), io.BytesIO()
    for row in [["序号", "单位名称", "人数"], [1, "山西晨光示例有限公司", 8]]:
        book.active.append(row)
    book.active.merge_cells("A4:B5")
    book.save(stream)
    return stream.getvalue()


def picture(format_: str) -> bytes:
    stream = io.BytesIO()
    Image.radial_gradient("L").convert("RGB").save(stream, format_)
    return stream.getvalue()


def pdf() -> bytes:
    stream = io.BytesIO()
    canvas = Canvas(stream)
    canvas.drawString(100, 700, "form")
    canvas.save()
    return stream.getvalue()


def papers() -> dict[str, bytes]:
    source = readers.read("a.docx", docx(LAYOUTS["as printed"]))
    made = {name: write(source.paragraphs, source.tables[0].cells, []) for name, (_, write) in PAPERS.items()}
    made |= {"docx": docx(LAYOUTS["as printed"]), "xlsx": workbook(), "pdf": pdf(), "csv": "甲,乙\n1,2\n".encode("gbk")}
    made |= {"doc": OTHERS["Word 97 without tables"][0]}
    return made | {name.lower(): picture(name) for name in ("PNG", "JPEG", "TIFF", "GIF", "BMP", "WEBP")}


SOUND = papers()


def damaged(data: bytes, chance: random.Random) -> bytes:
    """Some bytes changed, cut out, doubled, moved or overwritten with what parsers stumble over."""
    damaged = bytearray(data)
    for _ in range(chance.choice([1, 1, 2, 5, 20])):
        at, length = chance.randrange(len(damaged) + 1), chance.choice([1, 2, 4, 16, 200, 2000])
        match chance.randrange(7):
            case 0:
                damaged[at : at + 1] = bytes([chance.randrange(256)])
            case 1:
                del damaged[at : at + length]
            case 2:
                damaged[at:at] = damaged[at : at + length]
            case 3:
                damaged[at:at] = bytes(chance.randrange(256) for _ in range(length))
            case 4:
                word = chance.choice(WORDS)
                damaged[at : at + len(word)] = word
            case 5:
                other = chance.randrange(len(damaged) + 1)
                damaged[at : at + length] = damaged[other : other + length]
            case 6:
                del damaged[at:]
        if not damaged:
            break
    return bytes(damaged)


def inside(data: bytes, chance: random.Random) -> bytes:
    """One member of a zip damaged, the package sound."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        unlucky = chance.choice(old.namelist())
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, damaged(content, chance) if name == unlucky else content)
    return stream.getvalue()


def mutants(kind: str, rounds: int) -> Iterator[bytes]:
    chance = random.Random(f"{kind} 2025")
    ways: list[Callable[[bytes, random.Random], bytes]] = [damaged]
    if SOUND[kind].startswith(b"PK"):
        ways.append(inside)
    for number in range(rounds):
        yield ways[number % len(ways)](SOUND[kind], chance)


def look(kind: str, rounds: int) -> None:
    worker = INK if kind in ("pdf", "png", "jpeg", "tiff", "gif", "bmp", "webp") else TEXT
    for number, data in enumerate(mutants(kind, rounds)):
        document = worker.call(readers.read, f"a.{kind}", data)  # what raises here has killed the worker
        assert isinstance(document, Document)
        assert document.state == "read" or (document.fault and document.fault != "file.unread"), (number, document)


@pytest.fixture(scope="module", autouse=True)
def without_office() -> Iterator[None]:
    """LibreOffice takes seconds for each file: it has its own tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", "/nowhere")
        yield
    INK.close()
    TEXT.close()


@pytest.mark.parametrize("kind", SOUND)
def test_every_damaged_file_ends_in_a_reading_or_a_named_finding(kind: str) -> None:
    look(kind, ROUNDS)


@pytest.mark.soak
@pytest.mark.parametrize("kind", SOUND)
def test_many_more_of_them(kind: str) -> None:
    look(kind, LONG)
