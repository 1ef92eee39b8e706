"""What a unit has to say in its forms: groups, enterprises, promoters, summary lists, all drawn from a seed."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

from tests.season.units import Unit, people, person

Values = dict[str, Any]
NICKNAMES = [
    "星火",
    "飞跃",
    "启航",
    "锐进",
    "攀登",
    "极光",
    "匠心",
    "先锋",
    "朝阳",
    "超越",
    "灯塔",
    "登峰",
    "蓝海",
    "晨光",
    "追光者",
    "啄木鸟",
    "“零故障”",
    "5G先锋",
    "光速",
    "畅通",
    "守护者",
    "1+1",
    "北斗",
    "海燕",
    "红柳",
    "太行",
    "骐骥",
    "春笋",
    "破冰",
    "雷霆",
    "千里马",
    "知行",
]
SOLVED = (
    "降低{}故障率",
    "缩短{}抢修时长",
    "提高{}一次合格率",
    "降低{}投诉率",
    "提高{}工单及时率",
    "减少{}重复派单次数",
    "降低{}能耗",
)
INVENTED = ("{}智能巡检装置的研制", "{}故障自动定位方法的创新", "{}能耗分析平台的开发", "研制{}辅助工具")
THINGS = [
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
    "OLT端口",
    "光猫回收",
    "隧道覆盖",
    "动环监控",
    "骨干波分",
    "计费系统",
    "营业厅终端",
    "高铁沿线",
    "校园宽带",
    "物联网卡",
    "云主机",
    "短信平台",
    "杆路巡检",
]
PLACES = ("城区", "县域", "乡镇", "园区", "沿线", "机房侧", "用户侧", "核心层", "接入层", "汇聚层")


def topic(chance: random.Random, kind: str) -> str:
    """A topic of a kind; that two units have nearly the same one is ordinary."""
    thing = chance.choice(PLACES) * (chance.random() < 0.7) + chance.choice(THINGS)
    return chance.choice(INVENTED if kind == "innovation" else SOLVED).format(thing)


def group(chance: random.Random, unit: Unit, nickname: str = "") -> Values:
    """A group and its topic, as `group_registration` asks for them."""
    kind = chance.choice(("problem_solving", "problem_solving", "innovation"))
    what = topic(chance, kind)
    name = nickname or chance.choice(NICKNAMES)
    team = people(chance, chance.randrange(3, 9))
    return {
        "unit_name": unit.name,
        "group_name": f"{name}{chance.choice(('QC小组', 'QC小组', '质量管理小组'))}",
        "topic": what,
        "topic_type": kind,
        "address": unit.address,
        "postcode": unit.postcode,
        "contact": unit.contact,
        "phone": unit.phone,
        "advisor": chance.choice((person(chance), None)),
        "members": team,
        "summary": (
            f"小组成立于{chance.randrange(2019, 2024)}年{chance.randrange(1, 12)}月，现有成员{len(team)}人，"
            f"人均接受质量管理培训{chance.randrange(24, 80)}小时。\n"
            f"围绕“{what}”，小组按PDCA循环开展活动{chance.randrange(8, 20)}次："
            f"{chance.choice(('先调查现状、确定目标', '查阅资料、设定目标'))}，"
            f"再{chance.choice(('分析原因、确认要因', '提出方案、比较择优'))}，逐项实施对策并检查效果。\n"
            f"活动后指标达到目标值，年节约费用约{chance.randrange(30, 900) / 10}万元，做法已写入作业规范。"
        ),
        "date": f"2025-09-{chance.randrange(5, 27):02d}",
    }


def groups(chance: random.Random, unit: Unit, count: int) -> list[Values]:
    """So many groups of one unit, each with a name and a topic of its own."""
    names = list(NICKNAMES)
    chance.shuffle(names)
    found: list[Values] = []
    for name in names:
        one = group(chance, unit, name)
        if len(found) < count and one["topic"] not in {other["topic"] for other in found}:
            found.append(one)
    return found


def enterprise(chance: random.Random, unit: Unit) -> Values:
    """What `excellent_enterprise` asks for."""
    return {
        "unit_name": unit.name,
        "contact": unit.contact,
        "phone": unit.phone,
        "email": unit.email,
        "address": unit.address,
        "postcode": unit.postcode,
        "deeds": (
            "我公司坚持“小、实、活、新”的原则，总经理任推进组组长，每季度召开一次推进会，"
            f"每年投入专项经费{chance.randrange(5, 60)}万元。\n"
            f"三年来累计注册小组{chance.randrange(20, 90)}个，参加活动职工{chance.randrange(100, 900)}人次，"
            f"成果率{chance.randrange(80, 99)}%。"
        ),
        "date": f"2025-09-{chance.randrange(8, 27):02d}",
        "awards": f"{unit.name}，{chance.choice(NICKNAMES)}QC小组，“{topic(chance, 'innovation')}”，2024年二等奖。",
        "recommender_opinion": "情况属实，同意推荐。",
        "recommender_date": "2025-09-28",
    }


def promoter(chance: random.Random, unit: Unit) -> Values:
    """What `excellent_promoter` asks for."""
    return {
        "name": person(chance),
        "title": chance.choice(("高级工程师", "质量部主任", "副总经理", "工会副主席")),
        "unit_name": unit.name,
        "address": unit.address,
        "phone": f"1380000{chance.randrange(10000):04d}",
        "postcode": unit.postcode,
        "deeds": (
            f"本人从事质量管理小组推进工作{chance.randrange(5, 20)}年，组织培训{chance.randrange(9, 40)}期，"
            f"指导小组{chance.randrange(15, 70)}个。\n"
            f"建立了活动月报和现场诊断制度，推动成果转化{chance.randrange(5, 30)}项，"
            f"年均节约成本约{chance.randrange(20, 200)}万元。"
        ),
        "awards": f"2023年获全省质量管理小组活动优秀推进者（{unit.name}，2023年12月）。",
        "date": f"2025-09-{chance.randrange(8, 27):02d}",
    }


def register(values: Values, **changed: object) -> Values:
    """The `group_register` of a group: its leader is the first member."""
    leader, *others = values["members"]
    return {
        "seal_unit": values["unit_name"],
        "topic_type": values["topic_type"],
        "group_name": values["group_name"],
        "department": "网络运营部",
        "founded": "2018-03-15",
        "register_no": "QC-2018-018",
        "leader_name": leader,
        "leader_gender": "女",
        "leader_title": "班长",
        "members": [{"name": name, "age": 28 + n, "title": "工程师", "duty": "组员"} for n, name in enumerate(others)],
        **changed,
    }


def summary(
    unit: Unit, groups: Sequence[Values], enterprises: Sequence[Values] = (), promoters: Sequence[Values] = ()
) -> Values:
    """The unit's `recommendation_summary` over these forms."""
    return {
        "unit": unit.name,
        "serial_no": "2025-001",
        "groups": [
            {"no": str(n), "unit_name": g["unit_name"], "group_name": g["group_name"], "headcount": len(g["members"])}
            for n, g in enumerate(groups, 1)
        ],
        "enterprises": [
            {"no": str(n), "unit_name": e["unit_name"], "phone": e["phone"], "contact": e["contact"]}
            for n, e in enumerate(enterprises, 1)
        ],
        "promoters": [
            {"no": str(n), "name": p["name"], "unit_name": p["unit_name"], "phone": p["phone"], "contact": unit.contact}
            for n, p in enumerate(promoters, 1)
        ],
    }
