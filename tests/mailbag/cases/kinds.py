"""Mails that are no submission: bounces, robots."""

from __future__ import annotations

from typing import Any

from tests.mailbag.writing import LOGO, PDF, case, file, head, mixed, part, text, word

OURS = b"qc-intake." + b"0123456789abcdef" * 2 + b"@qc.test"


@case
def bounce_with_our_letter_inside() -> tuple[bytes, dict[str, Any]]:
    status = b"Reporting-MTA: dns; example.com\r\n\r\nFinal-Recipient: rfc822; a@example.com"
    report = mixed(
        part(b"text/plain; charset=us-ascii", b"could not be delivered", encoding=b"7bit"),
        part(b"message/delivery-status", status, encoding=b""),
        part(b"message/rfc822", head(b"reply", b"intake@qc.test") + text("受理"), encoding=b""),
        kind="report; report-type=delivery-status",
    )  # fmt: skip
    return head(word("系统退信"), b"Postmaster@163.com") + report, {"from": "postmaster@163.com", "kind": "bounce"}


@case
def automatic_reply_with_a_logo() -> tuple[bytes, dict[str, Any]]:
    raw = head(word("自动回复：报名材料")) + mixed(
        text("您好，我正在休假"), part(b'image/png; name="logo.png"', LOGO, b"Content-Disposition: inline")
    )
    return raw, {"kind": "automatic", "files": [file("logo.png", LOGO, "inline")]}


@case
def qq_bounce_page() -> tuple[bytes, dict[str, Any]]:
    page = (
        "<html><body><div>抱歉，您的邮件被退回来了……</div><table><tr><td>原邮件信息：</td></tr>"
        "<tr><td>时 间：2025-9-29 10:00:05</td></tr><tr><td>主 题：[SX2025-0001] 报名材料收悉，已受理</td></tr>"
        "<tr><td>收件人：nobody@qq.com</td></tr></table><div>退信原因：</div>"
        "<div>您的邮件未能投递到 nobody@qq.com，收件人邮箱不存在。 host mx3.qq.com said: 550 Mailbox not found</div>"
        "<div>解决方案：请核对收件人地址</div></body></html>"
    )
    raw = head(word("系统退信/Systems bounce"), b"QQMail <postmaster@qq.com>", b"References: <" + OURS + b">")
    return raw + part(b"text/html; charset=gb18030", page.encode("gb18030")), {
        "kind": "bounce",
        "failed": ["nobody@qq.com"],
        "reason": "您的邮件未能投递到 nobody@qq.com，收件人邮箱不存在。 host mx3.qq.com said: 550 Mailbox not found",
    }


@case
def netease_bounce_with_a_status() -> tuple[bytes, dict[str, Any]]:
    status = (
        b"Reporting-MTA: dns; m16.mail.163.com\r\n\r\nFinal-recipient: RFC822; Nobody@Example.com\r\nAction: failed\r\n"
        b"Status: 5.0.0\r\nDiagnostic-Code: SMTP; 550 5.1.1 User unknown\r\n"
    )
    report = mixed(
        part(b"text/plain; charset=GBK", "您的邮件被退回".encode("gbk")),
        part(b"message/delivery-status", status, encoding=b"7bit"),
        part(b"text/rfc822-headers", b"Message-ID: <" + OURS + b">\r\nTo: nobody@example.com\r\n", encoding=b"7bit"),
        kind="report; report-type=delivery-status",
    )
    return head(word("系统退信"), b"Postmaster@163.com", b"Return-Path: <>") + report, {
        "kind": "bounce",
        "failed": ["nobody@example.com"],
        "reason": "550 5.1.1 User unknown",
        "bounced": "<" + OURS.decode() + ">",
    }


@case
def exim_bounce_in_plain_text() -> tuple[bytes, dict[str, Any]]:
    said = (
        b"This message was created automatically by mail delivery software.\r\n\r\n"
        b"A message that you sent could not be delivered to one or more of its\r\n"
        b"recipients. This is a permanent error. The following address(es) failed:\r\n\r\n"
        b"  nobody@example.com\r\n    SMTP error from remote mail server after RCPT TO:<nobody@example.com>:\r\n"
        b"    550 5.1.1 unknown user\r\n\r\n------ This is a copy of the message, including all the headers. ------\r\n"
        b"\r\n"
        b"Message-ID: <" + OURS + b">\r\n"
    )
    raw = head(b"Mail delivery failed: returning message to sender", b"Mailer-Daemon@mx.example.com")
    return raw.replace(b"To: ", b"X-Failed-Recipients: nobody@example.com\r\nTo: ", 1) + part(
        b"text/plain; charset=us-ascii", said, encoding=b"7bit"
    ), {"kind": "bounce", "failed": ["nobody@example.com"], "bounced": "<" + OURS.decode() + ">"}


