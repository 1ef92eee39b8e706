"""Files that are not what is asked for: missing, in another format, locked, broken, blank, nobody knows whose."""

from __future__ import annotations

import random

from parsers import blanks
from tests.season import copies, mails, values, words
from tests.season.conversations.arriving import register
from tests.season.desk import Book, Desk
from tests.season.filings import Filing
from tests.season.truth import Said
from tests.season.words import File


def report_missing(book: Book) -> None:
    """The report or the record was forgotten."""
    desk = Desk(book, "report or record missing")
    group = desk.group()
    parts = group.parts()
    place = book.chance.choice(("group_achievement_report", "activity_evidence"))
    group.papers.pop(place)
    desk.send([file for name, file in parts.items() if name != place], [group])
    if book.chance.random() < 0.5:
        desk.pause()
        group.papers[place] = ()
        desk.send([parts[place]], [group])
    desk.close()


def report_as_pdf(book: Book) -> None:
    """The report as PDF although Word is asked for."""
    desk = Desk(book, "report as PDF")
    group = desk.group()
    parts = group.parts()
    place = "group_achievement_report"
    said = Said("material.wrong_format", "fix", f"{place}/word")
    group.papers[place] = (said,)
    chapters = (
        "选择课题",
        "现状调查",
        "设定目标",
        "原因分析",
        "确定主要原因",
        "制定对策",
        "对策实施",
        "效果检查",
        "制定巩固措施",
        "总结和下一步打算",
    )
    lines = [group.values["topic"], "QC小组成果报告", group.values["unit_name"], group.title]
    lines += [
        line for chapter in chapters for line in (chapter, f"小组围绕“{group.values['topic']}”开展活动，成效明显。")
    ]
    report = words.Paper(group.form, group.paper.form, {}, "typed", tuple(lines), 0)  # type: ignore[union-attr]
    parts[place] = (f"{group.title}成果报告.pdf", copies.pdf(report, {}))
    desk.send(list(parts.values()), [group])
    desk.close()


def locked(book: Book) -> None:
    """Report and record in a zip with a password; both follow without one."""
    desk = Desk(book, "a zip with a password")
    group = desk.group()
    parts = group.parts()
    inside = [parts["group_achievement_report"], parts["activity_evidence"]]
    group.papers = {"word": (), "pdf": ()}
    archive = ("成果材料.zip", mails.packed(inside, locked=True))
    desk.send(
        [parts["word"], parts["pdf"], archive],
        [group],
        says=[Said("file.encrypted", "fix", "成果材料.zip")],
        may=["material.missing"],
    )
    desk.pause()
    group.papers |= {"group_achievement_report": (), "activity_evidence": ()}
    desk.send(inside, [group], subject="回复：补正通知", text="已取消密码，重新发送。")
    desk.close()


def cloud(book: Book) -> None:
    """Report and record as a link to a web disk."""
    desk = Desk(book, "a link instead of files")
    group = desk.group()
    parts = group.parts()
    group.papers = {"word": (), "pdf": ()}
    page = (
        '<div>请查收附件。</div><div id="divNeteaseBigAttach"><b>从网易163邮箱发来的超大附件</b><div>'
        '<a href="https://mail.163.com/large-attachment-download/index.html?p=X-1&file=abc">成果报告和活动记录.zip</a> '
        "(88.5M, 2025年10月16日 21:59 到期)</div></div>"
    )
    desk.style = "163"
    said = [Said("mail.cloud_attachment", "fix", "成果报告和活动记录.zip")]
    desk.send([parts["word"], parts["pdf"]], [group], says=said, page=page)
    desk.close()


