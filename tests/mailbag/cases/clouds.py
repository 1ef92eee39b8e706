"""Large attachments that stayed on a web disk."""

from __future__ import annotations

from typing import Any

from tests.mailbag.writing import DOCX, case, file, head, mixed, part, text, word


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


def cloud(name: str, detail: str = "", **more: str) -> dict[str, Any]:
    found = {"path": name, "state": "not_received", "fault": "mail.cloud_attachment", **more}
    return {**found, "detail": detail} if detail else found


def page(body: str, charset: str = "utf-8") -> bytes:
    return head(word("报名材料")) + part(b"text/html; charset=" + charset.encode(), body.encode(charset))


@case
def netease_cloud_attachment_in_html() -> tuple[bytes, dict[str, Any]]:
    link = "https://mail.163.com/large-attachment-download/index.html?p=X-NETEASE-HUGE-ATTACHMENTabc&amp;title=x"
    body = (
        '<div>各位老师好，材料见云附件。</div><div id="divNeteaseBigAttach" style="border:1px solid">'
        '<div style="font-size:16px">从网易163邮箱发来的云附件</div><div>'
        f'<div><a href="{link}" title="成果报告（终稿）.pptx">成果报告（终稿）.pptx</a></div>'
        f'<div>128.03M, 2025年11月27日 21:59 到期</div><a href="{link}">下载</a></div></div>'
    )
    return page(body, "gbk"), {
        "files": [cloud("成果报告（终稿）.pptx", "网易邮箱云附件，128.03M，2025年11月27日 21:59到期")]
    }


@case
def netease_dashi_cloud_attachment_of_two_files() -> tuple[bytes, dict[str, Any]]:
    base = "https://dashi.163.com/html/cloud-attachment-download/?key=abc"
    rows = "".join(
        f'<div><a href="{base}{n}">{name}</a></div><div>{size} | 过期时间：2025年10月20日 09:30</div>'
        for n, (name, size) in enumerate((("报名表盖章.pdf", "61.5MB"), ("活动照片.zip", "1.2GB")))
    )
    body = f"<div>请查收</div><div>网易邮箱大师发来的云附件</div>{rows}"
    return page(body), {
        "files": [
            cloud("报名表盖章.pdf", "网易邮箱云附件，61.5MB，2025年10月20日 09:30到期"),
            cloud("活动照片.zip", "网易邮箱云附件，1.2GB，2025年10月20日 09:30到期"),
        ]
    }


@case
def netease_company_cloud_attachment() -> tuple[bytes, dict[str, Any]]:
    body = (
        '<p>见附件</p><div id="divNeteaseSiriusCloudAttach"><p>从网易企业邮箱发来的云附件</p>'
        '<a href="https://edisk.qiye.163.com/api/biz/attachment/download?identity=abc">汇总表.xlsx</a>'
        "<span>55.00M</span><span>无限期</span></div>"
    )
    return page(body), {"files": [cloud("汇总表.xlsx", "网易企业邮箱云附件，55.00M，无限期")]}


@case
def qq_large_attachment_of_old() -> tuple[bytes, dict[str, Any]]:
    link = "http://mail.qq.com/cgi-bin/ftnExs_download?k=6a3&amp;t=exs_ftn_download&amp;code=b1c2"
    body = (
        '<includetail><!--<![endif]--></includetail><div>材料见附件</div><div class="qqmailbgattach">'
        f'<a href="{link}" target="_blank">活动记录.rar</a> (96.4M, 2025年10月20日 09:30 到期)'
        f'<a href="{link}">进入下载页面</a></div>'
    )
    return page(body, "gb18030"), {"files": [cloud("活动记录.rar", "QQ邮箱超大附件，96.4M，2025年10月20日 09:30到期")]}


@case
def qq_large_attachment_in_plain_text() -> tuple[bytes, dict[str, Any]]:
    said = (
        "材料见超大附件。\n\n从QQ邮箱发来的超大附件\n\n成果报告.zip (128.03M, 2025年11月27日 21:59 到期)\n"
        "进入下载页面：http://mail.qq.com/cgi-bin/ftnExs_download?k=6a3&t=exs_ftn_download&code=b1c2\n"
    )
    return head(word("报名材料")) + text(said), {
        "files": [cloud("成果报告.zip", "QQ邮箱超大附件，128.03M，2025年11月27日 21:59到期")]
    }


