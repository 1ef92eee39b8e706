"""Tables are found where lines divide them, whatever frames the page."""

import cv2
import numpy as np
import pytest

from parsers.rulings import Piece, left_over, tables

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


def test_a_line_over_a_ruling_is_cut_where_its_characters_stand():
    rgb = page()
    ruled(rgb, 300, 400)
    line = Piece("联系人赵", (310 / 1200, 425 / 1600, 400 / 1200, 30 / 1600), (0.05, 0.1, 0.15, 0.9))
    (table,) = tables(rgb, [line], 1)
    assert texts(table)[:2] == ["联系人", "赵"]


def test_ink_that_no_line_covers_is_told():
    rgb = page()
    pieces = ruled(rgb, 300, 400)
    for piece in pieces:
        x, y, w, h = piece.box
        cv2.rectangle(rgb, (int(x * 1200), int(y * 1600)), (int((x + w) * 1200), int((y + h) * 1600)), (0, 0, 0), 2)
    boxes = [piece.box for piece in pieces]
    found = tables(rgb, pieces, 1)
    assert left_over(rgb, boxes, found) == []
    cv2.putText(rgb, "12", (680, 452), cv2.FONT_HERSHEY_SIMPLEX, 1.0, (0, 0, 0), 3)
    assert left_over(rgb, boxes, found) == ["甲公司"]


def test_a_ruling_that_is_pale_where_a_seal_was_lifted_off_goes_on():
    rgb = page()
    pieces = ruled(rgb, 300, 400, wide=640)
    weak = rgb[478:483, 700:790]
    weak[weak < 100] = 225
    weak[:, ::3] = 255
    (table,) = tables(rgb, pieces, 1)
    assert texts(table) == [text for row in ROWS for text in row]


def test_the_stem_of_a_character_over_a_ruling_does_not_divide_its_cell():
    rgb = page()
    pieces = ruled(rgb, 300, 400, rows=(("详细通信地址", "示例区长风西路"), *ROWS))
    cv2.line(rgb, (640, 500), (640, 560), (20, 20, 20), 2)
    cv2.line(rgb, (640, 440), (640, 472), (120, 120, 120), 2)
    (table,) = tables(rgb, pieces, 1)
    assert "示例区长风西路" in texts(table)
