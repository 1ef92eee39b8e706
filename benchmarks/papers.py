"""Filled forms on paper for measuring scans: our own print, the blank through LibreOffice, and forms typed anew."""

from __future__ import annotations

import random
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from intake.demo import filled, paper
from parsers import blanks
from parsers.edition import FieldSpec, FormSpec
from parsers.facts import Value
from parsers.printed import shown
from tests.drawing import a_seal
from tests.scanning import SOURCE_DPI, Rgb

HOSTS = ("example.com", "mail.example.org")
FACES = ("Noto Sans CJK SC", "Noto Serif CJK SC")
RARE = "龚鑫懿翀赟晔鹏麟曦燊昊瑾玥婧颖嵘煜喆邵郝阎卞蔺郭樊翟"
STREETS = ("迎泽大街", "长风西路", "建设北路", "滨河东路", "南中环街", "平阳路", "体育路")
WORDS = ("quality", "qc", "zhiliang", "office", "wang.l", "net_ops", "sx-tele", "gl2025")


@dataclass(frozen=True)
class Printed:
    """A form on paper: its code, what was written into it, and its pages at `SOURCE_DPI`."""

    code: str
    values: filled.Values
    pages: tuple[Rgb, ...]
    make: str


def values(chance: random.Random, code: str) -> filled.Values:
    """What an invented unit writes into a form, with numbers, names and addresses of every kind."""
    unit = filled.unit(chance.randrange(300))
    given = {
        "group_registration": lambda: filled.group(unit, chance.randrange(20)),
        "excellent_enterprise": lambda: filled.enterprise(unit),
        "excellent_promoter": lambda: filled.promoter(unit),
    }[code]()

    def digits(count: int) -> str:
        return "".join(chance.choice("0123456789") for _ in range(count))

    def person() -> str:
        return chance.choice(filled.SURNAMES + "欧邵郝") + "".join(
            chance.choice(RARE + "文明志强国庆海涛丽娟") for _ in range(chance.choice((1, 2, 2)))
        )

    phone = chance.choice((f"0351-5550{digits(3)}", f"1380000{digits(4)}", f"0351-5550{digits(3)}转{digits(3)}"))
    street = f"山西省太原市{chance.choice(('示例区', '样板区'))}{chance.choice(STREETS)}{chance.randrange(1, 999)}号"
    place = chance.choice(
        ("", f"{chance.choice('ABCD')}座{chance.randrange(1, 30)}层", f"{chance.randrange(100, 3000)}室")
    )
    fresh: filled.Values = {
        "address": street + place,
        "postcode": "03" + digits(4),
        "phone": phone,
        "contact": person(),
        "advisor": person(),
        "name": person(),
        "email": f"{chance.choice(WORDS)}{digits(chance.choice((0, 2, 4)))}@{chance.choice(HOSTS)}",
        "date": f"2025-{chance.choice(('08', '09'))}-{chance.randrange(1, 29):02d}",
        "members": [person() for _ in range(chance.randrange(2, 11))],
    }
    return given | {key: value for key, value in fresh.items() if key in given}


def own_print(chance: random.Random, spec: FormSpec, given: filled.Values) -> tuple[Rgb, ...]:
    """The form as the demo prints it."""
    return tuple(np.array(page) for page in paper.draw(spec, given, dpi=SOURCE_DPI).pages)


def blank_docx(chance: random.Random, spec: FormSpec, given: filled.Values) -> bytes:
    """The blank that we hand out, filled, in another face."""
    document = Document(BytesIO(blanks.render(spec, given)))
    face = chance.choice(FACES)
    for fonts in document.element.iter(qn("w:rFonts")):
        fonts.set(qn("w:eastAsia"), face)
    for fonts in document.styles.element.iter(qn("w:rFonts")):
        fonts.set(qn("w:eastAsia"), face)
    return _bytes(document)


