"""How well scanned forms are read, per machine: `python -m benchmarks.scans [--seed WORD] [--papers 12] [--only …]`.

Forms are filled with invented values, printed (by us, by LibreOffice from our blank, and from tables typed anew),
stamped, and put through scanners, a fax and phones. A field is right when it is the same text on NFKC without white
space; `sure and wrong` counts values that are wrong, or that the paper does not hold, among those that nobody would
be asked about.
"""

from __future__ import annotations

import argparse
import random
import re
import time
import unicodedata
from collections import Counter
from dataclasses import dataclass, field

from rapidfuzz.distance import Levenshtein

from benchmarks.papers import Printed, papers
from intake import examine
from intake.checks.fields import SURE
from parsers import isolate
from parsers.edition import Edition, FormSpec, load
from parsers.facts import Attachment, Form, Value
from parsers.readers.ocr import read_text
from tests.scanning import MACHINES, saved

LONG = "long_text"


@dataclass
class Tally:
    """What came out of one machine's scans."""

    fields: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def share(self, part: str, of: str) -> float:
        return 100 * self.fields[part] / self.fields[of] if self.fields[of] else float("nan")


def bare(value: Value) -> str:
    """A value as it is compared."""
    if isinstance(value, list):
        return "/".join(bare(str(each)) for each in value)
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", "" if value is None else str(value)))


def judged(spec: FormSpec, printed: Printed, form: Form | None, tally: Tally) -> None:
    """Compare every field with what was written."""
    for each in spec.fields:
        wanted, read = printed.values.get(each.code), form[each.code] if form else None
        if wanted is None:
            continue
        got = read.value if read else None
        right = bare(got) == bare(wanted)
        empty = got in (None, "", [])
        sure = read is not None and not empty and read.fault is None and read.confidence >= SURE
        kind = "long" if each.kind == LONG else "short"
        tally.fields[kind] += 1
        tally.fields[f"{kind} right"] += right
        tally.fields[f"{kind} sure"] += sure
        tally.fields[f"{kind} sure and wrong"] += sure and not right
        tally.fields[f"{kind} empty"] += empty
        if kind == "long":
            length = max(len(bare(got)), len(bare(wanted)))
            slips = Levenshtein.distance(bare(got), bare(wanted))
            tally.fields["characters"] += length
            tally.fields["characters right"] += length - slips
        if not right:
            say = "" if empty else f" {read.confidence:.2f}" if read else ""
            mark = "!" if sure else " "
            tally.failures.append(f"{mark} {printed.make} {each.code}{say}: {bare(got)!r} for {bare(wanted)!r}")


def measured(printed: list[Printed], machine: str, seed: str, edition: Edition, *, timed: bool = False) -> Tally:
    """Every paper through one machine, then through the reading of attachments."""
    tally = Tally()
    for number, each in enumerate(printed):
        chance = random.Random(f"{seed} {machine} {number}")
        name, data = MACHINES[machine](chance, each.pages)
        began = time.perf_counter()
        file = examine.examine(Attachment(name, name, "", data), edition)
        tally.seconds.append((time.perf_counter() - began) / len(each.pages))
        forms = [f for f in file.reading.forms if f.code == each.code]
        before = len(tally.failures)
        if not forms:
            what = [f.code for f in file.reading.forms] or file.reading.kind
            tally.failures.append(f"  {each.make} {each.code}: recognised as {what} {file.fault or ''}")
        judged(edition.forms[each.code], each, forms[0] if forms else None, tally)
        tally.failures[before:] = [f"{number:3} {line}" for line in tally.failures[before:]]
    return tally


def main() -> None:
    """Print one line per machine, then every field that was not read right."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seed", default="scans")
    options.add_argument("--papers", type=int, default=12)
    options.add_argument("--only", default="")
    options.add_argument("--quiet", action="store_true", help="no list of failures")
    given = options.parse_args()
    edition = load("sx-2025")
    printed = papers(given.seed, given.papers, edition.forms)
    isolate.ocr().call(read_text, "warm.png", saved(printed[0].pages[0][:300, :300], "PNG"), [1])
    print(f"{given.papers} papers, {sum(len(p.pages) for p in printed)} pages, seed {given.seed}")
    print(
        f"{'machine':22} {'fields':>6} {'right %':>8} {'empty %':>8} {'long texts: exact %':>20} {'characters %':>13}"
        f" {'sure %':>7} {'sure and wrong':>15} {'s/page':>7}"
    )
    failures: list[str] = []
    for machine in MACHINES:
        if given.only and machine not in given.only.split(";"):
            continue
        tally = measured(printed, machine, given.seed, edition)
        wrong = f"{tally.fields['short sure and wrong']} of {tally.fields['short sure']}"
        print(
            f"{machine:22} {tally.fields['short']:6} {tally.share('short right', 'short'):8.1f} "
            f"{tally.share('short empty', 'short'):8.1f} "
            f"{tally.share('long right', 'long'):20.1f} {tally.share('characters right', 'characters'):13.2f} "
            f"{tally.share('short sure', 'short'):7.1f} {wrong:>15} "
            f"{sorted(tally.seconds)[len(tally.seconds) // 2]:7.2f}",
            flush=True,
        )
        failures += [f"{machine}: {line}" for line in tally.failures]
    if failures and not given.quiet:
        print("\nnot read right (! where nobody would be asked):", *failures, sep="\n")


if __name__ == "__main__":
    main()
