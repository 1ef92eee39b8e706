"""The plain way to find seals, for comparison: a red mask in HSV and Hough circles on it, as tutorials do it."""

from __future__ import annotations

import cv2
import numpy as np

from parsers.pixels import Rgb

Box = tuple[float, float, float, float]


def find(rgb: Rgb) -> list[Box]:
    """Boxes in fractions of the page."""
    scale = 1200 / max(rgb.shape[:2])
    if scale < 1:
        rgb = np.asarray(cv2.resize(rgb, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
    height, width = rgb.shape[:2]
    hsv = cv2.cvtColor(rgb, cv2.COLOR_RGB2HSV)
    mask = cv2.inRange(hsv, (0, 43, 46), (10, 255, 255)) | cv2.inRange(hsv, (156, 43, 46), (180, 255, 255))
    mask = cv2.GaussianBlur(cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8)), (5, 5), 1)
    side = max(height, width)
    circles = cv2.HoughCircles(
        mask, cv2.HOUGH_GRADIENT, 1.5, 0.06 * side, param1=120, param2=50,
        minRadius=int(0.03 * side), maxRadius=int(0.12 * side),
    )  # fmt: skip
    found = [] if circles is None else circles.reshape(-1, 3)
    return [((x - r) / width, (y - r) / height, 2 * r / width, 2 * r / height) for x, y, r in found]
