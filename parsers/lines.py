"""Fields in running text: `单位名称：…　　联系人：…`, one or several to a line, long texts over many lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from parsers import signoff
from parsers.edition import FieldSpec
from parsers.grid import Found
from parsers.labels import Labels, Mention, squeezed

GAPS = "\t\u3000_ \xa0=＝—"
LEAD = " \u3000\t1234567890一二三四五六七八九十、.．()（）*※★•·●◆▪■–—-【["
"""What may stand before the first label of a line: a number, a bullet, a bracket."""


def found_in(lines: Sequence[str], labels: Labels, block: int, sure: float, where: str) -> Iterator[Found]:
    """What stands for a label in these lines; `where` says how a person calls them."""
    taken: set[str] = set()
    specs: tuple[FieldSpec, ...] = ()
    body: list[str] = []
    name, start, order = "", 0, 0

    def flush() -> Iterator[Found]:
        nonlocal order
        if specs:
            order += 1
            text = "\n".join(body).strip()
            tail = ""
            if specs[0].kind == "long_text":
                text, tail = signoff.split(text)
            yield Found(specs, text, f"{where}第{start + 1}段", sure, (block, start, order), name)
            dates = labels.form.signoffs
            if tail and dates and (seen := signoff.dates(tail)):
                yield Found(dates, seen[-1], f"{where}第{start + 1}段", sure, (block, start, order + 1), "signoff")

    for number, line in enumerate(lines):
        if is_note(line):
            break
        mentions = standing(line, labels)
        long = bool(specs) and specs[0].kind == "long_text"
        if long:
            mentions = [
                m
                for m in mentions
                if not line[: mentions[0].start].strip() and labels.fields[m.key][0].code not in taken
            ]
        elif mentions and line[: mentions[0].start].strip(LEAD) and not mentions[0].colon:
            mentions = []
        mentions = _one_list(mentions, labels, specs)
        if not mentions:
            if signoff.is_signoff(squeezed(line)) and not long:
                if specs and specs[0].kind == "date" and not "".join(body).strip() and signoff.is_date(line):
                    body.append(line)
                    continue
                yield from flush()
                specs = ()
                dates = labels.form.signoffs
                if dates and (seen := signoff.dates(line)):
                    order += 1
                    yield Found(
                        dates, seen[-1], f"{where}第{number + 1}段", sure * 0.9, (block, number, order), "signoff"
                    )
                continue
            if specs and (long or not "".join(body).strip() or specs[0].kind == "people"):
                body.append(line)
            continue
        if body and line[: mentions[0].start].strip(LEAD) and specs and not long:
            body.append(line[: mentions[0].start])
        yield from flush()
        for index, mention in enumerate(mentions):
            end = mentions[index + 1].start if index + 1 < len(mentions) else len(line)
            specs, name, start = labels.fields[mention.key], mention.key, number
            body = [line[mention.end : end].strip(GAPS + ";；" + ("，,、【[" if index + 1 < len(mentions) else ""))]
            taken.add(specs[0].code)
            if index + 1 < len(mentions):
                yield from flush()
    yield from flush()


def _one_list(mentions: list[Mention], labels: Labels, before: tuple[FieldSpec, ...]) -> list[Mention]:
    """Without `组员` within a list of people."""
    kept = []
    for mention in mentions:
        specs = labels.fields[mention.key]
        if specs != before or specs[0].kind != "people":
            kept.append(mention)
        before = specs
    return kept


def is_note(line: str) -> bool:
    """Whether the printed notes under a form begin here."""
    bare = squeezed(line)
    return bare.startswith(("注:", "注1", "注意事项", "备注:", "填表说明", "填写说明", "说明:"))


def standing(line: str, labels: Labels) -> list[Mention]:
    """Labels that stand as such in a line: with a colon, or at its beginning with a gap behind them.

    In a line that begins with a label, another one between two gaps stands as well.
    """
    mentions = labels.mentions(line)
    found = [m for m in mentions if _stands(m, line)]
    if found and not line[: found[0].start].strip(LEAD):
        found = [m for m in mentions if m in found or (line[m.end : m.end + 1] in GAPS + " ")]
    return found


def _stands(mention: Mention, line: str) -> bool:
    after = line[mention.end : mention.end + 1]
    begins = not line[: mention.start].strip(LEAD)
    hinted = line[mention.end - 1] in ")）】]"  # `单位（章）山西…`: the hint is the gap
    return mention.colon or (begins and (not after or hinted or after in GAPS or after in "□☑☐√■"))
