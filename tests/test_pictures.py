"""Every page and letter as a person sees it: rendered to `artifacts/`, wide and on a phone, and no wider than that."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from PIL import Image

from parsers import blanks
from parsers.edition import Edition, load
from reports import daily, finalists, pack, register, summary_form
from store.database import Store, open_store
from tests.conftest import need_program
from tests.intake.conversing import form, group, materials, record, report, talking
from tests.reports.conftest import Writer, busy
from tests.reports.test_finalists import marked

ARTIFACTS = Path(__file__).parents[1] / "artifacts"
WIDE, PHONE = 760, 390
PROBE = "<script>document.title=document.documentElement.scrollWidth</script></body>"
QUIET = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--hide-scrollbars"]


@pytest.fixture(scope="module")
def edition() -> Edition:
    return load("sx-2025")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, edition: Edition) -> Iterator[Store]:
    opened = open_store(None, tmp_path_factory.mktemp("busy"), durable=False)
    with opened.writing() as session:
        busy(Writer(session, edition))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory, edition: Edition, store: Store) -> dict[str, str]:
    """The HTML of the report, the pack's contents page and letters of every sort, by name."""
    made = {}
    with talking(tmp_path_factory.mktemp("talk")) as talk:
        talk.come(0, form(group(0, phone=None)))
        talk.come(60, form(group(0)), report(group(0)))
        talk.come(120, record(group(0)), subject="补充材料")
        talk.come(180, text="请问我单位的材料是否收到？", subject="查询进度")
        talk.come(240, form(group(1)), subject="自查")
        talk.come(300, text="我单位决定撤回晨启QC小组的报名。", subject="撤回")
        for number in range(2, 22):
            talk.come(360 + number / 4, *materials(number % 20, without=["record"]), subject=f"第{number}组")
        for number, letter in enumerate(talk.letters(), 1):
            made[f"letter-{number:02}"] = letter.html
    now = datetime(2025, 9, 20, 18, 0, tzinfo=edition.zone)
    made["daily-report"] = daily.build(store, edition, now.date(), now).page
    folder = tmp_path_factory.mktemp("packed") / "pack"
    pack.build(store, edition, folder, lambda file: file.name.encode())
    made["pack-index"] = (folder / "index.html").read_text("utf-8")
    return made


def _shot(page: Path, target: Path, width: int, profile: Path) -> None:
    size = [f"--user-data-dir={profile}", f"--window-size={width},3000", f"--screenshot={target}"]
    subprocess.run(
        [need_program("chromium"), *QUIET, *size, page.as_uri()], check=True, capture_output=True, timeout=90
    )


def _is_drawn(picture: Path) -> bool:
    with Image.open(picture) as shot:
        return len(shot.convert("L").resize((200, 200)).getcolors(256) or [0] * 257) > 8


@pytest.mark.system
def test_pages_and_letters_can_be_looked_at(pages: dict[str, str], tmp_path: Path) -> None:
    ARTIFACTS.mkdir(exist_ok=True)
    assert len(pages) >= 8
    for name, html in pages.items():
        page = tmp_path / f"{name}.html"
        page.write_text(html, "utf-8")
        for width in (WIDE, PHONE) if name in ("letter-01", "daily-report") else (WIDE,):
            target = ARTIFACTS / f"{name}-{width}.png"
            _shot(page, target, width, tmp_path / "profile")
            assert _is_drawn(target), target.name


@pytest.mark.system
@pytest.mark.parametrize("width", [WIDE, 500])
def test_no_page_is_wider_than_its_window(pages: dict[str, str], tmp_path: Path, width: int) -> None:
    """500 is the narrowest window that a headless browser opens."""
    for name in ("letter-01", "letter-02", "daily-report", max(pages)):
        page = tmp_path / f"{name}.html"
        page.write_text(pages[name].replace("</body>", PROBE), "utf-8")
        command = [
            need_program("chromium"),
            *QUIET,
            f"--user-data-dir={tmp_path}/profile",
            f"--window-size={width},900",
        ]
        shown = subprocess.run([*command, "--dump-dom", page.as_uri()], check=True, capture_output=True, timeout=90)
        title = shown.stdout.decode("utf-8").split("<title>", 1)[1].split("</title>", 1)[0]
        assert int(title) <= width, name


@pytest.mark.system
def test_documents_can_be_looked_at(store: Store, edition: Edition, tmp_path: Path) -> None:
    ARTIFACTS.mkdir(exist_ok=True)
    summary = summary_form.build(store, edition)
    path = marked(store, edition, tmp_path / "register-marked.xlsx", {"SX2025-0001": "是", "SX2025-0003": "是"})
    form_ = edition.forms["group_registration"]
    made = {
        "register.xlsx": register.build(store, edition),
        "summary.docx": summary[edition.association],
        "finalists.docx": finalists.build(store, edition, path)[0],
        "blank.docx": blanks.render(form_),
    }
    for name, data in made.items():
        (tmp_path / name).write_bytes(data)
    office = [need_program("soffice"), f"-env:UserInstallation=file://{tmp_path}/office", "--headless"]
    command = [*office, "--convert-to", "pdf", "--outdir", tmp_path, *(tmp_path / name for name in made)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    for name in made:
        stem = name.split(".")[0]
        pdf, target = tmp_path / f"{stem}.pdf", ARTIFACTS / stem
        draw = [need_program("pdftoppm"), "-r", "60", "-png", "-singlefile", pdf, target]
        subprocess.run(draw, check=True, capture_output=True, timeout=60)
        assert _is_drawn(ARTIFACTS / f"{stem}.png"), stem
