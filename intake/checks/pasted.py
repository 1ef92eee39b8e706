"""Seals that look like pictures put onto a page: noted for the secretariat, never told to the sender."""

from __future__ import annotations

from collections.abc import Iterator

from intake.dossiers.case import ExaminedFile, MailCase
from intake.findings import Finding, for_the_secretariat
from parsers.edition import Rule

SIGNS = {
    "flat_ink": "印色完全均匀，无钤印的浓淡变化",
    "separate_picture": "印章为单独插入的图片",
    "alpha_edge": "图片带透明底",
}
ENOUGH = {"flat_ink", "alpha_edge"}
"""A separate picture alone says little: scanning programs cut pages into pictures, too."""


def check(case: MailCase, rule: Rule) -> Iterator[Finding]:
    """One note per file with its evidence: what was seen, and other files that bear the very same pixels."""
    known = _pictures(case)
    for file in case.files:
        for seal in file.reading.document.seals:
            if seal.kind != "ink":
                continue
            twins = sorted({other.path for other in known.get(seal.picture, ()) if other.sha256 != file.sha256})
            if not twins and not ENOUGH & set(seal.pasted):
                continue
            signs = [SIGNS[sign] for sign in seal.pasted if sign in SIGNS]
            signs += [f"与“{twins[0]}”中的印章像素完全相同"] if twins else []
            say = f"第{seal.page}页的印章疑似图片粘贴：{'；'.join(signs)}。仅供核验参考，未告知发件人。"
            evidence = {"page": seal.page, "box": list(seal.box), "signs": list(seal.pasted), "twins": twins}
            yield for_the_secretariat("seal.pasted", rule.clause, file.path, say, evidence)


def _pictures(case: MailCase) -> dict[str, list[ExaminedFile]]:
    """Files of this sender by the pictures of the seals in them."""
    dossier = case.dossier
    papers = [p.file for e in dossier.entries for p in e.papers()] + [p.file for p in dossier.loose]
    papers += [s.paper.file for s in dossier.unit_slots if s.paper]
    found: dict[str, list[ExaminedFile]] = {}
    for file in (*case.files, *papers):
        for picture in {seal.picture for seal in file.reading.document.seals if seal.picture}:
            found.setdefault(picture, []).append(file)
    return found
