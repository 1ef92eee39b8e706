"""Conversations of a season, and how many of each a full one has."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from tests.season.conversations import arriving, files, houses, late, lists, mending, seals, talking
from tests.season.desk import Book

Conversation = Callable[[Book], None]


def _each(one: Callable[[Book, int], None], count: int) -> list[Conversation]:
    return [partial(one, number=number) for number in range(count)]


ONCE: list[Conversation] = [arriving.burst, arriving.quota]
"""Too many mails to come more than once."""
OFTEN: list[tuple[Conversation, int]] = [
    (arriving.complete, 16), (arriving.with_register, 6), (arriving.packed, 4), (arriving.together, 4),
    (arriving.in_pieces, 8), (arriving.sent_twice, 4), (arriving.file_twice, 2), (arriving.enterprise, 5),
    (arriving.promoters, 3), (arriving.enterprises, 2), (arriving.without_honours, 2), (mending.mends_all, 6),
    (mending.mends_some, 5), (mending.mends_none, 3), (mending.makes_worse, 4), (mending.word_only, 3),
    (mending.filled_in_word, 3), (mending.renamed, 4), (mending.two_versions, 3), (seals.no_seal, 6),
    (seals.other_seal, 8), (seals.smeared_seal, 4), (seals.grey_copy, 3), (seals.photo, 3),
    (seals.one_seal_of_two, 3), (seals.differs, 6), (seals.scan_only, 3), (seals.word_only, 4),
    (files.report_missing, 5), (files.report_as_pdf, 3), (files.locked, 3), (files.cloud, 3), (files.broken, 6),
    (files.blank_form, 5), (files.other_files, 2), (files.nothing_attached, 4), (files.without_form, 4),
    (files.unassignable, 3), (files.in_place, 4), (seals.listed_and_faulty, 3), (houses.two_desks, 4),
    (houses.stranger_in_thread, 3), (houses.filed_twice, 4), (houses.parent_and_branch, 3), (houses.for_a_branch, 3),
    (houses.seal_of_parent, 4), (houses.look_alikes, 4), (houses.spelt_alike, 3), (houses.spelt_nearly, 5),
    (houses.promoter_of_both, 2), (houses.corrected_name, 3), (houses.by_an_agency, 2), (lists.matching, 3),
    (lists.row_too_many, 4), (lists.row_too_few, 4), (lists.headcount, 4), (lists.list_first, 3),
    (lists.types_differ, 4), (lists.copy_differs, 3), (lists.members_differ, 2), (lists.one_achievement_of_two, 3),
    (lists.repeated, 5), (lists.not_repeated, 5), (talking.observer, 8), (talking.question, 6),
    (talking.question_beside, 4), (talking.thanks, 5), (talking.away, 4), (talking.robot_with_form, 2),
    (talking.bounced, 4), (talking.withdrawn, 4), (talking.self_check, 4), (talking.progress, 3),
    (late.just_in_time, 4), (late.just_late, 5), (late.corrected_late, 4), (late.late_and_faulty, 2),
]  # fmt: skip
NUMBERED: list[Conversation] = [
    *_each(mending.one_fault, len(mending.GROUP_FAULTS)),
    *_each(mending.enterprise_fault, 10),
    *_each(talking.secret, 9),
    *_each(talking.harmless, 4),
]


def full() -> list[Conversation]:
    """A whole season."""
    return [*ONCE, *(one for one, count in OFTEN for _ in range(count)), *NUMBERED]


def short() -> list[Conversation]:
    """The conversations that take few mails and no scan, once each: some forty mails."""
    return [
        arriving.complete,
        arriving.in_pieces,
        arriving.with_register,
        arriving.promoters,
        mending.mends_all,
        mending.makes_worse,
        mending.two_versions,
        seals.no_seal,
        seals.other_seal,
        seals.differs,
        seals.word_only,
        files.report_missing,
        files.locked,
        files.cloud,
        files.broken,
        files.blank_form,
        files.without_form,
        files.nothing_attached,
        houses.two_desks,
        houses.filed_twice,
        houses.seal_of_parent,
        houses.look_alikes,
        talking.observer,
        talking.question,
        talking.thanks,
        talking.bounced,
        late.just_in_time,
        late.just_late,
    ]
