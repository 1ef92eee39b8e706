"""Pictures (JPG, PNG, BMP, TIFF, WebP, GIF, HEIC): pages without text, and the seals on them."""

from __future__ import annotations

import time

from parsers.facts import Document, Page, Seal, told_apart

CPU_SECONDS = 12
"""After so long no further page is looked at, so that what was seen is not lost with the worker (20 s)."""


def read(data: bytes) -> Document:
    """One `Page` per frame; `source` is "none" until OCR. Runs in the documents worker (decoders of hostile bytes)."""
    try:
        from parsers import pixels
        from parsers.seals import finder
    except ImportError:
        return Document("image", pages=(Page(1, "", "none", looked=False, legible=False),))
    if data[4:8] == b"ftyp" and not pixels.HEIC:
        return Document("image", "unsupported", "file.unsupported", "HEIC/HEIF 照片")
    pages: list[Page] = []
    found: list[Seal] = []
    try:
        count = pixels.frame_count(data)
        begun = time.process_time()
        for number, (rgb, side) in enumerate(pixels.frames(data), 1):
            if time.process_time() - begun > CPU_SECONDS:
                break
            found += finder.on_page(rgb, number)
            legible, grey = pixels.legible(rgb, side), pixels.is_grey(rgb)
            pages.append(Page(number, "", "none", looked=True, legible=legible, grey=grey))
    except (pixels.TooManyPixels, MemoryError) as error:
        return Document("image", "hostile", "file.bomb", str(error))
    except Exception as error:  # Pillow's decoders raise whatever the bytes provoke
        if not pages:
            return Document("image", "unreadable", "file.unreadable", f"{type(error).__name__}: {error}"[:200])
        count = max(count, len(pages) + 1)
    units, others = told_apart(found)
    beyond = [Page(n, "", "none") for n in range(len(pages) + 1, min(count, 500) + 1)]
    return Document(
        "image", pages=(*pages, *beyond), seals=units, marks=others, notes=("file.pages_unread",) * bool(beyond)
    )
