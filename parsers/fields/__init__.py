"""Typed text → value, one function per field kind; what is no such value is a fault, not an exception."""

from __future__ import annotations

import re
from collections.abc import Callable

from parsers.edition import LISTS, FieldSpec
from parsers.facts import Field
from parsers.fields import choice, dates, numbers, people, phone, text
from parsers.fields.text import Read

_STRUCK = re.compile(".\u0336", re.DOTALL)
"""A character that was struck through (see `parsers.readers.runs`): crossed out, so not said."""
KINDS: dict[str, Callable[[str, FieldSpec], Read]] = {
    "text": text.text,
    "long_text": text.long_text,
    "people": people.people,
    "phone": phone.phone,
    "postcode": numbers.postcode,
    "email": text.email,
    "date": dates.date,
    "gender": people.gender,
    "choice": choice.choice,
    "choices": choice.choices,
    "integer": numbers.integer,
    "number": numbers.number,
    "percent": numbers.percent,
}


def field(spec: FieldSpec, raw: str, where: str = "", confidence: float = 1.0) -> Field:
    """The field that `raw` says: value, fault and how surely; an empty one has no fault and keeps `where`."""
    read = KINDS[spec.kind](_STRUCK.sub("", raw), spec)
    return Field(spec.code, read.value, raw, where, round(confidence * read.sure, 3), read.fault)


def absent(spec: FieldSpec) -> Field:
    """A field whose place was not found in the form: nothing is known of it, so its confidence is 0."""
    return Field(spec.code, [] if spec.kind in LISTS else None, confidence=0.0)
