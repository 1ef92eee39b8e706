"""The words of the letters, whole for three of them and by rule for the others."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest

from intake.answering.letters import LetterFacts
from intake.dossiers.dossier import assemble, assess
from intake.findings import Finding
from intake.replies import compose

SNAPSHOTS = Path(__file__).with_name("snapshots")
Sample = Callable[[str], LetterFacts]


@pytest.mark.parametrize("name", ["accepted", "correction", "review"])
def test_the_letter_reads_as_agreed(sample: Sample, name: str) -> None:
    letter = compose(sample(name))
    expected = (SNAPSHOTS / f"{name}.txt").read_text(encoding="utf-8")
    assert f"Subject: {letter.subject}\n\n{letter.text}" == expected


@pytest.mark.parametrize("name", ["accepted", "correction", "review", "many", "observer", "question", "hostile"])
def test_the_same_facts_give_the_same_letter(sample: Sample, name: str) -> None:
    assert compose(sample(name)) == compose(sample(name))


class _Words(HTMLParser):
    """The visible words of an HTML page."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.hidden += tag in ("title", "style", "script")

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag in ("title", "style", "script")

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.parts.append(data)


def _squeeze(text: str) -> str:
    return re.sub(r"[\s·【】；：（）|]+", "", text)


@pytest.mark.parametrize("name", ["accepted", "correction", "review", "many", "observer", "question", "hostile"])
def test_html_and_text_say_the_same(sample: Sample, name: str) -> None:
    letter = compose(sample(name))
    words = _Words()
    words.feed(letter.html)
    shown = _squeeze("".join(words.parts))
    heads = {"材料状态文件", "文件识别为状态", "回执编号项目材料状态"}
    for line in letter.text.splitlines():
        assert _squeeze(line) in shown, line
    for part in words.parts:
        if (said := _squeeze(part)) and not any(said in head for head in heads):
            assert said in _squeeze(letter.text) or said.startswith("报名材料") or said.endswith("回执"), part


def test_a_correction_numbers_every_fault_with_its_clause(sample: Sample) -> None:
    text = compose(sample("correction")).text
    faults = text.split("二、")[1].split("三、")[0]
    assert re.findall(r"^(\d+)\. ", faults, re.M) == ["1", "2", "3", "4", "5", "6"]
    assert faults.count("（依据：通知") == 6


def test_what_a_person_looks_at_cites_no_clause_and_asks_nothing(sample: Sample) -> None:
    text = compose(sample("correction")).text
    asked = text.split("三、正由工作人员核验的事项")[1].split("四、")[0]
    assert "您暂无需处理" in asked and "依据" not in asked


def test_nothing_is_said_of_what_others_filed(sample: Sample) -> None:
    letter = compose(sample("correction"))
    for secret in ("SX2025-0097", "SX2025-0098", "SX2025-0099"):
        assert secret not in letter.subject + letter.text + letter.html


def test_signature_pictures_are_not_listed(sample: Sample) -> None:
    letter = compose(sample("correction"))
    assert "image001.png" not in letter.text + letter.html
    assert "收到附件：5个" in letter.text


def test_only_missing_slots_are_asked_for_again(sample: Sample, build) -> None:  # type: ignore[no-untyped-def]
    facts = sample("correction")
    finding = Finding("material.missing", "fix", "四（四）1", "晨光QC小组", "尚未收到小组成果报告（Word版），请补发。")
    entry = build.group(without=[("group_achievement_report", "word")], state="incomplete", findings=(finding,))
    text = compose(build.facts("correction", facts.mails, entry)).text
    kept = next(line for line in text.splitlines() if line.startswith("以下材料已收到"))
    assert "活动记录" in kept and "Word版" in kept and "成果报告" not in kept


