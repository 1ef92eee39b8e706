"""The references inside an edition: clauses, forms, documents and fields that must exist."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from parsers.keys import key_of

if TYPE_CHECKING:
    from parsers.edition import Category, Edition, MaterialSpec


def dangling(edition: Edition) -> list[str]:
    """One sentence per dangling reference, each beginning with its key path in brackets."""
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
            if spec.lists is not None and spec.lists not in edition.categories:
                problems.append(f"[forms.{code}.fields.{index}.lists] there is no category '{spec.lists}'")
            for key in ("covers", "share_of"):
                if (name := getattr(spec, key)) is not None and name not in codes:
                    problems.append(f"[forms.{code}.fields.{index}.{key}] the form has no field '{name}'")
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
        clause(where, category.clause)
        if category.honours is not None:
            clause(f"{where}.honours", category.honours.clause)
            if category.honours.category not in edition.categories:
                problems.append(f"[{where}.honours.category] there is no category '{category.honours.category}'")
        if category.form is not None and category.form not in edition.forms:
            problems.append(f"[{where}.form] there is no form '{category.form}'")
        elif category.form is not None:
            codes = [f.code for f in edition.forms[category.form].fields]
            for key in ("unit_field", "title_field", "topic_field"):
                name = getattr(category, key)
                if name is not None and name not in codes:
                    problems.append(f"[{where}.{key}] the form '{category.form}' has no field '{name}'")
            problems += _accepted(where, category, edition)
        for index, material in enumerate(category.materials):
            _material(f"{where}.materials.{index}", material, known, clause, problems)
    for index, material in enumerate(edition.unit_materials):
        _material(f"unit_materials.{index}", material, known, clause, problems)
    problems += _moments(edition)
    problems += _names(edition)
    for index, rule in enumerate(edition.rules):
        clause(f"rules.{index}", rule.clause)
        if rule.material is not None and rule.material not in known:
            problems.append(f"[rules.{index}.material] '{rule.material}' is neither a form nor a document")
    for index, decision in enumerate(edition.decisions):
        clause(f"decisions.{index}", decision.clause)
    return problems


def _moments(edition: Edition) -> list[str]:
    """Moments that cannot be in this order."""
    problems = []
    if edition.opens and edition.opens >= edition.closes:
        problems.append("[timeline.opens] lies after registration closes")
    if edition.corrections_until and edition.corrections_until <= edition.closes:
        problems.append("[timeline.corrections_until] lies before registration closes")
    return problems


def _names(edition: Edition) -> list[str]:
    """Names that would stand for two units."""
    problems, units = [], {key_of(unit.name) for unit in edition.units}
    known: dict[str, int] = {}
    for index, unit in enumerate(edition.units):
        for alias in unit.aliases:
            if key_of(alias) in units or known.setdefault(key_of(alias), index) != index:
                problems.append(f"[units.{index}.aliases] '{alias}' names another unit as well")
    return problems


def _accepted(where: str, category: Category, edition: Edition) -> list[str]:
    """What is wrong with the forms that may come in place of a category's own."""
    problems = []
    named = (category.unit_field, category.title_field, category.topic_field)
    for code in category.accepts:
        if code not in edition.forms:
            problems.append(f"[{where}.accepts] there is no form '{code}'")
            continue
        codes = {f.code for f in edition.forms[code].fields}
        lost = [name for name in named if name is not None and name not in codes]
        problems += [f"[{where}.accepts] the form '{code}' has no field '{name}'" for name in lost]
        if any(code in (c.form, *(m.code for m in c.materials)) for c in edition.categories.values()):
            problems.append(f"[{where}.accepts] the form '{code}' has a place of its own")
    return problems


def _material(where: str, material: MaterialSpec, known: set[str], clause: Any, problems: list[str]) -> None:
    clause(where, material.clause)
    if material.code not in known:
        problems.append(f"[{where}.code] '{material.code}' is neither a form nor a document of this edition")
