"""Who is to attend, as people write it: in sentences, behind labels, in lists and tables, in an attached reply slip."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from intake.mails.attendee_tables import HEADS, NOBODY, PERSON, PHONE, SURNAMES, Facts, in_plain, in_table, phones
from parsers.facts import Document
from parsers.labels import squeezed

_TITLES = (
    "总经理|副总经理|经理|主任|部长|主管|总工程师|工程师|高工|总工|技术员|班长|组长|队长|厂长|所长|科长|处长|院长|"
    "主席|书记|专员|专责|助理"
)
_POLITE = "同志|先生|女士|老师|等"
_NAME = rf"[{SURNAMES}][\u4e00-\u9fff]{{1,2}}?"
_TITLED = rf"(?:[\u4e00-\u9fff]{{0,8}}?(?:{_TITLES}))?{_NAME}(?:[\u4e00-\u9fff]{{0,4}}?(?:{_TITLES})|{_POLITE})?"
COUNTED = re.compile(
    rf"(?:(?:我|本)(?:公司|单位|司|厂|院|所|集团)|另)(?:拟派|选派|派|安排|有|的)?\s*({_TITLED}(?:[、和]{_TITLED})*)\s*"
    r"(?:等|共计?|这)?\s*([一两二三四五六七八九十]|\d{1,2})\s*(?:位|名|人)"
)
"""Names in a sentence, which count only when they are as many as it says: `我公司张三、李四两位同事`."""
_SENT = re.compile(
    rf"(?:拟派|选派|特派|委派|派出?|安排|由)\s*({_TITLED}(?:(?:[、和]{_TITLED})+|(?={_POLITE})))(?:{_POLITE})?"
    r"(?=参加|参会|前往|出席|到|赴|现场|去|来)"
)
"""Names of who is sent, two at least or one that is politely named: `拟派张三、李四参加现场观摩`."""
_SENT_ALONE = re.compile(
    rf"派([\u4e00-\u9fff]{{0,8}}?(?:{_TITLES}){_NAME})(?=\s*(?:参加|前往|出席|到场|赴|到现场|现场|观摩|旁听))"
)
"""One who is sent, by title and name: `选派质量部主任王芳前往观摩`."""
_NO_ONE = re.compile(r"[组员团队部处科室班警级](?:（|$)")
"""How words end that begin as surnames do: 程序员, 任务组, 高级工程师."""
COUNTS = {"两": 2, **{word: number for number, word in enumerate("一二三四五六七八九十", 1)}}
_MYSELF = re.compile(
    rf"(?:我叫|我是|本人(?:叫|是)?|(?:公司|集团|中心|研究院)的)[ \t]*({_NAME})"
    r"(?=[^\u4e00-\u9fff]|申请|报名|想|拟|希望|$)"
)
_SAME_OR_NEXT_LINE = r"[ \t\u3000]*[:：](?:[ \t\u3000]*|[ \t\u3000]*\n[ \t\u3000]*(?![^\n:：]{1,10}[:：]))"
UNIT = re.compile(rf"(?:单位(?:名称)?|公司(?:名称)?|企业名称){_SAME_OR_NEXT_LINE}([^\n，,；;。]{{2,60}})")
_FOLLOWS = r"(?:名单|姓名|如下|分别为|分别是|为|有)*"
NAMES = re.compile(rf"(?:姓名|人员|参加人|观摩人|参会人|名单){_FOLLOWS}{_SAME_OR_NEXT_LINE}([^\n；;。]{{2,120}})")
_LISTED = re.compile(
    rf"(?:人员|名单|姓名){_FOLLOWS}[ \t\u3000]*[:：]?[ \t\u3000]*\n((?:[^\n]{{2,60}}(?:\n|\Z)){{1,40}})"
)
_CHANGED = r"(?:改为|改由|改派|更换为|变更为|调整为|更正为|换成|换为)[ \t：:]*"
_INSTEAD = re.compile(rf"{_CHANGED}([^\n。；;]{{2,80}})")
_REPLACED = re.compile(
    rf"({_NAME})(?:同志|老师)?[^\n。；;]{{0,14}}?{_CHANGED}({_NAME})"
    rf"(?={_POLITE}|参加|前往|出席|到场|观摩|旁听|[^\u4e00-\u9fff]|$)"
)
_ADDED = re.compile(r"(?:增加|新增|追加|另加|再加|补充)(?:观摩|参会|参加)?(?:人员|人)?[ \t：:为]*([^\n。；;]{2,80})")
_AFTER_NAMES = re.compile(r"[，,、\s（(]*(?:联系)?(?:电话|手机|方式|职务|单位|\d{6,}|0\d{2,3}[-—－]).*", re.DOTALL)
_AFTER_CHANGE = re.compile(r"(?:参加|前往|出席|到场|观摩|旁听|代替|顶替|[，,]).*", re.DOTALL)
_HOW_MANY = re.compile(r"(?:等|共)?(?:[一两二三四五六七八九十]|\d{1,2})\s*[位名人].*", re.DOTALL)
_COMPANY = re.compile(
    r"[\u4e00-\u9fff（）()]{2,36}?(?:有限责任公司|股份有限公司|有限公司)(?:[\u4e00-\u9fff]{2,12}?分公司)?"
)
_BEFORE_COMPANY = re.compile(
    r".*(?:我们?是|我司是|来自|代表|单位是|公司是|任职于|就职于|您好|你好|由|我司|我们|[我本](?:公司|单位|企业)(?:是|为|[（(]))"
)
_OPEN = re.compile(r"^[（(](?=[^（(）)]*$)")
"""A bracket that does not close within the name."""
_NUMBER = re.compile(r"^[\s（(]*(?:\d{1,2}|[一二三四五六七八九十])[.、．)）\s]+")


def read(text: str, documents: Sequence[Document] = (), subject: str = "") -> Facts:
    """The facts in the typed text of a mail and in attached lists; a list counts for more than the text."""
    lists = [listed for document in documents if (listed := in_document(document)).names]
    own = in_text(text, subject)
    if not lists:
        return own
    return Facts(
        unit=own.unit or next((facts.unit for facts in lists if facts.unit), ""),
        names=tuple(dict.fromkeys(name for facts in lists for name in facts.names)),
        phone=own.phone or next((facts.phone for facts in lists if facts.phone), ""),
    )


def in_text(text: str, subject: str = "") -> Facts:
    """Who attends, by the words of a mail."""
    added = _group(match[1]) if (match := _ADDED.search(text)) else ()
    instead = tuple((m[1], m[2]) for m in _REPLACED.finditer(text))
    table = in_plain(text)
    changed = _group(match[1]) if (match := _INSTEAD.search(text)) else ()
    names = table.names or _labelled(text) or _counted(text) or _sent(text) or _myself(text)
    unit = UNIT.search(text)
    return Facts(
        unit=(unit[1].strip() if unit else "") or table.unit or _company(text) or _company(subject),
        names=() if instead or (added and set(names) <= set(added)) else names or changed,
        phone="、".join(phones(text)),
        instead=instead,
        added=added if set(names) <= set(added) else (),
    )


def in_document(document: Document) -> Facts:
    """Who attends, by the tables of a document, else by its text."""
    for table in document.tables:
        if (found := in_table(table)).names:
            unit = found.unit or in_text(document.text).unit
            return Facts(unit, found.names, found.phone or "、".join(phones(document.text)))
    return in_text("\n".join(document.paragraphs) or document.text)


def _company(text: str) -> str:
    """The one company that a text names in full."""
    found = {_OPEN.sub("", _BEFORE_COMPANY.sub("", m[0])) for m in _COMPANY.finditer(text)}
    return found.pop() if len(found) == 1 else ""


def _labelled(text: str) -> tuple[str, ...]:
    """Names behind a label, on its line or listed one by one under it; as they stand where they are no plain names."""
    if match := _LISTED.search(text):
        people = [person(line) for line in match[1].splitlines()]
        stop = next((i for i, one in enumerate(people) if not one), len(people))
        if stop:
            return tuple(people[:stop])
    for match in NAMES.finditer(text):
        said = _AFTER_NAMES.sub("", match[1]).strip()
        if said:
            return _group(said) or (said,)
    return ()


def _group(text: str) -> tuple[str, ...]:
    """The people of `张三（主任）、李四和王五`; nothing when one part is no name."""
    said = _HOW_MANY.sub("", text)
    said = said if _only_names(said) else _AFTER_CHANGE.sub("", _AFTER_NAMES.sub("", said))
    parts = [
        part for part in re.split(r"[、；;，,和及与]|\s{2,}", re.sub(r"[（(][^）)]*[）)]", _keep, said)) if part.strip()
    ]
    people = [person(part.replace("\x00", "、")) for part in parts]
    return tuple(people) if people and all(people) else ()


def _keep(bracket: re.Match[str]) -> str:
    """A bracket whose marks part no names."""
    return re.sub(r"[、；;，,和及与]", "\x00", bracket[0])


def _only_names(text: str) -> bool:
    return all(PERSON.fullmatch(part.strip()) for part in re.split(r"[、；;，,]", text) if part.strip())


def person(text: str) -> str:
    """`张三（质量部主任）` from one entry of a list, whatever else stands in it; empty when it begins with no name."""
    bare = PHONE.sub(" ", unicodedata.normalize("NFKC", _NUMBER.sub("", text)))
    parts = [
        part for part in re.split(r"[\s,，/、()：:;|]+", bare) if part and part not in ("男", "女", "电话", "手机")
    ]
    if not parts:
        return ""
    first, rest = parts[0], [p for p in parts[1:] if not p.isascii() and squeezed(p) not in HEADS and len(p) <= 16]
    if match := re.fullmatch(rf"({_NAME})([\u4e00-\u9fff]{{0,4}}(?:{_TITLES}))", first):
        return f"{match[1]}（{match[2]}）"
    if match := re.fullmatch(rf"([\u4e00-\u9fff]{{0,8}}(?:{_TITLES}))({_NAME})", first):
        return f"{match[2]}（{match[1]}）"
    if match := re.fullmatch(rf"(.+?)(?:{_POLITE})", first):
        first = match[1]
    if (
        not PERSON.fullmatch(first)
        or NOBODY.match(first)
        or squeezed(first) in HEADS
        or re.search(rf"(?:{_TITLES})$|[部处科室]$|公司", first)
    ):
        return ""
    return f"{first}（{'，'.join(rest[:2])}）" if rest else first


def _myself(text: str) -> tuple[str, ...]:
    return (match[1],) if (match := _MYSELF.search(text)) else ()


def _sent(text: str) -> tuple[str, ...]:
    for match in (*_SENT.finditer(text), *_SENT_ALONE.finditer(text)):
        people = [person(part) for part in re.split("[、和]", match[1])]
        if all(one and not _NO_ONE.search(one) for one in people):
            return tuple(people)
    return ()


def _counted(text: str) -> tuple[str, ...]:
    for match in COUNTED.finditer(text):
        people = [person(part) for part in re.split("[、和]", match[1])]
        if all(people) and len(people) == (COUNTS.get(match[2]) or int(match[2])):
            return tuple(people)
    return ()
