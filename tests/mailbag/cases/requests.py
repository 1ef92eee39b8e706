"""What people ask for above our own letter, and names that bear a mark of secrecy."""

from __future__ import annotations

from typing import Any

from tests.mailbag.writing import DOCX, FORM, ONE, attached, case, file, head, text, word, zipped

LETTER = (
    "------------------ 原始邮件 ------------------\r\n"
    '发件人: "秘书处" <intake@qc.test>;\r\n'
    "发送时间: 2025年9月20日(星期六) 上午9:10\r\n"
    '收件人: "张伟"<zhang@example.com>;\r\n'
    "主题: [SX2025-0001] 报名材料收悉，已受理\r\n\r\n"
    "如需更正或撤回，请直接回复本邮件说明。\r\n"
)


@case
def thanks_above_our_letter_that_speaks_of_withdrawal() -> tuple[bytes, dict[str, Any]]:
    raw = head(word("回复：[SX2025-0001] 报名材料收悉，已受理")) + text(f"收到，谢谢！\r\n\r\n\r\n{LETTER}")
    return raw, {"typed": "收到，谢谢！", "text": "如需更正或撤回", "kind": "question", "files": []}


@case
def withdrawal_typed_above_our_letter() -> tuple[bytes, dict[str, Any]]:
    raw = head(word("回复：[SX2025-0001] 报名材料收悉，已受理")) + text(f"晨光小组撤回报名。\r\n\r\n{LETTER}")
    return raw, {"typed": "晨光小组撤回报名。", "kind": "question", "files": []}


@case
def mark_of_secrecy_in_the_name_of_a_folder_in_a_zip() -> tuple[bytes, dict[str, Any]]:
    archive = zipped({f"机密★1年/{FORM}": DOCX}, raw_names="gb18030")
    raw = attached(b'attachment; filename="a.zip"', archive, b"application/zip")
    return raw, {**ONE, "files": [file(FORM, DOCX, path=f"a.zip/机密★1年/{FORM}")]}


@case
def mark_of_secrecy_in_a_subject_cut_between_words() -> tuple[bytes, dict[str, Any]]:
    raw = head(word("【机") + b"\r\n " + word("密★3年】报名材料")) + text("请查收")
    return raw, {"subject": "【机密★3年】报名材料", "files": []}
