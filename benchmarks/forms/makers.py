"""The programs that make a file of a paper: ours, raw packages with traps, LibreOffice in several formats."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from random import Random

from benchmarks.forms.ooxml import write
from benchmarks.forms.samples import Sample
from parsers import blanks, readers
from parsers.edition import Edition

FILTERS = {
    "docx": "docx:MS Word 2007 XML",
    "doc": "doc:MS Word 97",
    "odt": "odt",
    "rtf": "rtf",
    "html": "html:HTML (StarWriter)",
}
"""What LibreOffice writes, by file ending."""
BATCH = 50
"""Files to one run of LibreOffice: what stops one leaves the others."""


def plain(sample: Sample) -> bytes:
    return write(sample.blocks, Random(sample.seed), traps=False)


def with_traps(sample: Sample) -> bytes:
    return write(sample.blocks, Random(sample.seed), traps=True)


def blank(edition: Edition, sample: Sample) -> bytes:
    """Our own blank with the same values (only one form, in the printed layout)."""
    code, typed = sample.forms[0]
    return blanks.render(edition.forms[code], typed.expected)


def endings() -> list[str]:
    """The formats that LibreOffice can write here and that are read at all."""
    if shutil.which("soffice") is None:
        return []
    return [ending for ending in FILTERS if f".{ending}" in readers.READERS]


def libreoffice(files: Sequence[bytes], ending: str) -> list[bytes | None]:
    """The same documents saved by LibreOffice; `None` where it wrote nothing."""
    batches = (files[begin : begin + BATCH] for begin in range(0, len(files), BATCH))
    return [each for batch in batches for each in _saved(batch, ending)]


def _saved(files: Sequence[bytes], ending: str) -> list[bytes | None]:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        source, out = Path(folder, "in"), Path(folder, "out")
        source.mkdir()
        for number, data in enumerate(files):
            (source / f"{number}.docx").write_bytes(data)
        command = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to"]
        command += [FILTERS[ending], "--outdir", str(out), *map(str, sorted(source.iterdir()))]
        subprocess.run(command, check=False, capture_output=True, timeout=1800)
        made = [out / f"{number}.{ending}" for number in range(len(files))]
        return [path.read_bytes() if path.is_file() else None for path in made]
