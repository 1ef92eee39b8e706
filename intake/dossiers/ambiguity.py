"""Whether what a finding is about is marked `ambiguous` in the edition: its field, its material or its seal."""

from __future__ import annotations

from collections.abc import Iterator

from intake.findings import Finding
from parsers.edition import Edition, FormSpec, MaterialSpec


def is_ambiguous(edition: Edition, finding: Finding) -> bool:
    """A field, a material of that format, or all the seals that its form must carry."""
    code = finding.evidence.get("material")
    if not isinstance(code, str):
        return False
    format_, field = finding.evidence.get("format"), finding.evidence.get("field")
    materials = [m for m in _materials(edition) if m.code == code and format_ in (m.format, None)]
    if materials and all(material.ambiguous for material in materials):
        return True
    forms = list(_forms(edition, code))
    if field is not None:
        return any(spec.ambiguous for form in forms for spec in form.fields if spec.code == field)
    seals = [seal for form in forms for seal in form.seals]
    return finding.code.startswith("seal.") and bool(seals) and all(seal.ambiguous for seal in seals)


def _materials(edition: Edition) -> Iterator[MaterialSpec]:
    for category in edition.categories.values():
        yield from category.materials
    yield from edition.unit_materials


def _forms(edition: Edition, code: str) -> Iterator[FormSpec]:
    """The forms that may fill the place of `code`."""
    return (form for name, form in edition.forms.items() if edition.place_of(name) == code)
