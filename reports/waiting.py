"""What needs a person: held mails, doubtful entries and mails, letters that did not leave, questions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from parsers.edition import Edition
from reports import places, same_units, settling
from reports.page import Block, Item, Items, Lines, Subhead
from reports.render import LOOK, moment, wording
from reports.safe_text import plain
from reports.seal_views import Views
from reports.words import LETTER, LETTER_STATE, OUTCOME
from store import confidential, queries
from store.database import Store
from store.ledger.outgoing import LETTERS
from store.models import SELF_CHECK, Entry, FindingRow, Mail

LISTED = 40
"""How many of one sort are listed; the rest is counted."""
ASKED = "mail.question"
"""The finding of a mail that puts a question beside what it files: its text is shown."""
REQUEST = "mail.request"
"""The finding of a mail that asks to take an entry back or to change one."""
TO_THE_SENDER = "，您暂无需处理"
"""What findings tell a sender and the secretariat need not read."""
words: Any = wording(LOOK, "daily.j2")


@dataclass(frozen=True, slots=True)
class Group:
    """One sort of things that wait for a person."""

    title: str
    items: tuple[Item, ...]


def groups(
    store: Store, edition: Edition, today: Sequence[Mail], views: Views, entries: Sequence[Entry]
) -> list[Group]:
    """All that waits now, whatever its age; reviewed mails and questions of the day only, since nothing closes them.

    `views` collects the pictures that are shown, `entries` are all that were not withdrawn.
    """
    found = [
        Group("须查看原件的来件", tuple(_confidential(store, edition))),
        Group("撤回与更正的来信", tuple(_requests(store, edition, today))),
        Group("暂存的来件", tuple(_held(store, edition))),
        Group("待核验的项目", tuple(_entries(store, edition, views))),
        Group("待核验的来件", tuple(_mails(store, edition, today))),
        Group("名额次序有变的项目", tuple(places.items(store, edition, entries))),
        Group("疑似同一单位", tuple(same_units.items(store, edition, entries))),
        Group("咨询来信", tuple(_questions(store, edition, today))),
        Group("未自动回信的来件", tuple(_withheld(edition, today))),
        Group("未能发出的信件", tuple(_letters(store, edition))),
        Group("不能投递的地址", tuple(_dead(store, edition))),
        Group(f"垃圾邮件箱中疑似{edition.filing}的来件", tuple(_suspects(store, edition))),
    ]
    return [group for group in found if group.items]


def blocks(found: Iterable[Group]) -> tuple[Block, ...]:
    """The groups as blocks of a page."""
    page: list[Block] = []
    for group in found:
        page += [Subhead(f"{group.title}（{len(group.items)}件）"), Items(group.items[:LISTED], 0, "doubt")]
        if len(group.items) > LISTED:
            page.append(Lines((words.more(len(group.items) - LISTED),)))
    return tuple(page)


def sender_of(mail: Mail) -> str:
    """Who sent a mail: name and address."""
    name, address = plain(mail.from_name, 24), plain(mail.from_address, 60)
    return f"{name} {address}".strip() or "发件人不明"


def _about(edition: Edition, mail: Mail) -> str:
    when = moment(mail.received_at, edition.zone) if mail.received_at else ""
    subject = plain(mail.subject, 40)
    doubt = f"发件人验证未通过（{plain(mail.authentication, 60)}）" if "=fail" in mail.authentication else ""
    parts = (settling.number(edition, mail), when, sender_of(mail), f"“{subject}”" if subject else "", doubt)
    return " · ".join(part for part in parts if part)


def _confidential(store: Store, edition: Edition) -> Iterable[Item]:
    """Mails that bear a mark of secrecy: that they are there, nothing of what they say."""
    for mail in confidential.waiting(store):
        number = settling.number(edition, mail)
        yield Item(words.confidential(number), _about(edition, mail), commands=settling.confidential(number))


def _requests(store: Store, edition: Edition, today: Sequence[Mail]) -> Iterable[Item]:
    """What senders ask to take back or to change, with the entry and the command that settles it."""
    told = queries.mail_findings(store, [m.id or 0 for m in today])
    for mail in today:
        for finding in (f for f in told.get(mail.id or 0, []) if f.code == REQUEST and mail.state != "held"):
            named = [plain(name, 60) for name in finding.evidence.get("entries", [])][:20]
            numbers = [name.split(" ")[0] for name in named]
            asked = finding.evidence.get("request")
            say = words.request(asked, named, plain(mail.text, 300))
            commands = settling.withdrawal(numbers) if asked == "withdraw" else ()
            commands += settling.shown(settling.number(edition, mail))
            yield Item(say, _about(edition, mail), commands=commands)


def _held(store: Store, edition: Edition) -> Iterable[Item]:
    for mail in (m for m in queries.mails(store, "held") if not m.confidential):
        say = words.held(plain(mail.error or "", 160).rstrip("。."))
        yield Item(say, _about(edition, mail), commands=settling.held_mail(settling.number(edition, mail)))


def _entries(store: Store, edition: Edition, views: Views) -> Iterable[Item]:
    for view in queries.entries(store, edition=edition.id, states=["review"]):
        entry = view.entry
        name = " · ".join(dict.fromkeys(plain(t, 40) for t in (entry.unit, entry.title) if t))
        category = edition.categories.get(entry.category)
        where = " · ".join(part for part in (entry.no, category.label if category else "", name) if part)
        say, pictures = _reasons(view.findings, entry.title or entry.unit), views.of(view.findings)
        yield Item(say, where, pictures=pictures, commands=settling.entry(entry))


def _mails(store: Store, edition: Edition, today: Sequence[Mail]) -> Iterable[Item]:
    doubtful = [
        m for m in today if m.outcome in ("review", "correction") and m.state != "held" and m.kind != "question"
    ]
    told = queries.mail_findings(store, [m.id or 0 for m in doubtful])
    for mail in doubtful:
        own = [f for f in told.get(mail.id or 0, []) if f.severity == "ask" and "entry" not in f.evidence]
        own = [f for f in own if f.code != REQUEST]
        if mail.dossier.startswith(SELF_CHECK):
            own = [f for f in own if f.code == ASKED]  # nothing was filed that a person might look at
        if own or mail.kind == "hostile":
            asked = any(f.code == ASKED for f in own)
            text = f"来信：{plain(mail.text, 300)}" if asked and mail.text else ""
            yield Item(
                f"{_reasons(own)} {text}".strip(), _about(edition, mail), commands=_settled(store, edition, mail, own)
            )


def _settled(store: Store, edition: Edition, mail: Mail, findings: Sequence[FindingRow]) -> settling.Commands:
    """How a doubtful mail is settled: whose it is by a command, anything else by looking at it."""
    number = settling.number(edition, mail)
    foreign = next((f for f in findings if f.code == "sender.other"), None)
    if foreign is None:
        return settling.shown(number)
    return settling.foreign_mail(number, list(_meant(store, edition, foreign.found or "")))


def _meant(store: Store, edition: Edition, found: str) -> Iterator[str]:
    """The numbers of the entries that a finding names, itself or by the address that filed them."""
    for named in found.split("、"):
        if "@" in named:
            yield from (v.entry.no for v in queries.entries(store, edition=edition.id, sender=named))
        elif named.startswith(f"{edition.receipt_prefix}-"):
            yield named


def _questions(store: Store, edition: Edition, today: Sequence[Mail]) -> Iterable[Item]:
    """Letters that a person answers; not those that were answered at once, nor what stands under requests."""
    asking = [m for m in today if m.kind == "question" and m.outcome == "review" and m.state != "held"]
    told = queries.mail_findings(store, [m.id or 0 for m in asking])
    for mail in asking:
        if all(f.code != REQUEST for f in told.get(mail.id or 0, [])):
            shown = settling.shown(settling.number(edition, mail))
            yield Item(plain(mail.text, 300) or words.no_text(), _about(edition, mail), commands=shown)


def _withheld(edition: Edition, today: Sequence[Mail]) -> Iterable[Item]:
    for mail in today:
        files = mail.kind in ("submission", "observer") and not mail.dossier.startswith(SELF_CHECK)
        if mail.withheld and files and mail.state != "held":
            outcome = OUTCOME.get(mail.outcome or "", ("已登记", ""))[0]
            shown = settling.shown(settling.number(edition, mail))
            yield Item(words.withheld(outcome, plain(mail.withheld, 80)), _about(edition, mail), commands=shown)


def _letters(store: Store, edition: Edition) -> Iterable[Item]:
    for row in (row for row in queries.outgoing(store, "failed", "unsure") if not row.settled):
        letter, state = LETTER.get(row.kind, row.kind), LETTER_STATE[row.state]
        yield Item(
            words.unsent(letter, state, plain(row.error or "", 160)),
            f"{plain(row.recipient, 60)} · {plain(row.subject, 60)}",
            commands=settling.letter(edition, row),
        )


def _dead(store: Store, edition: Edition) -> Iterable[Item]:
    kept = Counter(row.recipient for row in queries.outgoing(store, "queued") if row.kind in LETTERS)
    for row in queries.dead_addresses(store):
        say = words.dead(moment(row.since, edition.zone), plain(row.reason, 160), kept[row.address], row.source)
        yield Item(say, plain(row.address, 80), commands=settling.dead_address(plain(row.address, 80)))


def _suspects(store: Store, edition: Edition) -> Iterable[Item]:
    for row in queries.suspects(store):
        when = moment(row.received_at, edition.zone) if row.received_at else ""
        sender = f"{plain(row.from_name, 24)} {plain(row.from_address, 60)}".strip()
        about = (plain(row.folder, 30), when, sender, f"“{plain(row.subject, 40)}”" if row.subject else "")
        files = "、".join(plain(name, 40) for name in row.files[:5])
        yield Item(words.suspect(files), " · ".join(part for part in about if part))


def _why(finding: FindingRow) -> str:
    """Who keeps an entry back, and for which reason."""
    if not finding.code.startswith("decision."):
        return ""
    why = plain(str(finding.evidence.get("why", "")), 120)
    return f"（{plain(str(finding.evidence.get('by', '')), 40)}{f'：{why}' if why else ''}）"


def _reasons(findings: Iterable[FindingRow], name: str = "") -> str:
    """Why: each finding's place (unless it is `name`, said already) and sentence, without its word to the sender."""
    said = (
        ("" if f.location == name else f"{plain(f.location, 80)}：")
        + plain(f.say, 200).replace(TO_THE_SENDER, "")
        + _why(f)
        + (f"（所涉登记：{plain(f.found, 80)}）" if f.code == "sender.other" and f.found else "")
        + (f"（{plain(remark, 400)}）" if (remark := f.evidence.get("remark")) else "")
        for f in findings
        if f.severity == "ask"
    )
    return " ".join(dict.fromkeys(said)) or str(words.no_reason())
