"""A contest's notice as data: forms, materials, quotas, timeline and clauses, loaded from one TOML file."""

from __future__ import annotations

import re
import tomllib
from datetime import datetime
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

Severity = Literal["fix", "ask", "note"]
Format = Literal["word", "pdf", "any"]
FieldKind = Literal[
    "text", "long_text", "people", "phone", "postcode", "email", "date", "choice", "integer", "number", "rows"
]


class EditionError(ValueError):
    """An edition file that cannot be used; the message says which line is wrong and how."""


class Strict(BaseModel):
    """A table of the edition file in which every key must be known."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Choice(Strict):
    """One option of a choice field: its code and the words a form prints for it."""

    code: str
    labels: list[str] = Field(min_length=1)


class Column(Strict):
    """One column of a `rows` field, found by its header cell."""

    code: str
    labels: list[str] = Field(min_length=1)
    kind: FieldKind = "text"


class FieldSpec(Strict):
    """One field of a form: how its label may read, what it may hold, and which clause says so.

    `limit` counts 字 (characters without white space); `at_least`/`slots` are for `people`; `after` names a label
    that must stand before this one when a label occurs twice in a form; `hints` are printed words that are no value.
    """

    code: str
    label: str
    synonyms: list[str] = []
    kind: FieldKind = "text"
    required: bool = False
    limit: int | None = Field(None, gt=0)
    at_least: int = 0
    slots: int = 0
    choices: list[Choice] = []
    columns: list[Column] = []
    section: list[str] = []
    after: str | None = None
    hints: list[str] = []
    clause: str | None = None

    @property
    def labels(self) -> list[str]:
        """Every wording of the label, the notice's own first."""
        return [self.label, *self.synonyms]

    @model_validator(mode="after")
    def _complete(self) -> FieldSpec:
        if self.kind == "choice" and len(self.choices) < 2:
            raise ValueError(f"the choice field '{self.code}' needs at least two [choices]")
        if self.kind == "rows" and not self.columns:
            raise ValueError(f"the rows field '{self.code}' needs [columns]")
        return self


class SealSpec(Strict):
    """A seal that a form must carry: whose it is, the words printed at its place, the field that names its owner."""

    role: Literal["unit", "recommender"]
    place: str
    name_field: str | None = None
    severity: Severity = "fix"
    clause: str


class BlankCell(Strict):
    """A cell of a printed form: text with `{field}` places, and how many grid columns and rows it spans."""

    text: str = ""
    span: int = Field(1, ge=1)
    rows: int = Field(1, ge=1)
    align: Literal["left", "center", "right"] = "center"


class BlankRow(Strict):
    """A row of a printed form; `height` in centimetres at least."""

    cells: list[BlankCell] = Field(min_length=1)
    height: float = 1.0
    repeat: int = Field(1, ge=1)

    @field_validator("cells", mode="before")
    @classmethod
    def _plain_text(cls, cells: Any) -> Any:
        return [{"text": c} if isinstance(c, str) else c for c in cells] if isinstance(cells, list) else cells


class BlankTable(Strict):
    """One printed table: column widths in centimetres, then its rows; `heading` is the line above it."""

    heading: str = ""
    columns: list[float] = Field(min_length=1)
    rows: list[BlankRow] = Field(min_length=1)


class Blank(Strict):
    """How a form is printed as an annex of the notice."""

    annex: str = ""
    title: str
    lead: str = ""
    tables: list[BlankTable] = Field(min_length=1)
    notes: list[str] = []


class FormSpec(Strict):
    """A form of the notice: its names, fields, seals and printed layout."""

    label: str
    titles: list[str] = Field(min_length=1)
    clause: str
    fields: list[FieldSpec] = Field(min_length=1)
    seals: list[SealSpec] = []
    blank: Blank | None = None

    def __getitem__(self, code: str) -> FieldSpec:
        return next(f for f in self.fields if f.code == code)


class DocumentSpec(Strict):
    """A document without a form (a report, a record), known by words in its name, its title and its text."""

    label: str
    names: list[str] = Field(min_length=1)
    headings: list[str] = []
    clause: str


