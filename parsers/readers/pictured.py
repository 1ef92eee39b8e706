"""Seals in the pictures that were pasted into a Word file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from parsers.facts import Seal
from parsers.readers.ooxml import BrokenPackage, EncryptedMember, HostilePackage, Package

FOLDER = "word/media/"
ENDINGS = (".png", ".jpg", ".jpeg", ".bmp", ".gif", ".tif", ".tiff")
PICTURES = 10
"""Pictures that are looked at: a form has one or two, a report dozens of photos."""
SMALLEST = 90
"""Pixels of the shorter side of a picture in which a seal could be made out."""
MARGIN = 0.08


def seals(package: Package) -> tuple[Seal, ...]:
    """What is seen in them, on page 1 for want of pages, boxes in fractions of the picture; nothing without `vision`.

    A picture that is nothing but a seal was cut out to be put there: `pasted` says so.
    """
    try:
        from parsers import pixels  # noqa: F401
    except ImportError:
        return ()
    names = [n for n in package.names if n.startswith(FOLDER) and n.endswith(ENDINGS)]
    return tuple(seal for name in names[:PICTURES] for seal in _in_picture(package, name))


def _in_picture(package: Package, name: str) -> Iterator[Seal]:
    import numpy as np

    from parsers import pixels
    from parsers.seals import finder
    from parsers.seals.pasted import FLAT_INK, SEPARATE, fingerprint, flat_ink

    try:
        rgb, _ = next(pixels.frames(package.bytes(name) or b""))
    except (BrokenPackage, EncryptedMember, HostilePackage, pixels.TooManyPixels, OSError, ValueError, StopIteration):
        return
    height, width = rgb.shape[:2]
    if min(height, width) < SMALLEST:
        return
    edge = round(MARGIN * max(height, width))
    padded = np.pad(rgb, ((edge, edge), (edge, edge), (0, 0)), constant_values=255)
    for seal in finder.on_page(padded, 1):
        x, y, w, h = seal.box
        wide, high = width + 2 * edge, height + 2 * edge
        x1, y1 = max(0.0, (x * wide - edge) / width), max(0.0, (y * high - edge) / height)
        x2, y2 = min(1.0, ((x + w) * wide - edge) / width), min(1.0, ((y + h) * high - edge) / height)
        box = (round(x1, 4), round(y1, 4), round(max(0.0, x2 - x1), 4), round(max(0.0, y2 - y1), 4))
        alone = box[2] * box[3] > 0.5
        crop = rgb[int(y1 * height) : int(y2 * height) + 1, int(x1 * width) : int(x2 * width) + 1]
        signs = ((FLAT_INK,) if flat_ink(crop) else ()) + ((SEPARATE,) if alone else ())
        yield replace(seal, box=box, pasted=signs, picture=fingerprint(rgb) if alone else "")
