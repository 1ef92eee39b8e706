"""Seals are found whatever was done to the page, and nothing else is taken for one."""

import math
import random

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from PIL import ImageDraw

from benchmarks.pages import lookalikes
from benchmarks.pages import sealed as sealed_pages
from benchmarks.pages.scores import Score
from benchmarks.seals import ours
from parsers.facts import told_apart
from parsers.seals import finder
from tests.drawing import SEALED, UNSEALED, Drawn, a_seal, face, paper, press

PAGES = 3
CLEAR = ("clean", "scan", "over prose", "jpeg", "grey paper", "low saturation", "tint", "photo", "worn", "oval", "two")
SEEN = ("very worn", "ink 50 %", "cut 5-25 %", "cut 50 %", "blue", "oval photo")


def scored(drawn):
    """Seals found clear, found unclear, claims that meet no seal."""
    score = Score()
    ours(drawn, score)
    return score.clear, score.found - score.clear, score.false


def pages(title, dpi):
    draw = {**SEALED, **UNSEALED}[title]
    return [draw(random.Random(f"floor {title} {number}"), dpi) for number in range(PAGES)]


@pytest.mark.parametrize("title", CLEAR)
def test_a_good_seal_is_found(title):
    scores = [scored(drawn) for drawn in pages(title, 110)]
    wanted = 2 * PAGES if title == "two" else PAGES
    assert sum(clear + unclear for clear, unclear, _ in scores) == wanted
    assert sum(clear for clear, _, _ in scores) >= 0.7 * wanted


@pytest.mark.parametrize("title", SEEN)
def test_a_bad_seal_is_at_least_seen(title):
    scores = [scored(drawn) for drawn in pages(title, 110)]
    assert sum(clear + unclear for clear, unclear, _ in scores) >= PAGES - 1
    if title in {"blue", "cut 50 %"}:
        assert not any(clear for clear, _, _ in scores)


@pytest.mark.parametrize("title", UNSEALED)
def test_nothing_else_is_a_seal(title):
    units = [seal for drawn in pages(title, 110) for seal in told_apart(finder.on_page(drawn.rgb, 1))[0]]
    assert "clear" not in {seal.state for seal in units} and len(units) <= 1


@pytest.mark.parametrize("dpi", [72, 200, 300])
def test_resolution(dpi):
    chance = random.Random(dpi)
    drawn = press(paper(chance, dpi), a_seal(chance, dpi, color=(200, 40, 50), wear=0.1), (dpi * 4, dpi * 7))
    (mark,) = finder.find(drawn.rgb)
    assert mark.state == "clear"


def test_a_photocopied_seal_is_never_clear():
    found = [finder.find(drawn.rgb) for drawn in pages("photocopy", 110)]
    assert all(found)
    assert {mark.state for marks in found for mark in marks} == {"unclear"}
    assert sum(mark.reason == "疑似复印章" for marks in found for mark in marks) >= 2


def test_a_picture_of_nothing_but_a_seal():
    chance = random.Random(3)
    drawn = press(Drawn(paper(chance, 30, "blank").image.resize((420, 400))), a_seal(chance, 220, wear=0), (10, 5))
    (mark,) = finder.find(drawn.rgb)
    assert mark.state == "clear"


@settings(max_examples=25, deadline=None)
@given(arrays(np.uint8, st.tuples(st.integers(1, 90), st.integers(1, 90), st.just(3))))
def test_any_pixels_have_an_answer(rgb):
    for mark in finder.find(rgb):
        x, y, w, h = mark.box
        assert 0 <= x <= 1 and 0 <= y <= 1 and w >= 0 and x + w <= 1.001 and y + h <= 1.001


@pytest.mark.parametrize("slices", [3, 6])
def test_a_red_pie_chart_is_no_clear_seal(slices):
    page = paper(random.Random(slices), 110, "letter")
    pen, (x, y, r) = ImageDraw.Draw(page.image), (500, 800, 78)
    pen.ellipse((x - r, y - r, x + r, y + r), outline=(200, 30, 30), width=2)
    for k in range(slices):
        angle = 2 * math.pi * k / slices + 0.2
        pen.line((x, y, x + r * math.cos(angle), y + r * math.sin(angle)), fill=(200, 30, 30), width=2)
        at = (x + 0.6 * r * math.cos(angle + 0.5), y + 0.6 * r * math.sin(angle + 0.5))
        pen.text(at, f"{7 * k + 3}%", fill=(200, 30, 30), font=face(random.Random(k), 17), anchor="mm")
    assert "clear" not in {mark.state for mark in finder.find(page.rgb)}


def test_a_square_seal_of_a_person_is_told_as_such():
    found = [seal for page in pages("square", 110) for seal in finder.on_page(page.rgb, 1)]
    units, persons = told_apart(found)
    assert units == ()
    assert {(m.shape, m.state, m.reason) for m in persons} == {("square", "unclear", "方形个人名章")}


def test_a_seal_of_another_shape_says_so():
    (round_,) = finder.find(pages("clean", 110)[0].rgb)
    (oval,) = finder.find(pages("oval", 110)[0].rgb)
    assert (round_.shape, oval.shape) == ("round", "oval")


def test_a_hardly_inked_seal_is_at_least_seen():
    drawn = [sealed_pages.SEALED["ink 30 %"](random.Random(f"floor {n}")) for n in range(5)]
    found = [scored(page) for page in drawn]
    assert sum(clear + unclear for clear, unclear, _ in found) >= 3


@pytest.mark.parametrize("title", ["marked up", "icons", "sticker", "highlighted", "red photo", "QR code", "map"])
def test_look_alikes_of_another_make_are_no_seals(title):
    drawn = [lookalikes.UNSEALED[title](random.Random(f"floor {n}")) for n in range(2)]
    units = [seal for page in drawn for seal in told_apart(finder.on_page(page.rgb, 1))[0]]
    assert "clear" not in {seal.state for seal in units} and len(units) <= 1


def test_fine_characters_that_hardly_came_through_do_not_make_a_seal_a_sign():
    """A small or strongly compressed picture keeps the rim and the star of a seal and little of its thin strokes."""
    page = np.full((900, 640, 3), 255, np.uint8)
    for shade, thickness, radius in (((190, 30, 40), 5, 70), ((250, 228, 230), 1, 52)):
        ring = np.zeros((900, 640), np.uint8)
        if thickness > 1:
            cv2.circle(ring, (320, 640), radius, 255, thickness, cv2.LINE_AA)
            cv2.circle(ring, (320, 640), 18, 255, -1, cv2.LINE_AA)
        else:
            for k in range(14):
                turn = math.radians(140 + k * 20)
                at = (round(320 + radius * math.cos(turn)), round(640 + radius * math.sin(turn)))
                cv2.rectangle(ring, (at[0] - 6, at[1] - 6), (at[0] + 6, at[1] + 6), 255, 2)
        page[ring > 128] = shade
    (mark,) = finder.find(page)
    assert (mark.shape, mark.state) == ("round", "unclear")


@pytest.mark.parametrize(("y", "state"), [(90, "unclear"), (700, "clear")])
def test_a_mark_printed_in_the_head_of_a_letter_is_for_a_person(y, state):
    chance = random.Random(12)
    drawn = paper(chance, 110, "blank")
    mark = a_seal(chance, 110, shape="round", centre="", line="", code="", wear=0.0, color=(200, 30, 40), turn=0)
    (found,) = finder.find(press(drawn, mark, (90, y)).rgb)
    assert found.state == state
    assert ("标识" in found.reason) == (state == "unclear")
