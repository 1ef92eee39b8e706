"""Boxes that stand before options are seen where the recogniser passes them over."""

import cv2
import numpy as np
import pytest

from parsers.text_lines import Line
from parsers.tick_boxes import with_boxes

CORNERS = np.array([[60, 20], [200, 20], [200, 60], [60, 60]], np.float32)
LINE = Line("创新型", (1.0,) * 3, (0.4, 0.65, 0.9))


def drawn(ticked, size=30):
    rgb = np.full((80, 240, 3), 252, np.uint8)
    cv2.rectangle(rgb, (64, 24), (64 + size, 24 + size), (20, 20, 20), 2)
    if ticked:
        cv2.polylines(rgb, [np.array([[70, 40], [78, 50], [92, 26]])], False, (20, 20, 20), 3)
    return rgb


@pytest.mark.parametrize(("ticked", "text"), [(False, "□创新型"), (True, "☑创新型")])
def test_a_box_that_was_passed_over(ticked, text):
    seen = with_boxes(drawn(ticked), CORNERS, LINE)
    assert (seen.text, len(seen.sure), len(seen.places)) == (text, 4, 4)


@pytest.mark.parametrize(("ticked", "text"), [(False, "□创新型"), (True, "☑创新型")])
def test_a_box_whose_thin_frame_is_pale_on_a_coarse_scan(ticked, text):
    coarse = cv2.resize(drawn(ticked, 28), (120, 40), interpolation=cv2.INTER_AREA)
    pale = 252 - (252 - cv2.resize(coarse, (240, 80), interpolation=cv2.INTER_CUBIC).astype(np.float32)) * 0.4
    assert with_boxes(pale.astype(np.uint8), CORNERS, LINE).text == text


def test_a_square_that_was_read_is_not_told_twice():
    line = Line("☑创新型", (1.0,) * 4, (0.14, 0.4, 0.65, 0.9))
    assert with_boxes(drawn(True), CORNERS, line) is line


def test_the_ruling_of_a_cell_is_no_box():
    rgb = np.full((80, 240, 3), 252, np.uint8)
    cv2.rectangle(rgb, (5, 2), (235, 78), (20, 20, 20), 2)
    assert with_boxes(rgb, CORNERS, LINE) is LINE
