"""Pictures of every make become pages a person would recognise."""

import io
import random
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageFilter

from parsers import pixels
from parsers.readers import image
from tests.drawing import paper, sealed

HEIC = Path(__file__).with_name("sealed.heic")
"""`PAGE` as an iPhone saves it."""
PAGE = sealed(random.Random(5), 100, color=(205, 35, 45), wear=0)

UPRIGHT = tuple(v / side for v, side in zip(PAGE.seals[0], 2 * PAGE.image.size, strict=True))


def saved(picture: Image.Image, kind: str, **options) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "BMP", "TIFF", "WEBP", "GIF"])
def test_every_format_shows_its_seal(kind):
    document = image.read(saved(PAGE.image, kind))
    assert (document.format, document.state) == ("image", "read")
    assert [(p.number, p.text, p.source, p.looked, p.legible) for p in document.pages] == [(1, "", "none", True, True)]
    assert [s.state for s in document.seals] == ["clear"]


def test_a_tiff_has_pages():
    blank = paper(random.Random(1), 100).image
    document = image.read(saved(blank, "TIFF", save_all=True, append_images=[PAGE.image]))
    assert len(document.pages) == 2
    assert [s.page for s in document.seals] == [2]


def test_a_phone_that_was_held_sideways():
    exif = Image.Exif()
    exif[0x0112] = 6  # shown turned clockwise
    data = saved(PAGE.image.transpose(Image.Transpose.ROTATE_90), "JPEG", exif=exif)
    (seal,) = image.read(data).seals
    x, y, w, h = PAGE.seals[0]
    width, height = PAGE.image.size
    assert seal.box == pytest.approx((x / width, y / height, w / width, h / height), abs=0.012)


def test_transparent_paper_is_white():
    picture = PAGE.image.convert("RGBA")
    pixels_ = np.array(picture)
    pixels_[(pixels_[:, :, :3] > 250).all(axis=2)] = 0
    assert [s.state for s in image.read(saved(Image.fromarray(pixels_), "PNG")).seals] == ["clear"]


@pytest.mark.parametrize("mode", ["CMYK", "P", "RGB"])
def test_modes(mode):
    kind = "JPEG" if mode == "CMYK" else "PNG"
    assert [s.state for s in image.read(saved(PAGE.image.convert(mode), kind)).seals] == ["clear"]


@pytest.mark.parametrize("mode", ["1", "L", "I;16"])
def test_colourless_modes_claim_nothing_clear(mode):
    picture = PAGE.image.convert("L")
    if mode == "I;16":
        picture = Image.fromarray(np.array(picture).astype(np.uint16) * 257)
    document = image.read(saved(picture.convert(mode) if mode == "1" else picture, "PNG"))
    assert document.state == "read"
    assert all(s.state == "unclear" for s in document.seals)
    assert document.pages[0].grey


def test_a_page_with_a_seal_is_not_grey():
    assert not image.read(saved(PAGE.image.convert("RGB"), "JPEG")).pages[0].grey


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"\xff\xd8\xff\xe0" + b"\0" * 500, b"%!PS-Adobe-3.0 EPSF-3.0\n" * 9])
def test_ruins(data):
    document = image.read(data)
    assert (document.state, document.fault) == ("unreadable", "file.unreadable")


def test_a_cut_jpeg_is_refused_by_name():
    data = PAGE.jpeg()
    document = image.read(data[: len(data) // 2])
    assert (document.state, document.fault) == ("unreadable", "file.unreadable")


def test_a_picture_of_a_billion_pixels_is_a_bomb():
    data = bytearray(saved(Image.new("1", (8, 8)), "BMP"))
    data[18:26] = (40_000).to_bytes(4, "little") * 2
    assert image.read(bytes(data)).fault == "file.bomb"


def test_heic_without_its_decoder_is_named(monkeypatch):
    monkeypatch.setattr(pixels, "HEIC", False)
    assert image.read(HEIC.read_bytes()).fault == "file.unsupported"


def test_a_photo_of_an_iphone():
    document = image.read(HEIC.read_bytes())
    assert (document.format, document.state, len(document.pages)) == ("image", "read", 1)
    assert [s.state for s in document.seals] == ["clear"]
    assert document.seals[0].box == pytest.approx(UPRIGHT, abs=0.02)


def test_a_ruined_heic():
    data = HEIC.read_bytes()
    assert image.read(data[: len(data) // 2]).fault == "file.unreadable"
    assert image.read(b"\0\0\0\x18ftypheic" + b"\0" * 40).fault == "file.unreadable"


@pytest.mark.parametrize(
    ("change", "legible"),
    [
        (lambda p: p, True),
        (lambda p: p.resize((300, 424)), False),
        (lambda p: p.point(lambda v: v // 6), False),
        (lambda p: p.filter(ImageFilter.GaussianBlur(9)), False),
        (lambda p: p.filter(ImageFilter.GaussianBlur(0.8)), True),
        (lambda p: Image.new("RGB", p.size, "white"), True),
    ],
)
def test_what_is_legible(change, legible):
    picture = change(paper(random.Random(2), 100).image)
    assert pixels.legible(np.array(picture)) is legible


@pytest.mark.parametrize(("side", "expected"), [(1000, 2000), (500, 1500), (2600, 2600)])
def test_a_small_picture_is_enlarged_within_reason(side, expected):
    assert max(pixels.enlarged(np.full((side, side // 2, 3), 255, np.uint8), 2000).shape) == expected
