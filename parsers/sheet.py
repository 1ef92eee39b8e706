"""A sheet of paper on a photo: where it lies, and its light made even. Needs the `vision` extra."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import cv2
import numpy as np
import numpy.typing as npt

from parsers.pixels import Rgb, shrink

Points = npt.NDArray[np.float32]
Matrix = npt.NDArray[np.float64]
SIDE = 640
LEAST = 0.25
"""Share of the picture that a sheet covers at least."""
BORDER = 0.012
STEP = 12
"""Grey levels by which paper must be lighter than what lies around it."""
SEEN = 0.72
"""Share of a sheet's edge along which that step is seen (or the picture ends)."""


def corners(rgb: Rgb) -> Points | None:
    """The corners of the sheet that a photo shows, clockwise from the upper left in fractions of the picture; `None`
    when the picture is the sheet, or none is seen for certain."""
    small = cv2.GaussianBlur(shrink(rgb, SIDE), (0, 0), 1.2)
    height, width = small.shape[:2]
    clear = np.asarray(cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((15, 15), np.uint8)), np.uint8)
    best: tuple[float, Points] | None = None
    for mask in _masks(clear):
        quad = _quad(mask)
        if quad is None:
            continue
        seen = _edge_seen(clear, quad)
        if seen >= SEEN and (best is None or seen > best[0] + 0.02):
            best = (seen, quad)
    if best is None:
        return None
    found = np.asarray(best[1] / np.array([width, height]), np.float32)
    inner = (found > BORDER) & (found < 1 - BORDER)
    return found if inner.any(axis=1).sum() >= 2 and inner.sum() >= 3 else None


def cut_out(rgb: Rgb, found: Points, side: int) -> tuple[Rgb, Matrix]:
    """The sheet alone, a long side of at most `side` pixels, and the matrix from its pixels to those of the picture."""
    height, width = rgb.shape[:2]
    quad = found * np.array([width, height], np.float32)
    quad = quad.mean(axis=0) + (quad - quad.mean(axis=0)) * 1.006
    wide = max(float(np.linalg.norm(quad[1] - quad[0])), float(np.linalg.norm(quad[2] - quad[3])))
    high = max(float(np.linalg.norm(quad[3] - quad[0])), float(np.linalg.norm(quad[2] - quad[1])))
    scale = min(1.0, side / max(wide, high))
    size = max(1, round(wide * scale)), max(1, round(high * scale))
    flat = np.array([[0, 0], [size[0], 0], [size[0], size[1]], [0, size[1]]], np.float32)
    matrix = cv2.getPerspectiveTransform(quad.astype(np.float32), flat)
    picture = cv2.warpPerspective(rgb, matrix, size, flags=cv2.INTER_AREA if scale < 0.7 else cv2.INTER_LINEAR,
                                  borderMode=cv2.BORDER_REPLICATE)  # fmt: skip
    return np.asarray(picture, np.uint8), np.asarray(np.linalg.inv(matrix), np.float64)


def fitted(rgb: Rgb, side: int) -> tuple[Rgb, Matrix]:
    """The whole picture, a long side of at most `side` pixels, and the matrix as of `cut_out`."""
    picture = shrink(rgb, side)
    return picture, np.diag([rgb.shape[1] / picture.shape[1], rgb.shape[0] / picture.shape[0], 1.0])


