"""Papers as marks on A4 pages: the official blank as printed, or a table typed anew, and the place of its seals."""

from __future__ import annotations

import re
from collections.abc import Sequence

from benchmarks.forms.paper import Rows, filled_up, width
from intake.demo.layout import BOTTOM, CM, LEFT, TOP, WIDTH, Box, Sheets, Spot, Text, lay_out, width_of, wrap
from tests.season.words import Paper

SIZE, PITCH, PAD = 10.5, 15.0, 3.0
STAMP = re.compile(r"^(?:申报|推荐)?单位[（(]?(?:盖章|公章)[)）]?[：:]?$|^[（(]单位盖章[)）]$")


def marks(paper: Paper) -> Sheets:
    """Where a printer puts what; the seals are those that the form asks for."""
    if paper.maker == "blank":
        return lay_out(paper.form, paper.values)
    return _Typed(paper).sheets


class _Typed:
    def __init__(self, paper: Paper) -> None:
        self.sheets = Sheets()
        self.y = TOP
        self.stamps: list[Spot] = []
        for block in paper.blocks:
            if isinstance(block, str):
                self.text(LEFT, wrap(block, SIZE, WIDTH) if block else [""])
            else:
                self.table(block)
        end = Spot(len(self.sheets.pages) - 1, LEFT + WIDTH - 3.5 * CM, self.y - 2.2 * CM)
        for number, seal in enumerate(paper.form.seals):
            last = self.stamps[min(number, len(self.stamps) - 1)] if self.stamps else end
            shared = number >= len(self.stamps) and number > 0
            self.sheets.seals[seal.role] = Spot(last.page, last.x - 4.8 * CM, last.y) if shared else last

    def turn(self) -> None:
        self.sheets.pages.append([])
        self.y = TOP

    def put(self, x: float, y: float, text: str) -> None:
        if text.strip():
            self.sheets.pages[-1].append(Text(x, y + PITCH / 2 + SIZE * 0.36, SIZE, text))
        if STAMP.match("".join(text.split())):
            self.stamps.append(Spot(len(self.sheets.pages) - 1, x + width_of(text, SIZE) + 1.5 * CM, y + PITCH / 2))

    def text(self, x: float, lines: Sequence[str]) -> None:
        for line in lines:
            if self.y + PITCH > BOTTOM:
                self.turn()
            self.put(x, self.y, line)
            self.y += PITCH

    def table(self, rows: Rows) -> None:
        step = WIDTH / width(rows)
        for row in filled_up(rows):
            cells, column = [], 0
            for box in row:
                wide = box.span * step
                lines = [part for line in box.text.split("\n") for part in wrap(line, SIZE, wide - 2 * PAD)]
                cells.append((LEFT + column * step, wide, lines))
                column += box.span
            height = max(len(lines) for _, _, lines in cells) * PITCH + 2 * PAD
            if self.y + height > BOTTOM:
                self.turn()
            for x, wide, lines in cells:
                self.sheets.pages[-1].append(Box(x, self.y, wide, height))
                for number, line in enumerate(lines):
                    self.put(x + PAD, self.y + PAD + number * PITCH, line)
            self.y += height
