"""Coloured ink on paper: how red, blue or dark each pixel is once the paper is made white."""

from __future__ import annotations

from typing import Literal

import cv2
import numpy as np

from parsers.pixels import Map, Mask, Rgb

Colour = Literal["red", "faint", "blue"]

PRINTED = 120
"""Darker than this is print, whose edges are coloured by scanners and JPEG."""
SPREAD = 1.6
"""Pixels over which faint ink is averaged, to stand out from the grain of the paper."""
LEAST = {"red": 10.0, "faint": 4.5, "blue": 10.0}
MOST = {"red": 36.0, "faint": 16.0, "blue": 36.0}
GAIN = 4.0
"""Grey levels that a step of the paper's noise counts for."""
LARGE = 0.22
"""Something round and larger than this (in long sides of the page) is near, or cut out."""
LINE = 0.12
"""A straight run this long (in long sides of the page) is a table line, not part of a seal."""


def flattened(rgb: Rgb) -> Rgb:
    """The page with its paper made white: shadows, grey or yellow paper divided away; height x width x 3."""
    height, width = rgb.shape[:2]
    step = max(2, max(height, width) // 150)
    small = cv2.resize(rgb, (max(1, width // step), max(1, height // step)), interpolation=cv2.INTER_AREA)
    paper = cv2.medianBlur(cv2.dilate(small, np.ones((9, 9), np.uint8)), 5)
    paper = cv2.GaussianBlur(paper, (0, 0), 2)
    paper = np.maximum(cv2.resize(paper, (width, height), interpolation=cv2.INTER_LINEAR), 24)
    return np.asarray(cv2.divide(rgb, paper, scale=255.0), dtype=np.uint8)


def strength(flat: Rgb, colour: Literal["red", "blue"]) -> Map:
    """How much of this ink each pixel shows: every red from orange to purple-red, or blues."""
    red, green, blue = cv2.split(flat)
    match colour:
        case "red":
            found = cv2.min(cv2.subtract(red, green), cv2.convertScaleAbs(cv2.subtract(red, blue), alpha=1.6))
        case "blue":
            over_red = cv2.convertScaleAbs(cv2.subtract(blue, red), alpha=1.3)
            found = cv2.min(over_red, cv2.convertScaleAbs(cv2.subtract(blue, green), alpha=2.2))
    return np.asarray(found, np.float32)


def averaged(ink: Map) -> Map:
    """The ink as an eye sees it that overlooks the grain of the paper: for what is faint."""
    return np.asarray(cv2.GaussianBlur(ink, (0, 0), SPREAD), dtype=np.float32)


def darkness(flat: Rgb) -> Map:
    """How dark each pixel is in the light of its own colour: black and grey, no coloured ink."""
    red, green, blue = cv2.split(flat)
    return np.asarray(cv2.bitwise_not(cv2.max(cv2.max(red, green), blue)), dtype=np.float32)


def printed(flat: Rgb) -> Mask:
    """Where print stands, and its edges."""
    red, green, blue = cv2.split(flat)
    light = np.asarray(cv2.min(cv2.min(red, green), blue), np.uint8)
    return np.asarray(cv2.dilate((light < PRINTED) * np.uint8(255), np.ones((3, 3), np.uint8)), np.uint8)


def pale(dark: Map, over: Mask) -> Map:
    """Darkness where nothing is printed (`over`), as far as a pale copy of a seal goes."""
    return np.asarray(cv2.copyTo(np.minimum(dark, np.float32(255 - PRINTED)), cv2.bitwise_not(over)), np.float32)


def reddish(flat: Rgb, over: Mask) -> Map:
    """Traces of red where nothing is printed (`over`): what is left of a seal that hardly printed. A step of the
    paper's own noise counts for four grey levels, and six steps at most."""
    red, green, blue = cv2.split(flat)
    found = np.asarray(cv2.subtract(red, green, dtype=cv2.CV_32F), np.float32)
    found = np.minimum(found, cv2.subtract(red, blue, dtype=cv2.CV_32F) * np.float32(1.6))
    found -= cv2.blur(found, (round(0.1 * max(found.shape)) | 1,) * 2)
    bare = found[::3, ::3][over[::3, ::3] == 0]
    if not bare.size:
        return np.zeros_like(found)
    noise = 1.48 * float(np.median(np.abs(bare - np.median(bare))))
    steps = np.clip(found * np.float32(GAIN / max(noise, 0.35)), 0, 6 * GAIN)
    return np.asarray(cv2.copyTo(steps, cv2.bitwise_not(over)), np.float32)


def marked(ink: Map, level: float) -> Mask:
    """Where there is more ink than `level`, as 255."""
    return np.asarray((ink > level) * np.uint8(255), np.uint8)


def threshold(ink: Map, colour: Colour) -> float:
    """Above which strength a pixel bears ink and not the noise of the paper."""
    sample = ink[::5, ::5].ravel()
    middle, above = (float(v) for v in np.percentile(sample, (50, 84)))
    return min(max(LEAST[colour], middle + (5 if colour == "faint" else 4) * (above - middle)), MOST[colour])


def without_lines(mask: Mask) -> Mask:
    """The mask without long straight runs, horizontal or vertical."""
    side = max(mask.shape)
    length = max(30, round(LINE * side))
    if max(cv2.boundingRect(mask)[2:]) < length or not (lines := straight(mask, length)).any():
        return mask
    boxes = cv2.connectedComponentsWithStats(mask)[2][1:, 2:4]
    large = (boxes.min(axis=1) > LARGE * side) & (boxes.min(axis=1) > 0.6 * boxes.max(axis=1))
    if large.any():  # the rim of a seal that fills the picture runs straight for a while, too
        lines = straight(mask, round(3 * LINE * side))
    return np.asarray(cv2.subtract(mask, lines), np.uint8)


def straight(mask: Mask, length: int) -> Mask:
    """Where straight runs of at least this many pixels lie, across or down, and what touches them."""
    runs = []
    for size in ((length, 1), (1, length)):  # averages take the same time for runs of any length
        whole = (cv2.blur(mask, size, borderType=cv2.BORDER_REPLICATE) == 255) * np.uint8(255)
        runs.append(cv2.blur(whole, size, borderType=cv2.BORDER_REPLICATE))
    return np.asarray(cv2.dilate(marked(cv2.max(*runs), 0), np.ones((3, 3), np.uint8)), np.uint8)
