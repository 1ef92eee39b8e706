"""Filled forms on paper: printed, stamped, scanned or saved as PDF with a text layer, without any office program."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from intake.demo.layout import PAGE, Box, Role, Sheets, Text, font_index, lay_out
from intake.demo.print_font import truetype
from intake.demo.stamp import draw_seal, stamp
from parsers.edition import FormSpec
from parsers.facts import Value
from reports.fonts import chinese_font_path

DPI = 150
SEAL_MM = 42.0


@dataclass(frozen=True, slots=True)
class Drawn:
    """Page pictures at `dpi` and, by role, page index and pixel of the middle of each seal's place."""

    pages: list[Image.Image]
    seals: dict[Role, tuple[int, int, int]]
    dpi: int


def draw(spec: FormSpec, values: Mapping[str, Value] | None = None, *, dpi: int = DPI) -> Drawn:
    """Print the form with its values, black on white."""
    sheets = lay_out(spec, values)
    scale = dpi / 72
    seals = {role: (s.page, round(s.x * scale), round(s.y * scale)) for role, s in sheets.seals.items()}
    return Drawn([_picture(page, scale) for page in sheets.pages], seals, dpi)


def press(drawn: Drawn, role: Role, name: str, *, seed: int = 0, wear: float = 0.1, **style: object) -> Drawn:
    """The same pages with the seal of `name` in the place of `role`, a few millimetres off as hands are."""
    page, x, y = drawn.seals[role]
    chance = random.Random(seed)
    mm = drawn.dpi / 25.4
    seal = draw_seal(name, diameter=round(SEAL_MM * mm), seed=seed, wear=wear, **style)  # type: ignore[arg-type]
    at = (
        round(x - seal.width / 2 + chance.uniform(-4, 4) * mm),
        round(y - seal.height / 2 + chance.uniform(-4, 2) * mm),
    )
    pages = [stamp(p, seal, at) if number == page else p for number, p in enumerate(drawn.pages)]
    return Drawn(pages, drawn.seals, drawn.dpi)


def scan(
    pages: Sequence[Image.Image],
    *,
    skew: float = 0.4,
    noise: float = 6.0,
    quality: int = 75,
    dpi: int = DPI,
    seed: int = 0,
) -> bytes:
    """The pages as an office scanner sends them: an image-only PDF, tilted by `skew` degrees at most, grainy, JPEG.

    `pages` are pictures at `dpi`; `noise` is the grain's spread in grey levels.
    """
    chance = random.Random(seed)
    seen = []
    for page in pages:
        turned = page.convert("RGB").rotate(chance.uniform(-skew, skew), Image.Resampling.BICUBIC, fillcolor="white")
        grain = _grain(turned.size, noise, chance)
        paper = ImageChops.multiply(turned, Image.new("RGB", turned.size, (250, 249, 246)))
        seen.append(ImageChops.subtract(paper, grain).filter(ImageFilter.GaussianBlur(0.5)))
    written = BytesIO()
    seen[0].save(
        written,
        "PDF",
        resolution=dpi,
        save_all=True,
        append_images=seen[1:],
        quality=quality,
        producer="",
        creationDate=None,
        modDate=None,
    )
    return written.getvalue()


def printed_pdf(
    spec: FormSpec, values: Mapping[str, Value] | None = None, seals: Mapping[Role, Image.Image] | None = None
) -> bytes:
    """The form as a PDF with a text layer and embedded font, the pictures of `seals` over it as e-stamps are."""
    sheets = lay_out(spec, values)
    texts = (mark.text for page in sheets.pages for mark in page if isinstance(mark, Text))
    font = TTFont("Form", BytesIO(truetype("".join(sorted(set().union(*texts))))))
    pdfmetrics.registerFont(font)
    try:
        return _print(sheets, spec.label, font.fontName, seals or {})
    finally:
        font.unregister()  # the next page has other characters under the same face's name


def stamped_pdf(
    spec: FormSpec, values: Mapping[str, Value], seal_names: Mapping[Role, str], *, scanned: bool = True, seed: int = 0
) -> bytes:
    """The form stamped in the names given by role (`unit`, `recommender`), scanned or as PDF with a text layer."""
    if scanned:
        drawn = draw(spec, values)
        for number, (role, name) in enumerate(seal_names.items()):
            drawn = press(drawn, role, name, seed=seed + number)
        return scan(drawn.pages, seed=seed)
    seals = {
        role: draw_seal(name, diameter=round(SEAL_MM / 25.4 * 300), seed=seed + number, turn=0)
        for number, (role, name) in enumerate(seal_names.items())
    }
    return printed_pdf(spec, values, seals)


def _picture(page: list[Text | Box], scale: float) -> Image.Image:
    picture = Image.new("RGB", (round(PAGE[0] * scale), round(PAGE[1] * scale)), "white")
    pen = ImageDraw.Draw(picture)
    for mark in page:
        if isinstance(mark, Box):
            box = (mark.x, mark.y, mark.x + mark.width, mark.y + mark.height)
            pen.rectangle([round(v * scale) for v in box], outline="black", width=max(1, round(0.8 * scale)))
            continue
        size = mark.size * scale
        face = ImageFont.truetype(str(chinese_font_path()), size, index=font_index())
        text = mark.text.replace("☑", "□")
        x, y = mark.x * scale, mark.y * scale
        pen.text((x, y), text, "black", face, anchor="ls", stroke_width=size / 50 if mark.bold else 0)
        for found in (i for i, character in enumerate(mark.text) if character == "☑"):
            left = x + face.getlength(text[:found])
            tick = ImageFont.truetype(str(chinese_font_path()), size * 0.8, index=font_index())
            pen.text((left + size / 2, y - size * 0.36), "√", "black", tick, anchor="mm", stroke_width=0.4)
    return picture


def _print(sheets: Sheets, title: str, font: str, seals: Mapping[Role, Image.Image]) -> bytes:
    written = BytesIO()
    canvas = Canvas(written, pagesize=PAGE, invariant=1, pageCompression=1)
    canvas.setTitle(title)
    canvas.setLineWidth(0.6)
    for number, page in enumerate(sheets.pages):
        for mark in page:
            if isinstance(mark, Box):
                canvas.rect(mark.x, PAGE[1] - mark.y - mark.height, mark.width, mark.height)
            else:
                canvas.setFont(font, mark.size)
                canvas.drawString(mark.x, PAGE[1] - mark.y, mark.text, mode=2 if mark.bold else 0)
        for role, seal in seals.items():
            spot = sheets.seals[role]
            if spot.page == number:
                width = SEAL_MM * 1.1 / 25.4 * 72
                height = width * seal.height / seal.width
                corner = spot.x - width / 2, PAGE[1] - spot.y - height / 2
                canvas.drawImage(ImageReader(seal), *corner, width, height, mask="auto")
        canvas.showPage()
    canvas.save()
    return written.getvalue()


def _grain(size: tuple[int, int], spread: float, chance: random.Random) -> Image.Image:
    """Grey specks, coarse enough to be cheap to draw and fine enough to look like a sensor's."""
    tile = Image.frombytes("L", (256, 256), bytes(min(255, abs(round(chance.gauss(0, spread)))) for _ in range(65536)))
    grain = Image.new("L", size)
    for x in range(0, size[0], 256):
        for y in range(0, size[1], 256):
            grain.paste(tile.rotate(chance.choice((0, 90, 180, 270))), (x, y))
    return grain.convert("RGB")
