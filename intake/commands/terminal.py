"""What commands share: the settings, the console for people, JSON for programs, files written or a sentence why not."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import Progress

from intake.logging import configure
from intake.settings import Settings, load

errors = Console(stderr=True, soft_wrap=True, highlight=False, markup=False)


class UsageError(ValueError):
    """Arguments that cannot be; the message says how to write them."""


def settings(options: argparse.Namespace) -> Settings:
    """The settings that `--config` names; from here on the log keeps their secrets out. Raises `SettingsError`."""
    loaded = load(options.config)
    configure(loaded.log_format, loaded.secrets())
    return loaded


def progress() -> Progress:
    """A bar on standard error, where a person looks."""
    return Progress(console=errors, transient=True, disable=not errors.is_terminal)


def print_json(value: Any) -> None:
    """One JSON value on standard output."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=1, default=str) + "\n")


def write(folder: Path, files: dict[str, bytes]) -> list[Path]:
    """Write files into a folder, which is made; their paths. Raises `UsageError`."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in files.items():
            (folder / Path(name).name).write_bytes(data)
    except OSError as error:
        raise UsageError(f"--out {folder} cannot be written to: {error.strerror}") from None
    return [folder / Path(name).name for name in files]
