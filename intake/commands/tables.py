"""Tables for the terminal: what `list`, `show`, `replay` and `doctor` print for people."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from typing import Any

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from intake.findings import DECIDED
from intake.replaying.replay import Replayed
from reports.safe_text import plain

out = Console(highlight=False, soft_wrap=False)
if not out.is_terminal and "COLUMNS" not in os.environ:
    out.width = 160
ASIDE = {"waive": "已准予免除", "settle": "已人工核验"}
SEVERITIES = {"fix": "须补正", "ask": "待人工", "note": "提示"}


def table(found: Sequence[dict[str, Any]], what: str) -> None:
    """`list` for people."""
    if found:
        grid(tuple(found[0]), [tuple(_short(v) for v in row.values()) for row in found])
    line(f"{len(found)} {what}")


def _short(value: Any) -> str:
    """A value of a list; a moment without its year, seconds and zone."""
    text = "" if value is None else str(value)
    return f"{text[5:10]} {text[11:16]}" if re.match(r"\d{4}-\d\d-\d\dT", text) else text


def detail(found: dict[str, Any]) -> None:
    """`show` for people."""
    for key, value in found.items():
        if key == "findings":
            findings(value)
        elif key == "materials":
            grid(("材料", "状态", "文件"), [(m["label"], m["state"], m["path"] or "—") for m in value])
        elif key == "replaced":
            if value:
                line("replaced:")
                grid(("材料", "原件", "来件"), [(p["label"], p["path"], p["mail"]) for p in value])
        elif key == "attachments":
            grid(("文件", "识别为", "状态"), [(f["path"], f["form"] or "—", f["state"]) for f in value])
        elif key == "from":
            line(f"from: {value['name']} <{value['address']}>")
        elif key == "text":
            line("text:")
            for said in str(value).splitlines():
                line(said, indent=2)
        else:
            said = "；".join(value) if isinstance(value, list) else value
            line(f"{key}: {said if said not in (None, '') else '—'}")


def replayed(result: Replayed) -> None:
    """`replay` for people: every difference, grouped by what it is about."""
    about = ""
    for difference in result.differences:
        if difference.about != about:
            about = difference.about
            line(about, "bold")
        line(f"  {difference.where or 'it'}: {difference.was!r} → {difference.now!r}")
    line(f"{result.mails} mails and {result.letters} letters, {len(result.differences)} differences")


def answers(found: Sequence[Any]) -> None:
    """`doctor` for people."""
    for answer in found:
        line(f"{'✓' if answer.good else '✗'} {answer.about}: {answer.says}", "" if answer.good else "red")


def findings(found: Sequence[dict[str, Any]]) -> None:
    """Findings, each with its clause, place and sentence, and what a person decided of it."""
    for f in found:
        clause = f"（{f['clause']}）" if f["clause"] else ""
        line(f"{SEVERITIES[f['severity']]} {f['code']}{clause} {f['where']}", "bold", indent=2)
        line(f["say"], indent=4)
        if aside := f["evidence"].get(DECIDED):
            said = f"（{aside['why']}）" if aside["why"] else ""
            line(f"{ASIDE[aside['act']]}：{aside['by']} {aside['at'][:10]}{said}", indent=4)


def grid(heads: Sequence[str], lines: Sequence[Sequence[str]]) -> None:
    """A table as wide as the terminal; nothing in it is markup."""
    drawn = Table(show_edge=False, pad_edge=False, header_style="dim")
    for number, head in enumerate(heads):
        widest = max((cell_len(str(row[0])) for row in lines), default=0) if number == 0 else 0
        drawn.add_column(head, overflow="fold", min_width=min(widest, 20) or None)
    for row in lines:
        drawn.add_row(*(Text("\n".join(plain(part, 300) for part in str(value).split("\n"))) for value in row))
    out.print(drawn)


def line(text: str, style: str = "", *, indent: int = 0) -> None:
    """One line, however long; nothing in it is markup."""
    out.print(Text(" " * indent + plain(text, 500), style=style), soft_wrap=True)
