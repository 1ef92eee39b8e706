"""A font that has Chinese characters."""

from __future__ import annotations

import importlib.util
from functools import cache
from pathlib import Path

FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "/Library/Fonts", "~/.local/share/fonts", "~/.fonts")
NAMES = ("NotoSerifCJK*Regular*", "NotoSansCJK*Regular*", "SourceHanSerif*Regular*", "wqy-*", "simsun*", "SimHei*")


class NoChineseFont(LookupError):
    """Neither the system nor mplfonts has a Chinese font."""


@cache
def chinese_font_path() -> Path:
    """The system's Noto CJK or another Chinese font, else the one that the PyPI package mplfonts carries."""
    folders = [Path(folder).expanduser() for folder in FOLDERS]
    found = importlib.util.find_spec("mplfonts")
    if found and found.origin:
        folders.append(Path(found.origin).parent / "fonts")
    for folder in folders:
        for name in NAMES:
            for path in sorted(folder.rglob(name)):
                if path.suffix.lower() in {".ttc", ".otf", ".ttf"}:
                    return path
    raise NoChineseFont("no Chinese font: install fonts-noto-cjk, or the demo extra (mplfonts)")
