"""Write the mailbag: `python -m tests.mailbag.make` makes one folder per oddity with `mail.eml` and `expect.toml`.

Every mail is written as bytes, the way the named program writes them; what is expected is written by hand beside it.
"""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path
from typing import Any

from tests.mailbag.writing import BAG

HERE = Path(__file__).parent
for module in sorted((HERE / "cases").glob("*.py")):
    import_module(f"tests.mailbag.cases.{module.stem}")


def toml(expected: dict[str, Any]) -> str:
    """The expectation as TOML; JSON strings are TOML strings."""
    lines = [f"{k} = {json.dumps(v, ensure_ascii=False)}" for k, v in expected.items() if k != "files"]
    if "files" in expected and not expected["files"]:
        lines.append("files = []")
    for entry in expected.get("files", []):
        lines += ["", "[[files]]", *(f"{k} = {json.dumps(v, ensure_ascii=False)}" for k, v in entry.items())]
    return "\n".join(lines) + "\n"


def main() -> None:
    for name, build in BAG.items():
        raw, expected = build()
        folder = HERE / name
        folder.mkdir(exist_ok=True)
        (folder / "mail.eml").write_bytes(raw)
        (folder / "expect.toml").write_text(toml(expected), encoding="utf-8")


if __name__ == "__main__":
    main()