@case
def large_attachment_block_without_a_link() -> tuple[bytes, dict[str, Any]]:
    said = "请查收。\n\n超大附件：\n名册.zip (128.03M, 2025年11月27日 21:59 到期)\n"
    return head(word("报名材料")) + text(said), {
        "files": [cloud("名册.zip", "超大附件，128.03M，2025年11月27日 21:59到期")]
    }


@case
def web_disks_of_other_houses() -> tuple[bytes, dict[str, Any]]:
    said = (
        "通过百度网盘分享的文件：报名表.docx\n链接: https://pan.baidu.com/s/1AbCdEf?pwd=ab12 提取码: ab12\n\n"
        "阿里云盘：盖章件.pdf https://www.alipan.com/s/AbCdEf\n"
        "天翼云盘 照片.zip https://cloud.189.cn/t/AbCdEf（访问码：ab12）\n"
        "新浪邮箱超大附件 汇总表.xlsx http://m0.mail.sina.com.cn/filecenter/download.php?id=abc\n"
    )
    return head(word("报名材料")) + text(said), {
        "files": [
            cloud("报名表.docx", "百度网盘"),
            cloud("盖章件.pdf", "阿里云盘"),
            cloud("照片.zip", "天翼云盘"),
            cloud("汇总表.xlsx", "新浪邮箱超大附件"),
        ]
    }


@case
def cloud_link_without_a_name() -> tuple[bytes, dict[str, Any]]:
    said = "材料太大，放在网盘里了：https://pan.baidu.com/s/1AbCdEf 提取码 ab12\n"
    return head(word("报名材料")) + text(said), {"files": [cloud("百度网盘", "百度网盘")]}


@case
def cloud_link_beside_the_same_file() -> tuple[bytes, dict[str, Any]]:
    link = "https://wx.mail.qq.com/ftn/download?func=3&amp;k=abcdef"
    body = f'<div>见附件</div><div id="QQMailBigAttach"><a href="{link}">a.docx</a> (128.03M, 无限期)</div>'
    raw = head(word("报名材料")) + mixed(
        part(b"text/html; charset=utf-8", body.encode()),
        part(b"application/octet-stream", DOCX, b'Content-Disposition: attachment; filename="a.docx"'),
    )
    return raw, {"files": [file("a.docx", DOCX)]}


@case
def cloud_link_in_quoted_html() -> tuple[bytes, dict[str, Any]]:
    body = (
        '<div>已直接附上，请查收。</div><blockquote><div>在 2025-09-29 10:00:00，"张伟" 写道：</div>'
        '<div id="divNeteaseBigAttach"><a href="https://mail.163.com/large-attachment-download/index.html?p=X">旧材料.zip</a>'
        "<div>96M, 2025年10月20日 09:30 到期</div></div></blockquote>"
    )
    return page(body), {"files": []}


@case
def cloud_link_in_a_forwarded_mail() -> tuple[bytes, dict[str, Any]]:
    said = (
        "请查收\n\n---------- 转发的邮件信息 ----------\n发件人：李娜 <li@example.com>\n主题：材料\n\n"
        "活动记录.rar (96.4M, 2025年10月20日 09:30 到期)\nhttps://wx.mail.qq.com/ftn/download?func=3&k=a\n"
    )
    return head(word("转发：报名材料")) + text(said), {
        "files": [cloud("活动记录.rar", "QQ邮箱超大附件，96.4M，2025年10月20日 09:30到期")]
    }


@case
def links_that_are_no_attachments() -> tuple[bytes, dict[str, Any]]:
    body = (
        '<p>您好，通知见 <a href="http://www.example.com/通知.pdf">官网</a>，请问几号截止？</p>'
        '<p>--<br><a href="https://mail.163.com/dashi/dlpro.html?from=mail81">来自网易邮箱大师</a></p>'
        '<img src="https://mail-online.nosdn.127.net/qiyelogo.png"><a href="https://wx.mail.qq.com/">QQ邮箱</a>'
    )
    return page(body), {"files": [], "kind": "question"}
