"""What was typed against what was read: exact, asked about, or wrong without a doubt."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from benchmarks.forms.samples import Sample
from benchmarks.forms.values import same
from parsers.edition import Edition
from parsers.facts import Form, Reading, Value

SURE = 0.6
"""Below this confidence a value goes to a person (as `intake.checks.fields` has it)."""
Verdict = Literal["exact", "doubted", "wrong", "lost"]


@dataclass(frozen=True)
class Judged:
    """One field: `doubted` is right or left open and goes to a person, `wrong` is a wrong value that nobody doubts,
    `lost` an empty one."""

    code: str
    verdict: Verdict
    expected: Value
    value: Value
    confidence: float
    fault: str | None


def judged(edition: Edition, sample: Sample, reading: Reading) -> Iterator[Judged]:
    """Every field of every form that the sample holds."""
    forms = list(reading.forms)
    found: list[Form | None] = []
    for number, (code, _) in enumerate(sample.forms):
        form = forms[number] if number < len(forms) and forms[number].code == code else None
        found.append(form)
    if len(forms) != len(sample.forms):
        found = [None] * len(sample.forms)
    for (code, typed), form in zip(sample.forms, found, strict=True):
        for spec in edition.forms[code].fields:
            read = form[spec.code] if form else None
            expected = typed.expected[spec.code]
            value = read.value if read else None
            right = same(spec, expected, value) and form is not None
            sure = read is not None and not read.fault and read.confidence >= SURE
            verdict: Verdict = "exact"
            if right and expected not in (None, [], "") and not sure:
                verdict = "doubted"
            elif not right:
                verdict = (
                    "lost" if value in (None, []) and not (read and read.fault) else "wrong" if sure else "doubted"
                )
            yield Judged(
                f"{code}.{spec.code}",
                verdict,
                expected,
                value,
                read.confidence if read else 0.0,
                read.fault if read else None,
            )
