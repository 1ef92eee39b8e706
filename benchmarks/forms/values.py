"""What clerks type into the fields of a form, and what should be read of it."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from parsers.edition import Column, FieldSpec, FormSpec
from parsers.facts import Value

UNITS = [
    "山西云汾通信工程有限公司", "中国示例通信集团山西有限公司（太原分公司）", "晋能（山西）信息科技有限公司", "示例通信晋中市分公司",
    "山西省信息产业技术研究院有限公司", "某某集团　晋城分公司", "ABC（中国）软件有限公司太原研发中心", "太原市12345政务服务热线中心",
    "山西某某铁塔股份有限公司忻州市分公司网络运营部", "国网山西示例供电公司", "单位名称示例有限公司", "（山西）数据湖有限责任公司",
]  # fmt: skip
GROUPS = [
    "晨光QC小组", "“攀登者”QC小组", "零故障小组", "5G先锋QC小组", "啄木鸟", "《光速》质量管理小组", "QC-2025小组", "1+1小组", "“联系人”服务小组",
    "Sunrise QC Team", "追光者（第二届）QC小组", "网络部·星火QC小组", "创新型人才QC小组", "100分小组", "小组成员之家QC小组", "晨　曦小组",
]  # fmt: skip
TOPICS = [
    "降低5G基站“退服”率", "提高一次装机成功率：从92%到98.5%", "运用PDCA循环缩短联系电话：接通时长", "研制新型《光缆接续》辅助工具",
    "基于AI的VoNR掉话率优化（2025年）", "减少单位名称录入错误", "3.5GHz频段干扰排查效率提升", "1、降低故障率；2、缩短历时", "降低邮编、地址差错率",
    "提升“问题解决型”课题的一次通过率", "创新型光猫收纳盒的研制", "Reduce MTTR of OLT by 30%", "降低基站退服率——以太原为例", "降低课题名称：填报错误率",
    "提高宽带装维“当日通”比例（城区）", "缩短：工单、派单、回单时长", "降低基站\n退服率", "将IPTV卡顿率由0.8％降至0.3％以下", "提高联系人信息准确率",
]  # fmt: skip
STREETS = [
    "太原市小店区示范路1号", "山西省太原市示例街100号·云汾大厦B座12层1203室", "晋中市榆次区某某街18号（南门）", "大同市平城区示例路9-1号",
    "太原市某某区学府街\n创新大厦5楼", "运城市盐湖区示例大道2号　信息楼", "山西省吕梁市离石区某某路甲8号院", "太原市杏花岭区联系路电话局3号",
]  # fmt: skip
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
GIVEN = "磊进丽洋娜伟芳敏静强军杰娟涛明超霞平刚桂英建国志强晓燕文博雪梅思远子涵浩然一鸣"
RARE = [
    "买买提·艾力", "阿依古丽·买买提", "欧阳娜娜", "司马相如", "诸葛明", "尼玛次仁", "巴特尔", "古丽娜尔", "上官婉儿", "䶮明", "高兴", "安康", "于和平",
    "方正", "迪丽热巴·迪力木拉提", "孟和",
]  # fmt: skip
PARAGRAPHS = [
    "小组成立于2023年3月，现有成员8人，先后完成课题5项。", "QC小组围绕“降本增效”开展活动，课题名称：降低能耗，取得省级一等奖。",
    "一、小组简介：本小组由网络部骨干组成。", "1、现状调查：2024年1月至6月平均退服率为1.8%；", "2、设定目标：由1.8%降至0.9%以下。",
    "（3）对策实施，共召开活动12次，出勤率100%。", "效果检查：目标达成率112%，年节约费用约35.6万元。", "联系人和联系电话见附表，单位名称以公章为准。",
    "活动过程中，小组成员：赵磊、钱进分工负责。", "经公司质量管理部门审核并盖章确认。", "2024年12月25日通过验收", "We reduced MTTR from 4.2h to 1.9h (p<0.05).",
    "巩固措施：修订《基站巡检规范》（Q/SX 001-2024）。", "问题解决型课题采用十个步骤；创新型课题采用八个步骤。", "截至2025年6月30日，效果良好。", "邮编030000区域覆盖率提高3个百分点。",
    "　　经济效益：12.5万元；社会效益：用户满意度提升至99%。", "单位盖章的证明材料另附。", "推荐单位高度重视，多次到现场指导。",
]  # fmt: skip
TITLES = [
    "高级工程师",
    "工程师/部门经理",
    "质量管理部主任",
    "高级技师",
    "副总经理、总工程师",
    "专职质量员（中级）",
    "正高级工程师／主任",
]
ROLES = ["组长", "副组长", "组员", "组员", "记录员", "组员"]


@dataclass(frozen=True)
class Typed:
    """What was typed (as it was) and what should be read, by field code; rows as the records themselves."""

    shown: Mapping[str, str]
    expected: Mapping[str, Value]
    records: Mapping[str, list[dict[str, str]]]


def name(r: Random) -> str:
    if r.random() < 0.15:
        return r.choice(RARE)
    surname = r.choice(SURNAMES)
    return surname + "".join(r.choice(GIVEN) for _ in range(r.choice((1, 2, 2))))


def spaced(r: Random, who: str) -> str:
    """A name as forms align it: two characters with a space between."""
    return f"{who[0]}{r.choice('　 ')}{who[1]}" if len(who) == 2 and r.random() < 0.5 else who


def _mobile(r: Random) -> str:
    digits = f"1380000{r.randrange(10000):04d}"
    return r.choice(
        (digits, digits, f"{digits[:3]} {digits[3:7]} {digits[7:]}", f"{digits[:3]}-{digits[3:7]}-{digits[7:]}")
    )


def _landline(r: Random) -> str:
    number = f"55501{r.randrange(100):02d}"
    area = r.choice(("0351-", "0351－", "（0351）", "(0351)", "0351—", "0351 ", "0351"))
    return area + number + r.choice(("", "", "", "转8012", "-801", "（转201）", " 转 8012", "ext.12"))


def phone(r: Random) -> str:
    one = r.choice((_mobile, _landline))(r)
    if r.random() < 0.3:
        other = r.choice((_mobile, _landline))(r)
        return one + r.choice(("、", "/", "；", "，", " ", "\n", "，", "　")) + other
    return r.choice((one, one, one, one, f"+86 1380000{r.randrange(10000):04d}", "400-555-0100"))


def day(r: Random) -> tuple[str, str]:
    """A date as it is typed, and as ISO."""
    y, m, d = r.choice((2025, 2025, 2024)), r.randint(1, 12), r.randint(1, 28)
    han = "〇一二三四五六七八九"
    spelt = "".join(han[int(c)] for c in str(y)) + f"年{_han(m)}月{_han(d)}日"
    shown = r.choice((
        f"{y}年{m}月{d}日", f"{y} 年 {m} 月 {d} 日", f"{y}.{m}.{d}", f"{y}-{m:02d}-{d:02d}", f"{y}/{m}/{d}", spelt, spelt.replace("〇", "○"),
        f"{y}年{m}月{d}号", f"{y}年{m:02d}月{d:02d}日", f"{y}．{m}．{d}", f"{y}{m:02d}{d:02d}", f"　　{y}年　{m}月　{d}日",
    ))  # fmt: skip
    return shown, f"{y}-{m:02d}-{d:02d}"


def _han(n: int) -> str:
    han = "零一二三四五六七八九"
    tens, ones = divmod(n, 10)
    return (("" if tens == 1 else han[tens]) + "十" if tens else "") + (han[ones] if ones or not tens else "")


def long_text(r: Random) -> str:
    return "\n".join(r.sample(PARAGRAPHS, r.randint(1, 6)))


def members(r: Random, people: list[str]) -> str:
    """Names as they are typed into one cell."""
    shown = [spaced(r, who) for who in people]
    way = r.randrange(9)
    if way == 0:
        slots = [*shown, *[""] * (10 - len(shown))]
        return " ".join(f"{i}、{who}" for i, who in enumerate(slots, 1))
    if way == 1:
        slots = [*shown, *[""] * (10 - len(shown))]
        lines = ["　".join(f"{i}.{slots[i - 1]}" for i in line) for line in (range(1, 6), range(6, 11))]
        return "\n".join(lines)
    if way == 2:
        return "\n".join(shown)
    if way == 3:
        return "、".join(people)
    if way == 4:
        return "\n".join(f"{i}、{who}（{r.choice(ROLES)}）" for i, who in enumerate(shown, 1))
    if way == 5:
        return "\n".join(f"{who} {r.choice(ROLES)} 1380000{r.randrange(10000):04d}" for who in people)
    if way == 6:
        return f"组长：{people[0]}\n组员：{'、'.join(people[1:])}" if len(people) > 1 else f"组长：{people[0]}"
    if way == 7:
        return "，".join(people) + r.choice(("", "。", f"等{len(people)}人"))
    return "  ".join(people)


def ticked(r: Random, spec: FieldSpec, code: str) -> str:
    on, off = r.choice(
        (("☑", "□"), ("√", "□"), ("■", "□"), ("☑", "☐"), ("☒", "☐"), ("✓", "□"), ("●", "○"), ("■", "口"))
    )
    words = [(c.labels[0], c.code == code) for c in spec.choices]
    gap = r.choice((" ", "  ", "　　", "\n"))
    way = r.randrange(8)
    if way == 0:
        return gap.join(f"{word}（{'√' if it else ' '}）" for word, it in words)
    if way == 1:
        return next(word for word, it in words if it)
    if way == 2:
        return gap.join(f"{word}{on if it else off}" for word, it in words)
    if way == 3:
        return gap.join(f"□{'√' if it else ''}{word}" for word, it in words)
    return gap.join(f"{on if it else off}{r.choice(('', ' '))}{word}" for word, it in words)


def _one(r: Random, spec: FieldSpec | Column) -> tuple[str, Value]:
    match spec.kind:
        case "date":
            return day(r)
        case "phone":
            shown = phone(r)
            return shown, shown
        case "postcode":
            digits = f"0{r.randrange(30000, 48999)}"
            return r.choice((digits, digits, digits, f"{digits[:3]} {digits[3:]}", " ".join(digits))), digits
        case "email":
            mail = f"{r.choice(('qc', 'zhao.lei', 'zl_2025', 'Quality-1'))}@example.{r.choice(('com', 'com.cn'))}"
            return r.choice((mail, mail, mail.replace("@", "＠"), f"{mail} ")), mail
        case "integer":
            number = r.randint(3, 30)
            return r.choice((str(number), f"{number}人", f"{number} 人")), number
        case "long_text":
            text = long_text(r)
            return text, text.strip("　 ")
        case "people":
            people = list(dict.fromkeys(name(r) for _ in range(r.randint(2, 10))))
            return members(r, people), [who for who in people]
        case "choice":
            assert isinstance(spec, FieldSpec)
            code = r.choice(spec.choices).code
            return ticked(r, spec, code), code
    said = {
        "unit_name": UNITS, "unit": UNITS, "group_name": GROUPS, "topic": TOPICS, "address": STREETS, "title": TITLES,
        "serial_no": ["007", "2025-03", "晋通质〔2025〕8号"],
    }.get(spec.code)  # fmt: skip
    shown = r.choice(said) if said else spaced(r, name(r))
    return shown, shown


def typed(form: FormSpec, r: Random) -> Typed:
    """A whole form; optional fields are left open now and then."""
    shown: dict[str, str] = {}
    expected: dict[str, Value] = {}
    records: dict[str, list[dict[str, str]]] = {}
    for spec in form.fields:
        if spec.kind == "rows":
            records[spec.code], expected[spec.code] = _records(spec, r)
            continue
        if not spec.required and r.random() < 0.2:
            blank = {"date": "　　年　　月　　日"}.get(spec.kind, "")
            shown[spec.code], expected[spec.code] = blank, [] if spec.kind == "people" else None
            continue
        shown[spec.code], expected[spec.code] = _one(r, spec)
    return Typed(shown, expected, records)


def _records(spec: FieldSpec, r: Random) -> tuple[list[dict[str, str]], list[dict[str, str | int | float | None]]]:
    shown, expected = [], []
    for number in range(1, r.randint(1, 8)):
        row: dict[str, str] = {}
        value: dict[str, str | int | float | None] = {}
        for column in spec.columns:
            if column.code == "no":
                row["no"], value["no"] = str(number), str(number)
                continue
            row[column.code], read = _one(r, column)
            if column.code in {"name", "contact"}:
                read = row[column.code]
            value[column.code] = read  # type: ignore[assignment]
        shown.append(row)
        expected.append(value)
    return shown, expected


FULL = {code: chr(code + 0xFEE0) for code in range(0x21, 0x7F)} | {0x20: "　"}


def full_width(given: Typed, form: FormSpec) -> Typed:
    """Everything as an input method in full width types it; what is read is what was typed, numbers their digits."""
    shown = {code: text.translate(FULL) for code, text in given.shown.items()}
    expected: dict[str, Value] = {}
    for spec in form.fields:
        value = given.expected[spec.code]
        wide = spec.kind in {"text", "long_text", "phone"} and isinstance(value, str)
        expected[spec.code] = value.translate(FULL) if wide and isinstance(value, str) else value
    return Typed(shown, expected, given.records)


def unwrapped(given: Typed, form: FormSpec) -> Typed:
    """Short texts on one line, as they are typed where no cell is narrow."""
    shown, expected = dict(given.shown), dict(given.expected)
    for spec in form.fields:
        value = expected[spec.code]
        if spec.kind in {"text", "phone"} and isinstance(value, str):
            gap = "" if spec.kind == "text" else "、"
            shown[spec.code], expected[spec.code] = (t.replace("\n", gap) for t in (shown[spec.code], value))
        elif spec.kind == "choice":
            shown[spec.code] = shown[spec.code].replace("\n", "　")
    return Typed(shown, expected, given.records)


def same(spec: FieldSpec, expected: Value, value: Value) -> bool:
    """Whether a value is what was typed, to the letter; a paragraph's indentation may be lost."""
    if expected in (None, "", []) and value in (None, "", []):
        return True
    if isinstance(expected, list) and isinstance(value, list) and spec.kind == "people":
        return [unicodedata.normalize("NFC", str(v)) for v in value] == expected
    if spec.kind == "long_text" and isinstance(expected, str) and isinstance(value, str):
        return _flush(value) == _flush(expected)
    return value == expected


def _flush(text: str) -> list[str]:
    return [line.lstrip("　 ") for line in text.split("\n")]
