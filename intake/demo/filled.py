"""Invented units, groups and people, and the papers that they send in: the same for the same number, nobody's real."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from parsers import blanks
from parsers.edition import FormSpec
from parsers.facts import Value

Values = dict[str, Value]
Row = dict[str, str | int | float | None]

PLACES = ["晋州", "云岭", "汾川", "雁北", "太岳", "漳源", "沁泽", "恒岳", "桑源", "古泉", "方河", "绵岭"]
TRADES = ["通信", "网络科技", "信息技术", "数据服务", "基站设施", "软件", "宽带", "卫星通信"]
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
GIVEN = [
    "明",
    "晓燕",
    "建国",
    "丽娟",
    "志强",
    "文博",
    "海涛",
    "雪",
    "一鸣",
    "国庆",
    "秀英",
    "子轩",
    "立新",
    "小红",
    "永胜",
    "嘉怡",
    "刚",
    "春梅",
    "思远",
]
NICKNAMES = [
    "星火",
    "飞跃",
    "启航",
    "锐进",
    "精益",
    "攀登",
    "极光",
    "匠心",
    "先锋",
    "朝阳",
    "匠星",
    "超越",
    "灯塔",
    "登峰",
    "卓越",
    "蓝海",
]
PROBLEMS = [
    ("降低{}故障率", "故障率（%）", 4.6, 2.0, 1.7),
    ("缩短{}抢修平均时长", "平均时长（分钟）", 186, 120, 112),
    ("提高{}一次合格率", "一次合格率（%）", 86.4, 95.0, 96.2),
    ("降低{}用户投诉率", "投诉率（件/万户）", 9.8, 5.0, 4.4),
    ("提高{}工单及时率", "及时率（%）", 88.1, 96.0, 97.3),
]
INNOVATIONS = ["{}智能巡检系统的研制", "{}故障自动定位方法的研究", "{}能耗分析平台的开发"]
OBJECTS = [
    "5G基站",
    "家庭宽带",
    "传输光缆",
    "政企专线",
    "机房空调",
    "IPTV业务",
    "核心网设备",
    "城域网",
    "室内分布系统",
    "蓄电池组",
    "客服热线",
]


@dataclass(frozen=True, slots=True)
class Unit:
    """An invented enterprise with one person who does the correspondence."""

    number: int
    name: str
    address: str
    postcode: str
    contact: str
    phone: str
    email: str


def person(number: int) -> str:
    """An invented name; names repeat after 608 people only."""
    return SURNAMES[number % len(SURNAMES)] + GIVEN[number * 7 % len(GIVEN)]


def unit(number: int) -> Unit:
    """The enterprise with this number from 0; beyond 96 they are branches."""
    place, trade = PLACES[number % len(PLACES)], TRADES[number // len(PLACES) % len(TRADES)]
    branch = number // (len(PLACES) * len(TRADES))
    return Unit(
        number=number,
        name=f"{place}示例{trade}有限公司" + (f"第{branch}分公司" if branch else ""),
        address=f"山西省太原市示例区样板街{number + 1}号",
        postcode=f"{30000 + number % 100:06d}",
        contact=person(number * 13),
        phone=f"0351-5550{100 + number % 900:03d}",
        email=f"qc{number}@example.com",
    )


def group(of: Unit, number: int = 0) -> Values:
    """What the unit's group with this number from 0 writes into `group_registration`; every fourth one is 创新型."""
    seed = of.number * 5 + number
    innovative = number % 4 == 3
    thing = OBJECTS[(of.number + number) % len(OBJECTS)]
    if innovative:
        topic = INNOVATIONS[seed % len(INNOVATIONS)].format(thing)
    else:
        topic = PROBLEMS[seed % len(PROBLEMS)][0].format(thing)
    size = 5 + seed % 6
    name = NICKNAMES[(of.number * 3 + number) % len(NICKNAMES)]
    if number >= len(NICKNAMES):
        name += "二" if number < 2 * len(NICKNAMES) else str(number)
    return {
        "unit_name": of.name,
        "group_name": f"{name}QC小组",
        "topic": topic,
        "topic_type": "innovation" if innovative else "problem_solving",
        "address": of.address,
        "postcode": of.postcode,
        "contact": of.contact,
        "phone": f"{of.phone}，1380000{seed % 10000:04d}",
        "advisor": person(seed + 300),
        "members": [person(seed * 11 + each) for each in range(size)],
        "summary": (
            f"{name}QC小组成立于2024年3月，现有成员{size}人，隶属{of.name}，人均接受质量管理培训48小时。\n"
            f"小组针对“{topic}”开展活动：2024年4月调查现状并设定目标，5月分析原因，6月至11月制定并实施对策，"
            "12月检查效果。活动后各项指标达到预定目标，年节约费用约12.6万元，相关做法已纳入维护作业规范，持续巩固。"
        ),
        "date": f"2025-09-{10 + seed % 19:02d}",
    }


