"""How a form is printed, as data of an edition: its tables, rows and cells with a place for every field."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

STRICT = ConfigDict(extra="forbid", frozen=True)


class Strict(BaseModel):
    """A table of a blank in which every key must be known."""

    model_config = STRICT


class BlankCell(Strict):
    """A cell of a printed form: text with `{field}` places, and how many grid columns and rows it spans.

    `foot` is printed right at the cell's bottom: the place of the seal and the date. A column of a `rows` field is
    written `{rows_field.column}`.
    """

    text: str = ""
    foot: str = ""
    span: int = Field(1, ge=1)
    rows: int = Field(1, ge=1)
    align: Literal["left", "center", "right"] = "center"


class BlankRow(Strict):
    """A row of a printed form; `height` in centimetres at least, `repeat` how many are printed.

    Where the same `{rows_field.column}` stands twice, two records share the row.
    """

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
    """How a form is printed as an annex of the notice, its tables set in `points`."""

    annex: str = ""
    title: str
    subtitle: str = ""
    lead: str = ""
    tables: list[BlankTable] = Field(min_length=1)
    notes: list[str] = []
    points: float = 12.0
