"""Everything found for a form's labels → every field of the form, each once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from parsers import combined, fields, lines, rows, tables
from parsers.edition import FieldSpec, FormSpec
from parsers.facts import Field
from parsers.grid import Found, Grid
from parsers.labels import Labels, key, squeezed
from parsers.segments import Segment, Titles

AFTER_TABLE = 12
"""Lines after a form's last table that may still hold its sign-off."""
_GOES_ON = re.compile(r"\W*(?:续表|续上表|接上表|接上页|续上页|续)?\d*\W*")
DISPLACED = 0.5
"""Confidence of a value that was found where another one belongs."""
ABOVE = 30
"""Lines above a form's title that may say what the form does not ask for."""
NEAR = 0.1
"""Two places that say different things nearly as surely are for a person to choose from."""
ONE_VALUE = frozenset({"phone", "postcode", "email", "choice"})
Order = tuple[int, int, int]


def fields_of(segment: Segment, labels: Labels, titles: Titles, earlier: Sequence[str] = ()) -> tuple[Field, ...]:
    """All fields of the form that a segment is, in the order of the edition; absent ones are empty.

    Text outside the tables only counts for fields that no cell asks for: `联系人：…` above a form is whom to ask. What
    stands above its title (a page header, a cover) counts for them, too, and is for a person to confirm.
    """
    found: list[Found] = []
    blocks: list[rows.Block] = []
    texts: list[tuple[int, list[str]]] = []
    for number, block in enumerate(segment.blocks):
        if isinstance(block, Grid):
            above = segment.blocks[number - 1] if number else ""
            taken = rows.blocks(block, labels.form.fields, above if isinstance(above, str) else "")
            blocks += taken
            for grid in rows.outside(block, taken) if taken else (block,):
                found += tables.found_in(grid, labels, number, _after(segment, number))
        elif texts and texts[-1][0] + len(texts[-1][1]) == number:
            texts[-1][1].append(block)
        else:
            texts.append((number, [block]))
    celled = {spec.code for f in found for spec in f.specs if spec.kind != "date"}
    last = max((n for n, block in enumerate(segment.blocks) if isinstance(block, Grid)), default=None)
    for number, gathered in texts:
        after = last is not None and number > last
        wanted = [line for line in gathered if titles.of(line) is None]
        sure = 0.8 if after else 0.95
        beside = lines.found_in(wanted[:AFTER_TABLE] if after else wanted, labels, number, sure, "正文")
        found += (f for f in beside if not celled.issuperset(s.code for s in f.specs))
    if earlier:
        sought = celled | {spec.code for f in found if f.raw for spec in f.specs}
        before = lines.found_in(earlier[-ABOVE:], labels, -1, DISPLACED, "表前文字")
        found += (f for f in before if not sought.issuperset(s.code for s in f.specs))
    return chosen(labels.form, found, blocks)


def _after(segment: Segment, number: int) -> Grid | None:
    """The table that goes on with a table: nothing but `续表` stands between them."""
    for block in segment.blocks[number + 1 : number + 3]:
        if isinstance(block, Grid):
            return block
        if not _GOES_ON.fullmatch(squeezed(block)):
            return None
    return None


def chosen(form: FormSpec, found: Sequence[Found], blocks: Sequence[rows.Block] = ()) -> tuple[Field, ...]:
    """Of everything found, the best for each field of the form."""
    read = tuple(_chosen(form, sorted(found, key=lambda f: f.order), blocks))
    return tuple(_elsewhere(spec, field, form, read) for spec, field in zip(form.fields, read, strict=True))


def _elsewhere(spec: FieldSpec, field: Field, form: FormSpec, read: Sequence[Field]) -> Field:
    """A number or address that stands in another field's place (`联系人：赵磊13800000000`), for a person to confirm."""
    shape = combined.SHAPES.get(spec.kind)
    if shape is None or field.value is not None or field.fault:
        return field
    for other, theirs in zip(form.fields, read, strict=True):
        if other.kind == "text" and isinstance(theirs.value, str) and (match := shape.search(theirs.value)):
            moved = fields.field(spec, match[0].strip(), theirs.where, DISPLACED)
            if moved.value is not None:
                return moved
    return field


def is_blank(read: Sequence[Field]) -> bool:
    """Whether nobody has filled anything in: no value, and no fault but printed hints."""
    return all(f.value in (None, []) and f.fault in (None, "field.template_text") for f in read)


def _chosen(form: FormSpec, found: Sequence[Found], blocks: Sequence[rows.Block]) -> Iterator[Field]:
    places: dict[str, list[Order]] = {key(spec.after): [] for spec in form.fields if spec.after}
    own: dict[str, list[Found]] = {}
    for each in found:
        for spec in each.specs:
            own.setdefault(spec.code, []).append(each)
        labels = (text for spec in each.specs for text in spec.labels)
        for label in {key(text) for text in labels} & places.keys() if places and each.label != "signoff" else ():
            places[label].append(each.order)
    settled = {id(each): _settled(each, found) for each in found}
    for spec in form.fields:
        if spec.kind == "rows":
            yield rows.field(spec, [block for block in blocks if block.spec.code == spec.code])
        else:
            mine = own.get(spec.code, ())
            yield _best(
                spec,
                [f for f in mine if settled[id(f)] is spec or (settled[id(f)] is None and _belongs(spec, f, places))],
            )


def _settled(each: Found, found: Sequence[Found]) -> FieldSpec | None:
    """Of the dates that a label may mean (`单位盖章`), the one that no fuller wording of it (`推荐单位盖章`) says
    elsewhere; `None` when its place must tell."""
    if len(each.specs) < 2 or each.specs[0].kind != "date" or not each.label:
        return None
    fuller = [f for f in found if len(f.specs) == 1 and f.label != each.label and f.label.endswith(each.label)]
    said = [f.specs[0] for f in fuller if fields.field(f.specs[0], f.raw, f.where, f.sure).value is not None]
    left = [spec for spec in each.specs if not any(spec is other for other in said)]
    return left[0] if len(left) == 1 else None


def _belongs(spec: FieldSpec, found: Found, places: dict[str, list[Order]]) -> bool:
    """Whether, of the fields that a label may mean, this one's `after` label stands nearest before it."""
    rivals = [other for other in found.specs if other.after]
    nowhere = (-1, -1, -1)
    if not rivals:
        return True

    def nearest(each: FieldSpec) -> Order:
        return max((p for p in places.get(key(each.after or ""), []) if p < found.order), default=nowhere)

    if spec.after is None:
        return all(nearest(rival) == nowhere for rival in rivals)
    return nearest(spec) != nowhere and nearest(spec) == max(nearest(rival) for rival in rivals)


def _best(spec: FieldSpec, found: Sequence[Found]) -> Field:
    """The surest text that says something; else a fault, else the empty place, else nothing at all."""
    if not found:
        return fields.absent(spec)
    read = [fields.field(spec, f.raw, f.where, f.sure) for f in found]
    filled = [f for f in read if f.value not in (None, [])]
    if filled:
        best = max(filled, key=lambda f: f.confidence)
        near = (f for f in filled if f is not best and f.confidence >= best.confidence - NEAR)
        rival = spec.kind in ONE_VALUE and any(_differs(f, best) for f in near)
        return replace(best, confidence=min(best.confidence, DISPLACED)) if rival else best
    return next((f for f in read if f.fault), read[0])


def _differs(one: Field, other: Field) -> bool:
    """Whether two places say different things of a field, neither of them only a part of the other."""
    a, b = (re.sub(r"\W", "", squeezed(str(f.value))) for f in (one, other))
    return a not in b and b not in a
