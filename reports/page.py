"""The parts that letters and reports are made of; `render` lays them out as text and as HTML, saying the same twice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Tone = Literal["", "good", "bad", "doubt", "quiet"]
"""How a word is tinted: done, to be mended, with a person, of no weight."""


@dataclass(frozen=True, slots=True)
class Tint:
    """A word with a tone."""

    text: str
    tone: Tone = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """A word over a bar that is filled by `share` (0 to 1); plain text shows the word alone."""

    text: str
    share: float
    tone: Tone = ""


Cell = str | Tint | Bar


@dataclass(frozen=True, slots=True)
class Lines:
    """Paragraphs."""

    lines: tuple[str, ...]
    kind: Literal["lines"] = "lines"


@dataclass(frozen=True, slots=True)
class Subhead:
    """A heading inside a section."""

    text: str
    kind: Literal["subhead"] = "subhead"


@dataclass(frozen=True, slots=True)
class Pairs:
    """Labels and what belongs to them."""

    pairs: tuple[tuple[str, Cell], ...]
    kind: Literal["pairs"] = "pairs"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a head; `widths` in per cent. In plain text a row names its columns when `named` is set."""

    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[int, ...]
    named: bool = False
    kind: Literal["table"] = "table"


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture beside words about it; `cid` names the picture in the mail that carries it, empty when it has none."""

    cid: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to say: where it is, what it is, the rule behind it, pictures that show it, commands that settle it.

    A command is what is typed, and what it does.
    """

    say: str
    where: str = ""
    basis: str = ""
    pictures: tuple[Picture, ...] = ()
    commands: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Items:
    """Things to say, numbered from `start`, or with a dot when `start` is 0."""

    items: tuple[Item, ...]
    start: int = 1
    tone: Tone = ""
    kind: Literal["items"] = "items"


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture that the mail carries as `cid`, and the same in words."""

    cid: str
    alt: str
    kind: Literal["figure"] = "figure"


Block = Lines | Subhead | Pairs | Table | Items | Figure


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered part of a page."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A letter or a report before layout; every string in it is plain text."""

    title: str
    overline: str
    tone: Tone
    greeting: str
    lead: tuple[str, ...]
    summary: tuple[tuple[str, Cell], ...]
    sections: tuple[Section, ...]
    signature: tuple[str, ...]
    footer: tuple[str, ...]
