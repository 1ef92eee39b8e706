"""What an edition still lacks although it loads: checks that do not exist, clauses never cited, missing blanks."""

from __future__ import annotations

from typing import Any

from intake import checks
from parsers.edition import Edition


def problems(edition: Edition) -> list[str]:
    """Mistakes that make the edition unusable, one sentence each."""
    return [f"there is no check '{name}' (rules)" for name in checks.unknown(edition)]


def summary(edition: Edition) -> dict[str, Any]:
    """What the edition holds, and what a person may want to look at."""
    cited = _cited(edition)
    return {
        "registration_closes": edition.closes.isoformat(),
        "forms": {code: len(form.fields) for code, form in edition.forms.items()},
        "categories": list(edition.categories),
        "rules": [rule.check for rule in edition.rules],
        "clauses_never_cited": [clause for clause in edition.clauses if clause not in cited],
        "forms_without_blank": [
            code for code, form in edition.forms.items() if form.blank is None and edition.place_of(code) == code
        ],
        "forms_without_required_field": [
            code for code, form in edition.forms.items() if not any(f.required for f in form.fields)
        ],
        "decisions": len(edition.decisions),
    }


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
