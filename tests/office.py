"""LibreOffice as a maker of files for tests."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path

from tests.conftest import need_program


def converted(
    folder: Path, files: Mapping[str, bytes], ending: str, filter_: str, source: str = "docx"
) -> dict[str, bytes]:
    """Files as LibreOffice saves them in another format, by the same keys; without LibreOffice the test is skipped."""
    soffice = need_program("soffice")
    sources = []
    for number, content in enumerate(files.values()):
        sources.append(folder / f"{number}.{source}")
        sources[-1].write_bytes(content)
    command = [soffice, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
    command += ["--convert-to", filter_, "--outdir", str(folder / "out"), *map(str, sources)]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    return {key: (folder / "out" / f"{number}.{ending}").read_bytes() for number, key in enumerate(files)}
