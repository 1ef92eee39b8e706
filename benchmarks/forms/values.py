"""What clerks type into the fields of a form, and what should be read of it."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from benchmarks.forms.vocabulary import (
    GIVEN,
    GROUPS,
    PARAGRAPHS,
    RARE,
    ROLES,
    STREETS,
    SURNAMES,
    TITLES,
    TOPICS,
    UNITS,
)
from parsers.edition import Column, FieldSpec, FormSpec
from parsers.facts import Value


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
    shown = r.choice(
        (
            f"{y}年{m}月{d}日",
            f"{y} 年 {m} 月 {d} 日",
            f"{y}.{m}.{d}",
            f"{y}-{m:02d}-{d:02d}",
            f"{y}/{m}/{d}",
            spelt,
            spelt.replace("〇", "○"),
            f"{y}年{m}月{d}号",
            f"{y}年{m:02d}月{d:02d}日",
            f"{y}．{m}．{d}",
            f"{y}{m:02d}{d:02d}",
            f"　　{y}年　{m}月　{d}日",
        )
    )
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
            return members(r, people), list(people)
        case "choice":
            assert isinstance(spec, FieldSpec)
            code = r.choice(spec.choices).code
            return ticked(r, spec, code), code
    said = {
        "unit_name": UNITS,
        "unit": UNITS,
        "group_name": GROUPS,
        "topic": TOPICS,
        "address": STREETS,
        "title": TITLES,
        "serial_no": ["007", "2025-03", "晋通质〔2025〕8号"],
    }.get(spec.code)
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
