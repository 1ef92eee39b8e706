"""The middle of a seal: a star, nothing, or something that has to be looked at."""

import math
import random
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image, ImageDraw

from intake.demo.stamp import draw_seal, stamp
from parsers.facts import Glyph, Ring
from parsers.seals.middle import middle_of
from parsers.seals.naming import judged
from parsers.seals.unwrap import unwrap

NAME = "山西云汾通信工程有限公司"
SIZE, AT = 700, 150


def page(**style):
    seal = draw_seal(NAME, diameter=320, seed=3, **style)
    return stamp(Image.new("RGB", (SIZE, SIZE), "white"), seal, (AT, AT))


def middle(picture, noise=0.0):
    rgb = np.array(picture).astype(np.float32) + np.random.default_rng(1).normal(0, noise, (SIZE, SIZE, 3))
    inked = np.array(picture).min(axis=2) < 200
    rows, columns = np.flatnonzero(inked.any(axis=1)), np.flatnonzero(inked.any(axis=0))
    box = columns[0] / SIZE, rows[0] / SIZE, np.ptp(columns) / SIZE, np.ptp(rows) / SIZE
    flat = unwrap(np.clip(rgb, 0, 255).astype(np.uint8), box)
    assert flat is not None
    return middle_of(flat)


@pytest.mark.parametrize(
    "style",
    [
        {},
        {"star": 0.2},
        {"star": 0.42},
        {"turn": 77.0},
        {"wear": 0.5},
        {"color": (235, 150, 150)},
        {"second_rim": 0.08},
        {"code": "1401050012345"},
        {"shape": "oval", "star": 0.3},
    ],
)
def test_a_star_is_a_star_however_it_points(style):
    assert middle(page(**style), noise=3).kind == "star"


def test_a_seal_may_have_nothing_in_its_middle():
    assert middle(page(star=0), noise=3).kind == "empty"


@pytest.mark.parametrize("word", ["工会", "质检", "办公室"])
@pytest.mark.parametrize("place", ["centre", "line"])
def test_a_word_beside_the_star_or_in_its_place_is_something_else(word, place):
    assert middle(page(**{place: word}), noise=3).kind == "other"


def test_a_small_thin_word_is_seen_and_so_is_an_emblem():
    small = page(star=0)
    pen = ImageDraw.Draw(small)
    for left in (290, 330):
        pen.rectangle((left, 330, left + 26, 356), outline=(215, 90, 95), width=1)
        pen.line((left, 343, left + 26, 343), fill=(215, 90, 95))
    assert middle(small).kind == "other"
    emblem = page(star=0)
    pen = ImageDraw.Draw(emblem)
    for k in range(12):
        turn = k * math.pi / 6
        pen.line((326, 326, 326 + 60 * math.cos(turn), 326 + 60 * math.sin(turn)), fill=(200, 30, 40), width=8)
    assert middle(emblem).kind == "other"


def test_a_thin_inner_rim_is_no_word():
    ring = page()
    ImageDraw.Draw(ring).ellipse((326 - 84, 326 - 84, 326 + 84, 326 + 84), outline=(200, 30, 40), width=3)
    assert middle(ring, noise=3).kind == "star"


def test_a_seal_with_something_unread_in_its_middle_is_for_a_person():
    step = 0.8 / len(NAME)
    ring = Ring(tuple(Glyph(0.1 + step * i, ((sign, 0.99),)) for i, sign in enumerate(NAME)))
    assert judged(ring, [NAME]).state == "agrees"
    assert judged(replace(ring, middle="empty"), [NAME]).state == "agrees"
    other = judged(replace(ring, middle="other"), [NAME])
    assert (other.state, other.doubts) == ("person", ("章的中部另有内容，未能读出",))
    stated = replace(ring, middle="other", line="公章", line_score=0.9)
    assert judged(stated, [NAME]).state == "agrees"


def test_noise_is_judged_without_failing():
    chance = random.Random(4)
    noise = np.random.default_rng(chance.randrange(99)).integers(0, 255, (300, 300, 3)).astype(np.uint8)
    flat = unwrap(noise, (0.1, 0.1, 0.8, 0.8))
    assert flat is None or middle_of(flat).kind in ("star", "empty", "other")
