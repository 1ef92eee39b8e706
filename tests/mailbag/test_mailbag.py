"""Every mail of the bag is read as its `expect.toml` says."""

from __future__ import annotations

import hashlib
import tomllib
from pathlib import Path

import pytest

from intake.mails.correspondence import authentication, kind_of
from intake.mails.letter import Letter, read
from tests.mailbag.make import BAG, toml

HERE = Path(__file__).parent
FOLDERS = sorted(p.parent for p in HERE.glob("*/expect.toml"))


def test_the_bag_is_what_its_script_writes() -> None:
    assert {f.name for f in FOLDERS} == set(BAG)
    for folder in FOLDERS:
        raw, expected = BAG[folder.name]()
        assert (folder / "expect.toml").read_text(encoding="utf-8") == toml(expected)
        assert hashlib.sha256((folder / "mail.eml").read_bytes()).digest() == hashlib.sha256(raw).digest()


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda f: f.name)
def test_mail(folder: Path) -> None:
    expected = tomllib.loads((folder / "expect.toml").read_text(encoding="utf-8"))
    letter = read((folder / "mail.eml").read_bytes())
    assert _seen(letter, expected) == expected


def _seen(letter: Letter, expected: dict[str, object]) -> dict[str, object]:
    """The letter in the words of the expectation, as far as that speaks of it."""
    seen: dict[str, object] = {
        "subject": letter.subject,
        "from": letter.from_address,
        "name": letter.from_name,
        "message_id": letter.message_id,
        "reply_to": letter.reply_to,
        "typed": letter.typed,
        "failed": list(letter.failed),
        "reason": letter.failure,
        "bounced": " ".join(letter.returned),
        "authentication": authentication(letter, "intake@163.com"),
        "date": letter.date.isoformat() if letter.date else "",
        "faults": [code for code, _ in letter.faults],
        "names": [a.name for a in letter.attachments],
        "kind": kind_of(letter, "intake@qc.test"),
    }
    for key, value in (("text", letter.text), ("starts", letter.subject)):
        wanted = str(expected.get(key, ""))
        seen[key] = wanted if wanted in value else value
    unwanted = str(expected.get("not_text", ""))
    seen["not_text"] = unwanted if unwanted not in letter.text else ""
    files = expected.get("files", [])
    assert isinstance(files, list)
    seen["files"] = [
        {
            k: v
            for k, v in {
                "path": a.path,
                "state": a.state,
                "sha256": hashlib.sha256(a.data).hexdigest(),
                "fault": a.fault,
                "detail": a.detail,
            }.items()
            if index >= len(files) or k in files[index]
        }
        for index, a in enumerate(letter.attachments)
    ]
    if "faults" not in expected:
        assert not letter.faults
    return {key: seen[key] for key in expected}
