"""The contents page of the first-review pack: units, entries and their files, with links that work offline."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from urllib.parse import quote

from parsers.edition import Edition
from reports.render import environment
from reports.safe_text import cut_path, plain
from reports.words import ENTRY, FAULT

if TYPE_CHECKING:
    from reports.pack import Shelf


def html(edition: Edition, shelves: Sequence[Shelf]) -> str:
    """The page; every name in it is plain text, every link a relative path."""
    parts: dict[str, dict[str, list[dict[str, object]]]] = {}
    for shelf in shelves:
        part, unit, _ = shelf.folder.split("/")
        parts.setdefault(part, {}).setdefault(unit, []).append(_row(edition, shelf))
    page = environment().get_template("pack_index.html.j2")
    return page.render(title=f"{edition.name}初审材料", parts=parts, count=sum(s.view is not None for s in shelves))


def _row(edition: Edition, shelf: Shelf) -> dict[str, object]:
    files = [
        {"label": packed.label, "link": quote(packed.path), "name": cut_path(packed.file.name, 60)}
        for packed in shelf.files
    ]
    lost = [plain(name, 100) for name in shelf.lost]
    if shelf.view is None:
        return {
            "no": "",
            "what": "单位统一报送的材料",
            "state": "",
            "tone": "",
            "faults": "",
            "files": files,
            "lost": lost,
        }
    entry = shelf.view.entry
    state, tone = ENTRY.get(entry.state, (entry.state, ""))
    category = edition.categories[entry.category].label if entry.category in edition.categories else entry.category
    codes = dict.fromkeys(f.code for f in shelf.view.findings if f.severity != "note")
    return {
        "no": entry.no,
        "what": " · ".join(p for p in (category, plain(entry.title, 40), plain(entry.topic, 60)) if p),
        "state": state,
        "tone": tone,
        "faults": "、".join(FAULT.get(code, code) for code in codes),
        "files": files,
        "lost": lost,
    }
