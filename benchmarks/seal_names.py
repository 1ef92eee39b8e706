"""How well the ring of a seal is read and matched: `python -m benchmarks.seal_names [--seed WORD] [--seals 40]`.

For each condition: seals whose true name comes first among 300 look-alike names, seals that agree with their name
beyond doubt, and names accepted that are not theirs (twins: one place, trade, numeral, branch or word apart). Beside
them the plain way: rapidocr on the crop, the likeliest name, accepted at a ratio of 0.8.
"""

from __future__ import annotations

import argparse
import itertools
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image
from rapidfuzz import fuzz

from parsers import text_lines
from parsers.facts import Box, Ring
from parsers.pixels import Rgb
from parsers.readers import ocr
from parsers.seals import naming, reading
from tests import drawing

PLACES = "".join("太原 大同 朔州 忻州 阳泉 吕梁 晋中 长治 晋城 临汾 运城 介休 孝义 古交 河津 永济").split()
TRADES = "".join(
    "科技 技术 通信 通讯 信息技术 信息科技 网络科技 电子 软件 数据服务 铁塔 机电设备 质量检测 电力 电力工程 热力 燃气 "
    "通信工程 通信服务 建设工程 环保科技"
).split()
BRANDS = "".join(
    "云汾 恒远 天启 大元 晋兴 汇通 华光 三川 二建 一晟 中科 北方 永泰 新创 金桥 同方 鑫瑞 昊泽 捷睿 嘉骏 煜祥 盛隆 "
    "璟琪 岭峰 杏花岭 盂县 榆次 岢岚 隰州 潞安 冀源 邦迪 尧舜 乾坤 龙腾 凤翔 穗丰 蓝图 霍尔 磐石"
).split()
FORMS = ("有限公司", "有限责任公司", "股份有限公司", "集团有限公司")
HEADS = ("山西省", "山西", "山西", "", "中国移动通信集团山西", "中国联合网络通信", "国网山西省电力", "中国铁塔股份")
TAILS = ("分公司", "第一分公司", "第二分公司", "工程分公司", "网络部", "维护中心")
SWAPS = (
    ("科技", "技术"), ("技术", "科技"), ("通信", "通讯"), ("山西省", "山西"), ("山西", "山西省"), ("山西", "陕西"),
    ("有限公司", "有限责任公司"), ("有限责任公司", "有限公司"), ("股份有限公司", "有限公司"),
    ("集团有限公司", "有限公司"), ("有限公司", "股份有限公司"), ("第一", "第二"), ("第二", "第一"),
    ("第二", "第三"), ("一", "二"), ("二", "三"), ("二", "一"), ("三", "二"), ("大", "太"), ("太", "大"),
    ("天", "大"), ("大", "天"), ("元", "无"), ("网络部", "网管部"), ("工程", "工业"), ("电力", "热力"),
    ("热力", "电力"), ("分公司", "公司"), ("建设", "建筑"), ("中心", "中队"), ("永", "水"), ("古", "吉"),
    ("介", "界"), ("汾", "份"), ("同方", "司方"), ("电子", "电了"), ("金", "全"),
)  # fmt: skip


def a_name(chance: random.Random) -> str:
    """A name of 8 to 24 characters."""
    while True:
        head, place = chance.choice(HEADS), chance.choice(PLACES)
        name = head + (place if chance.random() < 0.5 else "")
        name += chance.choice(BRANDS) + chance.choice(TRADES) + chance.choice(FORMS)
        if len(head) > 4:
            name = head + ("" if head.endswith("股份") else chance.choice(("", "", "集团"))) + chance.choice(FORMS[:1])
            name += chance.choice(PLACES) + chance.choice(("", "市")) + "分公司" if chance.random() < 0.8 else ""
        elif chance.random() < 0.3:
            name += chance.choice(("", chance.choice(PLACES))) + chance.choice(TAILS)
        if 8 <= len(name) <= 24:
            return name


def look_alikes(chance: random.Random, count: int) -> list[str]:
    """Different names, many of them one word apart."""
    names: dict[str, None] = {}
    while len(names) < count:
        name = a_name(chance)
        names[name] = None
        for twin in itertools.islice(twins(chance, name, odd=False), 2):
            names[twin] = None
    return list(names)[:count]


