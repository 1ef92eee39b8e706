"""How well seals are found, condition by condition, beside the plain way (HSV mask and Hough circles) in the same run.

    python -m benchmarks.seals                         tuning seeds, every condition
    python -m benchmarks.seals --final --pages 100     seeds that were never looked at while tuning
    python -m benchmarks.seals --check                 exit 1 when a figure is below benchmarks/seals_floors.toml
    python -m benchmarks.seals --real DIR              real pictures: DIR/truths.tsv beside them

`truths.tsv` has a line per seal: file, x, y, w, h (pixels of the upright picture), and a condition by which lines are
counted together (`round`, `photo` …; anything); a file with an empty box bears no seal. `--save DIR` writes the pages
on which something went wrong, what was wanted in green, what was claimed in blue.
"""

from __future__ import annotations

import argparse
import csv
import random
import re
import resource
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path

from PIL import Image, ImageDraw, ImageOps

from benchmarks.pages import baseline
from benchmarks.pages.copies import COLOURLESS, COPIED
from benchmarks.pages.lookalikes import UNSEALED
from benchmarks.pages.scores import Score
from benchmarks.pages.sealed import GROUPS, SEALED
from benchmarks.pages.signed import OTHER, SIGNED
from benchmarks.pages.squarish import ROUND, SQUARISH
from parsers import pixels
from parsers.seals import finder
from tests.drawing import Drawn

FLOORS = Path(__file__).with_name("seals_floors.toml")
PAGES = {**SEALED, **UNSEALED, **COPIED, **COLOURLESS, **SIGNED, **OTHER, **SQUARISH, **ROUND}
UNTOLD = ("personal seal", "grey: personal seal")
"""Persons' seals whose places are not noted: a square told there is neither right nor wrong."""
FINAL = "final"
"""Pages of this seed are for reporting only: whoever tunes on them takes another word here."""


def pages(title: str, seed: str, count: int) -> Iterator[Drawn]:
    """`count` pages of one condition; same seed, same pages."""
    draw = PAGES[title]
    return (draw(random.Random(f"{seed} {title} {number}")) for number in range(count))


def ours(page: Drawn, score: Score, persons: Score | None = None) -> bool:
    """Count what we say of a page, of square seals of persons in a score of their own; whether all of it is right."""
    rgb = pixels.shrink(page.rgb, pixels.LOOK_SIDE)
    began = time.perf_counter()
    marks = finder.find(rgb)
    spent = 1000 * (time.perf_counter() - began)
    found = [(_scaled(m.box, page), m.state) for m in marks if m.shape in ("round", "oval")]
    right = score.add(page.seals, found, spent, sum(m.shape == "trace" for m in marks))
    if persons is None:
        return right
    squares = [(_scaled(m.box, page), m.state) for m in marks if m.shape == "square"]
    return persons.add(getattr(page, "persons", []), squares, spent) and right


def plain(page: Drawn, score: Score) -> None:
    """Count what the plain way says of it."""
    rgb = pixels.shrink(page.rgb, pixels.LOOK_SIDE)
    began = time.perf_counter()
    found = baseline.find(rgb)
    score.add(page.seals, [(_scaled(box, page), "clear") for box in found], 1000 * (time.perf_counter() - began))


def real(folder: Path) -> Iterator[tuple[str, Drawn]]:
    """The pictures of a folder and what its truths.tsv says of them, by condition."""
    rows: dict[tuple[str, str], list[tuple[float, float, float, float]]] = {}
    with (folder / "truths.tsv").open(encoding="utf-8-sig", newline="") as lines:
        for line in csv.DictReader(lines, delimiter="\t"):
            boxes = rows.setdefault((line.get("condition") or "real", line["file"]), [])
            if line.get("w"):
                boxes.append((float(line["x"]), float(line["y"]), float(line["w"]), float(line["h"])))
    for (condition, name), boxes in sorted(rows.items()):
        with Image.open(folder / name) as picture:
            yield condition, Drawn(ImageOps.exif_transpose(picture).convert("RGB"), boxes)


def _scaled(box: tuple[float, ...], page: Drawn) -> tuple[float, float, float, float]:
    width, height = page.image.size
    return box[0] * width, box[1] * height, box[2] * width, box[3] * height


def _save(folder: Path, title: str, number: int, page: Drawn) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    picture = page.image.convert("RGB")
    pen = ImageDraw.Draw(picture)
    for x, y, w, h in page.seals:
        pen.rectangle((x, y, x + w, y + h), outline=(0, 160, 0), width=3)
    for mark in finder.find(pixels.shrink(page.rgb, pixels.LOOK_SIDE)):
        x, y, w, h = _scaled(mark.box, page)
        pen.rectangle((x, y, x + w, y + h), outline=(0, 0, 255), width=3)
        pen.text((x, y), f"{mark.shape} {mark.state} {mark.score}", fill=(0, 0, 255))
    picture.thumbnail((1200, 1200))
    picture.save(folder / f"{title.replace(' ', '-').replace('%', '')}-{number}.png")


