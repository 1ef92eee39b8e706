"""The ring of a seal laid flat: its characters on one straight strip, whether the seal is round, oval or slanted."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from parsers.facts import Box
from parsers.pixels import Map, Mask, Rgb
from parsers.seals.ink import darkness, flattened, strength
from parsers.seals.rims import Ellipse, refined

DIAMETER = 460
"""Size in pixels to which a seal is brought before it is unwrapped."""
STEPS = 1080
"""Points along the ring."""
ROUND = 0.86
"""Short axis over long axis from which an ellipse is a circle seen at an angle, and below which it is an oval."""
DEPTH = 0.62
"""How far in from the rim characters of the ring reach, in short half axes."""
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Unwrapped:
    """A ring of a seal, once round from the middle of its widest gap, clockwise.

    `polar`: strength of ink, depth x position, from the rim (row 0) to `DEPTH`; `band`: first and last row of the
    characters; `length`: of the way round the middle of the band, in rows; `start`: direction in radians (clockwise
    from the right) in which it begins; `rim`: per position, whether the rim is printed there; `seen`: whether the
    picture goes so far; `dark`: all darkness near ink, over the same places as `polar`; `xs`, `ys`: the rim's points in
    the crop that `ink` and `ellipse` belong to; `level`: strength from which there is ink.
    """

    polar: Map
    band: tuple[int, int]
    length: float
    start: float
    rim: Flags
    seen: Flags
    dark: Map
    ellipse: Ellipse
    ink: Map
    xs: Map
    ys: Map
    level: float


def unwrap(page: Rgb, box: Box) -> Unwrapped | None:
    """The ring of the seal in `box` (fractions of the page); `None` when it is too small to be read."""
    height, width = page.shape[:2]
    x, y, w, h = box[0] * width, box[1] * height, box[2] * width, box[3] * height
    if min(w, h) < 40:
        return None
    margin = 0.12 * max(w, h)
    left, top = max(0, int(x - margin)), max(0, int(y - margin))
    crop = page[top : int(y + h + margin) + 1, left : int(x + w + margin) + 1]
    scale = DIAMETER / max(w, h)
    size = max(1, round(crop.shape[1] * scale)), max(1, round(crop.shape[0] * scale))
    crop = np.asarray(cv2.resize(crop, size, interpolation=cv2.INTER_CUBIC if scale > 1 else cv2.INTER_AREA), np.uint8)
    return _Ring(crop, _whole(x - left, y - top, w, h, scale, box), scale).unwrapped()


def _whole(x: float, y: float, w: float, h: float, scale: float, box: Box) -> Ellipse:
    """The ellipse in a box; the part that the edge of the page cuts off is added again."""
    cut_left, cut_top = box[0] <= 0.001, box[1] <= 0.001
    cut_right, cut_bottom = box[0] + box[2] >= 0.999, box[1] + box[3] >= 0.999
    if (cut_left or cut_right) and w < h:
        x, w = (x + w - h, h) if cut_left else (x, h)
    if (cut_top or cut_bottom) and h < w:
        y, h = (y + h - w, w) if cut_top else (y, w)
    return Ellipse((x + w / 2) * scale, (y + h / 2) * scale, w / 2 * scale, h / 2 * scale)


class _Ring:
    """The steps from a crop to a strip."""

    def __init__(self, crop: Rgb, start: Ellipse, scale: float) -> None:
        flat = flattened(crop)
        red = strength(flat, "red")
        self.ink, coloured = red, True
        if float(np.percentile(red, 97)) < 25:
            blue, dark = strength(flat, "blue"), darkness(flat)
            coloured = float(np.percentile(blue, 97)) >= 25
            self.ink = blue if coloured else dark
        self.level = _level(self.ink)
        soft = np.asarray(cv2.GaussianBlur(self.ink, (0, 0), 1.2), dtype=np.float32)
        self.ellipse = refined(soft, start, self.level)
        self.short = min(self.ellipse.a, self.ellipse.b)
        self.shape = crop.shape[:2]
        self.grey = np.asarray(255 - np.clip(flat.min(axis=2), 0, 255), dtype=np.float32)
        if coloured:
            print_ = _print(flat, soft, self.level, scale)
            self.ink, self.grey = _mended(self.ink, print_), _mended(self.grey, print_)

    def unwrapped(self) -> Unwrapped | None:
        rows = round(DEPTH * self.short)
        if rows < 24:
            return None
        angles = self._even_angles()
        polar, seen = self._polar(self.ink, angles, -8, rows)
        rim = (polar[:20].max(axis=0) > 0.7 * self.level) & seen
        polar = polar[8:]
        mask = polar > self.level
        band = _band(polar, self.level, self.short)
        shift = _widest_gap(mask[band[0] : band[1]], seen)
        turned = np.roll(angles, -shift)
        grey, _ = self._polar(self.grey, turned, 0, rows)
        xs, ys = self._at(turned, np.zeros(1, np.float32))
        ink = np.roll(polar, -shift, axis=1)
        middle = (band[0] + band[1]) / 2
        length = self._length(angles, middle)
        return Unwrapped(
            ink,
            band,
            length,
            math.atan2(float(ys[0, 0]) - self.ellipse.y, float(xs[0, 0]) - self.ellipse.x),
            np.roll(rim, -shift),
            np.roll(seen, -shift),
            _near(grey, ink, self.level),
            self.ellipse,
            self.ink,
            xs[0],
            ys[0],
            self.level,
        )

    def _even_angles(self) -> Map:
        """Angles of the ellipse at even distances on the middle of the ring, once round clockwise."""
        fine = np.linspace(0, 2 * np.pi, 2 * STEPS, endpoint=False, dtype=np.float32)
        xs, ys = self._at(fine, np.array([0.28 * self.short], np.float32))
        step = np.hypot(np.diff(xs[0], append=xs[0, :1]), np.diff(ys[0], append=ys[0, :1]))
        way = np.concatenate([[0], np.cumsum(step)])
        even = np.interp(np.linspace(0, way[-1], STEPS, endpoint=False), way, np.append(fine, 2 * np.pi))
        return np.asarray(even, dtype=np.float32)

    def _length(self, angles: Map, depth: float) -> float:
        xs, ys = self._at(angles, np.array([depth], np.float32))
        return float(np.hypot(np.diff(xs[0], append=xs[0, :1]), np.diff(ys[0], append=ys[0, :1])).sum())

    def _at(self, angles: Map, depths: Map) -> tuple[Map, Map]:
        """Points at these depths (pixels inwards from the rim) under these angles, depths x angles.

        A circle seen at an angle shrinks in proportion; in an oval everything runs parallel to the rim.
        """
        e = self.ellipse
        cos, sin = np.cos(angles)[None, :], np.sin(angles)[None, :]
        if e.flatness >= ROUND:
            radii = 1 - depths[:, None] / self.short
            u, v = radii * e.a * cos, radii * e.b * sin
        else:
            steep = np.hypot(cos * e.b, sin * e.a)
            u = e.a * cos - depths[:, None] * e.b * cos / steep
            v = e.b * sin - depths[:, None] * e.a * sin / steep
        c, s = math.cos(e.turn), math.sin(e.turn)
        return (e.x + u * c - v * s).astype(np.float32), (e.y + u * s + v * c).astype(np.float32)

    def _polar(self, picture: Map, angles: Map, low: int, high: int) -> tuple[Map, Flags]:
        xs, ys = self._at(angles, np.arange(low, high, dtype=np.float32))
        found = cv2.remap(picture, xs, ys, cv2.INTER_LINEAR, borderValue=0)
        middle = (high - low) // 3
        seen = (xs[middle] >= 0) & (ys[middle] >= 0) & (xs[middle] < self.shape[1]) & (ys[middle] < self.shape[0])
        return np.asarray(found, dtype=np.float32), np.asarray(seen)


def _print(flat: Rgb, ink: Map, level: float, scale: float) -> Mask:
    """Where something darker than this ink is printed: not even the light of the ink's own colour comes back."""
    light = flat.max(axis=2)
    inked = light[ink > level]
    own = float(np.percentile(inked, 60)) if inked.size > 50 else 255.0
    mask = np.where(light < 0.72 * min(255.0, own), 255, 0).astype(np.uint8)
    reach = 2 * max(1, round(0.8 * scale)) + 1  # its soft edge
    return np.asarray(cv2.dilate(mask, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (reach, reach))), dtype=np.uint8)