def twins(chance: random.Random, name: str, *, odd: bool = True) -> Iterator[str]:
    """Names that are nearly this one and another's; `odd` ones lack or double a character anywhere."""
    found = []
    for place in PLACES:
        if place in name:
            found += [name.replace(place, other, 1) for other in PLACES if other != place]
            found += [name.replace(place, "", 1)]
    found += [name.replace(a, b, 1) for a, b in SWAPS if a in name]
    found += [name.replace(brand, other, 1) for brand in BRANDS if brand in name for other in BRANDS if other != brand]
    found += [name + tail for tail in (*TAILS, f"{chance.choice(PLACES)}分公司")]
    for end in ("公司", "集团"):
        cut = name.rfind(end, 0, len(name) - 1)
        if cut > 3:
            found.append(name[: cut + 2])
    if odd:
        spot = chance.randrange(len(name))
        found += [name[:spot] + name[spot + 1 :], name[:spot] + name[spot] + name[spot:]]
    different = [twin for twin in dict.fromkeys(found) if twin != name]
    chance.shuffle(different)
    yield from different


@dataclass
class Condition:
    """How a page with a seal is made."""

    dpi: int
    machine: str
    wear: tuple[float, float] = (0.0, 0.35)
    shape: str = "round"
    kind: str = "form"


CONDITIONS = {
    "200 dpi scan": Condition(200, "scan"),
    "100 dpi scan": Condition(100, "scan"),
    "photo": Condition(180, "photo"),
    "over prose": Condition(200, "scan", kind="letter"),
    "jpeg": Condition(150, "jpeg"),
    "worn": Condition(200, "scan", wear=(0.5, 0.8)),
    "oval": Condition(200, "scan", shape="oval"),
}


def faces(folder: str) -> list[tuple[Path, int]]:
    """The system's Noto faces, and the fonts of a folder."""
    more = sorted(Path(folder).rglob("*.[ot]t[cf]")) if folder else []
    return [*drawing.fonts(), *((p, 2 if "CJK" in p.name else 0) for p in more)]


def draw(chance: random.Random, name: str, given: Condition, fonts: list[tuple[Path, int]]) -> tuple[Rgb, Box]:
    """A page and where its seal lies on it: most bear a code along the rim, some a second rim within."""
    path, index = chance.choice(fonts)
    turn = chance.gauss(0, 10) if chance.random() < 0.9 else chance.uniform(-180, 180)
    round_ = given.shape == "round"
    coded = chance.random() < (0.85 if round_ else 0.3)
    step = chance.uniform(4.2, 6.2) if round_ else chance.uniform(3.2, 4.2)
    most = 360 - 12 * step - chance.uniform(34, 50) if coded else 305.0
    seal = drawing.a_seal(
        chance, given.dpi, name=name, shape=given.shape, wear=chance.uniform(*given.wear), line="", font=path,
        font_index=index, turn=turn if round_ else chance.gauss(0, 5), centre="",
        code="".join(["140", *chance.choices("0123456789", k=10)]) if coded else "", code_step=step,
        code_letter=chance.uniform(0.075, 0.12), span=min(most, chance.uniform(0.85, 1.1) * (100 + 13 * len(name))),
        letter=chance.uniform(0.2, 0.34), narrow=chance.choice((1.0, 0.85, 0.7)),
        second_rim=chance.choice((0, 0, 0, 0.06, 0.08, 0.1)), star=chance.choice((0.22, 0.27, 0.33, 0.38)),
    )  # fmt: skip
    page = drawing.paper(chance, given.dpi, given.kind)
    free = page.image.width - seal.width, page.image.height - seal.height
    at = round(chance.uniform(0.1, 0.95) * free[0]), round(chance.uniform(0.4, 0.96) * free[1])
    drawn = drawing.degraded(chance, drawing.press(page, seal, at), given.machine)
    width, height = drawn.image.size
    x, y, w, h = drawn.seals[0]
    slack = [chance.uniform(-0.015, 0.015) * w for _ in range(4)]
    box = ((x + slack[0]) / width, (y + slack[1]) / height, (w + slack[2]) / width, (h + slack[3]) / height)
    return drawn.rgb, box


@dataclass
class Score:
    """What came of one seal: first among the look-alikes, agreed with, wrongly accepted twins, twins tried, seconds."""

    first: bool
    agreed: bool
    wrong: list[str]
    tried: int
    seconds: float


