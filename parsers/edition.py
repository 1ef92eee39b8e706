"""A contest's notice as data: forms, materials, quotas, timeline and clauses, loaded from one TOML file."""

from __future__ import annotations

import tomllib
from datetime import datetime
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, Field, ValidationError, model_validator

from parsers.blank_layout import STRICT, Blank
from parsers.edition_references import dangling
from parsers.toml_lines import explained

_SHIPPED = resources.files("parsers") / "editions"
Severity = Literal["fix", "ask", "note"]
Format = Literal["word", "pdf", "any"]
FieldKind = (
    Literal["text", "long_text", "people", "gender", "phone", "postcode", "email", "date", "rows"]
    | Literal["choice", "choices", "integer", "number", "percent"]
)
LISTS: frozenset[FieldKind] = frozenset({"people", "choices", "rows"})
"""Kinds whose value is a list, empty where nothing was said."""


class EditionError(ValueError):
    """An edition file that cannot be used; the message says which line is wrong and how."""


class Strict(BaseModel):
    """A table of the edition file in which every key must be known."""

    model_config = STRICT


class Warned(Strict):
    """What the notice is unclear about is `ambiguous`: it can only ever warn, nobody is asked to mend it."""

    ambiguous: bool = False


class Weighed(Warned):
    """What is missing weighs `severity`; of something ambiguous never `fix`."""

    severity: Severity = "fix"

    @model_validator(mode="before")
    @classmethod
    def _only_warns(cls, values: Any) -> Any:
        if not isinstance(values, dict) or not values.get("ambiguous"):
            return values
        if values.get("severity") == "fix":
            raise ValueError('what is ambiguous can only warn: severity must be "ask" or "note"')
        return {"severity": "note", **values}


class Choice(Strict):
    """One option of a choice field: its code and the words a form prints for it."""

    code: str
    labels: list[str] = Field(min_length=1)


class Column(Strict):
    """One column of a `rows` field, found by its header cell; bounds as those of a field."""

    code: str
    labels: list[str] = Field(min_length=1)
    kind: FieldKind = "text"
    least: float | None = None
    most: float | None = None


class FieldSpec(Warned):
    """One field of a form: how its label may read, what it may hold, and which clause says so.

    `limit` counts 字 (characters without white space); `at_least` is for `people`, `slots` the places printed for them;
    `after` names a label that must stand before this one when a label occurs twice in a form; `hints` are printed words
    that are no value.
    `unit` is what a quantity is counted in, printed in a cell of its own maybe; `part` counts from 1 the quantities
    that share a label and a cell (`30/24`). A date that `signs` may stand at the foot of a text, beside a seal.
    A `choice` without `boxes` is a place to write one of the options. The `rows` of a summary `lists` the entries of a
    category. A figure below `least` or above `most` cannot be meant, one above `at_most` is against a condition. What
    is counted in total `covers` the figure of another field, in whatever unit; a percentage may be the `share_of` one.
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
    boxes: bool = True
    unit: str = ""
    part: int = 0
    least: float | None = None
    most: float | None = None
    at_most: float | None = None
    covers: str | None = None
    share_of: str | None = None
    columns: list[Column] = []
    lists: str | None = None
    section: list[str] = []
    after: str | None = None
    signs: bool = True
    hints: list[str] = []
    clause: str | None = None

    @property
    def labels(self) -> list[str]:
        """Every wording of the label, the notice's own first."""
        return [self.label, *self.synonyms]

    @property
    def heading(self) -> str:
        """What the field is called beside its value: a date may be labelled by the place of a seal."""
        if self.part:
            return f"{self.label}（{self.unit}）"
        if self.kind == "percent":
            return self.label.partition("=")[0]  # the formula is printed behind it
        return f"{self.label}日期" if self.kind == "date" and "日" not in self.label else self.label

    @model_validator(mode="after")
    def _complete(self) -> FieldSpec:
        if self.kind in ("choice", "choices") and len(self.choices) < 2:
            raise ValueError(f"the {self.kind} field '{self.code}' needs at least two [choices]")
        if self.kind == "rows" and not self.columns:
            raise ValueError(f"the rows field '{self.code}' needs [columns]")
        return self


