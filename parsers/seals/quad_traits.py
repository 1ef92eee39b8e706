"""What stands on and in a four-sided outline: its sides, what is beside them, the strokes within."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from parsers.pixels import Map, Mask
from parsers.seals.quads import Quad

CORE, MARGIN = 80, 32
"""Pixels of the shape laid square, and of what is shown around it."""
END = MARGIN + CORE
CODES = (21, 25, 29, 33, 37)
"""Modules on a side of QR codes."""
BUSY = 5.5
"""Strokes across and down from which it is worth while to ask whether it is a code."""
CUT_OUT = 0.6
"""Share of ink from which a shape is a block and not a frame."""
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Traits:
    """What was measured; shares from 0 to 1.

    `sides`: how much of each side has an edge, top, right, bottom, left · `outside`: ink just beside each · `beside`:
    ink to the left or right as far as the next character of a line would be · `line`: ink along the sides · `run_on`:
    lines that run on past the corners · `lines`: lines from side to side · `fill`: ink within · `across`, `down`:
    strokes met on a way · `quarters`: ink in each quarter · `lighter`, `paler`: how much lighter and less red it is
    between the strokes · `code`: likeness of the corners to those of a QR code · `size`: long side, of the long side of
    the picture · `aspect`: short side over long · `crowded`: whether a round seal lies near.
    """

    sides: tuple[float, ...]
    outside: tuple[float, ...]
    beside: float
    line: float
    run_on: int
    lines: int
    fill: float
    across: float
    down: float
    quarters: tuple[float, ...]
    lighter: float
    paler: float
    code: float
    size: float
    aspect: float
    crowded: bool

    @property
    def strokes(self) -> float:
        """Strokes met across and down together."""
        return self.across + self.down


def measured(
    ink: Map, green: Mask, hidden: Mask, quad: Quad, sides: Map, level: float, side: int, crowded: bool
) -> Traits:
    """The traits of an outline; `green` is the shade of the page, `hidden` where print covers it, `side` the long side
    of the picture."""
    seen, shade, over = _laid_square(quad, ink, green, hidden)
    core = seen[MARGIN:END, MARGIN:END]
    contrast = max(1.0, float(np.percentile(core, 85)))
    inked = seen > max(level, 0.42 * contrast)
    frame = inked[MARGIN:END, MARGIN:END]
    inner = np.s_[MARGIN + CORE // 8 : END - CORE // 8, MARGIN + CORE // 8 : END - CORE // 8]
    strokes, lighter, paler = _strokes(seen[inner], shade[inner], over[inner], inked[inner], contrast)
    across = float((strokes[:, 1:] != strokes[:, :-1]).sum(axis=1).mean() / 2)
    down = float((strokes[1:] != strokes[:-1]).sum(axis=0).mean() / 2)
    w, h = quad.sides
    return Traits(
        sides=tuple(float(v) for v in sides),
        outside=tuple(float(turned[MARGIN - 10 : MARGIN - 4, MARGIN:END].mean()) for turned in _turned(inked)),
        beside=float(max(inked[MARGIN:END, : MARGIN - 6].mean(), inked[MARGIN:END, END + 6 :].mean())),
        line=float(np.mean([turned[1:6].any(axis=0).mean() for turned in _turned(frame)])),
        run_on=_run_on(inked),
        lines=_lines(frame),
        fill=float(strokes.mean()),
        across=across,
        down=down,
        quarters=_quarters(strokes, ~over[inner]),
        lighter=lighter,
        paler=paler,
        code=_code(seen, shade) if across + down > BUSY else 0.0,
        size=max(w, h) / side,
        aspect=min(w, h) / max(w, h),
        crowded=crowded,
    )


def _laid_square(quad: Quad, ink: Map, green: Mask, hidden: Mask) -> tuple[Map, Mask, Flags]:
    whole = CORE + 2 * MARGIN, CORE + 2 * MARGIN
    square = np.array([[0, 0], [CORE, 0], [CORE, CORE], [0, CORE]], np.float32) + np.float32(MARGIN - 0.5)
    matrix = cv2.getPerspectiveTransform(quad.corners, square)
    seen = cv2.warpPerspective(ink, matrix, whole)
    shade = cv2.warpPerspective(green, matrix, whole, borderValue=255)
    over = cv2.dilate(cv2.warpPerspective(hidden, matrix, whole, flags=cv2.INTER_NEAREST), np.ones((3, 3), np.uint8))
    return np.asarray(seen, np.float32), np.asarray(shade, np.uint8), np.asarray(over) > 0


def _turned(part: Flags) -> tuple[Flags, ...]:
    """The picture with its top, right, bottom and left side uppermost."""
    return part, part.T[::-1], part[::-1], part.T


def _strokes(seen: Map, shade: Mask, over: Flags, inked: Flags, contrast: float) -> tuple[Flags, float, float]:
    """What is inked, by shade, which pictures keep sharper than colour, or else by colour; print counts as what is
    behind it. And how much lighter and paler the rest is."""
    shown = ~over
    share = float(inked[shown].mean()) if shown.any() else 0.0
    if share == 0 or shown.mean() < 0.3:
        return inked, 0.0, 0.0
    block = share > CUT_OUT
    behind = float(np.median(shade[inked & shown])) if block else 255.0
    found = _parted(np.where(over, behind, shade).astype(np.uint8), shade, seen, shown, contrast)
    if found[2] >= 0.15:
        return found
    behind = float(np.median(seen[inked & shown])) if block else 0.0
    pale = 255 - np.clip(np.where(over, behind, seen) * (200 / contrast), 0, 255)
    return _parted(pale.astype(np.uint8), shade, seen, shown, contrast)


def _parted(clean: Mask, shade: Mask, seen: Map, shown: Flags, contrast: float) -> tuple[Flags, float, float]:
    level, _ = cv2.threshold(clean, 0, 255, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)
    strokes = clean <= level
    inside, between = strokes & shown, ~strokes & shown
    if not inside.any() or not between.any():
        return strokes, 0.0, 0.0
    dark = float(shade[inside].mean())
    lighter = (float(shade[between].mean()) - dark) / max(20.0, 255 - dark)
    return strokes, lighter, (float(seen[inside].mean()) - float(seen[between].mean())) / contrast


def _quarters(strokes: Flags, shown: Flags) -> tuple[float, ...]:
    """Ink in each quarter as far as print does not cover it; one half where nothing can be said."""
    half = len(strokes) // 2
    parts = [np.s_[a, b] for a in (slice(half), slice(half, None)) for b in (slice(half), slice(half, None))]
    return tuple(float(strokes[p][shown[p]].mean()) if shown[p].mean() > 0.3 else 0.5 for p in parts)


def _run_on(inked: Flags) -> int:
    """How many of the eight continuations of the sides bear a line."""
    count = 0
    for turned in _turned(inked):
        for reach in (slice(MARGIN - 20, MARGIN - 4), slice(END + 4, END + 20)):
            strip = turned[MARGIN - 4 : MARGIN + 7, reach]
            count += bool(strip.any(axis=0).mean() > 0.85 and strip.mean() < 0.75)
    return count


def _lines(frame: Flags) -> int:
    """How many lines run from side to side within."""
    count = 0
    for turned in (frame, frame.T):
        full = (turned[1:] | turned[:-1])[11:-12].mean(axis=1) > 0.95
        count += int((full[1:] & ~full[:-1]).sum())
    return count


def _code(seen: Map, shade: Mask) -> float:
    """Third best likeness of the four corners to the eye of a QR code, over their versions, by colour or by shade."""
    best = 0.0
    pictures = (seen, np.asarray(255 - shade, np.float32))
    for count in CODES:
        size = round(9 / count * CORE)
        far = size + 10
        eye = np.asarray(cv2.resize(EYE, (size, size), interpolation=cv2.INTER_AREA), np.float32)
        near, end = slice(MARGIN - 6, MARGIN - 6 + far), slice(END + 6 - far, END + 6)
        corners = [np.s_[rows, columns] for rows in (near, end) for columns in (near, end)]
        alike = [max(_likeness(picture[corner], eye) for picture in pictures) for corner in corners]
        best = max(best, sorted(alike)[1])
    return best


def _likeness(corner: Map, eye: Map) -> float:
    return float(cv2.matchTemplate(np.ascontiguousarray(corner), eye, cv2.TM_CCOEFF_NORMED).max())


def _eye() -> Map:
    """The eye of a QR code with the white around it."""
    eye = np.zeros((9, 9), np.float32)
    eye[1:8, 1:8] = 1
    eye[2:7, 2:7] = 0
    eye[3:6, 3:6] = 1
    return np.kron(eye, np.ones((8, 8), np.float32))


EYE = _eye()
