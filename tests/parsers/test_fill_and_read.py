"""What is filled into a blank is what is read from it: the printed layout and the readers agree about every field."""

from __future__ import annotations

import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parsers import blanks, readers
from parsers.edition import Column, Edition, FieldSpec, load, shipped
from parsers.facts import Value
from parsers.recognise import recognise

SX = load("sx-2025")
EDITIONS = {name: load(name) for name in shipped()}
FORMS = [(name, code) for name, edition in EDITIONS.items() for code, form in edition.forms.items() if form.blank]

CHINESE = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5)
PLAIN = st.builds(
    lambda first, rest, last: first + rest + last,
    CHINESE.filter(lambda character: character not in "写请填此单点例如示"),  # a printed hint begins so
    st.text(CHINESE | st.sampled_from("，、；（）“”《》—·%+-./ ()<>&QCabc0159"), max_size=40),
    CHINESE,
)
PROSE = st.lists(PLAIN, min_size=1, max_size=6).map("\n".join)
NAME = st.builds(str.__add__, st.sampled_from("赵钱孙李周吴郑王"), st.text(CHINESE, min_size=1, max_size=3))
PHONE = st.one_of(
    st.integers(0, 9999).map(lambda n: f"1380000{n:04d}"),
    st.integers(100, 199).map(lambda n: f"0351-5550{n}"),
    st.tuples(st.integers(100, 199), st.integers(0, 9999)).map(lambda n: f"0351-5550{n[0]}，1380000{n[1]:04d}"),
)
DAY = st.dates(date(2025, 1, 1), date(2026, 12, 31)).map(date.isoformat)


def a_value(spec: FieldSpec | Column) -> st.SearchStrategy[object]:
    """Values that a sender may well type into a field of this kind."""
    match spec:
        case FieldSpec(kind="choice"):
            return st.sampled_from([choice.code for choice in spec.choices])
        case FieldSpec(kind="choices"):
            codes = [choice.code for choice in spec.choices]
            return st.sets(st.sampled_from(codes), min_size=1).map(lambda some: [c for c in codes if c in some])
        case FieldSpec(kind="people"):
            return st.lists(NAME, min_size=1, max_size=14, unique=True)
        case FieldSpec(kind="rows"):
            return st.lists(
                st.fixed_dictionaries({column.code: a_value(column) for column in spec.columns}),
                min_size=1,
                max_size=12,
            )
    match spec.kind:
        case "date":
            return DAY
        case "phone":
            return PHONE
        case "postcode":
            return st.integers(30000, 48999).map(lambda n: f"{n:06d}")
        case "email":
            return st.from_regex(r"[a-z][a-z0-9_.]{0,10}[a-z0-9]@example\.com", fullmatch=True)
        case "gender":
            return st.sampled_from("男女")
        case "integer":
            return st.integers(0, 9999)
        case "number" | "percent":
            return st.one_of(st.integers(0, 100), st.decimals(0, 100, places=2).map(float).filter(lambda n: n % 1))
        case "long_text":
            return PROSE
    if spec.code in {"name", "contact", "advisor", "leader_name", "leader", "responsible"}:
        return NAME
    if spec.code == "no":
        return st.integers(1, 99).map(str)
    return PHONE if spec.code == "phone" else PLAIN


@pytest.mark.parametrize(("name", "code"), FORMS)
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(data=st.data())
def test_fill_and_read(name: str, code: str, data: st.DataObject) -> None:
    edition = EDITIONS[name]
    spec = edition.forms[code]
    values = {field.code: data.draw(a_value(field), field.code) for field in spec.fields}
    called = blanks.file_name(edition, code)
    document = readers.read(called, blanks.render(spec, values))  # type: ignore[arg-type]
    forms = recognise(document, edition, called).forms
    assert [form.code for form in forms] == [code]
    assert {field.code: forms[0].value(field.code) for field in spec.fields} == values
    assert [field for field in forms[0].fields if field.fault] == []


@pytest.mark.parametrize(("name", "code"), FORMS)
def test_a_blank_is_known_as_blank(name: str, code: str) -> None:
    edition: Edition = EDITIONS[name]
    document = readers.read("a.docx", blanks.render(edition.forms[code]))
    reading = recognise(document, edition, "a.docx")
    assert [(form.code, form.blank) for form in reading.forms] == [(code, True)]
    assert [field for field in reading.forms[0].fields if field.value not in (None, [])] == []


@pytest.mark.system
@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_a_form_saved_by_libreoffice_reads_the_same(tmp_path: Path) -> None:
    values: dict[str, Value] = {
        "unit_name": "晋州示例通信有限公司",
        "topic": "降低5G基站故障率，QC小组 2025",
        "topic_type": "innovation",
        "members": ["赵明", "钱晓燕", "孙建国", "李丽娟", "周志强", "吴文博"],
        "summary": "第一段有QC和2025。\n第二段。",
        "date": "2025-09-20",
    }
    form_file = tmp_path / "form.docx"
    form_file.write_bytes(blanks.render(SX.forms["group_registration"], values))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    subprocess.run(
        [
            "soffice",
            "--headless",
            profile,
            "--convert-to",
            "docx",
            "--outdir",
            tmp_path / "saved",
            tmp_path / "form.docx",
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    document = readers.read("form.docx", (tmp_path / "saved" / "form.docx").read_bytes())
    (form,) = recognise(document, SX, "form.docx").forms
    assert {code: form.value(code) for code in values} == values
