"""Words that names of organisations are made of: what an unread character may be when the rest of its word was read."""

from __future__ import annotations

from functools import cache

PLACES = """
北京 天津 上海 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 海南
四川 贵州 云南 陕西 甘肃 青海 台湾 内蒙古 广西 西藏 宁夏 新疆 香港 澳门 中国 华北 华东 华南 华中 东北
西北 西南 山西省 陕西省 河北省 河南省 山东省 全国 太原 大同 阳泉 长治 晋城 朔州 晋中 运城 忻州 临汾
吕梁 小店 迎泽 杏花岭 尖草坪 万柏林 晋源 清徐 阳曲 娄烦 古交 平城 云冈 新荣 云州 阳高 天镇 广灵 灵丘
浑源 左云 平定 盂县 潞州 上党 屯留 潞城 襄垣 平顺 黎城 壶关 长子 武乡 沁县 沁源 沁水 阳城 陵川 泽州
高平 朔城 平鲁 山阴 应县 右玉 怀仁 榆次 太谷 榆社 左权 和顺 昔阳 寿阳 祁县 平遥 灵石 介休 盐湖 临猗
万荣 闻喜 稷山 新绛 绛县 垣曲 夏县 平陆 芮城 永济 河津 忻府 定襄 五台 代县 繁峙 宁武 静乐 神池 五寨
岢岚 河曲 保德 偏关 原平 尧都 曲沃 翼城 襄汾 洪洞 古县 安泽 浮山 吉县 乡宁 大宁 隰县 永和 蒲县 汾西
侯马 霍州 离石 文水 交城 兴县 临县 柳林 石楼 岚县 方山 中阳 交口 孝义 汾阳 石家庄 唐山 保定 邯郸 沈阳
大连 长春 哈尔滨 南京 苏州 无锡 杭州 宁波 合肥 福州 厦门 南昌 济南 青岛 郑州 洛阳 武汉 长沙 广州 深圳
南宁 海口 成都 贵阳 昆明 拉萨 西安 兰州 西宁 银川 乌鲁木齐 呼和浩特 包头
"""
"""Provinces, regions, the cities and counties of Shanxi, large cities of the country."""

WORDS = """
有限 责任 股份 公司 集团 控股 总公司 分公司 子公司 支公司 合作社 联合社 研究院 研究所 设计院 实验室
事务所 管理局 管理处 委员会 协会 学会 联合会 工会 总工会 学校 学院 大学 医院 银行 支行 分行 中心 总部
支部 车间 工厂 分厂 总厂 项目部 网络部 市场部 工程部 质量部 技术部 办公室 维护部 运维部 通信 通讯 电信
移动 联通 铁通 广电 广播 电视 网络 联合 铁塔 邮政 电力 供电 国网 国电 华能 大唐 华电 能源 热力 燃气
煤炭 煤业 焦煤 矿业 钢铁 冶金 化工 机电 机械 设备 制造 装备 电子 电气 电器 仪器 仪表 材料 建材 建设
建筑 建工 工程 工业 实业 商贸 贸易 物流 运输 交通 铁路 高速 公路 航天 航空 科技 技术 信息 软件 数据
智能 系统 集成 服务 咨询 管理 质量 检测 检验 监测 监理 认证 标准 计量 环保 环境 生态 农业 林业 水利
水务 食品 医药 制药 生物 健康 教育 培训 文化 传媒 旅游 酒店 物业 房地产 置业 投资 资产 金融 保险 担保
证券 租赁 安全 消防 保安 应急 维护 维修 运维 安装 装饰 开发 设计 规划 勘察 测绘 研究 创新 产业 发展
经济 供应 销售 营销 采购 生产 第一 第二 第三 第四 第五 山西 行业 全省 本部 网管 客户 综合 政企 互联
"""
"""What companies and their parts do, and how they are called."""


@cache
def vocabulary() -> frozenset[str]:
    """All words, places included."""
    return frozenset((*PLACES.split(), *WORDS.split()))


def words_over(text: str, at: int) -> list[tuple[int, str]]:
    """The words of the vocabulary that stand over the character `at` of a text, each with where it begins."""
    known = vocabulary()
    return [
        (begin, text[begin:end])
        for begin in range(max(0, at - 3), at + 1)
        for end in range(max(at + 1, begin + 2), min(len(text), begin + 4) + 1)
        if text[begin:end] in known
    ]


def rivals(word: str, at: int) -> set[str]:
    """What else may stand in place `at` of a word so that another word of the vocabulary comes out."""
    size = len(word)
    return {
        other[at]
        for other in vocabulary()
        if len(other) == size and other != word and other[:at] == word[:at] and other[at + 1 :] == word[at + 1 :]
    }
