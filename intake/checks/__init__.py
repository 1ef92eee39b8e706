"""One rule each; the edition says which run, on what, in which order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from importlib import import_module
from typing import Any

from intake.dossiers.ambiguity import is_ambiguous
from intake.dossiers.case import EntryCase, MailCase
from intake.findings import Finding
from parsers.edition import Edition, Rule

SECRECY = "secrecy"
Check = Callable[[Any, Rule], Iterator[Finding]]


class UnknownCheckError(LookupError):
    """An edition names a check that does not exist."""


@cache
def load(name: str) -> Check:
    """The `check` function of the module `name`; raises `UnknownCheckError`."""
    try:
        check: Check = import_module(f"intake.checks.{name}").check
    except (ImportError, AttributeError):
        raise UnknownCheckError(f"there is no check '{name}' under intake/checks") from None
    return check


def unknown(edition: Edition) -> list[str]:
    """The checks an edition names that do not exist."""
    missing = []
    for rule in edition.rules:
        try:
            load(rule.check)
        except UnknownCheckError:
            missing.append(rule.check)
    return missing


def on_mail(case: MailCase) -> tuple[Finding, ...]:
    """Every finding about a mail and its files, in the order of the edition's rules; of one with marks of secrecy
    nothing else is told."""
    rules = [r for r in case.edition.rules if r.on == "mail" and (r.check == SECRECY or not case.marks)]
    return tuple(_run(case, rules))


def on_entry(case: EntryCase) -> tuple[Finding, ...]:
    """Every finding about an entry as it stands, in the order of the edition's rules."""
    return tuple(_run(case, [rule for rule in case.edition.rules if rule.on == "entry"]))


def on_dossier(case: EntryCase) -> tuple[Finding, ...]:
    """Every finding about an entry among the others of its dossier, which are all judged."""
    return tuple(_run(case, [rule for rule in case.edition.rules if rule.on == "dossier"]))


def _run(case: MailCase | EntryCase, rules: Sequence[Rule]) -> Iterator[Finding]:
    """The findings of some rules; what the notice is unclear about never asks anybody to mend it."""
    for rule in rules:
        for finding in load(rule.check)(case, rule):
            doubtful = rule.ambiguous or is_ambiguous(case.edition, finding)
            yield replace(finding, severity="note") if doubtful and finding.severity == "fix" else finding
