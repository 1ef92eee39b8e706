"""Invented enterprises: names that look alike, parents with branches, and the ways in which clerks spell one name."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from zlib import crc32

CITIES = ("太原", "大同", "朔州", "忻州", "阳泉", "吕梁", "晋中", "长治", "晋城", "临汾", "运城")
BRANDS = [
    "云汾",
    "晋岚",
    "汾澜",
    "雁桥",
    "恒岫",
    "漳原",
    "沁川",
    "岢云",
    "桑岭",
    "绵屿",
    "方汾",
    "古泽",
    "太屏",
    "河曜",
    "并野",
    "岚原",
    "霍岳",
    "滹川",
    "五峦",
    "平遥野",
    "灵岫",
    "静澜",
    "蒲原",
    "芦汾",
    "垣曜",
    "夏屿",
    "盂峦",
    "榆川",
    "介岭",
    "陵泽",
]
TRADES = [
    "通信",
    "信息技术",
    "网络科技",
    "数据服务",
    "电子工程",
    "软件",
    "宽带网络",
    "卫星通信",
    "基站设施",
    "云计算",
    "物联网",
    "广电网络",
]
ENDINGS = ("有限公司", "有限公司", "有限公司", "有限责任公司", "股份有限公司")
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
GIVEN = "磊进丽洋娜伟芳敏静强军杰娟涛明超霞平刚桂英建国志晓燕文博雪梅思远子涵浩然一鸣"
RARE = ("欧阳晓", "买买提·艾力", "阿依古丽·买买提", "诸葛明", "尼玛次仁", "司马远", "于和平", "高兴")


@dataclass(frozen=True)
class Unit:
    """An enterprise as its seal names it, and the clerk who writes for it."""

    name: str
    domain: str
    address: str
    postcode: str
    contact: str
    phone: str

    @property
    def email(self) -> str:
        return f"zhiliang@{self.domain}"

    def mailbox(self, name: str) -> str:
        """Another desk of the same house."""
        return f"{name}@{self.domain}"


def person(chance: random.Random) -> str:
    """A name, now and then of another people."""
    if chance.random() < 0.05:
        return chance.choice(RARE)
    return chance.choice(SURNAMES) + "".join(chance.choice(GIVEN) for _ in range(chance.choice((1, 2, 2))))


def people(chance: random.Random, count: int) -> list[str]:
    """So many different names."""
    found: dict[str, None] = {}
    while len(found) < count:
        found.setdefault(person(chance))
    return list(found)


def units(chance: random.Random) -> Iterator[Unit]:
    """Enterprises without end, each once: companies first of all, every seventh a branch."""
    names = [f"{place}{brand}{trade}" for place in ("山西", *CITIES) for brand in BRANDS for trade in TRADES]
    chance.shuffle(names)
    for number, name in enumerate(names):
        full = name + chance.choice(ENDINGS)
        city = chance.choice(CITIES)
        if number % 7 == 3:
            full += f"{city}分公司"
        yield _unit(chance, full)


def _unit(chance: random.Random, name: str) -> Unit:
    return Unit(
        name=name,
        domain=f"u{crc32(name.encode()):08x}.example.com",
        address=f"山西省{chance.choice(CITIES)}市示例区样板街{chance.randrange(1, 300)}号",
        postcode=f"0{chance.randrange(30000, 48999)}",
        contact=person(chance),
        phone=chance.choice((f"0351-5550{chance.randrange(100, 999)}", f"1380000{chance.randrange(10000):04d}")),
    )


def branches(chance: random.Random, of: Unit, count: int) -> list[Unit]:
    """Branches of a company, each with a domain of its own."""
    cities = chance.sample(CITIES, count)
    return [_unit(chance, f"{of.name.split('公司')[0]}公司{city}分公司") for city in cities]


def look_alike(chance: random.Random, of: Unit) -> Unit:
    """Another company whose name differs in one word."""
    swaps = (
        ("信息技术", "信息科技"),
        ("网络科技", "网络技术"),
        ("有限责任公司", "股份有限公司"),
        ("通信", "通讯"),
        ("有限公司", "集团有限公司"),
    )
    old, new = next(pair for pair in swaps if pair[0] in of.name)
    return _unit(chance, of.name.replace(old, new, 1))


def same_spelt(chance: random.Random, name: str) -> str:
    """The same name as another input method or hand types it: the same letters for whoever reads it."""
    ways = (
        f"{name} ",
        f"{name[:4]}　{name[4:]}",
        f"{name[:2]} {name[2:]}",
        f"{name}　",
    )
    return chance.choice(ways)


def nearly_spelt(chance: random.Random, name: str) -> str:
    """A name that a person takes for the same unit and a program may not."""
    ways = [name[2:], f"{name[:2]}省{name[2:]}" if name.startswith("山西") else f"{name[:2]}市{name[2:]}"]
    if "有限责任公司" in name:
        ways.append(name.replace("有限责任公司", "有限公司"))
    elif "有限公司" in name and "股份" not in name:
        ways.append(name.replace("有限公司", "有限责任公司"))
    return chance.choice(ways)
