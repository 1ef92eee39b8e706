"""Square seals of persons are told as such, whatever lies under and beside them; other square things are not."""

import random

import cv2
import numpy as np
import pytest
from PIL import Image

from benchmarks.pages import engraved, signed, squarish
from benchmarks.pages.scores import overlap
from parsers import pixels
from parsers.facts import told_apart
from parsers.seals import finder, quads
from parsers.seals.ink import flattened, strength
from parsers.seals.squares import find
from tests.drawing import Drawn, a_seal, paper, press

TOLD = (
    "red characters",
    "white characters",
    "tilted",
    "lozenge",
    "double frame",
    "over print",
    "shadow",
    "photo",
)


def squares(page):
    small = pixels.shrink(page.rgb, finder.SIDE)
    scale = max(page.image.size) / max(small.shape[:2])
    flat = flattened(small)
    return [tuple(scale * v for v in box) for box in find(strength(flat, "red"), flat)]


def told(page):
    """How many of the persons' seals on a page are told at their place."""
    found = squares(page)
    return sum(any(overlap(claim, truth) > 0.6 for claim in found) for truth in page.persons)


@pytest.mark.parametrize("title", TOLD)
def test_a_seal_of_a_person_is_told(title):
    pages = [signed.SIGNED[f"person: {title}"](random.Random(f"kept {title} {n}")) for n in range(4)]
    assert sum(told(page) for page in pages) >= 3


def test_each_of_several_is_told_once():
    page, chance = paper(random.Random(5), 120, "blank"), random.Random(6)
    for k, style in enumerate(("frame", "block", "frame")):
        mark = engraved.seal(chance, 120, style=style, side=20, wear=0, breaks=0, color=(200, 30, 40), words="张三之印")
        page = press(page, mark, (150 + 250 * k, 900))
    found = squares(page)
    assert len(found) == 3
    assert all(any(overlap(claim, truth) > 0.8 for claim in found) for truth in page.seals)


def test_it_is_never_a_seal_of_a_unit():
    for kind in ("person: white characters", "person: office"):
        page = signed.SIGNED[kind](random.Random(f"unit {kind}"))
        units, marks = told_apart(finder.on_page(page.rgb, 1))
        assert units == ()
        assert {(m.shape, m.state, m.reason) for m in marks} == {("square", "unclear", "方形个人名章")}


def test_a_seal_of_a_unit_beside_it_stays_what_it_is():
    chance = random.Random(11)
    page = press(paper(chance, 150, "blank"), a_seal(chance, 150, color=(200, 40, 50), wear=0), (300, 900))
    x, y, w, h = page.seals[0]
    mark = engraved.seal(chance, 150, side=20, turn=3, wear=0, breaks=0, color=(205, 35, 45), words="李四印信")
    page = press(page, mark, (round(x + 0.93 * w), round(y + 0.3 * h)))
    shapes = [m.shape for m in finder.find(page.rgb)]
    assert sorted(shapes) == ["round", "square"]


@pytest.mark.parametrize("title", squarish.SQUARISH)
def test_other_square_things_are_not_told(title):
    pages = [squarish.SQUARISH[title](random.Random(f"kept {title} {n}")) for n in range(3)]
    assert sum(bool(squares(page)) for page in pages) == 0


def test_a_round_seal_has_no_square_in_it():
    pages = [squarish.ROUND["round seals"](random.Random(f"kept {n}")) for n in range(4)]
    assert not any(squares(page) for page in pages)


def test_a_page_as_red_as_it_can_be_has_an_answer():
    red = np.zeros((900, 640, 3), np.uint8)
    red[..., 0] = 210
    assert squares(paper(random.Random(1), 60, "blank")) == []
    assert squares(Drawn(Image.fromarray(red))) == []


def test_an_outline_moves_onto_the_edge_of_the_ink():
    ink = np.zeros((200, 200), np.float32)
    truth = np.array([[50, 60], [140, 52], [146, 138], [57, 146]], np.float32)
    cv2.fillConvexPoly(ink, truth.astype(np.int32), 120.0)
    rough = quads.Quad(truth + np.array([[5, -4], [-4, 4], [4, 5], [-5, -3]], np.float32))
    quad, covered = quads.refined(ink, np.zeros((200, 200), np.uint8), rough, 20.0)
    assert np.abs(quad.corners - truth).max() < 2.5
    assert covered.min() > 0.9


def test_an_outline_without_ink_is_none():
    ink = np.zeros((200, 200), np.float32)
    corners = np.array([[50, 60], [140, 60], [140, 140], [50, 140]], np.float32)
    assert quads.refined(ink, np.zeros((200, 200), np.uint8), quads.Quad(corners), 20.0) is None
