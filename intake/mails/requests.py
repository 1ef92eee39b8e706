"""What a mail asks for beside filing: to take an entry back or change one, to hear how entries stand, to be checked
without filing. Only what the sender typed counts: our own letters, quoted below it, speak of 更正 and 撤回 as well."""

from __future__ import annotations

import re

from intake.answering.letters import Standing
from intake.dossiers.case import Request
from intake.mails import courtesy
from intake.mails.correspondence import Kind
from intake.mails.letter import Letter
from intake.office import Office
from parsers.keys import key_of
from store import queries
from store.models import Entry

_PREFIX = re.compile(
    r"^\s*(?:(?:re|aw|fw|fwd|回复|答复|回覆|转发|轉發)\s*(?:\[\d+\])?\s*[:：]\s*|[\[【(（〔]?[A-Z]{2}\d{4}-M?\d{4,6}(?:等\d+项)?[\]】)）〕]?\s*)+",
    re.IGNORECASE,
)
"""What mailers and our own letters put before a subject."""
_SELF_CHECK = re.compile(
    r"^[\[【(（〔《“\"\s]*(?:自查|自检|测试)"
    r"(?:$|[\s\]】)）〕》”\"，,、。.:：;；!！\-—_+/|]|邮件|一下|用|版|结果|报名|申报|参赛|材料|提交|发送|请|看|是否|附件|QC|"
    r"\d+(?!\w)|第[一二三四五六七八九十\d]+[次遍])",
    re.IGNORECASE,
)
"""`自查：…`, `【测试】…`, `测试邮件`, but not the 测试中心 or a 自查报告."""
_OURS = re.compile(r"如需更正或撤回[^。\n]*。?")
_WITHDRAW = re.compile(
    r"撤[回销]|撤下|作废|退赛|退出.{0,14}(?:赛|评选|申报|报名|活动|小组|课题|项目)|"
    r"(?:取消|放弃|撤).{0,16}(?:报名|申报|参赛|参评|资格|观摩|项目)|(?:不再|不)(?:参加|参赛|参评|申报|报名)(?!.{0,4}发表)"
)
_CORRECT = re.compile(r"更正|改为|修改为|变更为|更改为|更换为|订正|误写|写错|填错")
_HOW = re.compile(r"如何|怎么|怎样|是否可以|可不可以|能不能|会不会|什么时候|[需要]不[需要]|是否需要")
_NOT = re.compile(
    r"(?:无需|无须|不需要?|不用|不必|没有|不会|不想|请勿|并非)(?:再)?(?:作|做|进行)?(?:撤|作废|更正|修改|退出|取消)"
)

_STATUS = re.compile(
    r"查询|查一?下|进度|进展|状态|办理情况|登记情况|收到|收悉|查收|收齐|齐全|齐(?=了?[吗没])|"
    r"受理(?:情况|了)|(?:是否|有没有|已经?|尚未|没有?)(?:已经?)?受理"
)
_ASKED = re.compile(r"[?？吗]|没有?收到|收到没|是否|有没有|是不是|能否|请问|想问|确认")
_BARE = re.compile(r"查询|查一?下|进度|进展|状态|情况")
_FILLER = re.compile(
    r"(?:老师|秘书处|各位|领导)*[您你]们?好|QC|报名|申报|参赛|报送|提交|发送|寄送|上报|资料|材料|邮件|附件|来件|文件|邮箱|项目|小组|课题|成果|登记|受理|办理|审核|处理|"
    r"报名表|推荐表|昨天|昨日|今天|今早|上午|下午|前天|上周|刚才|刚刚|之前|此前|目前|现在|到目前为止|已经?|尚未|"
    r"请问|想问|问一?下|咨询|了解|知道|告知|答复|回复|确认|核实|帮忙?|帮助|能否|可否|是否|是不是|有没有|没有?|烦请|麻烦|劳烦|请|"
    r"\d+月\d+[日号]|不?知道?|[都均皆]|全部|[两几三四]个|老师好|报的|办到|"
    r"我(?:们|司)?(?:公司|单位)?|本(?:公司|单位)|贵方|贵处|贵协会|你们?|您们?|秘书处|协会|老师|那边|那里|这边|"
    r"如何|怎么样?|怎样|什么|哪一?步|一下|一封|一份|情况|结果|齐全?|完整|成功|顺利|下|的|地|得|了|吗|呢|么|吧|过|到|发|给|在|是|有|和|与|及|把|对|"
    r"谢谢|感谢|盼复|急|哪|想|要|其|该|此|关于|进行|是"
)


def read(office: Office, letter: Letter, kind: Kind, *, nobody: bool) -> tuple[Kind, Request | None]:
    """The kind of a mail and what it asks for; who filed nothing asks a question."""
    if nobody or kind not in ("submission", "observer", "question"):
        return kind, None
    request = of(letter, files=kind == "submission")
    if request == "self_check":
        return "submission", request
    if request == "withdraw" and kind != "question" and not _filed(office, letter):
        return kind, None  # `不参赛，仅观摩` takes nothing back
    if request == "status":
        return kind, request if kind == "question" and _filed(office, letter) else None
    if kind == "observer":
        return ("question", request) if request == "withdraw" else (kind, None)
    return kind, request


