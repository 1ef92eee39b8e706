"""Three hundred invented topics as groups of sixty units word them, and other wordings of the same achievement."""

from __future__ import annotations

import random
from dataclasses import dataclass

VERBS = {"降低": ("减少", "压降"), "缩短": ("压缩", "降低"), "提高": ("提升", "增强"), "减少": ("降低", "压降")}
OBJECTS = [
    "5G基站", "4G基站", "家庭宽带", "政企专线", "传输光缆线路", "IPTV业务", "核心网设备", "机房空调", "蓄电池组",
    "室内分布系统", "客服热线", "营业厅", "城域网", "铁塔站点", "物联网卡", "云资源池", "集团客户", "高校校园网",
    "高铁沿线", "农村宽带",
]  # fmt: skip
MEASURES = {
    "降低": ["故障率", "投诉率", "退服率", "能耗", "误码率", "重复投诉率", "万户投诉比", "平均故障历时", "流失率"],
    "缩短": ["抢修平均时长", "开通时长", "装机历时", "工单处理时长"],
    "提高": ["一次装通率", "工单及时率", "一次验收合格率", "客户满意度", "接通率", "巡检完成率", "续约率", "覆盖率"],
    "减少": ["掉线次数", "越级投诉量", "停电退服次数"],
}
INVENTIONS = [
    "智能巡检系统的研制",
    "故障自动定位方法的研究",
    "能耗分析平台的开发",
    "资源核查工具的研发",
    "告警压缩方法的研究",
]
PLACES = [
    "晋州",
    "云岭",
    "汾川",
    "雁北",
    "太岳",
    "漳源",
    "沁泽",
    "恒岳",
    "桑源",
    "古泉",
    "方河",
    "绵岭",
    "榆谷",
    "平城",
    "并阳",
]
KINDS = ["移动通信有限公司", "联合网络有限公司", "电信有限公司", "铁塔有限公司"]
GROUPS = [
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
    "灯塔",
    "登峰",
    "卓越",
    "蓝海",
    "晨光",
]


@dataclass(frozen=True)
class Filed:
    """A group's topic in one year."""

    year: int
    unit: str
    group: str
    topic: str


def filed(seed: int = 7, count: int = 300) -> list[Filed]:
    """Topics of three years: each unit's own are different achievements; those of two units may be equal."""
    dice = random.Random(seed)
    found: list[Filed] = []
    units = [f"{place}示例{kind}" for kind in KINDS for place in PLACES]
    for number in range(count):
        unit = units[number % len(units)]
        mine = {f.topic for f in found if f.unit == unit}
        topic = _topic(dice)
        while topic in mine:
            topic = _topic(dice)
        found.append(Filed(2023 + number * 3 // count, unit, f"{dice.choice(GROUPS)}QC小组", topic))
    return found


def reworded(topic: str, dice: random.Random) -> str:
    """The same achievement as somebody would word it who files it again."""
    verb = topic[:2]
    ways = [topic, topic.replace("的", "")]
    if verb in VERBS:
        ways.append(dice.choice(VERBS[verb]) + topic[2:])
        measure = next((m for m in sorted(MEASURES[verb], key=len, reverse=True) if topic.endswith(m)), "")
        if measure:
            ways.append(f"{topic[: -len(measure)]}的{measure}")
            ways.append(f"{dice.choice(VERBS[verb])}{topic[2 : -len(measure)]}的{measure}")
    else:
        ways += [topic.replace("研制", "研发"), topic.replace("研究", "研究与应用"), f"《{topic}》"]
    return dice.choice(ways)


def _topic(dice: random.Random) -> str:
    thing = dice.choice(OBJECTS)
    if dice.random() < 0.25:
        return thing + dice.choice(INVENTIONS)
    verb = dice.choice(list(MEASURES))
    return verb + thing + dice.choice(MEASURES[verb])