def broken(book: Book) -> None:
    """Half of a file arrived, or none of it."""
    desk = Desk(book, "a broken file")
    group = desk.group()
    group.maker = "blank"
    parts = group.parts()
    place = book.chance.choice(("word", "group_achievement_report", "activity_evidence"))
    name, data = parts[place]
    empty = book.chance.random() < 0.4
    group.papers.pop(place)
    whole = parts[place]
    parts[place] = (name, b"" if empty else data[: len(data) // 2])
    desk.send(list(parts.values()), [group], says=[Said("file.empty" if empty else "file.unreadable", "fix", name)])
    if book.chance.random() < 0.6:
        desk.pause()
        group.papers[place] = ()
        desk.send([whole], [group], subject="回复：补正通知", text="文件已重新发送。")
    desk.close()


def blank_form(book: Book) -> None:
    """The blank came back instead of the filled one; some send it along with a filled one."""
    desk = Desk(book, "a blank form")
    name = "附件2 全省全面质量管理成果竞赛报名表.docx"
    blank = (name, blanks.render(desk.edition.forms["group_registration"]))
    if book.chance.random() < 0.5:
        desk.send([blank], says=[Said("form.blank", "fix", name)])
        return
    group = desk.group()
    desk.send([*group.all(), blank], [group], may=["form.blank"])
    desk.close()


def other_files(book: Book) -> None:
    """Files that are none of the notice's business ride along: a logo, a text file."""
    desk = Desk(book, "other files beside")
    group = desk.group()
    extra: list[File] = [("说明.txt", "材料清单：报名表、成果报告、活动记录。".encode("gb18030"))]
    desk.send([*group.all(), *extra], [group], may=["form.unrecognised"])
    desk.close()


def nothing_attached(book: Book) -> None:
    """The files were forgotten, and follow at once or later."""
    desk = Desk(book, "files forgotten")
    group = desk.group()
    files = group.all()
    desk.send(
        says=[Said("mail.no_materials", "fix")],
        text="现报送我单位QC小组报名材料，请查收附件。",
        subject="QC小组报名材料",
    )
    if book.chance.random() < 0.5:
        desk.pause()
    desk.send(files, [group], text="刚才忘记添加附件，现补发。", settled=True)
    desk.close()


def without_form(book: Book) -> None:
    """Report and record came, the form did not; it follows."""
    desk = Desk(book, "reports without a form")
    group = desk.group()
    parts = group.parts()
    group.papers = {}
    reports = [parts["group_achievement_report"], parts["activity_evidence"]]
    desk.send(reports, says=[Said("material.unassigned", "fix")])
    desk.pause()
    group.papers = dict.fromkeys(group.places, ())
    desk.send([parts["word"], parts["pdf"]], [group])
    desk.close()


def unassignable(book: Book) -> None:
    """Two groups, and a report that names neither."""
    desk = Desk(book, "a report of nobody knows which group")
    some = [desk.filing("qc_group", v) for v in values.groups(book.chance, desk.unit, 2)]
    files: list[File] = []
    for group in some:
        parts = group.parts()
        group.papers.pop("group_achievement_report")
        files += [parts["word"], parts["pdf"], parts["activity_evidence"]]
    desk.send(files, some)
    desk.pause()
    for group in some:
        group.extra.append(Said("material.missing", "ask", "group_achievement_report/word"))
        group.papers["group_achievement_report"] = ()
    desk.send(
        [some[0].report(name="成果报告", nameless=True)],
        says=[Said("material.unassigned", "ask", "成果报告.docx")],
        text="补发成果报告。",
    )
    some[0].papers.pop("group_achievement_report")
    for group in some:
        group.extra.clear()
    desk.close(**{group.title: "incomplete|review" for group in some})


def in_place(book: Book) -> None:
    """The report form that the notice's text still speaks of, in place of the registration."""
    desk = Desk(book, "the report form in place of annex 2")
    group = _report_form(book.chance, desk)
    desk.send([*group.all(), register(desk, group)], [group])
    desk.close()


def _report_form(chance: random.Random, desk: Desk) -> Filing:
    given = values.group(chance, desk.unit)
    more = {
        "headcount": len(given["members"]),
        "intro": "小组成立三年。",
        "process": given["summary"],
        "department": "网络部",
    }
    group = desk.filing("qc_group", {**given, **more}, maker="typed")
    group.code = "group_report"
    return group