class MaterialSpec(Strict):
    """A material that an entry needs: a form or document in a format.

    `severity` says what its absence means: `fix` is asked for, `note` is only mentioned (the notice is unclear).
    """

    code: str
    format: Format = "any"
    label: str
    severity: Severity = "fix"
    clause: str
    remedy: str = ""


class Category(Strict):
    """A kind of entry: the form that opens it, the fields that name it, its materials and its quota per unit."""

    label: str
    form: str | None = None
    unit_field: str = "unit_name"
    title_field: str | None = None
    topic_field: str | None = None
    materials: list[MaterialSpec] = []
    quota: int | None = Field(None, gt=0)
    quota_clause: str | None = None
    words: list[str] = []


class Timeline(Strict):
    """The dates of the notice; local times are in the edition's time zone."""

    registration_closes: datetime
    clause: str
    stages: list[str] = []


class Rule(Strict):
    """A check to run, and the settings it takes; the check's module has the same name."""

    check: str
    severity: Severity | None = None
    clause: str | None = None


class Decision(Strict):
    """A place where the notice contradicts itself, and what was decided; it can only ever warn."""

    about: str
    clause: str
    decision: str


class Edition(Strict):
    """One contest's notice."""

    id: str
    name: str
    notice: str
    association: str
    organisers: list[str] = Field(min_length=1)
    receipt_prefix: str
    timezone: str = "Asia/Shanghai"
    timeline: Timeline
    clauses: dict[str, str]
    forms: dict[str, FormSpec]
    documents: dict[str, DocumentSpec]
    categories: dict[str, Category]
    unit_materials: list[MaterialSpec] = []
    rules: list[Rule]
    decisions: list[Decision] = []

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def closes(self) -> datetime:
        """The last moment of registration, aware."""
        moment = self.timeline.registration_closes
        return moment if moment.tzinfo else moment.replace(tzinfo=self.zone)

    def label(self, code: str) -> str:
        """The Chinese name of a form, document or category code."""
        for group in (self.forms, self.documents, self.categories):
            if code in group:
                return group[code].label  # type: ignore[attr-defined,no-any-return]
        return {"sealed_copy": "盖章件", "unknown": "未识别文件"}.get(code, code)

    @model_validator(mode="after")
    def _no_dangling_references(self) -> Edition:
        problems = list(_dangling(self))
        if problems:
            raise ValueError("\n".join(problems))
        return self


def load(source: str | Path) -> Edition:
    """Load an edition by its id (one that is shipped) or from a TOML file.

    Raises `EditionError` with one line per mistake, each naming file, line and remedy.
    """
    path = Path(source)
    if path.suffix == ".toml":
        if not path.is_file():
            raise EditionError(f"{path}: there is no such edition file")
        return parse(path.read_text(encoding="utf-8"), str(path))
    shipped = resources.files("parsers") / "editions"
    names = sorted(f.name.removesuffix(".toml") for f in shipped.iterdir() if f.name.endswith(".toml"))
    if str(source) not in names:
        raise EditionError(f"there is no edition '{source}'; shipped are {', '.join(names)}, or give a .toml file")
    return parse((shipped / f"{source}.toml").read_text(encoding="utf-8"), f"{source}.toml")


def parse(text: str, name: str = "edition.toml") -> Edition:
    """Build an edition from TOML text; errors as in `load`."""
    try:
        return Edition.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise EditionError(f"{name}: not valid TOML: {error}") from None
    except ValidationError as error:
        raise EditionError("\n".join(_explain(error, text, name))) from None


def _explain(error: ValidationError, text: str, name: str) -> list[str]:
    lines = []
    for item in error.errors():
        message = item["msg"].removeprefix("Value error, ")
        if item["type"] == "extra_forbidden":
            message = f"unknown key '{item['loc'][-1]}'"
        elif item["type"] == "missing":
            message = f"the key '{item['loc'][-1]}' is missing"
        for single in message.split("\n"):
            quoted = re.match(r"\[(.+?)\] ", single)  # a dangling reference names its own place
            where = tuple(int(p) if p.isdigit() else p for p in quoted[1].split(".")) if quoted else item["loc"]
            number = _line_of(text, where)
            lines.append(f"{name}, line {number}: {single[quoted.end() if quoted else 0 :]}")
    return lines


