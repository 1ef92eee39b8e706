"""The first-review pack: every unit's and entry's newest valid files under clean names, an index, checksums, zips."""

from __future__ import annotations

import hashlib
import re
import tempfile
import zipfile
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from pathvalidate import sanitize_filename

from parsers.edition import Edition
from reports import figures, register
from reports.pack_index import html
from reports.safe_text import clean
from store import aliases, confidential, queries
from store.database import Store
from store.models import File
from store.queries import EntryView

NAME_MAX = 48
"""Characters of one name: folder, folder, file and the place it is unpacked to stay below the 260 of Windows."""
COMPLETE, INCOMPLETE, TOGETHER = "1-齐全", "2-未齐全", "单位材料"
SUMS = "SHA256SUMS.txt"
Fetch = Callable[[File], bytes | None]
"""The bytes of a stored file; `None` when they cannot be had any more."""


class PackError(ValueError):
    """The pack cannot be written; the message says why and what to do."""


@dataclass(frozen=True)
class Packed:
    """A file of the pack: where it lies, what it is, what it was called."""

    path: str
    label: str
    file: File


@dataclass
class Shelf:
    """What is packed of one entry (or, without `view`, of a unit): its folder and its files."""

    folder: str
    view: EntryView | None
    files: list[Packed] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Pack:
    """What was written: how many entries and files, and what could not be had."""

    entries: int
    files: int
    lost: tuple[str, ...]


def build(store: Store, edition: Edition, out: Path, fetch: Fetch) -> Pack:
    """Write the pack into the new folder `out`, all or nothing.

    Entries with a person or without all their materials lie apart; withdrawn ones and mails that bear a mark of secrecy
    are left out. Raises `PackError` when `out` holds something already or cannot be written.
    """
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise PackError(f"{out} is not empty; name a new folder")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=out.parent, prefix=f".{out.name}-") as made:
            work = Path(made) / "pack"
            work.mkdir()
            shelves = _fill(store, edition, work, fetch)
            _write_index(store, edition, work, shelves)
            _zip_units(work)
            _write_sums(work)
            if out.exists():
                out.rmdir()
            work.rename(out)
            out.chmod(0o755)
    except OSError as error:
        raise PackError(f"{out} cannot be written: {error.strerror or error}; free space or mend its rights") from None
    lost = tuple(name for shelf in shelves for name in shelf.lost)
    return Pack(sum(s.view is not None for s in shelves), sum(len(s.files) for s in shelves), lost)


def _fill(store: Store, edition: Edition, work: Path, fetch: Fetch) -> list[Shelf]:
    views = [v for v in queries.entries(store, edition=edition.id) if v.entry.state != "withdrawn" and v.materials]
    secret, names = confidential.marked(store), aliases.names(store, edition)
    units: dict[tuple[str, str], list[EntryView]] = defaultdict(list)
    for view in sorted(views, key=lambda v: v.entry.no):
        part = COMPLETE if view.entry.state == "complete" else INCOMPLETE
        units[part, names.key(view.entry.unit) or f"?{view.entry.sender}"].append(view)
    shelves: list[Shelf] = []
    taken: set[str] = set()
    for (part, _), mine in sorted(units.items(), key=lambda item: (item[0][0], item[1][0].entry.no)):
        unit = names.of(mine[0].entry.unit) or mine[0].entry.sender
        home = f"{part}/{unique(safe(unit, '单位未读出'), part, taken)}"
        common = Shelf(f"{home}/{TOGETHER}", None)
        for label, file in figures.unit_files(store, edition, {v.entry.sender for v in mine}):
            if file.mail_id not in secret:
                _copy(work, common, label, file, fetch, taken)
        for view in mine:
            title = view.entry.title or edition.categories[view.entry.category].label
            shelf = Shelf(f"{home}/{unique(safe(f'{view.entry.no} {title}'), home, taken)}", view)
            for material, row in view.materials:
                if row is not None and row.mail_id not in secret:
                    _copy(work, shelf, material.label, row, fetch, taken)
            shelves.append(shelf)
        shelves += [common] if common.files or common.lost else []
    return shelves


def _copy(work: Path, shelf: Shelf, label: str, file: File, fetch: Fetch, taken: set[str]) -> None:
    data = fetch(file)
    if data is None:
        shelf.lost.append(f"{shelf.folder}：{clean(file.name, 80)}")
        return
    ending = PurePosixPath(file.name).suffix.lower()
    name = safe(f"{len(shelf.files) + 1}-{label}") + (ending if re.fullmatch(r"\.[a-z0-9]{1,5}", ending) else "")
    name = unique(name, shelf.folder, taken)
    path = work / shelf.folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    shelf.files.append(Packed(f"{shelf.folder}/{name}", label, file))


def safe(text: str, otherwise: str = "未命名") -> str:
    """A stranger's text as a file name that Windows takes too; at most `NAME_MAX` characters."""
    name = sanitize_filename(clean(text, NAME_MAX), platform="universal", replacement_text="_")
    return name.strip(" .") or otherwise


def unique(name: str, folder: str, taken: set[str]) -> str:
    """`name`, or with a number before its ending when the folder has it already (case does not count)."""
    stem, dot, ending = name.rpartition(".")
    stem, ending = (stem, dot + ending) if stem and len(ending) <= 5 else (name, "")
    candidates = (name, *(f"{stem}（{n}）{ending}" for n in range(2, 10_000)))
    chosen = next(c for c in candidates if f"{folder}/{c}".casefold() not in taken)
    taken.add(f"{folder}/{chosen}".casefold())
    return chosen


def _write_index(store: Store, edition: Edition, work: Path, shelves: Sequence[Shelf]) -> None:
    links = {packed.file.id or 0: packed.path for shelf in shelves for packed in shelf.files}
    (work / "index.xlsx").write_bytes(register.build(store, edition, links))
    (work / "index.html").write_text(html(edition, shelves), encoding="utf-8")


def _zip_units(work: Path) -> None:
    """One zip beside each unit's folder, the same bytes for the same files."""
    for unit in sorted(path for part in (COMPLETE, INCOMPLETE) for path in (work / part).glob("*") if path.is_dir()):
        with zipfile.ZipFile(unit.with_name(f"{unit.name}.zip"), "w", zipfile.ZIP_DEFLATED) as target:
            for path in _files(unit):
                member = zipfile.ZipInfo(f"{unit.name}/{path.relative_to(unit).as_posix()}", (2025, 1, 1, 0, 0, 0))
                member.compress_type, member.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
                target.writestr(member, path.read_bytes())


def _write_sums(work: Path) -> None:
    lines = [f"{_digest(path)}  {path.relative_to(work).as_posix()}\n" for path in _files(work)]
    (work / SUMS).write_text("".join(lines), encoding="utf-8")


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
