"""Altered signatures go to a person; who signed, and what looks pasted, is for the secretariat alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from intake import checks
from intake.answering.letters import LetterFacts, ReceivedMail
from intake.dossiers.case import ExaminedFile, MailCase
from intake.dossiers.dossier import assemble, assess
from intake.findings import Finding, is_for_the_secretariat, verdict
from intake.replies import told
from parsers.edition import load
from parsers.signatures import ALTERED, CHANGED, NOT_VERIFIABLE, UNREADABLE
from tests.intake.making import CLEAR, complete, scan

EDITION = load("sx-2025")
SIGNED = replace(CLEAR, kind="digital", signer="山西云汾通信工程有限公司", integrity="intact")
CODES = {"signature.invalid", "signature.unverified", "seal.pasted"}


def found(*files: ExaminedFile) -> list[Finding]:
    dossier = assess(assemble(list(files), EDITION), EDITION)
    findings = checks.on_mail(MailCase(EDITION, "submission", None, files, dossier=dossier))
    return [f for f in findings if f.code in CODES]


def test_altered_bytes_go_to_a_person_without_blame() -> None:
    (finding,) = found(
        scan("盖章件.pdf", seals=(replace(SIGNED, integrity="altered", reason=ALTERED, state="unclear"),))
    )
    assert (finding.code, finding.severity, verdict([finding])) == ("signature.invalid", "ask", "review")
    assert "重新签章" in finding.say and not any(word in finding.say for word in ("伪造", "篡改", "虚假"))


@pytest.mark.parametrize("reason", [CHANGED, UNREADABLE])
def test_what_was_added_later_or_cannot_be_read_goes_to_a_person(reason: str) -> None:
    (finding,) = found(scan("盖章件.pdf", seals=(replace(SIGNED, integrity="unknown", reason=reason),)))
    assert (finding.code, finding.severity) == ("signature.unverified", "ask")


@pytest.mark.parametrize(("integrity", "reason"), [("intact", ""), ("unknown", NOT_VERIFIABLE)])
def test_the_signer_is_named_to_the_secretariat_only(integrity: str, reason: str) -> None:
    (finding,) = found(scan("盖章件.pdf", seals=(replace(SIGNED, integrity=integrity, reason=reason),)))  # type: ignore[arg-type]
    assert is_for_the_secretariat(finding) and finding.severity == "note"
    assert SIGNED.signer in finding.say and "未" in finding.say and reason in finding.say


def test_the_same_pixels_in_two_files_are_noted_with_both_names() -> None:
    one, two = (scan(f"{n}.pdf", seals=(replace(CLEAR, picture="ab"),), position=n) for n in (1, 2))
    notes = found(one, two)
    assert [(f.code, f.where, f.evidence["twins"]) for f in notes] == [
        ("seal.pasted", "1.pdf", ["2.pdf"]),
        ("seal.pasted", "2.pdf", ["1.pdf"]),
    ]
    assert all(is_for_the_secretariat(f) for f in notes)


def test_the_same_file_twice_and_a_scan_cut_into_pictures_are_no_suspicion() -> None:
    file = scan("a.pdf", seals=(replace(CLEAR, picture="ab", pasted=("separate_picture",)),))
    assert found(file, replace(file, path="b.pdf", position=2)) == []


def test_flat_ink_is_noted_with_what_was_seen() -> None:
    (note,) = found(scan("a.pdf", seals=(replace(CLEAR, pasted=("flat_ink", "separate_picture", "alpha_edge")),)))
    assert "印色完全均匀" in note.say and "透明底" in note.say and note.evidence["page"] == 1
    assert verdict([note]) == "accepted"


def test_no_letter_speaks_of_it() -> None:
    files = complete()
    notes = found(replace(files[1], position=9), scan("a.pdf", seals=(replace(CLEAR, pasted=("flat_ink",)),)))
    assert notes
    mail = ReceivedMail("报名材料", None, "submission", (), tuple(notes))
    heaps = told.tell(LetterFacts(EDITION, "accepted", "李明", (mail,), (), (), None))
    assert (heaps.fixes, heaps.asks, heaps.notes) == ((), (), ())
