"""Exact fields by layout and maker: `python -m benchmarks.forms [--count 10] [--first 0] [--without libreoffice]`."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator

from benchmarks.forms import makers
from benchmarks.forms.samples import SUMMARY, Sample, names, samples
from benchmarks.forms.score import Judged, judged
from parsers import readers
from parsers.edition import Edition, load
from parsers.recognise import recognise


def main() -> None:
    """Print the table, then every field that is not exact."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--count", type=int, default=10, help="samples of each layout")
    options.add_argument("--first", type=int, default=0, help="the first seed")
    options.add_argument("--without", default="", help="makers to leave out, by a part of their name")
    options.add_argument("--layout", default="", help="only this layout")
    options.add_argument("--show", type=int, default=40, help="failures to list")
    given = options.parse_args()
    report(given.count, given.first, given.without, given.layout, given.show)


def report(count: int, first: int = 0, without: str = "", layout: str = "", show: int = 40) -> float:
    """Print the accuracy by layout and maker; the share of exact fields over all."""
    edition = load("sx-2025")
    chosen = [s for s in samples(edition, count, first) if layout in s.layout]
    table: dict[tuple[str, str], Counter[str]] = {}
    failures: list[tuple[str, Sample, Judged]] = []
    columns: list[str] = []
    for maker, made in _made(edition, chosen, without):
        columns.append(maker)
        for sample, name, data in made:
            reading = recognise(readers.read(name, data), edition, name)
            for each in judged(edition, sample, reading):
                table.setdefault((sample.layout, maker), Counter())[each.verdict] += 1
                if each.verdict != "exact":
                    failures.append((maker, sample, each))
    print(f"{'exact fields, %':30}" + "".join(f"{c:>14}" for c in columns) + f"{'fields':>9}")
    for name in [n for n in names() if layout in n]:
        cells = [table.get((name, c), Counter()) for c in columns]
        print(f"{name:30}" + "".join(f"{_share(c):>14}" for c in cells) + f"{sum(map(Counter.total, cells)):9}")
    every = sum(table.values(), Counter())
    by_maker = [sum((c for (_, m), c in table.items() if m == column), Counter()) for column in columns]
    print(f"{'all':30}" + "".join(f"{_share(c):>14}" for c in by_maker) + f"{every.total():9}")
    parts = "  ".join(f"{v} {every[v]} ({every[v] / every.total():.2%})" for v in ("exact", "doubted", "lost", "wrong"))
    print(f"{every.total()} fields: {parts}")
    for maker, sample, each in failures[:show]:
        print(
            f"  {each.verdict:7} {maker} · {sample.layout} #{sample.seed} · {each.code}: "
            f"{each.value!r} for {each.expected!r} ({each.confidence:.2f}{', ' + each.fault if each.fault else ''})"
        )
    return every["exact"] / every.total()


def _share(counted: Counter[str]) -> str:
    return f"{100 * counted['exact'] / counted.total():.2f}" if counted else "–"


def _made(
    edition: Edition, chosen: list[Sample], without: str
) -> Iterator[tuple[str, list[tuple[Sample, str, bytes]]]]:
    """Each maker's name with its files."""
    skip = [word for word in without.split(",") if word]

    def wanted(maker: str) -> bool:
        return not any(word in maker for word in skip)

    plain = [makers.plain(s) for s in chosen]
    if wanted("our blanks"):
        ours = [s for s in chosen if s.layout in {"as printed", SUMMARY}]
        yield "our blanks", [(s, "a.docx", makers.blank(edition, s)) for s in ours]
    if wanted("raw"):
        yield "raw", [(s, "a.docx", data) for s, data in zip(chosen, plain, strict=True)]
    if wanted("raw, traps"):
        yield "raw, traps", [(s, "a.docx", makers.with_traps(s)) for s in chosen]
    for ending in makers.endings() if wanted("libreoffice") else []:
        saved = makers.libreoffice(plain, ending)
        pairs = zip(chosen, saved, strict=True)
        yield f"LO .{ending}", [(s, f"a.{ending}", data) for s, data in pairs if data is not None]


if __name__ == "__main__":
    main()
