"""Tables are found where lines divide them, whatever frames the page."""

import cv2
import numpy as np
import pytest

from parsers.rulings import Piece, tables

ROWS = (("单位名称", "甲公司"), ("联系人", "赵磊"), ("邮编", "030000"))


def page(width=1200, height=1600):
    return np.full((height, width, 3), 255, np.uint8)


def ruled(rgb, x, y, wide=440, rows=ROWS):
    """A table of two columns drawn at x, y; its texts as pieces."""
    height, width = rgb.shape[:2]
    pieces = []
    for number, row in enumerate(rows):
        for column, text in enumerate(row):
            left, top = x + column * wide // 2, y + 80 * number
            cv2.rectangle(rgb, (left, top), (left + wide // 2, top + 80), (20, 20, 20), 2)
            pieces.append(Piece(text, ((left + 20) / width, (top + 25) / height, 0.1, 30 / height)))
    return pieces


def texts(table):
    return [cell.text for cell in table.cells]


def test_the_edge_of_the_sheet_on_a_photo_is_no_table():
    rgb = page()
    rgb[:] = (96, 70, 50)
    rgb[60:-60, 60:-60] = 255
    pieces = ruled(rgb, 300, 400)
    (table,) = tables(rgb, pieces, 1)
    assert texts(table) == [text for row in ROWS for text in row]


def test_a_printed_border_around_the_page_is_no_table():
    rgb = page()
    cv2.rectangle(rgb, (70, 70), (1130, 1530), (0, 0, 0), 4)
    (table,) = tables(rgb, ruled(rgb, 300, 400), 1)
    assert (table.rows, table.columns) == (3, 2)


@pytest.mark.parametrize("lower", [0, 6, -6])
def test_tables_side_by_side_are_read_from_the_left(lower):
    rgb = page(1600, 1100)
    pieces = [*ruled(rgb, 100, 300 + lower), *ruled(rgb, 950, 300, rows=[(a, b + "二") for a, b in ROWS])]
    left, right = tables(rgb, pieces, 1)
    assert (texts(left)[1], texts(right)[1]) == ("甲公司", "甲公司二")
