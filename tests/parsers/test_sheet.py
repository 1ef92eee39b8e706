"""A sheet on a desk is cut out of its photo, its light made even, the ink of its seals taken off."""

import random

import cv2
import numpy as np
import pytest

from parsers import sheet
from tests.drawing import paper
from tests.scanning import photographed, turned


def page(dpi=100):
    return np.array(paper(random.Random(3), dpi).image)


@pytest.mark.parametrize("seed", range(6))
def test_the_sheet_on_a_desk_is_found_and_cut_out(seed):
    photo = photographed(random.Random(seed), page(), 1200)
    found = sheet.corners(photo)
    assert found is not None
    cut, matrix = sheet.cut_out(photo, found, 1000)
    height, width = cut.shape[:2]
    assert height / width == pytest.approx(297 / 210, rel=0.12)
    assert np.percentile(sheet.even(cut)[5:-5, 5:-5].min(axis=2), 60) > 225  # paper all over, no desk
    middle = cv2.perspectiveTransform(np.array([[[width / 2, height / 2]]]), matrix)[0, 0]
    centre = found.mean(axis=0) * np.array([photo.shape[1], photo.shape[0]])
    assert np.linalg.norm(middle - centre) < 0.03 * max(photo.shape)


@pytest.mark.parametrize("degrees", [0, 1.5, 8])
def test_a_scan_is_no_sheet_on_a_desk(degrees):
    assert sheet.corners(turned(page(), degrees)) is None


def test_a_page_of_nothing_is_no_sheet():
    assert sheet.corners(np.full((900, 640, 3), 255, np.uint8)) is None
    assert sheet.corners(np.zeros((900, 640, 3), np.uint8)) is None


def test_shadow_and_yellow_light_are_divided_out():
    rgb = page().astype(np.float32)
    rgb[:, : rgb.shape[1] // 2] *= 0.55
    lit = np.clip(rgb * np.array([0.95, 0.88, 0.7]), 0, 255).astype(np.uint8)
    even = sheet.even(lit)
    middle = even.shape[1] // 2
    sides = [
        np.percentile(even[:, part].reshape(-1, 3), 60, axis=0)
        for part in (slice(20, middle - 60), slice(middle + 60, -20))
    ]
    assert all(side.min() > 240 for side in sides)
    assert even.min() < 90  # print stays


@pytest.mark.parametrize("ink", [(214, 40, 50), (40, 70, 200)])
def test_print_under_a_seal_stays_and_the_ink_goes(ink):
    rgb = np.full((200, 300, 3), 250, np.uint8)
    cv2.circle(rgb, (150, 100), 70, ink, 12)
    cv2.rectangle(rgb, (60, 95), (240, 103), (20, 20, 20), -1)
    clean = sheet.without_ink(rgb, [np.array([[75, 25], [225, 25], [225, 175], [75, 175]], np.float32)])
    assert clean[99, 70:230].max() < 60
    assert clean[30:90, 80:220].min() > 200
    assert (rgb[30, 150] == ink).all()  # the page itself is left alone
