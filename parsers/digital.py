"""Seals that come with a signature: the picture that a page shows of it, its signer, and what became of the bytes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from parsers.facts import Box, Seal
from parsers.pixels import Rgb, png, shrink
from parsers.signatures import Signature

CROP = 700
WITHOUT_SEAL = "电子签名，未见公章图样"
INVISIBLE = "电子签名，页面上不显示"


def with_signatures(seals: Sequence[Seal], shown: Iterable[tuple[Box, Signature]], rgb: Rgb, number: int) -> list[Seal]:
    """The seals of page `number`; those within the field of a signature are its own, and a field without one that
    looks like a seal is told as `unclear`."""
    left, found = list(seals), []
    for box, signature in shown:
        inside = next((seal for seal in left if _within(seal.box, box)), None)
        if inside is not None:
            left.remove(inside)
            found.append(signed(inside, signature))
        elif box[2] * box[3] > 1e-5:
            found.append(signed(_bare(box, rgb, number), signature))
        else:
            found.append(unseen(signature))
    return [*left, *found]


def signed(seal: Seal, signature: Signature) -> Seal:
    """The seal as the signature's; altered bytes leave nothing beyond doubt."""
    altered = signature.integrity == "altered"
    return replace(
        seal,
        kind="digital",
        state="unclear" if altered else seal.state,
        reason=signature.reason if altered or not seal.reason else seal.reason,
        signer=signature.signer[:200],
        integrity=signature.integrity,
    )


def unseen(signature: Signature) -> Seal:
    """A signature that no page shows."""
    nowhere = Seal(1, (0.0, 0.0, 0.0, 0.0), 0.0, "unclear", reason=INVISIBLE)
    return signed(nowhere, signature)


def _bare(box: Box, rgb: Rgb, number: int) -> Seal:
    height, width = rgb.shape[:2]
    x1, y1 = max(0, int(box[0] * width)), max(0, int(box[1] * height))
    crop = rgb[y1 : int((box[1] + box[3]) * height) + 1, x1 : int((box[0] + box[2]) * width) + 1]
    picture = png(shrink(np.ascontiguousarray(crop), CROP)) if crop.size else b""
    rounded = (round(box[0], 4), round(box[1], 4), round(box[2], 4), round(box[3], 4))
    return Seal(number, rounded, 0.0, "unclear", reason=WITHOUT_SEAL, crop=picture)


def _within(seal: Box, field: Box) -> bool:
    x, y = seal[0] + seal[2] / 2, seal[1] + seal[3] / 2
    return field[0] <= x <= field[0] + field[2] and field[1] <= y <= field[1] + field[3]