def _line_of(text: str, location: tuple[str | int, ...]) -> int:
    """The line of the deepest part of `location` that the text shows (headers first, then `key =`)."""
    best, path, counts = 1, [], {}
    header = re.compile(r"^\s*(\[\[?)\s*([^\]]+?)\s*\]\]?")
    matched = 0
    for number, line in enumerate(text.splitlines(), 1):
        if found := header.match(line):
            names = tuple(part.strip().strip('"') for part in found[2].split("."))
            path = []
            for depth, part in enumerate(names):
                path.append(part)
                prefix = names[: depth + 1]
                if depth == len(names) - 1 and found[1] == "[[":
                    counts[prefix] = counts.get(prefix, -1) + 1
                    for other in [c for c in counts if len(c) > len(prefix) and c[: len(prefix)] == prefix]:
                        del counts[other]
                if prefix in counts:
                    path.append(counts[prefix])
            here = tuple(path)
        elif key := re.match(r"^\s*\"?([\w\-（）、一-鿿]+)\"?\s*=", line):
            here = (*path, key[1])
        else:
            continue
        if here == location[: len(here)] and len(here) > matched:
            best, matched = number, len(here)
    return best


def _dangling(edition: Edition) -> list[str]:
    problems: list[str] = []

    def clause(where: str, name: str | None) -> None:
        if name is not None and name not in edition.clauses:
            problems.append(f"[{where}.clause] the clause '{name}' is not in [clauses]")

    known = {*edition.forms, *edition.documents}
    clause("timeline", edition.timeline.clause)
    for code, form in edition.forms.items():
        clause(f"forms.{code}", form.clause)
        codes = [f.code for f in form.fields]
        for index, spec in enumerate(form.fields):
            clause(f"forms.{code}.fields.{index}", spec.clause)
            if codes.count(spec.code) > 1:
                problems.append(f"[forms.{code}.fields.{index}.code] the field '{spec.code}' is defined twice")
        for index, seal in enumerate(form.seals):
            clause(f"forms.{code}.seals.{index}", seal.clause)
            if seal.name_field is not None and seal.name_field not in codes:
                problems.append(f"[forms.{code}.seals.{index}.name_field] the form has no field '{seal.name_field}'")
        for place in re.findall(r"\{(\w+)[^}]*\}", form.blank.model_dump_json() if form.blank else ""):
            if place not in codes:
                problems.append(f"[forms.{code}.blank] the blank prints '{{{place}}}', but the form has no such field")
    for code, document in edition.documents.items():
        clause(f"documents.{code}", document.clause)
    for code, category in edition.categories.items():
        where = f"categories.{code}"
        clause(f"{where}.quota", category.quota_clause)
        if category.form is not None and category.form not in edition.forms:
            problems.append(f"[{where}.form] there is no form '{category.form}'")
        elif category.form is not None:
            codes = [f.code for f in edition.forms[category.form].fields]
            for key in ("unit_field", "title_field", "topic_field"):
                name = getattr(category, key)
                if name is not None and name not in codes:
                    problems.append(f"[{where}.{key}] the form '{category.form}' has no field '{name}'")
        for index, material in enumerate(category.materials):
            _material(f"{where}.materials.{index}", material, known, clause, problems)
    for index, material in enumerate(edition.unit_materials):
        _material(f"unit_materials.{index}", material, known, clause, problems)
    for index, rule in enumerate(edition.rules):
        clause(f"rules.{index}", rule.clause)
    for index, decision in enumerate(edition.decisions):
        clause(f"decisions.{index}", decision.clause)
    return problems


def _material(where: str, material: MaterialSpec, known: set[str], clause: Any, problems: list[str]) -> None:
    clause(where, material.clause)
    if material.code not in known:
        problems.append(f"[{where}.code] '{material.code}' is neither a form nor a document of this edition")
