"""Large-attachment links: files that are named in the mail and lie on a web disk; they are never fetched."""

from __future__ import annotations

import re
from dataclasses import dataclass

from intake.mime.mail_text import FORWARD, HISTORY, html_text

SERVICES: tuple[tuple[str, str], ...] = (
    (r"mail\.(?:163|126|yeah)\.(?:com|net)/large-attachment-download", "网易邮箱云附件"),
    (r"dashi\.163\.com/html/cloud-attachment-download", "网易邮箱云附件"),
    (r"(?:preview|fs|u)\.mail\.163\.com/(?:file|preview|large)", "网易邮箱云附件"),
    (r"edisk\.qiye\.163\.com", "网易企业邮箱云附件"),
    (r"(?:\w+\.)?mail\.qq\.com/cgi-bin/ftnExs_", "QQ邮箱超大附件"),
    (r"(?:wx\.|exmail\.|\w+\.)?mail\.qq\.com/ftn/download", "QQ邮箱超大附件"),
    (r"(?:\w+\.)?exmail\.qq\.com/(?:cgi-bin/ftnExs_|ftn/)", "腾讯企业邮箱超大附件"),
    (r"(?:\w+\.)*ftn\.qq\.com", "QQ邮箱超大附件"),
    (r"(?:\w+\.)*filecenter\.(?:vip\.)?sina\.c(?:om|n)", "新浪邮箱超大附件"),
    (r"(?:\w+\.)*mail\.sina\.c\w+(?:\.cn)?/filecenter", "新浪邮箱超大附件"),
    (r"mail\.sohu\.com/\w*bigattach", "搜狐邮箱超大附件"),
    (r"cloud\.189\.cn", "天翼云盘"),
    (r"(?:caiyun|yun)\.139\.com|mail\.10086\.cn/\w*largefile", "中国移动云盘"),
    (r"(?:pan|yun)\.baidu\.com", "百度网盘"),
    (r"(?:www\.)?(?:alipan|aliyundrive)\.com", "阿里云盘"),
    (r"pan\.quark\.cn", "夸克网盘"),
    (r"share\.weiyun\.com", "腾讯微云"),
    (r"drive\.weixin\.qq\.com", "企业微信微盘"),
    (r"(?:\w+\.)?lanzou\w?\.com", "蓝奏云"),
    (r"pan\.xunlei\.com", "迅雷云盘"),
    (r"(?:www\.)?123pan\.com", "123云盘"),
    (r"(?:www\.|kdocs\.|365\.)kdocs\.cn/l", "金山文档"),
)
"""Addresses that mean "the file is not in this mail", and what people call the service."""
LINK = re.compile(
    r"(?:https?://|(?<![\w.]))(?:" + "|".join(f"(?:{p})" for p, _ in SERVICES) + r")[^\s<>\"'，。）]{0,2000}", re.I
)
BLOCK_IDS = re.compile(r"divNeteaseBigAttach|divNeteaseSiriusCloudAttach|QQMailBigAttach|qqmailbgattach", re.IGNORECASE)
HEADINGS = re.compile(r"(?:超大附件|云附件|大附件|文件中转站)")
NAME = re.compile(
    r"([^\s/\\:：*?\"<>|，,；;]{1,120}?"
    r"\.(?:docx?|xlsx?|pptx?|pdf|zip|rar|7z|wps|et|ofd|jpe?g|png|tiff?|mp4|avi|mov|wmv|txt|gz|tar|eml|iso|exe))(?![A-Za-z0-9])",
    re.IGNORECASE,
)
SIZE = re.compile(r"(\d+(?:\.\d+)?)\s?(G|M|K)(?:i?B)?(?![A-Za-z])", re.IGNORECASE)
EXPIRY = re.compile(
    r"((?:\d{4}\s?年\s?)?\d{1,2}\s?月\s?\d{1,2}\s?日(?:\s?\d{1,2}[:：]\d{2})?|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?:\s?\d{1,2}:\d{2}(?::\d{2})?)?)"
    r"\s{0,2}(?:到期|过期|失效|前有效)|(?:到期|过期|失效|有效期)(?:时间|至|到)?\s?[:：]?\s?(\d{4}\s?[-年/.]\s?\d{1,2}\s?[-月/.]\s?\d{1,2}\s?日?"
    r"(?:\s?\d{1,2}[:：]\d{2}(?::\d{2})?)?)"
)
FOREVER = re.compile(r"无限期|永久有效|长期有效")
LIMIT = 50
NEAR = 300
"""Characters around a link in which the name of its file is looked for."""
TEXT = 200_000


