"""Files are handed out as they were sent: byte for byte, out of their stored mails."""

from __future__ import annotations

from pathlib import Path

from intake.deciding.attached_files import AttachedFiles
from reports import pack
from tests.intake.conversing import materials, talking


def test_a_pack_holds_what_was_sent(tmp_path: Path) -> None:
    sent = [*materials(1), *materials(2)]
    with talking(tmp_path / "store") as talk:
        talk.come(0, *sent[:3])
        talk.come(20, *sent[3:])
        made = pack.build(talk.office.store, talk.office.edition, tmp_path / "pack", AttachedFiles(talk.office))
    assert (made.entries, made.files, made.lost) == (2, len(sent), ())
    packed = [path.read_bytes() for path in (tmp_path / "pack").rglob("*.docx")]
    assert sorted(packed) == sorted(data for _, data in sent)