def _line(title: str, mine: Score, other: Score, persons: Score) -> str:
    clear = 100 * mine.clear / mine.wanted if mine.wanted else float("nan")
    return (
        f"{title:24} {mine.pages:5} {mine.recall:7.1f} {clear:6.1f} {mine.safe_share:6.1f} {mine.precision:6.1f} "
        f"{mine.false_share:6.2f} {mine.trace_share:6.2f} {persons.recall:6.1f} "
        f"{persons.false_share:6.2f} {mine.milliseconds:5.0f}   | {other.recall:6.1f} "
        f"{other.precision:6.1f} {other.false_share:6.1f} {other.milliseconds:5.0f}"
    )


def _shortfalls(mine: dict[str, Score], persons: dict[str, Score]) -> list[str]:
    """What is below the file of floors, in words."""
    floors = tomllib.loads(FLOORS.read_text(encoding="utf-8"))
    short = [
        f"{title}: {mine[title].recall:.1f} % found, floor {least} %"
        for title, least in floors["found"].items()
        if title in mine and mine[title].recall < least
    ]
    short += [
        f"{title}: {mine[title].safe_share:.1f} % go to a person at least, floor {least} %"
        for title, least in floors["safe"].items()
        if title in mine and mine[title].safe_share < least
    ]
    short += [
        f"{title}: {persons[title].recall:.1f} % told as squares, floor {least} %"
        for title, least in floors["told"].items()
        if title in persons and persons[title].recall < least
    ]
    short += [
        f"{title}: {persons[title].false_share:.2f} % pages with false squares, ceiling {most} %"
        for title, most in floors["false squares"].items()
        if title in persons and persons[title].false_share > most
    ]
    for kind, share in (("false", "false_share"), ("traced", "trace_share")):
        short += [
            f"{title}: {getattr(mine[title], share):.2f} % {kind} pages, ceiling {most} %"
            for title, most in floors[kind].items()
            if title in mine and getattr(mine[title], share) > most
        ]
    return short


def main() -> int:
    """Print a line per condition and per measure; 1 when `--check` finds a figure below its floor."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--seed", default="tuning")
    options.add_argument("--final", action="store_true")
    options.add_argument("--pages", type=int, default=40)
    options.add_argument("--only", default="", help="a pattern that a condition must hold")
    options.add_argument("--check", action="store_true")
    options.add_argument("--real", type=Path)
    options.add_argument("--save", type=Path)
    options.add_argument("--no-plain", action="store_true")
    given = options.parse_args()
    print(
        f"{'':25}pages; ours: found, clear, found or traced, precision, false pages, traced pages, squares told, "
        "pages with false squares (%), ms  |  plain"
    )
    mine: dict[str, Score] = {}
    other: dict[str, Score] = {}
    persons: dict[str, Score] = {}

    def count(title: str, number: int, page: Drawn) -> None:
        squares = persons.setdefault(title, Score())
        right = ours(page, mine.setdefault(title, Score()), None if title in UNTOLD else squares)
        score = other.setdefault(title, Score())
        if not given.no_plain:
            plain(page, score)
        if not right and given.save:
            _save(given.save, title, number, page)

    if given.real:
        for number, (title, page) in enumerate(real(given.real)):
            count(title, number, page)
        for title in mine:
            print(_line(title, mine[title], other[title], persons[title]))
        return 0
    for title in (t for t in PAGES if re.search(given.only, t)):
        for number, page in enumerate(pages(title, FINAL if given.final else given.seed, given.pages)):
            count(title, number, page)
        print(_line(title, mine[title], other[title], persons[title]), flush=True)
    print()
    bare = {
        "all without a seal": tuple(UNSEALED),
        "all without colour": tuple(COLOURLESS),
        "persons": tuple(SIGNED),
        "none of a person": tuple(title for title in PAGES if title not in (*SIGNED, *UNTOLD)),
    }
    for name, titles in {**GROUPS, "copies": tuple(COPIED), **bare}.items():
        both = Score(), Score(), Score()
        for title in (t for t in titles if t in other):
            both[0].__iadd__(mine[title])
            both[1].__iadd__(other[title])
            both[2].__iadd__(persons[title])
        if both[0].pages:
            print(_line(name, *both))
        mine[name], persons[name] = both[0], both[2]
    print(f"RSS {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB, pages drawn in the same process")
    short = _shortfalls(mine, persons) if given.check else []
    print("\n".join(short))
    return bool(short)


if __name__ == "__main__":
    raise SystemExit(main())