class SealSpec(Weighed):
    """A seal that a form must carry: whose it is, the words printed at its place, the field that names its owner."""

    role: Literal["unit", "recommender"]
    place: str
    name_field: str | None = None
    clause: str


class FormSpec(Strict):
    """A form of the notice: its names, fields, seals and printed layout.

    A form is `titled` when other documents hold its labels as well: without its title it is not recognised.
    """

    label: str
    titles: list[str] = Field(min_length=1)
    titled: bool = False
    clause: str
    fields: list[FieldSpec] = Field(min_length=1)
    seals: list[SealSpec] = []
    blank: Blank | None = None

    @property
    def signoffs(self) -> tuple[FieldSpec, ...]:
        """The fields that may be the date of a sign-off."""
        return tuple(field for field in self.fields if field.kind == "date" and field.signs)

    def __getitem__(self, code: str) -> FieldSpec:
        return next(f for f in self.fields if f.code == code)


class DocumentSpec(Strict):
    """A document without a form (a report, a record), known by words in its name, its title and its text.

    `limit` counts 字 as that of a field does.
    """

    label: str
    names: list[str] = Field(min_length=1)
    headings: list[str] = []
    limit: int | None = Field(None, gt=0)
    clause: str


class MaterialSpec(Weighed):
    """A material that an entry needs: a form or document in a format.

    `severity` says what its absence means: `fix` is asked for, `note` is only mentioned (the notice is unclear).
    `short` is what a table of many entries calls it.
    """

    code: str
    format: Format = "any"
    label: str
    short: str = ""
    clause: str
    remedy: str = ""


class Quota(Strict):
    """How many entries units may file whose names contain one of `names`; `unit` is how the notice calls them."""

    unit: str
    names: list[str] = Field(min_length=1)
    limit: int = Field(gt=0)


class Honours(Strict):
    """What a unit must have been awarded before: an entry of `category` in the last `years` years."""

    category: str
    years: int = Field(gt=0)
    clause: str


class UnitSpec(Strict):
    """A unit by the name on its seal, and what everybody calls it: these names are one unit from the start."""

    name: str
    aliases: list[str] = Field(min_length=1)


class Category(Strict):
    """A kind of entry: the form that opens it, the fields that name it, its materials and its quota per unit.

    A mail that says one of `words` registers itself, under `clause`. A form of `accepts` may come in place of `form`.
    The first of `quotas` that names a unit holds for it, `quota` for every other unit (none: as many as it likes).
    Where entries are chosen for a later stage, `finalists` heads the register's column for that.
    """

    label: str
    form: str | None = None
    accepts: list[str] = []
    unit_field: str = "unit_name"
    title_field: str | None = None
    topic_field: str | None = None
    materials: list[MaterialSpec] = []
    quota: int | None = Field(None, gt=0)
    quotas: list[Quota] = []
    quota_clause: str | None = None
    honours: Honours | None = None
    words: list[str] = []
    finalists: str = ""
    clause: str | None = None


class Timeline(Strict):
    """The dates of the notice; local times are in the edition's time zone.

    Who still owes something is reminded so many days before registration closes (`remind_days_before`; none, or 0: not
    at all). The report notes mails from before the notice (`opens`). What mends entries that first came in time is
    taken until `corrections_until`; later, or where the edition names no such moment, a person decides.
    """

    registration_closes: datetime
    opens: datetime | None = None
    corrections_until: datetime | None = None
    clause: str
    stages: list[str] = []
    remind_days_before: list[Annotated[int, Field(ge=0, le=60)]] = []


class Secrecy(Strict):
    """The words of marks of secrecy: `levels` (beside a ★ or alone at the beginning), `phrases` that mark by themselves
    (内部资料), `cautions` that may go with either (注意保存), `labels` before a level (密级), `owners` with which the
    names of those end whose material a phrase may call internal (某公司内部资料)."""

    levels: list[str] = Field(min_length=1)
    phrases: list[str] = []
    cautions: list[str] = []
    labels: list[str] = []
    owners: list[str] = []


