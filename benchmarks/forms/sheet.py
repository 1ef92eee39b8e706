"""A form to be laid out: the wordings of its labels, what was typed, and what offices print around it."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from benchmarks.forms.values import Typed
from parsers.edition import FieldSpec, FormSpec

WORDINGS: dict[str, list[str]] = {
    "group_name": [
        "QC小组名称",
        "小组名称",
        "小组名",
        "质量管理小组名称",
        "QC小组全称",
        "QC小组名称（全称）",
        "QC 小组名\n称",
    ],
    "topic": ["课题名称", "课题", "成果名称", "活动课题名称", "QC课题名称", "课题（成果）名称", "课题\n名称"],
    "topic_type": ["课题类型", "课题类别", "课题类型（请打√）", "课题类型（二选一）", "成果类型", "课题\n类型"],
    "address": [
        "详细通信地址",
        "通讯地址",
        "通信地址",
        "详细通讯地址",
        "地址",
        "单位地址",
        "详细地址",
        "详细通信\n地址",
    ],
    "postcode": ["邮编", "邮政编码", "邮　编"],
    "contact": ["联系人", "联系人姓名", "联系\n人", "直接联系人"],
    "phone": [
        "联系电话",
        "电话",
        "手机",
        "联系方式",
        "联系电话（手机）",
        "手机号码",
        "电话/手机",
        "联系人电话",
        "联系\n电话",
    ],
    "email": ["电子邮箱", "邮箱", "电子邮件", "E-mail", "电子邮箱地址", "Email"],
    "advisor": ["辅导者", "辅导员", "指导者", "小组活动指导者", "小组辅导者", "辅导老师"],
    "members": ["小组成员", "成员名单", "QC小组成员", "组员", "小组成员名单", "小组成员（姓名）", "小组\n成员"],
    "summary": [
        "QC小组简介和主要活动过程与效果",
        "QC 小组简介和主要活动过程与效果",
        "小组简介及主要活动过程与效果",
        "QC小组简介、主要活动过程与效果",
        "QC小组简介和主要活动过程与效果（500字左右）",
        "小组简介和主要活动\n过程与效果",
    ],
    "deeds": [],
    "awards": ["三年来获奖情况", "近三年获奖情况", "三年来获奖情况（写明所属单位，小组名称，获奖课题名称，获奖时间）"],
    "recommender_opinion": ["推荐单位审核意见", "推荐单位意见", "推荐单位（部门）审核意见"],
    "name": ["姓名", "姓 名", "推进者姓名", "姓　名"],
    "title": ["职称/职务", "职务/职称", "职称、职务", "职务", "职称（职务）"],
}
"""Labels reworded within reason, by field; the unit's depend on the form."""
UNIT = {
    "group_registration": [
        "单位名称\n（公章为主）",
        "单位名称",
        "企业名称",
        "企业名称（以公章为准）",
        "申报单位",
        "单位全称",
        "申报单位名称",
        "参赛单位",
    ],
    "excellent_enterprise": [
        "单位名称",
        "企业名称",
        "申报单位",
        "企业名称（以公章为准）",
        "单位名称（公章）",
        "申报单位名称",
    ],
    "excellent_promoter": ["工作单位", "所在单位", "单位名称", "单位", "工作单位（全称）", "所在单位名称"],
}
DEEDS = {
    "excellent_enterprise": [
        "开展活动事迹简介（1000字内）",
        "活动事迹简介",
        "开展活动事迹简介（1000字以内）",
        "事迹简介",
    ],
    "excellent_promoter": ["本人主要事迹（限800字以内）", "主要事迹", "本人主要事迹", "本人主要事迹（800字以内）"],
}
STAMPS = ["单 位 盖 章", "单位盖章", "单位（盖章）", "（单位盖章）", "单位盖章：", "申报单位盖章", "单位（公章）："]
ADDED = [
    ("传真", "0351-5550199"),
    ("职工人数", "1200人"),
    ("成立时间", "2023年3月"),
    ("注册编号", "SX-QC-2023-018"),
    ("所属行业", "信息通信"),
    ("性别", "男"),
    ("备注", "无"),
    ("推荐序号", "3"),
    ("所在部门", "网络运营部"),
    ("小组人数", "8人"),
    ("课题起止时间", "2024年1月至2025年6月"),
    ("法定代表人", "秦一鸣"),
    ("单位性质", "国有企业"),
    ("出生年月", "1985年6月"),
]
"""Rows that an office adds, whose values belong to no field."""
NOTES = [
    "注：推荐材料具体要求如下：",
    "1.单位名称、小组名称是审定、发文的依据，请填写准确（企业名称以公章为准）。",
    "3.每个小组的推荐和成果材料由各推荐单位审核汇总后，于2024年4月26日前报到山西省通信行业协会。",
]
SHORT = frozenset({"postcode", "contact", "phone", "email", "name", "title", "advisor"})
COVER = [
    "2025年全省质量管理小组活动",
    "申 报 材 料",
    "（山西赛区）",
    "二〇二五年九月",
    "目　　录",
    "一、报名表………………………1",
    "二、成果报告……………………3",
]
REPORT = [
    "成果报告",
    "一、小组概况",
    "小组名称见前。",
    "二、选择课题",
    "三、现状调查",
    "四、设定目标",
    "五、原因分析",
    "六、制定对策",
    "七、对策实施",
    "八、效果检查",
    "联系人：见报名表",
    "九、巩固措施",
    "十、总结和下一步打算",
]


@dataclass(frozen=True)
class Sheet:
    """A form to lay out: what is printed, what was typed, which field's cell holds which date."""

    code: str
    form: FormSpec
    typed: Typed
    random: Random

    @property
    def feet(self) -> dict[str, str]:
        """By long text, the date under it, as the blank prints them."""
        cells = (c for t in self.form.blank.tables for row in t.rows for c in row.cells) if self.form.blank else ()
        return {c.text.split("{")[1].rstrip("}"): c.foot.split("{")[1].rstrip("}") for c in cells if c.foot}

    def labels_of(self, code: str) -> list[str]:
        """The wordings that the label of a field may have."""
        own = {"unit_name": UNIT.get(self.code, []), "deeds": DEEDS.get(self.code, [])}.get(code)
        return own or WORDINGS.get(code, []) or [self.form[code].label]

    def label(self, spec: FieldSpec) -> str:
        return self.random.choice(self.labels_of(spec.code))

    def fields(self) -> list[FieldSpec]:
        """Fields with a place of their own, in the printed order (dates stand under long texts)."""
        return [f for f in self.form.fields if f.kind not in {"rows", "date"}]

    def foot(self, code: str) -> str:
        """The sign-off under a long text."""
        when = self.feet.get(code)
        if when is None:
            return ""
        return f"{self.random.choice(STAMPS)}\n{self.typed.shown[when]}"

    def shown(self, spec: FieldSpec) -> str:
        return self.typed.shown[spec.code]
