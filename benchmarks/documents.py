"""Word files to fields, beside libraries that read Word: `python -m benchmarks.documents [--rounds 30] [--count 5]`.

Time, what is found in each container of text, memory over many files, and exact fields on generated forms.
"""

from __future__ import annotations

import argparse
import gc
import resource
from collections.abc import Callable
from pathlib import Path

from benchmarks import peers
from benchmarks.forms.__main__ import report as accuracy
from benchmarks.forms.makers import endings, libreoffice
from benchmarks.forms.traps import GROUP, TICKS, ticked, traps, unseen
from benchmarks.side_by_side import medians
from intake.demo import filled
from parsers import isolate, readers
from parsers.edition import Edition, load
from parsers.recognise import recognise

OURS = "qc-intake, fields"
PAGE = resource.getpagesize()


def main() -> None:
    """Print every table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=30)
    options.add_argument("--files", type=int, default=1000, help="files for the measure of memory")
    options.add_argument("--count", type=int, default=5, help="generated samples of each layout")
    given = options.parse_args()
    edition = load("sx-2025")
    _peers(edition, given.rounds)
    _old_word(edition, given.rounds)
    _memory(edition, given.files)
    print("\ngenerated forms")
    accuracy(given.count)


def _peers(edition: Edition, rounds: int) -> None:
    spec = edition.forms["group_registration"]
    data = filled.registration_docx(spec, filled.group(filled.unit(1)))

    def fields() -> object:
        return recognise(readers.read("form.docx", data), edition, "form.docx")

    others: dict[str, peers.Reader] = peers.installed()
    ways: dict[str, Callable[[], object]] = {OURS: fields}
    ways["qc-intake, document only"] = lambda: readers.read("form.docx", data)
    ways |= {name: (lambda read=read: read(data)) for name, read in others.items()}
    found = medians(ways, rounds)
    print(
        f"annex 2, filled, .docx of {len(data)} bytes; text in 21 containers, 5 kinds of ticks, 5 kinds of unseen text"
    )
    print(f"  {'':28}{'median':>10}{'':>9}{'text':>8}{'ticks':>8}{'unseen read':>13}")
    scores = {OURS: _our_score(edition)} | {name: _score(read) for name, read in others.items()}
    for name, milliseconds in found.items():
        score = scores.get(name)
        told = f"{score[0]:>5}/21{score[1]:>6}/5{score[2]:>11}/5" if score else ""
        print(f"  {name:28}{milliseconds:7.2f} ms{milliseconds / found[OURS]:7.1f} x{told}")
    for name, reason in peers.absent().items():
        print(f"  {name:28}{reason}")


def _our_score(edition: Edition) -> tuple[int, int, int]:
    """Exact values of the field itself: the name in each container, the choice, and nothing unseen in the name."""

    def value(data: bytes, code: str) -> object:
        forms = recognise(readers.read("form.docx", data), edition, "form.docx").forms
        return forms[0].value(code) if len(forms) == 1 else None

    text = sum(value(trap.data, "group_name") == GROUP for trap in traps())
    ticks = sum(
        (value(ticked(kind, True), "topic_type"), value(ticked(kind, False), "topic_type"))
        == ("problem_solving", "innovation")
        for kind in TICKS
    )
    return text, ticks, sum(value(trap.data, "group_name") != GROUP for trap in unseen())


def _score(read: peers.Reader) -> tuple[int, int, int]:
    """The name once in the text, two texts for two ticks, unseen text in the text."""

    def text(data: bytes) -> str:
        try:
            return "".join(read(data).split())
        except Exception:  # a peer may break at what it does not know
            return ""

    found = sum(text(trap.data).count(GROUP) == 1 for trap in traps())
    ticks = sum(
        bool(text(ticked(kind, True))) and text(ticked(kind, True)) != text(ticked(kind, False)) for kind in TICKS
    )
    return found, ticks, sum(trap.unseen in text(trap.data) for trap in unseen())


def _old_word(edition: Edition, rounds: int) -> None:
    if "doc" not in endings():
        print("\n.doc: LibreOffice is not there to write one")
        return
    data = filled.registration_docx(edition.forms["group_registration"], filled.group(filled.unit(1)))
    (old,) = libreoffice([data], "doc")
    assert old is not None
    ways: dict[str, Callable[[], object]] = {
        "fields, .doc": lambda: recognise(readers.read("form.doc", old), edition, "form.doc"),
        "fields, .docx": lambda: recognise(readers.read("form.docx", data), edition, "form.docx"),
    }
    print(f"\nannex 2, filled, .doc of {len(old)} bytes, by msdoc2docx")
    for name, milliseconds in medians(ways, rounds).items():
        print(f"  {name:28}{milliseconds:7.2f} ms")


def _memory(edition: Edition, files: int) -> None:
    """What the process that judges holds while its worker reads file after file."""
    units = [filled.unit(number) for number in range(1, 9)]
    spec = edition.forms["group_registration"]
    forms = [filled.registration_docx(spec, filled.group(unit)) for unit in units]
    print(f"\nmemory of the parent process over {files} documents")
    for number in range(1, files + 1):
        name, data = f"{number}.docx", forms[number % len(forms)]
        document = isolate.documents().call(readers.read, name, data)
        assert recognise(document, edition, name).kind == "group_registration"
        if number in {1, files // 10, files // 2, files}:
            gc.collect()
            print(f"  after {number:6}: {_resident() / 1e6:6.1f} MB")
    isolate.documents().close()


def _resident() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE


if __name__ == "__main__":
    main()