class Rule(Warned):
    """A check to run on every mail, on every entry, or on every entry once all of its dossier are judged; its module
    under `intake/checks` has the same name.

    `clause` is cited where a field or material names none of its own. `severity` is that of its findings where the
    notice leaves it open, so it can only warn; `material` the one that it looks at.
    """

    check: str
    on: Literal["mail", "entry", "dossier"]
    clause: str
    severity: Literal["ask", "note"] | None = None
    material: str | None = None

    @property
    def warning(self) -> Literal["ask", "note"]:
        """How much a finding of a rule weighs that only warns."""
        return self.severity or "note"


class Decision(Strict):
    """A place where the notice contradicts itself, and what was decided; it can only ever warn.

    `settles` names the contradictions that are found by machine (`parsers/contradictions.py`) and decided here.
    """

    about: str
    clause: str
    decision: str
    settles: list[str] = []


class Edition(Strict):
    """One contest's notice; `filing` is its word for what the units do: 报名 or 申报, `named` the kinds of entry that
    it speaks of."""

    id: str
    name: str
    notice: str
    association: str
    organisers: list[str] = Field(min_length=1)
    receipt_prefix: str
    filing: str = "报名"
    named: list[str] = []
    timezone: str = "Asia/Shanghai"
    timeline: Timeline
    clauses: dict[str, str]
    forms: dict[str, FormSpec]
    documents: dict[str, DocumentSpec]
    categories: dict[str, Category]
    unit_materials: list[MaterialSpec] = []
    units: list[UnitSpec] = []
    secrecy: Secrecy | None = None
    rules: list[Rule]
    decisions: list[Decision] = []

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def closes(self) -> datetime:
        """The last moment of registration, aware."""
        return self._aware(self.timeline.registration_closes)

    @property
    def opens(self) -> datetime | None:
        """The day of the notice, aware; `None` where the edition does not say."""
        return self._aware(self.timeline.opens) if self.timeline.opens else None

    @property
    def corrections_until(self) -> datetime | None:
        """The last moment of what mends entries that came in time, aware; `None`: a person decides of each."""
        return self._aware(self.timeline.corrections_until) if self.timeline.corrections_until else None

    def _aware(self, moment: datetime) -> datetime:
        return moment if moment.tzinfo else moment.replace(tzinfo=self.zone)

    def label(self, code: str) -> str:
        """The Chinese name of a form, document or category code."""
        for group in (self.forms, self.documents, self.categories):
            if named := group.get(code):
                return named.label
        return {
            "sealed_copy": "盖章件",
            "form_page": "表格续页",
            "unknown": "未识别文件",
            "observer_registration": "观摩人员名单",
        }.get(code, code)

    def place_of(self, code: str) -> str:
        """The form whose place a form takes: its own code, unless a category accepts it for another."""
        return next((c.form for c in self.categories.values() if c.form and code in c.accepts), code)

    @model_validator(mode="after")
    def _no_dangling_references(self) -> Edition:
        if problems := dangling(self):
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
    if str(source) not in shipped():
        raise EditionError(f"there is no edition '{source}'; shipped are {', '.join(shipped())}, or give a .toml file")
    return parse((_SHIPPED / f"{source}.toml").read_text(encoding="utf-8"), f"{source}.toml")


def shipped() -> list[str]:
    """The ids of the editions that come with the program, sorted."""
    return sorted(f.name.removesuffix(".toml") for f in _SHIPPED.iterdir() if f.name.endswith(".toml"))


def newest() -> str:
    """The id of the shipped edition whose registration closes last."""

    def closes(name: str) -> datetime:
        data = tomllib.loads((_SHIPPED / f"{name}.toml").read_text(encoding="utf-8"))
        moment: datetime = data["timeline"]["registration_closes"]
        return moment

    return max(shipped(), key=closes)


def parse(text: str, name: str = "edition.toml") -> Edition:
    """Build an edition from TOML text; errors as in `load`."""
    try:
        return Edition.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise EditionError(f"{name}: not valid TOML: {error}") from None
    except ValidationError as error:
        raise EditionError("\n".join(explained(error, text, name))) from None