def test_twenty_entries_begin_with_one_table(sample: Sample) -> None:
    letter = compose(sample("many"))
    assert letter.subject.startswith("[SX2025-0001等20项] ")
    table = letter.text.split("一、")[1].split("二、")[0]
    assert len(re.findall(r"^· SX2025-\d{4}：", table, re.M)) == 20
    assert "SX2025-0005：卓越QC小组；3/4项齐；缺：成果报告；需补正" in table


def test_one_fault_shared_by_two_entries_is_told_for_both(build) -> None:  # type: ignore[no-untyped-def]
    finding = Finding("field.missing", "fix", "附件2注1", "报名表.docx · 邮编", "“邮编”未填写，请补填。")
    entries = [build.group(t, state="incomplete", findings=(finding,)) for t in ("晨光QC小组", "远航QC小组")]
    letter = compose(build.facts("correction", [build.mail()], *entries))
    assert letter.subject.endswith("请补正（2项）")


@pytest.mark.parametrize("name", ["observer", "question"])
def test_who_watches_or_asks_hears_nothing_of_forms(sample: Sample, name: str) -> None:
    text = compose(sample(name)).text
    assert not re.search("汇总表|报名表|补正|补发|缺少|未收到", text)


def test_an_observer_is_numbered_and_a_question_goes_to_a_person(sample: Sample) -> None:
    assert compose(sample("observer")).subject == "[SX2025-0021] 观摩报名收悉，已登记"
    letter = compose(sample("question"))
    assert letter.subject == "[SX2025-M0017] 来信收悉，已转秘书处" and "由工作人员答复" in letter.text


def test_a_question_beside_a_complete_entry_does_not_hide_that_it_is_accepted(build) -> None:  # type: ignore[no-untyped-def]
    letter = compose(build.facts("review", [build.mail(), build.mail(kind="question")], build.group()))
    assert "已受理" in letter.subject and "来信中提出的问题" in letter.text


def test_nothing_is_called_accepted_when_nothing_was_registered(build) -> None:  # type: ignore[no-untyped-def]
    letter = compose(build.facts("accepted", [build.mail(build.file("通知.pdf"))]))
    assert "受理" not in letter.subject + letter.text


@pytest.mark.parametrize(
    ("hours_before_closing", "said"),
    [
        (24 * 10 + 1, "距截止还有10天"),
        (25, "距截止还有1天"),
        (24, "今日截止"),
        (0.01, "今日截止"),
        (0, "已截止"),
        (-99, "已截止"),
    ],
)
def test_days_left_end_with_the_last_day(sample: Sample, hours_before_closing: float, said: str) -> None:
    facts = sample("correction")
    moment = facts.edition.closes - timedelta(hours=hours_before_closing)
    text = compose(replace(facts, now=moment)).text
    assert f"2025年9月30日24:00（北京时间），{said}" in text
    assert ("是否受理，由秘书处研究后答复" in text) == (said == "已截止")


def test_a_mail_without_a_moment_says_nothing_of_days(sample: Sample) -> None:
    facts = sample("correction")
    text = compose(replace(facts, now=None, mails=tuple(replace(m, received_at=None) for m in facts.mails))).text
    assert "距截止" not in text and "收到邮件" not in text and "2025年9月30日24:00" in text


@pytest.mark.parametrize(("severity", "by_entry"), [("fix", True), ("ask", False)])
def test_a_file_that_could_not_be_read_is_spoken_of_once(build, severity: str, by_entry: bool) -> None:  # type: ignore[no-untyped-def]
    of_mail = Finding("file.unreadable", severity, "三（一）", "记录.docx", "这是来件的话。")  # type: ignore[arg-type]
    of_entry = replace(of_mail, code="material.missing", say="这是项目的话。", evidence={"file": "记录.docx"})
    entry = build.group(findings=(of_entry,), state="incomplete")
    text = compose(build.facts("correction", [build.mail(findings=(of_mail,))], entry)).text
    assert (("这是项目的话" in text), ("这是来件的话" in text)) == (by_entry, not by_entry)