def ours(page: Rgb, box: Box, name: str, names: list[str], others: list[str]) -> tuple[Score, Ring | None]:
    """Read, ranked and judged our way."""
    began = time.perf_counter()
    ring = reading.read(page, box, *ocr.recogniser())
    spent = time.perf_counter() - began
    if ring is None:
        return Score(False, False, [], len(others), spent), None
    judged = naming.judged(ring, [name], names)
    ranked = judged.candidates
    first = bool(ranked) and ranked[0][0] == name
    wrong = [twin for twin in others if naming.judged(ring, [twin]).state == "agrees"]
    claimed = [twin for twin in others[:4] if _other(ring, twin, [n for n in names if n not in (name, twin)])]
    return Score(first, judged.state == "agrees", [*wrong, *claimed], len(others), spent), ring


def _other(ring: Ring, wanted: str, known: list[str]) -> bool:
    """Whether the seal is taken for a third one's, its owner being unknown."""
    return naming.judged(ring, [wanted], known).state == "other"


def plain(page: Rgb, box: Box, name: str, names: list[str], others: list[str]) -> Score:
    """The plain way: OCR on the crop, all its text, the nearest name."""
    height, width = page.shape[:2]
    x, y, w, h = box
    top, left = max(0, int(y * height)), max(0, int(x * width))
    crop = np.ascontiguousarray(page[top : int((y + h) * height), left : int((x + w) * width)])
    crop = np.array(Image.fromarray(crop).resize((640, max(1, round(640 * crop.shape[0] / crop.shape[1])))))
    began = time.perf_counter()
    text = "".join(text_lines.engine()(crop[:, :, ::-1], use_det=True, use_rec=True).txts or ())
    spent = time.perf_counter() - began
    best = max(names, key=lambda n: fuzz.ratio(n, text))
    wrong = [twin for twin in others if fuzz.ratio(twin, text) >= 80]
    return Score(best == name and bool(text), fuzz.ratio(name, text) >= 80, wrong, len(others), spent)


def main() -> None:
    """Print one line per condition and way."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--seed", default="1000")
    options.add_argument("--seals", type=int, default=40)
    options.add_argument("--twins", type=int, default=40)
    options.add_argument("--only", default="")
    options.add_argument("--fonts", default="", help="a folder of further fonts")
    options.add_argument("--no-plain", action="store_true")
    options.add_argument("--show", action="store_true", help="tell what kept a seal from agreeing")
    given = options.parse_args()
    fonts = faces(given.fonts)
    names = look_alikes(random.Random(f"{given.seed} names"), 300)
    print(f"{'condition':14} {'way':6} {'first %':>8} {'agrees %':>9} {'wrong':>12} {'wrong %':>8} {'ms':>6}")
    for title, condition in CONDITIONS.items():
        if given.only and given.only not in title:
            continue
        scores: dict[str, list[Score]] = {"ours": [], "plain": []}
        for number in range(given.seals):
            chance = random.Random(f"{given.seed} {title} {number}")
            name = chance.choice(names)
            page, box = draw(chance, name, condition, fonts)
            others = list(itertools.islice(twins(chance, name), given.twins))
            score, ring = ours(page, box, name, names, others)
            scores["ours"].append(score)
            if given.show and (not score.agreed or score.wrong) and ring:
                print("  ", number, name, naming.judged(ring, [name], names), score.wrong)
            if not given.no_plain:
                scores["plain"].append(plain(page, box, name, names, others))
        for way, found in scores.items():
            if found:
                _print(title, way, found)


def _print(title: str, way: str, found: list[Score]) -> None:
    share: Callable[[int], float] = lambda n: 100 * n / len(found)  # noqa: E731
    wrong, tried = sum(len(s.wrong) for s in found), sum(s.tried for s in found)
    middle = sorted(s.seconds for s in found)[len(found) // 2]
    print(
        f"{title:14} {way:6} {share(sum(s.first for s in found)):8.1f} {share(sum(s.agreed for s in found)):9.1f} "
        f"{f'{wrong}/{tried}':>12} {100 * wrong / max(1, tried):8.3f} {1000 * middle:6.0f}",
        flush=True,
    )


if __name__ == "__main__":
    main()
