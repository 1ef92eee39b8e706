"""How well seals are found, per condition: `python -m benchmarks.seals [--seed WORD] [--pages 40] [--dpi 100,150]`."""

from __future__ import annotations

import argparse
import random
import time

from parsers import pixels, seals
from tests.drawing import SEALED, UNSEALED, Drawn


def overlap(a: tuple[float, ...], b: tuple[float, ...]) -> float:
    """Intersection over union of two boxes `(x, y, w, h)`."""
    wide = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    high = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    both = max(0.0, wide) * max(0.0, high)
    return both / (a[2] * a[3] + b[2] * b[3] - both)


def scored(drawn: Drawn) -> tuple[int, int, int, float]:
    """Seals found clear, found unclear, claims that meet no seal, milliseconds."""
    rgb = pixels.shrink(drawn.rgb, pixels.LOOK_SIDE)
    began = time.perf_counter()
    found = seals.on_page(rgb, 1)
    spent = 1000 * (time.perf_counter() - began)
    width, height = drawn.image.size
    claims = [((s.box[0] * width, s.box[1] * height, s.box[2] * width, s.box[3] * height), s.state) for s in found]
    clear = unclear = 0
    for box in drawn.seals:
        states = [state for claim, state in claims if overlap(claim, box) > 0.55]
        clear += "clear" in states
        unclear += bool(states) and "clear" not in states
    false = sum(all(overlap(claim, box) <= 0.3 for box in drawn.seals) for claim, _ in claims)
    return clear, unclear, false, spent


def main() -> None:
    """Print one line per condition and resolution."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seed", default="1000")
    options.add_argument("--pages", type=int, default=40)
    options.add_argument("--dpi", default="100,150")
    options.add_argument("--only", default="")
    given = options.parse_args()
    print(
        f"{'condition':16} {'dpi':>4} {'clear %':>8} {'unclear %':>10} {'missed %':>9} {'false/page %':>13} {'ms':>5}"
    )
    for title, draw in {**SEALED, **UNSEALED}.items():
        if given.only and given.only not in title:
            continue
        for dpi in map(int, given.dpi.split(",")):
            clear = unclear = false = wanted = 0
            spent: list[float] = []
            for number in range(given.pages):
                chance = random.Random(f"{given.seed} {title} {dpi} {number}")
                drawn = draw(chance, dpi)
                c, u, f, ms = scored(drawn)
                clear, unclear, false, wanted = clear + c, unclear + u, false + (f > 0), wanted + len(drawn.seals)
                spent.append(ms)
            parts = (clear, unclear, wanted - clear - unclear)
            share = [100 * n / wanted if wanted else float("nan") for n in parts]
            print(
                f"{title:16} {dpi:4} {share[0]:8.1f} {share[1]:10.1f} {share[2]:9.1f} "
                f"{100 * false / given.pages:13.1f} {sorted(spent)[len(spent) // 2]:5.0f}",
                flush=True,
            )


if __name__ == "__main__":
    main()
