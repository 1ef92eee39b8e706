"""Large attachments that stayed on a web disk."""

from __future__ import annotations

from typing import Any

from tests.mailbag.writing import case, head, part, text, word


@case
def qq_large_attachment() -> tuple[bytes, dict[str, Any]]:
    link = "https://wx.mail.qq.com/ftn/download?func=3&amp;k=abcdef"
    page = (
        '<div>材料见附件</div><div id="QQMailBigAttach"><div>从QQ邮箱发来的超大附件</div>'
        f'<div><a href="{link}">成果报告.zip</a>'
        "<span>(128.03M, 2025年11月27日 21:59 到期)</span></div></div>"
    )
    raw = head(word("报名材料")) + part(b"text/html; charset=utf-8", page.encode())
    cloud = {"path": "成果报告.zip", "state": "not_received", "fault": "mail.cloud_attachment"}
    return raw, {"files": [{**cloud, "detail": "QQ邮箱超大附件，128.03M，2025年11月27日 21:59到期"}]}


@case
def netease_cloud_attachment_in_plain_text() -> tuple[bytes, dict[str, Any]]:
    said = (
        "各位老师好，材料较大，见云附件。\n\n从网易163邮箱发来的云附件\n\n"
        "活动记录.rar (96.4M, 2025年10月20日 09:30 到期)\n"
        "下载：http://mail.163.com/large-attachment-download/index.html?p=Xabc\n"
    )
    cloud = {"path": "活动记录.rar", "state": "not_received", "fault": "mail.cloud_attachment"}
    return head(word("报名材料")) + text(said), {
        "text": "材料较大",
        "files": [{**cloud, "detail": "网易邮箱云附件，96.4M，2025年10月20日 09:30到期"}],
    }


@case
def cloud_link_only_in_history() -> tuple[bytes, dict[str, Any]]:
    said = (
        "已直接附上文件，请查收。\n\n------------------ 原始邮件 ------------------\n发件人: 秘书处\n"
        "活动记录.rar (96.4M, 2025年10月20日 09:30 到期)\nhttp://mail.163.com/large-attachment-download/index.html?p=Xabc\n"
    )
    return head(word("回复：报名材料")) + text(said), {"text": "已直接附上文件", "files": []}