def enterprise(of: Unit) -> Values:
    """What the unit writes into `excellent_enterprise`."""
    return {
        "unit_name": of.name,
        "contact": of.contact,
        "phone": of.phone,
        "email": of.email,
        "address": of.address,
        "postcode": of.postcode,
        "deeds": (
            f"{of.name}坚持“小、实、活、新”的原则，把质量管理小组活动纳入年度经营计划，由总经理任推进组组长，"
            "每季度召开一次推进会，每年投入专项经费20万元。\n"
            "三年来累计注册小组46个，参加活动职工312人次，成果率91.3%，共创造经济效益约385万元；"
            "举办诊断师培训6期，建成小组活动园地4处，形成了“选题有依据、过程有记录、成果有转化”的工作机制。"
        ),
        "date": f"2025-09-{12 + of.number % 15:02d}",
        "awards": (
            f"2023年，{of.name}{NICKNAMES[of.number % len(NICKNAMES)]}QC小组“{PROBLEMS[0][0].format(OBJECTS[0])}”"
            "获全省二等奖（2023年10月）；2024年获全省三等奖（2024年11月）。"
        ),
        "recommender_opinion": "情况属实，同意推荐。",
        "recommender_date": "2025-09-28",
    }


def promoter(of: Unit, number: int = 0) -> Values:
    """What a promoter of the unit writes into `excellent_promoter`."""
    return {
        "name": person(of.number * 17 + number + 100),
        "title": ("高级工程师", "质量部主任", "副总经理")[(of.number + number) % 3],
        "unit_name": of.name,
        "address": of.address,
        "phone": f"1380000{5000 + of.number * 10 + number:04d}",
        "postcode": of.postcode,
        "deeds": (
            "本人从事质量管理小组推进工作九年，先后组织培训32期、培训1260人次，指导小组58个，"
            "其中12个获得省级以上奖励。\n"
            "建立了小组活动月报和现场诊断制度，推动成果转化27项，年均节约成本约96万元。"
        ),
        "awards": f"2022年获全省质量管理小组活动优秀推进者（{of.name}，2022年12月）。",
        "date": f"2025-09-{11 + of.number % 15:02d}",
    }


def summary(
    of: Unit, groups: Sequence[Values], enterprises: Sequence[Values] = (), promoters: Sequence[Values] = ()
) -> Values:
    """What the unit writes into `recommendation_summary` about these filled forms."""
    group_rows: list[Row] = [
        {
            "no": str(no),
            "unit_name": str(each["unit_name"]),
            "group_name": str(each["group_name"]),
            "headcount": len(members) if isinstance(members := each["members"], list) else 0,
        }
        for no, each in enumerate(groups, 1)
    ]
    enterprise_rows: list[Row] = [
        {"no": str(no), **{code: str(each[code]) for code in ("unit_name", "phone", "contact")}}
        for no, each in enumerate(enterprises, 1)
    ]
    promoter_rows: list[Row] = [
        {"no": str(no), **{code: str(each[code]) for code in ("name", "unit_name", "phone")}, "contact": of.contact}
        for no, each in enumerate(promoters, 1)
    ]
    return {
        "unit": of.name,
        "serial_no": f"2025-{of.number + 1:03d}",
        "groups": group_rows,
        "enterprises": enterprise_rows,
        "promoters": promoter_rows,
    }


def registration_docx(spec: FormSpec, values: Mapping[str, Value]) -> bytes:
    """Any form of the edition filled in Word."""
    return blanks.render(spec, values)
