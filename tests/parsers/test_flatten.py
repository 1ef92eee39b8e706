"""Pages that lie askew, slanted or curled become flat, and every point finds its way there and back."""

import cv2
import numpy as np
import pytest

from parsers.flatten import flatten


def ruled(bend=0.0, slant=0.0):
    """A page of ruling lines, curved by `bend` and slanted by `slant` pixels over its width."""
    rgb = np.full((1400, 1000, 3), 255, np.uint8)
    xs = np.arange(100, 901)
    u = (xs - 500) / 400
    for y in range(200, 1201, 100):
        ys = y + bend * (1 - u**2) + slant * u
        cv2.polylines(rgb, [np.stack([xs, ys], axis=1).round().astype(np.int32)], False, (0, 0, 0), 2)
    for x in (100, 400, 900):
        begin, end = (int(bend * (1 - ((x - 500) / 400) ** 2) + slant * (x - 500) / 400 + y) for y in (200, 1200))
        cv2.line(rgb, (x, begin), (x, end), (0, 0, 0), 2)
    return rgb


def slope_left(picture):
    """The most that a long ruling still rises or falls, in pixels."""
    dark = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY) < 140
    worst = 0.0
    for at in range(250, 1200, 100):
        rows = [
            np.flatnonzero(dark[at - 60 : at + 40, x])
            for x in range(picture.shape[1] // 2 - 250, picture.shape[1] // 2 + 250, 25)
        ]
        levels = [float(r.mean()) for r in rows if 0 < len(r) < 12]
        if len(levels) > 12:
            worst = max(worst, float(np.ptp(levels)))
    return worst


@pytest.mark.parametrize(("bend", "slant"), [(25, 0), (-18, 10), (0, 30)])
def test_a_curled_page_becomes_flat(bend, slant):
    rgb = ruled(bend, slant)
    assert slope_left(rgb) > 5
    flat = flatten(rgb)
    assert slope_left(flat.picture) < 4.5


@pytest.mark.parametrize("degrees", [-10, 3, 10])
def test_a_page_askew_is_turned_and_points_come_back(degrees):
    matrix = cv2.getRotationMatrix2D((500, 700), degrees, 1)
    rgb = cv2.warpAffine(ruled(12), matrix, (1000, 1400), borderValue=(255, 255, 255))
    flat = flatten(rgb)
    assert np.degrees(np.arctan2(flat.matrix[0, 1], flat.matrix[0, 0])) == pytest.approx(-degrees, abs=0.6)
    points = np.array([[200, 300], [800, 300], [500, 1100]], np.float32)
    assert flat.back(flat.forth(points)) == pytest.approx(points, abs=0.3)


def test_a_flat_page_is_left_as_it_is():
    rgb = ruled()
    assert flatten(rgb).picture is rgb


def test_text_alone_tells_how_a_page_lies():
    boxes = []
    for y in range(200, 1200, 60):
        for x in (100, 500):
            left, right = y + 0.05 * x, y + 0.05 * (x + 300)
            boxes.append([[x, left], [x + 300, right], [x + 300, right + 30], [x, left + 30]])
    flat = flatten(np.full((1400, 1000, 3), 255, np.uint8), np.array(boxes, np.float32))
    moved = flat.forth(np.array(boxes, np.float32))
    assert np.abs(moved[:, 0, 1] - moved[:, 1, 1]).max() < 2


def test_a_blank_page_is_left_as_it_is():
    blank = np.full((800, 600, 3), 255, np.uint8)
    assert flatten(blank).picture is blank