def _filed(office: Office, letter: Letter) -> bool:
    return bool(queries.entries(office.store, edition=office.edition.id, sender=letter.from_address))


def of(letter: Letter, *, files: bool) -> Request | None:
    """What the mail asks for; `files` when it brings any: then 更正 is an ordinary correction.

    A question how to withdraw is a question.
    """
    if is_self_check(letter.subject):
        return "self_check"
    own = _own_subject(letter)
    words = f"{own}\n{_typed(letter)}"
    for sentence in re.split(r"(?<=[。！!；;\n])", words):
        if _HOW.search(sentence) or _NOT.search(sentence):
            continue
        if _WITHDRAW.search(sentence) and not (files and re.search(r"作废|撤换|替换|为准", sentence)):
            return "withdraw"
        if not files and _CORRECT.search(sentence) and not courtesy.announces_files(letter.subject, letter.typed):
            return "correct"
    return "status" if not files and _asks_for_status(own, _typed(letter)) else None


def is_self_check(subject: str) -> bool:
    """Whether a subject begins with 自查 or 测试, behind what mailers put before it."""
    return bool(_SELF_CHECK.match(_PREFIX.sub("", subject)))


def named(office: Office, letter: Letter, sender: str) -> list[Entry]:
    """The sender's entries that a mail speaks of: by receipt number, by name or topic, else the only one there is."""
    own = [v.entry for v in queries.entries(office.store, edition=office.edition.id, sender=sender)]
    own = [entry for entry in own if entry.state != "withdrawn"]
    words = f"{letter.subject}\n{_typed(letter)}"
    numbers = set(re.findall(rf"{re.escape(office.edition.receipt_prefix)}-\d{{4,6}}", words.upper()))
    if by_number := [entry for entry in own if entry.no in numbers]:
        return by_number
    said = key_of(words)
    by_name = [e for e in own if any(len(key) > 1 and key in said for key in (_core(e.title_key), key_of(e.topic)))]
    return by_name or (own if len(own) == 1 and not numbers else [])


def named_as(office: Office, letter: Letter, sender: str, request: Request | None) -> tuple[str, ...]:
    """Number and name of each entry that a request to change something is about."""
    if not sender or request not in ("withdraw", "correct"):
        return ()
    return tuple(f"{e.no} {e.title or e.unit}".strip() for e in named(office, letter, sender))


def standing(office: Office, sender: str) -> tuple[Standing, ...]:
    """How every entry of a sender stands, with the materials that are missing, faulty or looked at."""
    found = []
    for view in queries.entries(office.store, edition=office.edition.id, sender=sender):
        category = office.edition.categories.get(view.entry.category)
        due = {(m.code, m.format) for m in (category.materials if category else ()) if m.severity == "fix"}
        rows = (row for row, _ in view.materials if row.state != "present")
        gaps = tuple((row.label, row.state) for row in rows if row.state != "missing" or (row.code, row.format) in due)
        name = " · ".join(
            part for part in (category.label if category else "", view.entry.title or view.entry.unit) if part
        )
        paperless = category is not None and category.form is None
        found.append(Standing(view.entry.no, name, view.entry.state, gaps, paperless))
    return tuple(found)


def _core(title_key: str) -> str:
    """A group's name without what clerks add or leave out: `晨光qc小组` → `晨光`; whole where little would be left."""
    core = re.sub(r"(?:qc|质量管理)?(?:活动)?小组$", "", title_key)
    return core if len(core) > 1 else title_key


def _typed(letter: Letter) -> str:
    return _OURS.sub("", courtesy.SIGNATURE.sub("", f"\n{letter.typed}"))


def _own_subject(letter: Letter) -> str:
    """The sender's own words in the subject: an answer repeats ours."""
    return "" if re.match(r"\s*(?:re|aw|回复|答复|回覆)\s*[:：]", letter.subject, re.IGNORECASE) else letter.subject


def _asks_for_status(subject: str, typed: str) -> bool:
    """Whether the whole request is how things stand: nothing else is left of the words."""
    text = re.sub(r"\s+", "", typed)
    plain = _left(text)
    if not plain and _states(text) and not (courtesy.QUESTION.search(subject) and _left(subject)):
        return True
    return not _left(subject) and _states(subject) and not re.search(r"\w", courtesy.POLITE.sub("", text))


def _states(text: str) -> bool:
    return bool(_STATUS.search(text)) and bool(_BARE.search(text) or _ASKED.search(text)) and len(text) <= 120


def _left(text: str) -> str:
    """What is said beside asking how things stand."""
    text = _STATUS.sub("", re.sub(r"[A-Z]{2}\d{4}-M?\d{4,6}", "", text))
    return re.sub(r"[\W\d_]+", "", _FILLER.sub("", text))
