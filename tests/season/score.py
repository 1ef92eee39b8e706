"""Every decision against the truth: findings by code, outcomes, entries, letters."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from intake.findings import SECRETARIAT
from store.models import FindingRow
from tests.season.truth import Burst, Post, Said, Season
from tests.season.work import Result, digest

MENTIONED = frozenset(
    {
        "duplicate.earlier_edition",
        "field.implausible",
        "file.duplicate",
        "members.differ",
        "observer.incomplete",
        "secrecy.marking",
        "summary.form_without_row",
        "summary.headcount_differs",
        "summary.row_without_form",
        "topic_type.differs",
        "unit.name_differs",
    }
)
"""Codes whose notes count when they are wrong; others (an optional list that has not come) are courtesy."""
STRICTNESS = {"note": 0, "ask": 1, "fix": 2}


@dataclass
class Score:
    """Counts by finding code, the outcomes as (truth, decision), and every difference in words."""

    codes: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    outcomes: Counter[tuple[str, str]] = field(default_factory=Counter)
    entries: Counter[tuple[str, str]] = field(default_factory=Counter)
    letters: Counter[str] = field(default_factory=Counter)
    differences: list[str] = field(default_factory=list)
    wrong_acceptances: list[str] = field(default_factory=list)
    wrong_corrections: list[str] = field(default_factory=list)


def score(season: Season, result: Result) -> Score:
    """Compare mail by mail, entry by entry, letter by letter."""
    made = Score()
    titles = {view.entry.key: view.entry.title for view in result.entries}
    for number, post in enumerate(season.posts, 1):
        _mail(made, number, post, result, titles)
    _entries(made, season, result)
    _letters(made, season, result)
    return made


def _mail(made: Score, number: int, post: Post, result: Result, titles: dict[str, str]) -> None:
    where = f"mail {number} ({post.conversation}{': ' + post.what if post.what else ''}, {post.sender})"
    mail = result.mails.get(digest(post.raw))
    if mail is None or mail.outcome is None:
        made.differences.append(f"{where}: {'not examined' if mail else 'lost'}, {mail.error if mail else ''}")
        made.outcomes[post.outcomes[0], "held"] += 1
        return
    decided = mail.outcome
    made.outcomes[decided if decided in post.outcomes else post.outcomes[0], decided] += 1
    told = [row for row in result.findings.get(mail.id or 0, []) if row.evidence.get("audience") != SECRETARIAT]
    said = f"{where}: due {post.outcome}, decided {decided}"
    if decided not in post.outcomes:
        made.differences.append(f"{said}; said {_words(told)}")
        if decided == "accepted":
            made.wrong_acceptances.append(said)
    wrong = _findings(made, where, post, told, titles)
    if decided == "correction" and (wrong or decided not in post.outcomes):
        made.wrong_corrections.append(f"{said}; wrongly {_words(wrong) if wrong else 'asks for something at all'}")


def _findings(
    made: Score, where: str, post: Post, told: Sequence[FindingRow], titles: dict[str, str]
) -> list[FindingRow]:
    """Count what was said rightly and wrongly; returns what was asked for without a reason."""
    left = list(told)
    for due in post.says:
        made.codes[due.codes[0]]["due"] += 1
        fitting = [row for row in left if _fits(row, due, titles)]
        found = min(fitting, key=lambda row: abs(STRICTNESS[row.severity] - STRICTNESS[due.severity]), default=None)
        if found is None:
            made.codes[due.codes[0]]["missed"] += 1
            made.differences.append(f"{where}: not said: {due.code} {due.severity} {due.about} {due.entry}")
            continue
        left.remove(found)
        step = STRICTNESS[found.severity] - STRICTNESS[due.severity]
        made.codes[due.codes[0]]["right" if step == 0 else "softer" if step < 0 else "harder"] += 1
        if step:
            made.differences.append(f"{where}: {found.code} as {found.severity}, due as {due.severity}: {found.say}")
    wrong = [row for row in left if row.code not in post.may and (row.severity != "note" or row.code in MENTIONED)]
    for row in wrong:
        made.codes[row.code]["wrong"] += 1
        made.differences.append(f"{where}: wrongly {row.code} ({row.severity}) at {row.location}: {row.say}")
    return [row for row in wrong if row.severity == "fix"]


def _fits(row: FindingRow, due: Said, titles: dict[str, str]) -> bool:
    if row.code not in due.codes:
        return False
    title = titles.get(str(row.evidence.get("entry", "")), "")
    if due.entry and title and due.entry not in title and title not in due.entry:
        return False
    material = f"{row.evidence.get('material')}/{row.evidence.get('format')}"
    return not due.about or due.about in (row.evidence.get("field"), material) or due.about in row.location


def _words(rows: Sequence[FindingRow]) -> str:
    return (
        ", ".join(f"{row.code} ({row.severity}, {row.location})" for row in rows if row.severity != "note") or "nothing"
    )


def _entries(made: Score, season: Season, result: Result) -> None:
    """How entries stand in the end; one that the truth does not know counts as wrong."""
    left = {view.entry.id: view.entry for view in result.entries}
    for due in season.standings:
        mine = [e for e in left.values() if e.sender == due.sender and e.category == due.category]
        found = next((e for e in mine if not due.title or e.title == due.title), None)
        state = found.state if found else "none"
        if found:
            left.pop(found.id)
        allowed = due.state.split("|")
        made.entries[state if state in allowed else allowed[0], state] += 1
        if state not in allowed:
            where = f"entry “{due.title}” ({due.conversation}, {due.sender})"
            made.differences.append(f"{where}: due {due.state}, stands {state}")
            if state == "complete":
                made.wrong_acceptances.append(f"{where}: due {due.state}, stands complete")
    senders = {due.sender for due in season.standings}
    for entry in left.values():
        if entry.sender in senders:
            made.entries["none", entry.state] += 1
            made.differences.append(f"entry “{entry.title}” of {entry.sender}: {entry.state}, the truth knows none")


def _letters(made: Score, season: Season, result: Result) -> None:
    """One letter for each burst, of the kind that is due, with the words that belong in it."""
    by_sender: dict[str, list[Burst]] = defaultdict(list)
    for burst in sorted(season.bursts, key=lambda burst: burst.begin):
        by_sender[burst.sender].append(burst)
    for sender, bursts in by_sender.items():
        letters = sorted((r for r in result.letters if r.recipient == sender), key=lambda row: row.id or 0)
        due = [burst for burst in bursts if burst.kind]
        if any(burst.kind == "?" for burst in due) and len(letters) < len(due):
            due = [burst for burst in due if burst.kind != "?"]
        if len(letters) != len(due):
            made.letters["too many" if len(letters) > len(due) else "too few"] += abs(len(letters) - len(due))
            made.differences.append(f"letters to {sender} ({bursts[0].conversation}): {len(letters)}, due {len(due)}")
        for burst, letter in zip(due, letters, strict=False):
            faults = (
                [f"kind {letter.kind}, due {burst.kind}"]
                if letter.kind not in burst.kind.replace("?", letter.kind).split("|")
                else []
            )
            faults += [f"does not say “{word}”" for word in burst.includes if word not in letter.text]
            faults += [f"says “{word}”" for word in burst.excludes if word in letter.text]
            faults += ["not sent"] if letter.state != "sent" else []
            made.letters["differ" if faults else "right"] += 1
            made.differences += [
                f"letter to {sender} ({burst.conversation}, {burst.end:%m-%d %H:%M}): {f}" for f in faults
            ]
