"""Papers find the entries they belong to: stamped copies one to one, documents without a form by what they say."""

from __future__ import annotations

from collections.abc import Sequence

from intake.dossiers import matching
from intake.dossiers.case import Paper
from intake.dossiers.drafts import Draft
from intake.dossiers.matching import Mentions
from intake.dossiers.named import kinds, names_another
from parsers.edition import Category, Edition


def documents(papers: Sequence[Paper], drafts: Sequence[Draft], edition: Edition, mentions: Mentions) -> list[Paper]:
    """Give each document that is no form of entry to the one it speaks of; returns those that suit none, or several.

    Where a document leaves it open, a receipt number in its name or the Subject of its mail decides, if it names just
    one entry, then that only one was known when it came, then that its mail brought the form of one alone and all
    others have such a document; never for one that names another group than that. Of the documents of one mail those
    that say whose they are come last, and so hold.
    """
    left: list[Paper] = []
    given: list[tuple[Draft, bool, Paper]] = []
    for paper in papers:
        takers = [d for d in drafts if any(m.code == paper.code for m in d.category.materials)]
        fitting = [d for d in takers if not names_another(paper, d.subject(), d.category, edition)]
        subjects = [d.subject() for d in fitting]
        chosen = matching.best(paper, subjects)
        if chosen is None:
            chosen = _mentioned(paper, fitting, takers, mentions)
        known = _then(takers, paper)
        if chosen is not None:
            given.append((fitting[chosen], True, paper))
        elif len(known) == 1 and any(takers[known[0]] is draft for draft in fitting):
            given.append((takers[known[0]], False, paper))
        else:
            left.append(paper)
    loose = []
    for paper in left:
        home = _of_this_mail(paper, drafts, given)
        if home is None or names_another(paper, home.subject(), home.category, edition):
            loose.append(paper)
        else:
            given.append((home, False, paper))
    for draft, _, paper in sorted(given, key=lambda each: (each[2].file.mail, each[1])):
        draft.others.setdefault(paper.code, []).append(paper)
    return loose


def _of_this_mail(paper: Paper, drafts: Sequence[Draft], given: Sequence[tuple[Draft, bool, Paper]]) -> Draft | None:
    """The one draft whose form came in the paper's mail, when nobody else known by then lacks such a paper."""
    takers = [d for d in drafts if any(m.code == paper.code for m in d.category.materials)]
    here = [d for d in takers if any(p.file.mail == paper.file.mail for p in (*d.words, *d.copies))]
    if len(here) != 1:
        return None
    served = {id(draft) for draft, _, other in given if other.code == paper.code}
    again = any(d is here[0] and p.code == paper.code and p.file.mail == paper.file.mail for d, _, p in given)
    others = [d for d in takers if d is not here[0] and d.since <= paper.file.mail]
    return here[0] if not again and all(id(d) in served for d in others) else None


def _mentioned(paper: Paper, fitting: Sequence[Draft], known: Sequence[Draft], mentions: Mentions) -> int | None:
    """The index of the one draft that a file's name or its mail's Subject speaks of by name or number.

    The Subject of a mail that brings forms of others as well speaks of none.
    """
    subjects = [draft.subject() for draft in fitting]
    if (chosen := matching.named_in(mentions.of_file(paper), subjects)) is not None:
        return chosen
    chosen = matching.named_in(mentions.of_mail(paper), subjects)
    if chosen is None:
        return None
    others = (p for d in known if d is not fitting[chosen] for p in (*d.words, *d.copies))
    return None if any(p.file.mail == paper.file.mail for p in others) else chosen


def _then(drafts: list[Draft], paper: Paper) -> list[int]:
    """The indices of the entries that were known when a paper came, or of all when none was.

    What was given to the only entry there was stays there when the sender registers another one later.
    """
    known = [i for i, draft in enumerate(drafts) if draft.since <= paper.file.mail]
    return known or list(range(len(drafts)))


def copies(
    papers: list[Paper],
    drafts: list[Draft],
    openers: dict[str, tuple[str, Category]],
    edition: Edition,
    mentions: Mentions,
) -> list[Paper]:
    """Give each stamped copy to its entry, one to one; one that suits two alike stays loose, one of nothing known opens
    an entry of its own."""
    loose: list[Paper] = []
    for mail in sorted({p.file.mail for p in papers}):
        batch = [p for p in papers if p.file.mail == mail]
        scores = [_scores(paper, drafts, openers[paper.code][0]) for paper in batch]
        placed = matching.one_to_one(scores)
        torn = {j for j, line in enumerate(scores) if j not in placed and matching.suits_one(line, placed.values())}
        for j, paper in enumerate(batch):
            code, category = openers[paper.code]
            if j in placed:
                drafts[placed[j]].copies.append(paper)
                continue
            free = [i for i, d in enumerate(drafts) if d.code == code and i not in placed.values()]
            same = [d for d in drafts if d.code == code]
            named = _mentioned(paper, [drafts[i] for i in free], same, mentions)
            if named is not None and not matching.contradicts(paper, drafts[free[named]].subject(), category):
                placed[j] = free[named]
                drafts[free[named]].copies.append(paper)
                continue
            if j in torn:
                loose.append(paper)
                continue
            twin = next((i for i in placed.values() if matching.is_about(paper, drafts[i].subject())), None)
            if twin is not None and drafts[twin].code == code:
                drafts[twin].copies.append(paper)
                continue
            known = {id(drafts[i]) for i in _then(drafts, paper)}
            free = [i for i in free if id(drafts[i]) in known]
            open_ = [i for i in free if not drafts[i].copies]
            only = open_ if len(open_) == 1 else free if len(free) == 1 else []
            if only and not matching.contradicts(paper, drafts[only[0]].subject(), category):
                placed[j] = only[0]
                drafts[only[0]].copies.append(paper)
            elif matching.names_itself(paper, category) or not any(d.code == code for d in drafts):
                drafts.append(Draft(code, category, paper, kinds(category, edition), copies=[paper]))
                placed[j] = len(drafts) - 1
            else:
                loose.append(paper)
    return loose


def _scores(paper: Paper, drafts: Sequence[Draft], code: str) -> list[float]:
    """How strongly a copy speaks of each draft; 0 for those of another category."""
    mine = [d for d in drafts if d.code == code]
    found = dict(zip(map(id, mine), matching.likenesses(paper, [d.subject() for d in mine]), strict=True))
    return [found.get(id(d), 0.0) for d in drafts]
