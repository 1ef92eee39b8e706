"""The mail itself arrived whole, and it brought something."""

from __future__ import annotations

from collections.abc import Iterator

from intake.dossiers.case import MailCase
from intake.findings import Finding
from parsers.edition import Rule, Severity

WHERE = "邮件"
QUESTION = "mail.question"
OBSERVER = "observer.incomplete"
SAY: dict[str, tuple[Severity, str]] = {
    "mail.truncated": ("fix", "邮件内容不完整，部分附件可能未送达，请重新发送。"),
    "mail.partial": ("fix", "邮件被拆分为多段发送，我们未能收齐，请不分段重新发送。"),
    "mail.too_large": ("fix", "邮件超过接收上限，附件未能全部读取，请压缩图片或分多封邮件发送，每封不超过50MB。"),
    "mail.hostile": ("ask", "邮件结构异常，已转工作人员核验，您暂无需处理。"),
    "mail.cloud_attachment": (
        "fix",
        "以“超大附件（网盘链接）”方式发送的文件未随邮件到达，链接过期后无法取得，请改为普通附件发送（每封不超过50MB）。",
    ),
    "sender.other": ("ask", "来件的发件邮箱需由工作人员核对，您暂无需处理。"),
    "sender.spoofed": ("ask", "发件人名称与本邮箱相同，已转工作人员核验。"),
}


def check(case: MailCase, rule: Rule) -> Iterator[Finding]:
    """Faults of the mail as the letter reader saw them, and a submission without any file."""
    for code, detail in case.faults:
        if code == "mail.cloud_attachment":
            continue  # said for each file by `files`
        severity, say = SAY.get(code, ("ask", "邮件存在异常，已转工作人员核验。"))
        yield Finding(code, severity, rule.clause, WHERE, say, found=detail or None)
    if case.kind == "submission" and not any(f.state != "inline" for f in case.files) and not case.faults:
        yield from _nothing(case, rule)
    if case.asks:
        say = "来信中提出的问题，已转工作人员，另行答复。"
        yield Finding(QUESTION, "ask", rule.clause, WHERE, say)
    if case.lacks:
        what = "、".join(case.lacks)
        say = f"为便于安排，来信中如尚未写明{what}，请直接回复本邮件补充。"
        clause = next((c.clause for c in case.edition.categories.values() if c.words and c.clause), rule.clause)
        yield Finding(OBSERVER, "note", clause, WHERE, say, found=what)


def _nothing(case: MailCase, rule: Rule) -> Iterator[Finding]:
    """A mail that speaks of its attachments and has none; once the sender has filed something, it may mean that."""
    if case.request == "self_check":
        say = f"邮件中没有附件，请将{case.edition.filing}材料作为附件发送。"
        yield Finding("mail.no_materials", "fix", rule.clause, WHERE, say)
        return
    mails = case.dossier.mails()
    if any(mail > case.mail for mail in mails):
        return
    if mails:
        say = "来信提到附件，但邮件中没有附件；如有材料需要补充，请作为附件发送。已转工作人员查看。"
        yield Finding("mail.no_materials", "ask", rule.clause, WHERE, say)
    else:
        say = f"来信提到附件，但邮件中没有附件，请将{case.edition.filing}材料作为附件重新发送。"
        yield Finding("mail.no_materials", "fix", rule.clause, WHERE, say)