@dataclass(frozen=True, slots=True)
class CloudFile:
    """A file that stayed on a web disk: its name (the service's where none is given), size and expiry as printed."""

    name: str
    service: str
    size: str = ""
    expiry: str = ""

    @property
    def detail(self) -> str:
        """In Chinese, for the letter: `QQ邮箱超大附件，128.03M，2025年11月27日 21:59到期`."""
        expiry = self.expiry and (self.expiry if FOREVER.fullmatch(self.expiry) else f"{self.expiry}到期")
        return "，".join(part for part in (self.service, self.size, expiry) if part)


def cloud_files(plain: list[str], pages: list[str], *, forwarded: bool = False) -> tuple[CloudFile, ...]:
    """The files that links in the mail stand for, each once; links in quoted history count only when `forwarded`."""
    found: dict[str, CloudFile] = {}
    texts = [html_text(p, LINK) for p in pages if LINK.search(p) or BLOCK_IDS.search(p)] + plain
    for text in texts:
        for file in _in_text(text if forwarded else _own(text)):
            key = file.name.casefold()
            if file.name == file.service and any(f.service == file.service for f in found.values()):
                continue
            if key not in found and len(found) < LIMIT:
                found[key] = file
    named = {f.service for f in found.values() if f.name != f.service}
    return tuple(f for f in found.values() if f.name != f.service or f.service not in named)


def _own(text: str) -> str:
    """The text without quoted lines, and without plain history under an answer."""
    forward = FORWARD.search(text)
    lines = [line for line in text.splitlines() if not line.lstrip().startswith(">")]
    kept = "\n".join(lines)
    match = None if forward else HISTORY.search(kept)
    return kept[: match.start()] if match else kept


def _in_text(text: str) -> list[CloudFile]:
    lines = text[:TEXT].splitlines()
    found: list[CloudFile] = []
    for index, line in enumerate(lines):
        for match in LINK.finditer(line):
            if len(found) >= 4 * LIMIT:
                return found
            service = next(name for pattern, name in SERVICES if re.search(pattern, match[0], re.IGNORECASE))
            before = [line[max(0, match.start() - NEAR) : match.start()]]
            before += [near[-NEAR:] for near in reversed(lines[max(0, index - 4) : index])]
            after = [line[match.end() :][:NEAR], *(near[:NEAR] for near in lines[index + 1 : index + 3])]
            found.append(_described(service, before, after))
    if not found and HEADINGS.search(text):
        for line in (line[: 2 * NEAR] for line in lines):
            name, size, expiry = NAME.search(line), SIZE.search(line), EXPIRY.search(line) or FOREVER.search(line)
            if name and size and expiry:
                found.append(CloudFile(_trim(name[1]), "超大附件", size[0], _date(expiry)))
    return found


def _described(service: str, before: list[str], after: list[str]) -> CloudFile:
    name = next((list(NAME.finditer(_no_links(p)))[-1] for p in before if NAME.search(_no_links(p))), None)
    if name is None:
        name = next((m for p in after[:2] if (m := NAME.search(_no_links(p)))), None)
    near = " ".join([_no_links(p) for p in [*reversed(before[:3]), *after]])
    if name is not None:
        near = near[max(near.rfind(name[1]), 0) :]
    size, expiry = SIZE.search(near), EXPIRY.search(near) or FOREVER.search(near)
    return CloudFile(
        _trim(name[1]) if name else service, service, size[0] if size else "", _date(expiry) if expiry else ""
    )


def _no_links(text: str) -> str:
    return re.sub(r"https?://\S*|<[^>]*>", " ", text)


def _trim(name: str) -> str:
    return (
        re.sub(r"^(?:通过\S{2,10}分享的(?:文件|压缩包)[:：]?|文件名?|名称|附件|下载|\d+[.、])+[:：]?", "", name).strip(
            " -、.·"
        )
        or name
    )


def _date(match: re.Match[str]) -> str:
    return next((g for g in match.groups() if g), match[0]).strip()
