"""Seals that a person must look at, for the daily report: their picture beside what was read and what was wanted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from io import BytesIO
from typing import Any

from reports.page import Picture
from reports.render import LOOK, wording
from reports.safe_text import plain
from store.database import Store
from store.errors import StoreError
from store.models import FindingRow

SIDE = 280
"""Long side in pixels of a picture in the report; it is shown at half of that."""
PICTURES = 40
SHOWN = 4
"""How many seals of one finding are shown, and how many nearest names are told."""
words: Any = wording(LOOK, "daily.j2")


class Views:
    """Collects the pictures that one report shows; `found` holds each once, by its content id."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.found: dict[str, bytes] = {}

    def of(self, findings: Iterable[FindingRow]) -> tuple[Picture, ...]:
        """The seals that these findings put before a person."""
        seen: dict[str, Picture] = {}
        for finding in findings:
            seals = finding.evidence.get("seals") if finding.severity == "ask" else None
            for number, seal in enumerate(seals[:SHOWN] if isinstance(seals, list) else (), 1):
                if isinstance(seal, dict):
                    seen.setdefault(str(seal.get("crop") or (finding.id, number)), self._view(number, seal, finding))
        return tuple(seen.values())

    def _view(self, number: int, seal: Mapping[str, Any], finding: FindingRow) -> Picture:
        lines = [f"{words.seal(number, seal.get('page'))}：{_said(seal)}"]
        if "text" in seal and finding.expected and not finding.expected.endswith("枚"):
            lines.append(words.seal_wanted(plain(finding.expected, 60)))
        nearest = [f"{plain(name, 40)}（{score:.2f}）" for name, score in seal.get("candidates") or ()]
        if nearest:
            lines.append(words.seal_alike(nearest[:SHOWN]))
        if doubts := [plain(doubt, 60) for doubt in seal.get("doubts") or ()]:
            lines.append(words.seal_doubts(doubts[:SHOWN]))
        return Picture(self._picture(seal.get("crop")), tuple(lines))

    def _picture(self, digest: object) -> str:
        """The content id of a stored picture, small; empty when there is none or no more have room."""
        if not isinstance(digest, str) or not digest:
            return ""
        cid = f"seal-{digest[:24]}"
        if cid not in self.found:
            small = _small(self.store, digest) if len(self.found) < PICTURES else None
            if small is None:
                return ""
            self.found[cid] = small
        return cid


def _said(seal: Mapping[str, Any]) -> str:
    text, line = plain(str(seal.get("text") or ""), 60), plain(str(seal.get("line") or ""), 30)
    return str(words.seal_text(text, line) if text else words.seal_unread())


def _small(store: Store, digest: str) -> bytes | None:
    """The picture as a small JPEG; pictures come from our own reading, which needs the same library."""
    try:
        from PIL import Image
    except ImportError:
        return None
    try:
        with Image.open(BytesIO(store.blobs.get(digest)), formats=("PNG",)) as picture:
            picture.thumbnail((SIDE, SIDE))
            written = BytesIO()
            picture.convert("RGB").save(written, "JPEG", quality=80)
            return written.getvalue()
    except (StoreError, OSError, ValueError):
        return None