@case
def delay_that_is_no_failure() -> tuple[bytes, dict[str, Any]]:
    status = b"Reporting-MTA: dns; a\r\n\r\nFinal-Recipient: rfc822; slow@example.com\r\nAction: delayed\r\n"
    status += b"Status: 4.4.1\r\n"
    report = mixed(
        part(b"text/plain", b"will be tried again", encoding=b"7bit"),
        part(b"message/delivery-status", status, encoding=b""),
        kind="report; report-type=delivery-status",
    )
    return head(b"Delayed Mail (still being retried)", b"MAILER-DAEMON@example.com") + report, {
        "kind": "bounce",
        "failed": [],
    }


@case
def read_receipt() -> tuple[bytes, dict[str, Any]]:
    note = b"Final-Recipient: rfc822; zhang@example.com\r\nDisposition: manual-action/MDN-sent-manually; displayed\r\n"
    report = mixed(
        text("您的邮件已被阅读"),
        part(b"message/disposition-notification", note, encoding=b"7bit"),
        kind="report; report-type=disposition-notification",
    )
    return head(word("已读：报名材料收悉，已受理")) + report, {"kind": "automatic", "files": []}


@case
def vacation_responder_of_a_webmail() -> tuple[bytes, dict[str, Any]]:
    more = (b"Auto-Submitted: auto-replied", b"X-Autoreply: yes", b"X-Coremail-Locale: zh_CN")
    return head(word("自动回复:[SX2025-0001] 报名材料收悉"), b"zhang@example.com", *more) + text("您的来信已收到"), {
        "kind": "automatic"
    }


@case
def form_sent_by_a_scanner() -> tuple[bytes, dict[str, Any]]:
    raw = head(b"Scanned document", b"noreply@scanner.example.com", b"Auto-Submitted: auto-generated") + mixed(
        text("扫描件"), part(b"application/pdf", PDF, b'Content-Disposition: attachment; filename="scan.pdf"')
    )
    return raw, {"kind": "submission", "files": [file("scan.pdf", PDF)]}


@case
def our_own_letter_comes_back() -> tuple[bytes, dict[str, Any]]:
    more = (b"X-QC-Intake: letter/1", b"Auto-Submitted: auto-replied")
    return head(word("[SX2025-0001] 受理"), b"intake@qc.test", *more) + text("受理"), {"kind": "own"}


@case
def mailing_list_with_a_form() -> tuple[bytes, dict[str, Any]]:
    more = (b"List-Id: <qc.example.org>", b"Precedence: list", b"Sender: qc-bounces@example.org")
    raw = head(word("报名材料"), b"zhang@example.com", *more) + mixed(
        text("附件为报名表"), part(b"application/pdf", PDF, b'Content-Disposition: attachment; filename="a.pdf"')
    )
    return raw, {"kind": "submission", "files": [file("a.pdf", PDF)]}


@case
def authentication_results_at_the_bottom() -> tuple[bytes, dict[str, Any]]:
    raw = head(word("报名材料"), b"zhang@example.com", b"X-CM-TRANSID: abc").replace(
        b"MIME-Version: 1.0\r\n",
        b"MIME-Version: 1.0\r\nX-Coremail-Antispam: 1Uf129KBjvJ\r\n"
        b"Authentication-Results: gzga-mx-mta-g2-0; spf=fail smtp.mail=zhang@example.com; dkim=none; dmarc=fail\r\n",
    )
    return raw + text("好"), {"authentication": "spf=fail dkim=none dmarc=fail"}


@case
def authentication_results_that_the_sender_wrote() -> tuple[bytes, dict[str, Any]]:
    lie = b"Authentication-Results: mx.qq.com; spf=pass; dkim=pass; dmarc=pass\r\n"
    raw = head(word("报名材料")).replace(b"From: ", lie + b"From: ", 1)
    return raw + text("好"), {"authentication": ""}