def test_a_document_in_name_only_is_listed_as_unreadable(build) -> None:  # type: ignore[no-untyped-def]
    fix = Finding("file.unreadable", "fix", "三（一）", "记录.docx", "文件无法打开。")
    text = compose(build.facts("correction", [build.mail(build.file("记录.docx"), findings=(fix,))])).text
    assert "记录.docx：未识别文件；无法读取" in text


def test_a_letter_for_review_says_that_the_entry_itself_is_complete(build) -> None:  # type: ignore[no-untyped-def]
    unknown = Finding("form.unrecognised", "ask", "三（一）", "介绍信.docx", "未能识别。")
    late = replace(unknown, code="deadline.passed")
    for finding, said in ((unknown, True), (late, False)):
        text = compose(build.facts("review", [build.mail(findings=(finding,))], build.group())).text
        assert ("已登记项目的材料齐全" in text) is said


def test_the_number_to_keep_is_that_of_the_entry_to_mend(build) -> None:  # type: ignore[no-untyped-def]
    fix = Finding("field.missing", "fix", "附件2注1", "a.docx · 邮编", "“邮编”未填写，请补填。")
    second = build.group("星火QC小组", findings=(fix,), state="incomplete")
    text = compose(build.facts("correction", [build.mail()], build.group(), second)).text
    assert "请保留“SX2025-0002”" in text


def test_a_question_beside_complete_materials_is_passed_on_in_the_acceptance(build) -> None:  # type: ignore[no-untyped-def]
    asked = Finding("mail.question", "ask", "三（一）", "邮件", "来信中提出的问题，已转工作人员，另行答复。")
    letter = compose(build.facts("accepted", [build.mail(findings=(asked,))], build.group()))
    assert "现予受理" in letter.text and letter.text.count("来信中提出的问题") == 1


def test_the_checks_own_findings_fit_into_a_letter(build) -> None:  # type: ignore[no-untyped-def]
    values = {"unit_name": "山西云汾通信工程有限公司", "group_name": "晨光QC小组", "topic": "降低故障历时"}
    word = build.file("报名表.docx", "group_registration", build.form("group_registration", values))
    dossier = assess(assemble([word], build.edition), build.edition)
    letter = compose(build.facts("correction", [build.mail(word)], *dossier.entries, unit_slots=dossier.unit_slots))
    fixes = [f for f in dossier.entries[0].findings if f.severity == "fix"]
    assert letter.subject.endswith(f"请补正（{len(fixes)}项）")
    assert all(f.say in letter.text for f in fixes)


def test_a_flood_of_files_and_faults_stays_a_letter(build) -> None:  # type: ignore[no-untyped-def]
    files = [build.file(f"{i}.docx", state="encrypted", fault="file.encrypted") for i in range(400)]
    told = tuple(Finding("file.encrypted", "fix", "三（一）", f.path, "文件设有密码。") for f in files)
    letter = compose(build.facts("correction", [build.mail(*files, findings=told)]))
    assert len(letter.html) < 200_000
    assert "其余300项从略" in letter.text and "另有320个文件" in letter.text


def test_what_many_files_share_is_said_once(build) -> None:  # type: ignore[no-untyped-def]
    files = [build.file(f"{i}/成果报告.docx", "group_achievement_report") for i in range(6)]
    say = "该文件与“0/成果报告.docx”内容完全相同，按一份处理。"
    same = tuple(Finding("file.duplicate", "note", "三（一）", f.path, say) for f in files[1:])
    say = "未能识别该文件属于哪一项材料，已转工作人员查看，您暂无需处理。"
    odd = tuple(Finding("form.unrecognised", "ask", "三（一）", f"说明{i}.docx", say) for i in range(4))
    text = compose(build.facts("review", [build.mail(*files, findings=(*same, *odd))])).text
    assert text.count("内容完全相同") == 1 and text.count("未能识别该文件") == 1
    assert "【4个文件：说明0.docx、说明1.docx、说明2.docx、说明3.docx】未能识别该文件" in text
