"""Judge made-up files under an edition: what is found about a mail and about its entries."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from intake import checks
from intake.dossiers.case import ALONE, Beside, Dossier, ExaminedFile, MailCase
from intake.dossiers.dossier import assemble, assess
from intake.findings import Finding
from parsers.edition import Edition


def judged(edition: Edition, *files: ExaminedFile, beside: Beside = ALONE) -> Dossier:
    return assess(assemble(files, edition), edition, beside)


def of_entries(dossier: Dossier, *codes: str) -> list[Finding]:
    """The findings of these codes about any entry."""
    return [f for entry in dossier.entries for f in entry.findings if f.code in codes]


def of_mail(
    edition: Edition, *files: ExaminedFile, codes: tuple[str, ...], beside: Beside = ALONE, **more: Any
) -> list[Finding]:
    """The findings of these codes about the mail that brought `files`."""
    received: datetime | None = more.get("received")
    dossier = judged(edition, *files, beside=beside)
    case = MailCase(edition, "submission", received, files, dossier=dossier, mail=1)
    return [f for f in checks.on_mail(case) if f.code in codes]
