"""Seals that lost their colour are seen as copies or traces, and a form without a seal shows neither."""

import random

import cv2
import numpy as np
import pytest
from PIL import ImageDraw

from benchmarks.pages import copiers
from benchmarks.pages.copies import COLOURLESS, COPIED, clock
from parsers.facts import told_apart
from parsers.pixels import shrink
from parsers.seals import copied, finder, ink
from parsers.seals.arcs import Lines
from parsers.seals.rims import Ellipse
from tests.drawing import a_seal, paper, press


def seen(drawn):
    """The reasons of what is told of a page, claims and traces."""
    units, others = told_apart(finder.on_page(drawn.rgb, 1))
    assert "clear" not in {seal.state for seal in units}
    return [seal.reason for seal in units], [mark.reason for mark in others if mark.shape == "trace"]


@pytest.mark.parametrize("machine", sorted(copiers.MACHINES))
def test_a_copied_seal_at_its_place_is_seen_through_every_machine(machine):
    chance = random.Random(machine)
    page = paper(chance, 150, "form")
    mark = a_seal(chance, 150, color=(200, 30, 40), wear=0.1, shape="round", centre="")
    drawn = press(page, mark, (round(0.55 * page.image.width), round(0.72 * page.image.height)))
    claims, traces = seen(copiers.MACHINES[machine](chance, drawn))
    assert claims == ["疑似复印章"] and not traces


@pytest.mark.parametrize("title", ["copy: oval", "copy: broken ring", "copy: over print"])
def test_a_copy_that_is_hard_to_see_is_not_passed_over(title):
    told = [seen(COPIED[title](random.Random(f"floor {number}"))) for number in range(3)]
    assert sum(bool(claims or traces) for claims, traces in told) >= 2


@pytest.mark.parametrize("machine", sorted(copiers.MACHINES))
@pytest.mark.parametrize("kind", ["form", "letter"])
def test_a_page_without_a_seal_stays_without(machine, kind):
    chance = random.Random(f"{machine} {kind}")
    assert seen(copiers.MACHINES[machine](chance, paper(chance, 120, kind))) == ([], [])


@pytest.mark.parametrize("title", ["grey: QR code", "grey: punched", "grey: picture", "grey: personal seal"])
def test_what_else_is_on_a_grey_page_is_no_copy(title):
    for number in range(2):
        assert seen(COLOURLESS[title](random.Random(f"floor {number}"))) == ([], [])


def test_a_dial_is_no_copy_but_may_be_looked_at():
    for number in range(3):
        chance = random.Random(f"dial {number}")
        page = paper(chance, 120, "blank")
        clock(chance, page, ImageDraw.Draw(page.image), 120 / 25.4)
        claims, traces = seen(copiers.grey_scan(chance, page))
        assert claims == [] and traces == ["似有圆形印迹"]


def test_a_hardly_inked_red_seal_leaves_a_trace_and_red_paper_does_not():
    chance = random.Random("hardly")
    page = paper(chance, 150, "form")
    mark = a_seal(chance, 150, color=(252, 240, 240), wear=0.1, shape="round")

    def told(drawn):
        noise = np.random.default_rng(5).normal(0, 2, drawn.rgb.shape)
        reddish = drawn.rgb * np.array([1.0, 0.93, 0.92]) + noise
        flat = ink.flattened(shrink(np.clip(reddish, 0, 255).astype(np.uint8), 1200))
        return [[verdict.reason for _, verdict in told] for told in copied.seals(flat, grey=False)]

    assert told(press(page, mark, (600, 1150))) == [[], ["似有很淡的印迹"]]
    assert told(page) == [[], []]


def test_traces_are_told_only_where_nothing_was_found():
    chance = random.Random(9)
    flat = ink.flattened(
        shrink(copiers.grey_scan(chance, press(paper(chance, 150), a_seal(chance, 150), (500, 1100))).rgb, 1200)
    )
    found, traces = copied.seals(flat, grey=True)
    assert found and not traces


@pytest.mark.parametrize("size", [(60, 60), (61, 400), (400, 61)])
def test_any_picture_has_an_answer(size):
    noise = np.random.default_rng(3).uniform(0, 255, (*size, 3)).astype(np.uint8)
    for page in (noise, np.zeros_like(noise), np.full_like(noise, 255)):
        copied.seals(page, grey=False)


def drawn_in_grey(kind, draw):
    """A page on which `draw` put something 180 pixels wide with its middle at the same place, scanned in grey."""
    chance = random.Random(f"drawn {kind}")
    page = paper(chance, 120, kind)
    draw(ImageDraw.Draw(page.image), 480, 900, 90)
    return seen(copiers.grey_scan(chance, page))


def ring(pen, x, y, r):
    pen.ellipse((x - r, y - r, x + r, y + r), outline=(20, 20, 20), width=3)


def pie(pen, x, y, r):
    ring(pen, x, y, r)
    for degrees in range(0, 360, 45):
        t = np.radians(degrees)
        pen.line((x, y, x + r * np.cos(t), y + r * np.sin(t)), fill=(20, 20, 20), width=3)


@pytest.mark.parametrize("draw", [ring, pie])
def test_a_line_without_words_or_with_slices_is_not_even_a_trace(draw):
    assert drawn_in_grey("blank", draw) == ([], [])


def test_a_circle_round_prose_is_looked_at_and_no_copy():
    assert drawn_in_grey("letter", ring) == ([], ["似有圆形印迹"])


def test_a_star_is_one_thing_and_not_print_here_and_there():
    page = np.zeros((400, 400), np.uint8)
    cv2.circle(page, (200, 200), 90, 255, 3)
    here_and_there, star = page.copy(), page.copy()
    for x, y in ((182, 182), (182, 218), (218, 182), (218, 218)):
        cv2.rectangle(here_and_there, (x - 8, y - 8), (x + 8, y + 8), 255, -1)
    cv2.circle(star, (200, 200), 18, 255, -1)
    ellipse = Ellipse(200, 200, 90, 90)
    several, one = (Lines(drawn.astype(np.float32)).measured(ellipse) for drawn in (here_and_there, star))
    assert several and several.solid < copied.STAR < 0.3 < one.solid