def without_ink(rgb: Rgb, seals: Sequence[Points]) -> Rgb:
    """An even page with the coloured ink of its seals (corners in pixels) lifted off the print under it."""
    clean = rgb.copy() if seals else rgb
    for outline in seals:
        (left, top), (right, bottom) = outline.min(axis=0), outline.max(axis=0)
        more = 0.05 * max(right - left, bottom - top)
        rows = slice(max(0, round(float(top - more))), max(0, round(float(bottom + more))))
        part = clean[rows, max(0, round(float(left - more))) : max(0, round(float(right + more)))]
        if not part.size:
            continue
        spread = part.max(axis=2).astype(np.int16) - part.min(axis=2)
        strong = spread > 60
        if strong.sum() < 0.01 * strong.size:
            continue
        ink = np.median(part[strong], axis=0)
        channel = int(ink.argmax())
        lifted = np.minimum(250, part[:, :, channel].astype(np.float32) * (250 / max(120.0, float(ink[channel]))))
        touched = cv2.dilate((spread > 18).astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
        part[touched] = lifted.astype(np.uint8)[touched][:, None]
    return clean


def even(rgb: Rgb) -> Rgb:
    """The picture with its paper white everywhere: shadows, yellow light and dark corners divided out."""
    height, width = rgb.shape[:2]
    small = shrink(rgb, 400)
    reach = max(3, round(max(small.shape[:2]) / 28) | 1)
    paper = cv2.dilate(small, np.ones((reach, reach), np.uint8))
    paper = cv2.GaussianBlur(cv2.medianBlur(paper, reach), (0, 0), reach / 3)
    paper = np.maximum(paper, 24)
    light = cv2.resize(paper, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.divide(rgb, light, scale=250), np.uint8)


def _masks(clear: Rgb) -> Iterator[npt.NDArray[np.uint8]]:
    """What may be paper: lighter, or less coloured, than the rest."""
    grey = cv2.cvtColor(clear, cv2.COLOR_RGB2GRAY)
    low = clear.min(axis=2)
    ratio = (255 * (low.astype(np.float32) + 8) / (clear.max(axis=2).astype(np.float32) + 8)).astype(np.uint8)
    for channel in (grey, low, ratio):
        otsu, mask = cv2.threshold(channel, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
        yield np.asarray(mask, np.uint8)
        for shift in (-25, 25):
            yield np.asarray(cv2.threshold(channel, otsu + shift, 255, cv2.THRESH_BINARY)[1], np.uint8)
    edges = cv2.dilate(cv2.Canny(grey, 18, 50), np.ones((3, 3), np.uint8))
    yield np.asarray(255 - edges, np.uint8)


def _quad(mask: npt.NDArray[np.uint8]) -> Points | None:
    mask = np.asarray(cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((9, 9), np.uint8)), np.uint8)
    contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    if not contours:
        return None
    hull = cv2.convexHull(max(contours, key=cv2.contourArea))
    area = cv2.contourArea(hull)
    if area < LEAST * mask.size or area > 0.985 * mask.size:
        return None
    for share in (0.015, 0.025, 0.04, 0.06):
        around = cv2.approxPolyDP(hull, share * cv2.arcLength(hull, True), True)[:, 0, :].astype(np.float32)
        if len(around) == 4:
            quad = _clockwise(around)
            return quad if cv2.contourArea(quad) > 0.92 * area else None
    return None


def _clockwise(around: Points) -> Points:
    total, differ = around.sum(axis=1), around[:, 0] - around[:, 1]
    order = [int(total.argmin()), int(differ.argmax()), int(total.argmax()), int(differ.argmin())]
    return around[order] if len(set(order)) == 4 else around


def _edge_seen(clear: Rgb, quad: Points) -> float:
    """Share of the outline that has paper inside and something darker or more coloured outside."""
    height, width = clear.shape[:2]
    levels = clear.astype(np.int32)
    middle = quad.mean(axis=0)
    seen = total = 0
    for begin, end in zip(quad, np.roll(quad, -1, axis=0), strict=True):
        across = np.array([end[1] - begin[1], begin[0] - end[0]])
        across = across / max(1e-6, float(np.linalg.norm(across)))
        if np.dot(middle - begin, across) < 0:
            across = -across
        for part in np.linspace(0.06, 0.94, 24):
            at = begin + part * (end - begin)
            inside, outside = at + 6 * across, at - 7 * across
            total += 1
            if not (0 <= outside[0] < width and 0 <= outside[1] < height):
                seen += 1
                continue
            if not (0 <= inside[0] < width and 0 <= inside[1] < height):
                continue
            one, two = levels[int(inside[1]), int(inside[0])], levels[int(outside[1]), int(outside[0])]
            seen += int((one - two).max() >= STEP and one.sum() > two.sum() - 10)
    return seen / total
