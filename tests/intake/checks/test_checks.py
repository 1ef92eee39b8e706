"""Each check says what it must, to whom it must, under a clause that exists."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from intake import checks
from intake.checks.fields import characters
from intake.dossiers.case import Dossier, MailCase
from intake.dossiers.dossier import assemble, assess
from intake.findings import Finding, verdict
from parsers.edition import Edition, load
from tests.intake.making import (
    CLEAR,
    FAINT,
    GREY,
    GROUP,
    broken,
    complete,
    form,
    group,
    record,
    report,
    scan,
    sealed,
    word,
)

EDITION = load("sx-2025")


def found(*files: Any) -> dict[str, Finding]:
    """The findings of the only entry, by code."""
    dossier = assess(assemble(list(files), EDITION), EDITION)
    assert len(dossier.entries) == 1
    return {f.code: f for f in dossier.entries[0].findings}


def on_mail(*files: Any, received: datetime | None = None, kind: str = "submission", **more: Any) -> list[Finding]:
    dossier = assess(assemble(list(files), EDITION), EDITION) if files else Dossier()
    return list(checks.on_mail(MailCase(EDITION, kind, received, tuple(files), dossier=dossier, **more)))


def test_every_rule_has_its_check_and_every_finding_its_clause() -> None:
    assert checks.unknown(EDITION) == []
    findings = [*found(group(phone=None)).values(), *on_mail(broken("a.docx", "unreadable", "file.unreadable"))]
    assert all(f.clause in EDITION.clauses and f.say.endswith("。") and f.where for f in findings)


def test_an_edition_that_names_an_unknown_check_is_told_so() -> None:
    text = EDITION.model_dump_json()
    broken_edition = Edition.model_validate_json(text.replace('"check":"seal"', '"check":"smell"'))
    assert checks.unknown(broken_edition) == ["smell"]
    with pytest.raises(checks.UnknownCheckError, match="smell"):
        checks.load("smell")


@pytest.mark.parametrize("code", ["unit_name", "group_name", "topic", "address", "postcode", "contact", "summary"])
def test_a_required_field_left_empty_is_missing(code: str) -> None:
    finding = found(*complete(**{code: None}))["field.missing"]
    assert finding.severity == "fix"
    assert EDITION.forms["group_registration"][code].label in finding.say


def test_a_label_that_was_not_found_is_for_a_person() -> None:
    file = group(postcode=None)
    (read,) = file.reading.forms
    lost = tuple(replace(f, where="", confidence=0.0) if f.code == "postcode" else f for f in read.fields)
    file = replace(file, reading=replace(file.reading, forms=(replace(read, fields=lost),)))
    assert found(file, sealed(), report(), record())["field.missing"].severity == "ask"


def test_an_unticked_choice_names_its_options() -> None:
    assert "问题解决型" in found(*complete(topic_type=None))["field.missing"].say


@pytest.mark.parametrize(
    ("fault", "severity"), [("field.invalid", "fix"), ("field.ambiguous", "ask"), ("field.template_text", "fix")]
)
def test_faults_of_reading_become_findings(fault: str, severity: str) -> None:
    assert found(*complete(phone="12345", faults={"phone": fault}))[fault].severity == severity


def test_an_optional_field_may_be_empty_but_not_wrong() -> None:
    assert "field.missing" not in found(*complete(advisor=None, date=None))
    assert found(*complete(date=None, faults={"date": "field.invalid"}))["field.invalid"].severity == "fix"


def test_a_printed_hint_left_in_an_optional_field_is_nobody_s_fault() -> None:
    assert found(*complete(advisor=None, faults={"advisor": "field.template_text"})) == {}


def test_long_texts_are_counted_in_characters() -> None:
    values = {"unit_name": "甲公司", "deeds": "字" * 1001}
    dossier = assess(assemble([word("a.docx", form("excellent_enterprise", values))], EDITION), EDITION)
    finding = next(f for f in dossier.entries[0].findings if f.code == "field.too_long")
    assert (finding.found, finding.expected) == ("1001字", "不超过1000字")
    values["deeds"] = "字" * 1000
    dossier = assess(assemble([word("a.docx", form("excellent_enterprise", values))], EDITION), EDITION)
    assert "field.too_long" not in {f.code for f in dossier.entries[0].findings}


@pytest.mark.parametrize(
    ("text", "count"), [("", 0), ("质量，管理", 5), ("QC 小组 2025 年", 5), ("a1b2 c", 2), ("\n \t", 0)]
)
def test_characters_are_counted_as_word_processors_do(text: str, count: int) -> None:
    assert characters(text) == count


@pytest.mark.parametrize(("names", "code"), [([], "field.missing"), (["李明"], "members.too_few")])
def test_a_group_needs_two_members(names: list[str], code: str) -> None:
    findings = found(*complete(members=names))
    assert findings[code].severity == "fix"
    assert len(findings) == 1


@pytest.mark.parametrize(
    ("seals", "legible", "looked", "code", "severity"),
    [
        ((), True, True, "seal.missing", "fix"),
        ((), False, True, "seal.unclear", "ask"),
        ((), True, False, "seal.unclear", "ask"),
        ((FAINT,), True, True, "seal.unclear", "ask"),
        ((GREY,), True, True, "seal.black_and_white", "ask"),
        ((CLEAR,), True, True, None, None),
        ((CLEAR, FAINT), True, True, None, None),
    ],
)
def test_a_seal_is_missing_only_when_it_surely_is(
    seals: Any, legible: bool, looked: bool, code: str | None, severity: str | None
) -> None:
    files = [group(), sealed(seals=seals, legible=legible, looked=looked), report(), record()]
    findings = found(*files)
    assert {c: f.severity for c, f in findings.items()} == ({code: severity} if code else {})


def test_a_scan_without_colour_is_asked_for_in_colour() -> None:
    findings = found(group(), sealed(seals=(), grey=True), report(), record())
    assert {code: f.severity for code, f in findings.items()} == {"seal.missing": "fix"}
    assert "黑白扫描" in findings["seal.missing"].say


def test_two_forms_on_one_page_do_not_share_one_seal() -> None:
    other = {**GROUP, "group_name": "星火QC小组", "topic": "提高基站一次验收合格率"}
    both = [form("group_registration", values, by="ocr", pages=(1,)) for values in (GROUP, other)]
    words = [group("a.docx"), word("b.docx", form("group_registration", other), position=1)]
    for seals, code in ((CLEAR,), "seal.too_few"), ((CLEAR, CLEAR), None):
        dossier = assess(assemble([*words, scan("扫描.pdf", *both, position=2, seals=seals)], EDITION), EDITION)
        assert len(dossier.entries) == 2
        for entry in dossier.entries:
            told = {f.code: f.severity for f in entry.findings if f.code.startswith("seal")}
            assert told == ({code: "ask"} if code else {})


def test_an_enterprise_needs_two_seals_and_one_goes_to_a_person() -> None:
    values = {"unit_name": "甲公司"}
    copy = form("excellent_enterprise", values, pages=(1,))
    finding = found(word("a.docx", form("excellent_enterprise", values)), scan("a.pdf", copy))["seal.too_few"]
    assert finding.severity == "ask"


def test_a_promoter_s_second_seal_is_only_mentioned() -> None:
    values = {"unit_name": "甲公司", "name": "王敏"}
    copy = form("excellent_promoter", values, pages=(1,))
    finding = found(word("a.docx", form("excellent_promoter", values)), scan("a.pdf", copy))["seal.too_few"]
    assert finding.severity == "note"


def test_a_photo_instead_of_a_pdf_and_a_pdf_instead_of_word_have_the_wrong_format() -> None:
    photo = found(group(), sealed("报名表.jpg", format="image"), report(), record())
    assert photo["material.wrong_format"].severity == "fix"
    printed = scan("成果报告.pdf", kind="group_achievement_report", seals=(), position=2)
    assert found(group(), sealed(), printed, record())["material.wrong_format"].severity == "fix"


@pytest.mark.parametrize(("seconds", "late"), [(-1, False), (0, True), (1, True)])
def test_the_deadline_is_the_end_of_the_day_by_the_server_s_time(seconds: int, late: bool) -> None:
    findings = on_mail(*complete(), received=EDITION.closes + timedelta(seconds=seconds))
    assert [f.severity for f in findings if f.code == "deadline.passed"] == (["ask"] if late else [])


def test_a_late_self_check_is_not_said_to_have_been_filed() -> None:
    case = MailCase(EDITION, "submission", EDITION.closes, (), request="self_check")
    (finding,) = (f for f in checks.on_mail(case) if f.code == "deadline.passed")
    assert finding.severity == "ask" and "已登记" not in finding.say


def test_a_mail_not_sent_yet_is_never_late() -> None:
    assert "deadline.passed" not in {f.code for f in on_mail(*complete())}


@pytest.mark.parametrize(
    ("state", "fault"),
    [
        ("unreadable", "file.unreadable"),
        ("encrypted", "file.encrypted"),
        ("unreadable", "file.empty"),
        ("hostile", "file.bomb"),
        ("unsupported", "file.unsupported"),
        ("not_received", "mail.cloud_attachment"),
    ],
)
def test_a_file_that_cannot_be_read_is_named_with_its_remedy(state: str, fault: str) -> None:
    finding = next(f for f in on_mail(broken("材料/报名表.doc", state, fault)) if f.code == fault)
    assert finding.where == "材料/报名表.doc"
    assert "请" in finding.say or "工作人员" in finding.say


def test_a_submission_without_files_and_a_doubled_file_are_noticed() -> None:
    assert [f.code for f in on_mail()] == ["mail.no_materials"]
    twice = group()
    assert "file.duplicate" in {f.code for f in on_mail(twice, twice)}


def test_blank_and_unknown_files_are_told_apart() -> None:
    blank = word("空白.docx", form("group_registration", {}))
    blank_form = blank.reading.forms[0]
    object.__setattr__(blank_form, "blank", True)
    by_code = {f.code: f.severity for f in on_mail(blank, word("说明.docx", position=1))}
    assert by_code == {"form.blank": "fix", "form.unrecognised": "ask"}


def test_a_blank_form_beside_a_filled_one_is_only_mentioned() -> None:
    blank = word("附件3.docx", replace(form("excellent_enterprise", {}), blank=True), position=9)
    findings = on_mail(*complete(), blank)
    assert [(f.severity, f.where) for f in findings if f.code == "form.blank"] == [
        ("note", "附件3.docx · 优秀企业报名表（附件3）")
    ]


def test_reports_without_any_form_ask_for_the_form_once() -> None:
    (finding,) = (f for f in on_mail(report(), record()) if f.code == "material.unassigned")
    assert finding.severity == "fix"
    assert "QC小组报名表" in finding.say and "成果报告.docx" in finding.where and "活动记录.docx" in finding.where


@pytest.mark.parametrize(("mail", "severities"), [(0, []), (1, ["ask"]), (2, ["ask"])])
def test_a_forgotten_attachment_is_asked_for_unless_it_came(mail: int, severities: list[str]) -> None:
    dossier = assess(assemble(complete(), EDITION), EDITION)
    case = MailCase(EDITION, "submission", None, (), dossier=dossier, mail=mail)
    assert [f.severity for f in checks.on_mail(case) if f.code == "mail.no_materials"] == severities


def test_a_question_beside_materials_goes_to_a_person() -> None:
    assert [f.severity for f in on_mail(*complete(), asks=True) if f.code == "mail.question"] == ["ask"]


def test_what_an_observer_left_out_is_mentioned() -> None:
    (finding,) = on_mail(kind="observer", lacks=("联系电话",))
    assert finding.severity == "note"
    assert "联系电话" in finding.say


def test_the_unit_s_summary_is_only_mentioned() -> None:
    findings = [f for f in on_mail(*complete()) if f.code == "material.missing"]
    assert [f.severity for f in findings] == ["note"]


def test_the_verdict_counts_the_worst() -> None:
    def some(*severities: Any) -> list[Finding]:
        return [Finding("x", s, "六", "", "") for s in severities]

    assert verdict([]) == "accepted"
    assert verdict(some("note")) == "accepted"
    assert verdict(some("note", "ask")) == "review"
    assert verdict(some("ask", "fix", "note")) == "correction"
