"""A mail that was filed before goes through the checks again, with the dossier of now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from intake import checks
from intake.checks import mail_faults, request
from intake.dossiers.case import ExaminedFile, MailCase
from intake.findings import Finding
from store.models import Mail


def of_mail(case: MailCase, mail: Mail, files: Iterable[ExaminedFile], told: Iterable[Finding]) -> MailCase:
    """The case of an earlier mail as `case` leaves it; what only its text said comes from what was `told` of it."""
    told = list(told)
    return replace(
        case,
        mail=mail.id or 0,
        kind=mail.kind or "submission",
        received_at=mail.received_at,
        files=tuple(files),
        faults=tuple(
            (f.code, f.found or "")
            for f in told
            if f.code in mail_faults.SAY
            and f.where == mail_faults.WHERE
            and not (case.joined and f.code == "mail.partial")
        ),
        asks=any(f.code == mail_faults.QUESTION for f in told),
        lacks=_still_lacking(case, told),
        marks=(),
        request=next((r for f in told if (r := request.of(f))), None),
        named=next((tuple(f.evidence["entries"]) for f in told if f.code == request.ASKED), ()),
    )


def _still_lacking(case: MailCase, told: Iterable[Finding]) -> tuple[str, ...]:
    """What an earlier mail of the burst did not state and a later one does not either."""
    lacked = next(((f.found or "").split("、") for f in told if f.code == mail_faults.OBSERVER), [])
    return tuple(what for what in lacked if not case.watches or what in case.lacks)


def again(case: MailCase) -> tuple[Finding, ...]:
    """What is to be said of the mail now."""
    return checks.on_mail(case)