def _mended(picture: Map, print_: Mask) -> Map:
    """The picture with strokes carried on under print that runs over them."""
    if not 0 < cv2.countNonZero(print_) < 0.35 * print_.size:
        return picture
    whole = cv2.inpaint(np.clip(picture, 0, 255).astype(np.uint8), print_, 3, cv2.INPAINT_TELEA)
    return np.asarray(whole, dtype=np.float32)


def _near(grey: Map, ink: Map, level: float) -> Map:
    """All darkness near ink: as sharp as the page, where its colour is blurred by JPEG."""
    near = cv2.GaussianBlur(ink, (0, 0), 4) / max(6.0, 0.3 * level)
    return np.asarray(grey * np.clip(near, 0, 1), dtype=np.float32)


def _level(ink: Map) -> float:
    """Strength from which a pixel of this seal bears its ink."""
    strong = ink[ink > 12]
    return max(12.0, 0.4 * float(np.percentile(strong, 75))) if strong.size else 12.0


def _band(polar: Map, level: float, short: float) -> tuple[int, int]:
    """First and last row of the characters: the broadest stretch of printed rows that begins in the outer third,
    after the rim and the thin line that may run within it (rows printed in nearly all directions)."""
    mask = polar > level
    cover = _smooth(mask.mean(axis=1))
    amount = _smooth(np.minimum(polar, 3 * level).mean(axis=1))
    low, high = round(0.1 * short), round(0.45 * short)
    lines = cover >= max(0.7, 1.6 * float(np.percentile(cover[low:high], 75)))
    floor = float(np.percentile(amount[low:high], 5))
    peak = float(np.where(lines, 0, amount)[low:high].max(initial=0.0))
    inked = (amount > floor + 0.25 * (peak - floor)) & ~lines
    edges = np.flatnonzero(np.diff(np.concatenate([[0], inked.astype(np.int8), [0]])))
    runs = [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True) if a < 0.34 * short]
    begin, end = max(runs, key=lambda run: float(amount[run[0] : run[1]].sum()), default=(0, 0))
    begin = max(begin, round(0.05 * short))
    if end - begin < 0.1 * short:
        return round(0.09 * short), round(0.42 * short)
    return begin, min(end, begin + round(0.44 * short))


def _smooth(values: npt.NDArray[np.floating]) -> npt.NDArray[np.floating]:
    return np.convolve(np.pad(values, 1, "edge"), np.ones(3) / 3, "valid")


def _widest_gap(mask: Flags, seen: Flags) -> int:
    """Position in the middle of the widest stretch without characters."""
    inner = mask[len(mask) // 3 :]
    cover = np.where(seen, inner.mean(axis=0), 0.5).astype(np.float64)
    empty = cover < 0.06
    best, middle = 0, 0
    doubled = np.concatenate([empty, empty])
    edges = np.flatnonzero(np.diff(np.concatenate([[0], doubled.astype(np.int8), [0]])))
    for begin, end in zip(edges[::2], edges[1::2], strict=True):
        if end - begin > best:
            best, middle = int(end - begin), int(begin + end) // 2
    if best >= STEPS // 60:
        return middle % STEPS
    window = STEPS // 12
    spread = np.convolve(np.concatenate([cover, cover[:window]]), np.ones(window) / window, "valid")[:STEPS]
    return int(spread.argmin() + window // 2) % STEPS
