"""What an edition still lacks although it loads: contradictions of the notice without a decision, checks that do not
exist, clauses never cited, missing blanks, fields never required."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from intake import checks
from parsers.contradictions import contradictions
from parsers.edition import Edition


def problems(edition: Edition) -> list[str]:
    """Mistakes that make the edition unusable, one sentence each."""
    return [f"there is no check '{name}' (rules)" for name in checks.unknown(edition)]


def undecided(edition: Edition) -> list[dict[str, Any]]:
    """The contradictions that no decision settles."""
    return [found for found in summary(edition)["contradictions"] if found["decision"] is None]


def summary(edition: Edition) -> dict[str, Any]:
    """What the edition holds, and what a person may want to look at.

    `contradictions`: found by machine, each `{key, about, clause, decision}`, `decision` null where none settles it.
    `decisions`: all that are recorded, each `{about, clause, decision, settles}`; `decisions_without_contradiction` are
    keys in `settles` that no longer name any. `ambiguous`: what can only warn, by its path in the file.
    `clauses_never_cited`, `forms_without_blank`, `forms_without_required_field`: codes. `fields_never_required`: by
    form, its fields that may stay empty. `registration_closes` is ISO, `forms` counts fields by form.
    """
    cited = _cited(edition)
    found = contradictions(edition)
    settled = {key: decision.decision for decision in edition.decisions for key in decision.settles}
    return {
        "registration_closes": edition.closes.isoformat(),
        "forms": {code: len(form.fields) for code, form in edition.forms.items()},
        "categories": list(edition.categories),
        "rules": [rule.check for rule in edition.rules],
        "contradictions": [
            {"key": c.key, "about": c.about, "clause": c.clause, "decision": settled.get(c.key)} for c in found
        ],
        "decisions": [decision.model_dump() for decision in edition.decisions],
        "decisions_without_contradiction": [key for key in settled if key not in {c.key for c in found}],
        "ambiguous": list(_ambiguous(edition)),
        "clauses_never_cited": [clause for clause in edition.clauses if clause not in cited],
        "forms_without_blank": [
            code for code, form in edition.forms.items() if form.blank is None and edition.place_of(code) == code
        ],
        "forms_without_required_field": [
            code for code, form in edition.forms.items() if not any(f.required for f in form.fields)
        ],
        "fields_never_required": {
            code: [field.code for field in form.fields if not field.required]
            for code, form in edition.forms.items()
            if not all(field.required for field in form.fields)
        },
    }


def _ambiguous(edition: Edition) -> Iterator[str]:
    """The paths of everything that is marked ambiguous."""
    yield from (f"rules.{rule.check}" for rule in edition.rules if rule.ambiguous)
    for code, form in edition.forms.items():
        yield from (f"forms.{code}.{field.code}" for field in form.fields if field.ambiguous)
        yield from (f"forms.{code}.seals.{seal.role}" for seal in form.seals if seal.ambiguous)
    for code, category in edition.categories.items():
        yield from (f"categories.{code}.{material.code}" for material in category.materials if material.ambiguous)
    yield from (f"unit_materials.{material.code}" for material in edition.unit_materials if material.ambiguous)


def _cited(edition: Edition) -> set[str]:
    forms, categories = edition.forms.values(), edition.categories.values()
    return {
        edition.timeline.clause,
        *(form.clause for form in forms),
        *(field.clause for form in forms for field in form.fields if field.clause),
        *(seal.clause for form in forms for seal in form.seals),
        *(document.clause for document in edition.documents.values()),
        *(clause for category in categories for clause in (category.clause, category.quota_clause) if clause),
        *(material.clause for category in categories for material in category.materials),
        *(material.clause for material in edition.unit_materials),
        *(rule.clause for rule in edition.rules),
        *(decision.clause for decision in edition.decisions),
    }
