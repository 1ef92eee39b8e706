"""Stamped copies: PDF files with a text layer and a seal's picture, flatbed scans, photos of a sheet on a desk."""

from __future__ import annotations

import random
from collections.abc import Mapping
from functools import cache
from io import BytesIO
from pathlib import Path

import numpy as np
import pypdfium2
from PIL import Image, ImageFilter
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from intake.demo.layout import PAGE, Box, Role, Sheets
from intake.demo.print_font import truetype
from intake.demo.stamp import draw_seal
from tests import scanning
from tests.season.prints import marks
from tests.season.words import Paper

SEAL_MM, SEAL_PIXELS = 42.0, 420
SOURCES = ("tests/season", "benchmarks/forms", "intake/demo", "parsers/editions")
"""Where every word of the papers comes from: the font needs no other characters."""


@cache
def _font() -> str:
    root = Path(__file__).parents[2]
    files = (path for folder in SOURCES for path in (root / folder).rglob("*") if path.suffix in (".py", ".toml"))
    characters = set().union(*(path.read_text("utf-8") for path in files)) | set(map(chr, range(32, 127)))
    pdfmetrics.registerFont(TTFont("Season", BytesIO(truetype("".join(sorted(characters - {"\n"}))))))
    return "Season"


@cache
def seal(name: str, wear: float = 0.1) -> Image.Image:
    """The seal of a name: the same picture whenever the unit stamps."""
    return draw_seal(name, diameter=SEAL_PIXELS, wear=wear, seed=1)


@cache
def smeared(name: str) -> Image.Image:
    """A seal that was moved while it was wet: nobody reads the left half of its ring."""
    picture = seal(name, 0.4)
    half = picture.crop((0, 0, picture.width // 2, picture.height))
    blurred = picture.copy()
    blurred.paste(half.filter(ImageFilter.GaussianBlur(SEAL_PIXELS / 40)), (0, 0))
    return blurred


def pdf(paper: Paper, seals: Mapping[Role, Image.Image]) -> bytes:
    """The paper printed and stamped, saved with a text layer."""
    return _printed(marks(paper), seals)


def _printed(sheets: Sheets, seals: Mapping[Role, Image.Image]) -> bytes:
    written = BytesIO()
    canvas = Canvas(written, pagesize=PAGE, invariant=1)
    for number, page in enumerate(sheets.pages):
        canvas.setLineWidth(0.7)
        for mark in page:
            if isinstance(mark, Box):
                canvas.rect(mark.x, PAGE[1] - mark.y - mark.height, mark.width, mark.height)
            else:
                canvas.setFont(_font(), mark.size)
                canvas.drawString(mark.x, PAGE[1] - mark.y, mark.text, mode=2 if mark.bold else 0)
        for role, picture in seals.items():
            spot = sheets.seals[role]
            if spot.page == number:
                wide = SEAL_MM * 1.1 / 25.4 * 72
                x = min(max(spot.x - wide / 2, 20), PAGE[0] - wide - 20)
                y = min(max(PAGE[1] - spot.y - wide / 2, 20), PAGE[1] - wide - 20)
                canvas.drawImage(ImageReader(picture), x, y, wide, wide, mask="auto")
        canvas.showPage()
    canvas.save()
    return written.getvalue()


def pages(data: bytes, dpi: int = scanning.SOURCE_DPI) -> list[np.ndarray]:
    """The pages of a PDF as pictures."""
    document = pypdfium2.PdfDocument(data)
    try:
        return [np.array(page.render(scale=dpi / 72).to_pil().convert("RGB")) for page in document]
    finally:
        document.close()


def scan(chance: random.Random, data: bytes) -> bytes:
    """A stamped paper through a flatbed, 200 dpi, pictures only."""
    return scanning.scan_pdf([scanning.scanned(chance, page, 200, 0.8) for page in pages(data)], 200, 80)


def grey_scan(chance: random.Random, data: bytes) -> bytes:
    """The same on a machine set to black and white."""
    seen = (Image.fromarray(scanning.scanned(chance, page, 150, 0.8)).convert("L") for page in pages(data))
    return scanning.scan_pdf(list(seen), 150, 80)


def photo(chance: random.Random, data: bytes) -> bytes:
    """The first page on a desk through a phone."""
    return scanning.jpeg(scanning.photographed(chance, pages(data)[0], 2200, shade=0.1), 85)
