"""The first-review pack: clean names, links that lead somewhere, checksums that agree, all or nothing."""

from __future__ import annotations

import hashlib
import re
import subprocess
import zipfile
from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from pathvalidate import is_valid_filename
from sqlmodel import select

from parsers.edition import Edition
from reports import pack
from store.database import Store
from store.models import Entry, File, Mail, UnitAlias
from tests.reports.conftest import NOON, Writer


def data(file: File) -> bytes:
    return f"{file.id} {file.name}".encode()


def test_files_lie_by_unit_and_entry(busy_store: Store, edition: Edition, tmp_path: Path) -> None:
    made = pack.build(busy_store, edition, tmp_path / "初审", data)
    out = tmp_path / "初审"
    home = out / "1-齐全" / "山西北岭通信有限公司"
    morning = home / "SX2025-0001 晨光QC小组"
    assert [p.name for p in morning.iterdir()] == ["1-小组报名表（附件2）Word版.docx"]
    assert (morning / "1-小组报名表（附件2）Word版.docx").read_bytes().endswith("晨光QC小组报名表.docx".encode())
    assert (out / "2-未齐全" / "山西北岭通信有限公司" / "SX2025-0007 磐石QC小组").is_dir()
    assert made.entries == 9 and made.files == 9 and not made.lost
    with zipfile.ZipFile(home.with_name("山西北岭通信有限公司.zip")) as whole:
        assert "山西北岭通信有限公司/SX2025-0001 晨光QC小组/1-小组报名表（附件2）Word版.docx" in whole.namelist()
    assert not [p for p in tmp_path.iterdir() if p.is_dir() and p != out]


def test_names_that_a_person_gave_to_a_unit_share_its_folder(
    busy_store: Store, edition: Edition, tmp_path: Path
) -> None:
    north, south = "山西北岭通信有限公司", "山西南河信息技术有限公司"
    with busy_store.writing() as session:
        session.add(UnitAlias(key=south, name=south, unit=north, unit_key=north, by="李明", at=NOON))
    pack.build(busy_store, edition, tmp_path / "pack", data)
    assert [p.name for p in (tmp_path / "pack" / "1-齐全").iterdir() if p.is_dir()] == [north]


def test_every_link_leads_to_a_file_and_every_sum_agrees(busy_store: Store, edition: Edition, tmp_path: Path) -> None:
    out = tmp_path / "pack"
    pack.build(busy_store, edition, out, data)
    page = (out / "index.html").read_text("utf-8")
    links = re.findall(r'href="([^"]+)"', page)
    book = load_workbook(out / "index.xlsx")
    cells = [c.hyperlink for s in book for row in s.iter_rows() for c in row if c.hyperlink and c.hyperlink.target]
    assert len(links) == 9 + 2 and len(cells) == 18
    assert all((out / unquote(link)).is_file() for link in [*links, *(c.target for c in cells)])
    for line in (out / pack.SUMS).read_text("utf-8").splitlines():
        digest, name = line.split("  ", 1)
        assert hashlib.sha256((out / name).read_bytes()).hexdigest() == digest
    subprocess.run(["sha256sum", "--quiet", "-c", pack.SUMS], cwd=out, check=True)


def test_withdrawn_and_confidential_ones_are_left_out(busy_store: Store, edition: Edition, tmp_path: Path) -> None:
    with busy_store.writing() as session:
        first, second = session.exec(select(Entry).where(Entry.category == "qc_group").order_by(Entry.no)).all()[:2]  # type: ignore[arg-type]
        first.state = "withdrawn"
        file = session.exec(select(File).where(File.name == f"{second.title}报名表.docx")).one()
        session.get_one(Mail, file.mail_id).confidential = True
    pack.build(busy_store, edition, tmp_path / "pack", data)
    assert not [p for p in (tmp_path / "pack").rglob("*") if first.title in p.name or second.title in p.name]


def test_what_cannot_be_had_is_named(busy_store: Store, edition: Edition, tmp_path: Path) -> None:
    made = pack.build(busy_store, edition, tmp_path / "pack", lambda f: None if "远航" in f.name else data(f))
    assert made.lost == ("1-齐全/山西北岭通信有限公司/SX2025-0003 远航QC小组：远航QC小组报名表.docx",)
    assert "未能取出" in (tmp_path / "pack" / "index.html").read_text("utf-8")


def test_a_folder_with_something_in_it_is_not_touched(busy_store: Store, edition: Edition, tmp_path: Path) -> None:
    (tmp_path / "kept.txt").write_text("1")
    with pytest.raises(pack.PackError, match="is not empty"):
        pack.build(busy_store, edition, tmp_path, data)
    assert [p.name for p in tmp_path.iterdir() if p.suffix == ".txt"] == ["kept.txt"]


def test_a_failure_leaves_nothing(busy_store: Store, edition: Edition, tmp_path: Path) -> None:
    def broken(file: File) -> bytes:
        raise OSError(28, "No space left on device")

    with pytest.raises(pack.PackError, match="No space left on device"):
        pack.build(busy_store, edition, tmp_path / "to" / "pack", broken)
    assert list((tmp_path / "to").iterdir()) == []


def test_the_summary_of_a_unit_comes_along(busy_store: Store, edition: Edition, tmp_path: Path) -> None:
    with busy_store.writing() as session:
        entry = session.exec(select(Entry).where(Entry.no == "SX2025-0001")).one()
        w = Writer(session, edition)
        w.count = 100
        mail = w.mail(from_address=entry.sender, dossier=entry.sender)
        w.file(mail, "汇总表.xlsx", "recommendation_summary", [("recommendation_summary", {"unit": entry.unit})])
    pack.build(busy_store, edition, tmp_path / "pack", data)
    home = tmp_path / "pack" / "1-齐全" / "山西北岭通信有限公司" / "单位材料"
    assert [p.name for p in home.iterdir()] == ["1-推荐汇总表（附件5）.xlsx"]


NAMES = st.text(st.characters(codec=None), max_size=80) | st.sampled_from(
    [
        "CON",
        "nul.docx",
        "a" * 300,
        "..",
        "/etc/passwd",
        "C:\\x",
        "报名表 .",
        "a\u202egnp.exe",
        "<>:|?*",
        "   ",
        "\ud800",
    ]
)


@given(NAMES)
def test_any_name_becomes_one_that_windows_takes(text: str) -> None:
    name = pack.safe(text)
    assert is_valid_filename(name, platform="universal") and len(name) <= pack.NAME_MAX
    assert name.encode() and not name.endswith((" ", "."))


@settings(deadline=None)
@given(st.lists(st.sampled_from(["报名表.docx", "报名表.DOCX", "a", "A", "报告"]), max_size=12))
def test_no_two_names_in_a_folder_are_the_same(names: list[str]) -> None:
    taken: set[str] = set()
    made = [pack.unique(name, "x", taken) for name in names]
    assert len({name.casefold() for name in made}) == len(names)