def typed_docx(chance: random.Random, spec: FormSpec, given: filled.Values) -> bytes:
    """The same labels in a table that somebody drew himself: other widths, heights, sizes, order and wordings."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(chance.uniform(1.6, 2.6))
    section.top_margin = section.bottom_margin = Cm(chance.uniform(1.5, 2.4))
    face, size = chance.choice(FACES), chance.choice((10.5, 12, 12, 14))
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = chance.choice(("Times New Roman", "Arial")), Pt(size)  # type: ignore[union-attr]
    normal.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), face)  # type: ignore[union-attr]
    title = document.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = title.add_run(spec.blank.title if spec.blank else spec.label)
    run.bold, run.font.size = True, Pt(18)
    short = [f for f in spec.fields if f.kind not in {"long_text", "people", "date"}]
    if chance.random() < 0.4:
        rest = short[1:]
        chance.shuffle(rest)
        short = [short[0], *rest]
    table = document.add_table(0, 4)
    table.style, table.autofit = "Table Grid", False
    width = 21 - 2 * section.left_margin.cm
    narrow = chance.uniform(2.6, 3.4)
    widths = (narrow, width / 2 - narrow + chance.uniform(-0.5, 0.8), narrow)
    widths = (*widths, width - sum(widths))
    pair: list[FieldSpec] = []
    for spec_ in short:
        if spec_.code in {"unit_name", "topic", "topic_type", "address", "email"}:
            _row(table, [spec_], given, widths, chance)
        else:
            pair.append(spec_)
        if len(pair) == 2:
            _row(table, pair, given, widths, chance)
            pair = []
    if pair:
        _row(table, pair, given, widths, chance)
    for spec_ in (f for f in spec.fields if f.kind in {"people", "long_text"}):
        _row(table, [spec_], given, widths, chance)
    within = chance.random() < 0.7  # stamps in the cells above them, as the notice prints its forms
    for spec_ in (f for f in spec.fields if f.kind == "date"):
        if within:
            theirs = spec_.code == "recommender_date"
            cell = [row for row in table.rows if ("推荐" in row.cells[0].text) == theirs][-1].cells[1]
            cell.add_paragraph("")
            cell.add_paragraph("　　　　　　　　　　　　　　单位盖章")
            cell.add_paragraph(f"　　　　　　　　　　　　　　{shown(spec_, given.get(spec_.code))[0]}")
            continue
        line = document.add_paragraph()
        line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        seal = "推荐单位盖章：" if spec_.code == "recommender_date" else "单位盖章："
        line.add_run(f"{seal}　　　　{shown(spec_, given.get(spec_.code))[0]}")
    return _bytes(document)


def _row(table: Any, specs: Sequence[FieldSpec], given: filled.Values, widths: Sequence[float], chance: Any) -> None:
    row = table.add_row()
    row.height = Cm(chance.uniform(0.8, 1.4))
    cells = list(row.cells)
    for cell, width in zip(cells, widths, strict=True):
        cell.width = Cm(width)
    if len(specs) == 1:
        cells[1] = cells[1].merge(cells[3])
    for number, spec in enumerate(specs):
        label, value = cells[2 * number], cells[2 * number + 1]
        label.text = "　".join(spec.label) if len(spec.label) == 2 and chance.random() < 0.5 else spec.label
        label.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
        value.text = shown(spec, given.get(spec.code))[0]
        if spec.kind == "people":
            names: Value = given.get(spec.code)
            value.text = "、".join(str(n) for n in names) if isinstance(names, list) else ""


def _bytes(document: Any) -> bytes:
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def rasterised(documents: Sequence[bytes]) -> list[tuple[Rgb, ...]]:
    """Word files as pages, through LibreOffice, all in one run of it."""
    with tempfile.TemporaryDirectory() as folder:
        for number, data in enumerate(documents):
            Path(folder, f"{number}.docx").write_bytes(data)
        soffice = shutil.which("soffice")
        if soffice is None:
            raise LookupError("LibreOffice is not installed (make system)")
        profile = f"-env:UserInstallation={Path(folder, 'profile').as_uri()}"
        names = [str(Path(folder, f"{n}.docx")) for n in range(len(documents))]
        command = [soffice, profile, "--headless", "--convert-to", "pdf", "--outdir", folder, *names]
        subprocess.run(command, check=True, capture_output=True, timeout=600)
        return [_pages(Path(folder, f"{n}.pdf").read_bytes()) for n in range(len(documents))]


def _pages(data: bytes) -> tuple[Rgb, ...]:
    pdf = pypdfium2.PdfDocument(data)
    pages = []
    for page in pdf:
        bitmap = page.render(scale=SOURCE_DPI / 72, rev_byteorder=True)
        pages.append(np.ascontiguousarray(bitmap.to_numpy()[:, :, :3]))
    pdf.close()
    return tuple(pages)


def stamped(chance: random.Random, page: Rgb) -> Rgb:
    """The page with a seal pressed onto its lower half, over whatever stands there."""
    seal = a_seal(chance, SOURCE_DPI)
    height, width = page.shape[:2]
    x = round(chance.uniform(0.3, 0.95) * (width - seal.width))
    y = round(chance.uniform(0.45, 0.9) * (height - seal.height))
    ink = np.array(seal).astype(np.float32)
    cover = ink[:, :, 3:] / 255
    part = page[y : y + seal.height, x : x + seal.width].astype(np.float32)
    pressed = part * (1 - cover) + np.minimum(part, ink[:, :, :3]) * cover
    result = page.copy()
    result[y : y + seal.height, x : x + seal.width] = pressed.astype(np.uint8)
    return result


def papers(seed: str, count: int, forms: dict[str, FormSpec]) -> list[Printed]:
    """`count` filled and stamped forms on paper, of every make in turn."""
    drafts: list[tuple[str, filled.Values, str, random.Random]] = []
    documents: list[bytes] = []
    for number in range(count):
        chance = random.Random(f"{seed} paper {number}")
        code = chance.choice(("group_registration", "group_registration", "excellent_enterprise", "excellent_promoter"))
        make = ("own", "blank", "typed")[number % 3]
        given = values(chance, code)
        drafts.append((code, given, make, chance))
        if make != "own":
            documents.append((blank_docx if make == "blank" else typed_docx)(chance, forms[code], given))
    rendered = iter(rasterised(documents))
    found = []
    for code, given, make, chance in drafts:
        pages = own_print(chance, forms[code], given) if make == "own" else next(rendered)
        found.append(Printed(code, given, (*pages[:-1], stamped(chance, pages[-1])), make))
    return found
