"""Every attached file can be opened and read."""

from __future__ import annotations

from collections.abc import Iterator

from intake.dossiers.case import ExaminedFile, MailCase
from intake.dossiers.unread import MATERIALS, PACKED, ending, is_disguised
from intake.findings import Finding
from intake.mime.unfold import NO_FILES
from parsers.edition import Rule, Severity

SAY: dict[str, tuple[Severity, str]] = {
    "file.unreadable": ("fix", "文件无法打开，可能已损坏，请在电脑上确认能正常打开后重新发送。"),
    "file.unread": ("ask", "该文件未能自动读取，已转工作人员查看，您暂无需处理。"),
    "file.encrypted": ("fix", "文件设有密码，无法读取，请取消密码后重新发送。"),
    "file.empty": ("fix", "文件内容为空（0字节），请重新发送。"),
    "file.unsupported": (
        "ask",
        "该格式暂不能自动读取，已转工作人员查看；如能将文档另存为 .docx、盖章件扫描为 PDF 再发一次，可加快办理。",
    ),
    "file.bomb": (
        "fix",
        "文件展开后超出处理上限，未予读取；压缩包请直接发送其中的文件，文档请将所需内容粘贴到新建文件后重新发送。",
    ),
    "mail.cloud_attachment": (
        "fix",
        "该文件以“超大附件（网盘链接）”方式发送，未随邮件到达，请改为普通附件发送（每封邮件不超过50MB）。",
    ),
    "mail.too_large": ("fix", "该文件超过接收上限，未予读取，请压缩或分几封邮件重新发送。"),
    "mail.hostile": ("ask", "该文件结构异常，已转工作人员核验，您暂无需处理。"),
}


def check(case: MailCase, rule: Rule) -> Iterator[Finding]:
    """One finding per file that could not be read, with its name; remarks on files that could."""
    seen: dict[str, str] = {}
    for file in case.files:
        if file.state not in ("read", "inline") or is_disguised(file):
            yield _unread(case, file, rule)
        elif file.state == "inline" and file.detail == NO_FILES:
            yield Finding("form.unrecognised", "note", rule.clause, file.path, f"该{NO_FILES}，仅作留存。")
        elif file.state == "inline" and file.detail:
            say = f"邮件正文中有{file.detail}，若为需报送的材料请以PDF附件重新发送；已转工作人员查看。"
            yield Finding("form.unrecognised", "ask", rule.clause, file.path, say)
        elif file.state == "read":
            if "file.pages_unread" in file.reading.document.notes:
                say = "文件中有页面未能自动读取，已转工作人员查看，您暂无需处理。"
                yield Finding("file.pages_unread", "ask", rule.clause, file.path, say)
            if "file.macro" in file.reading.document.notes:
                say = "文件含有宏，宏未被运行；建议另存为不含宏的 .docx 文件。"
                yield Finding("file.macro", "note", rule.clause, file.path, say)
            if file.size and file.sha256 in seen:
                say = f"该文件与“{seen[file.sha256]}”内容完全相同，按一份处理。"
                yield Finding("file.duplicate", "note", rule.clause, file.path, say)
            seen.setdefault(file.sha256, file.path)


def _unread(case: MailCase, file: ExaminedFile, rule: Rule) -> Finding:
    """What is to be said of a file that could not be read: less, when it came again or is not needed."""
    code = file.fault or "file.unreadable"
    severity, say = SAY.get(code, SAY["file.unreadable"])
    filled = {s.paper.file.place for s in case.dossier.unit_slots if s.paper}
    if file.place not in {u.file.place for u in case.dossier.unread}:
        severity, say = "note", "该文件未能读取，已以您重新发送的文件为准，不必再发。"
    elif code == "file.unsupported" and file.place in filled:
        severity, say = "note", "该表已收到并留存，其格式暂不能自动核对，您无需重发。"
    elif code == "file.unsupported" and ending(file) not in MATERIALS:
        severity, say = "note", "该文件不属于通知要求的材料格式，未予打开，仅作留存。"
    elif code == "file.unsupported" and ending(file) in PACKED:
        say = "该压缩格式暂不能自动打开，已转工作人员查看；如能改用ZIP格式或直接发送其中的文件，可加快办理。"
    return Finding(code, severity, rule.clause, file.path, say, found=file.detail or None)
