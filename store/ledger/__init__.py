"""Every write, one transaction each, by subject: mails, what is filed of them, letters, leases and heartbeat."""

from store.ledger.addresses import mark_dead, revive
from store.ledger.decisions import GIVEN, decided, give
from store.ledger.entries import EntryRecord, MaterialRecord
from store.ledger.filing import FiledMail, file_mail
from store.ledger.heartbeat import begin_poll, end_poll, hold_line, pause, release_line, resume
from store.ledger.junk import junk_seen
from store.ledger.leases import acquire, me, release_lease, renew
from store.ledger.mails import UNSTATED, Stated, fail_examination, hold, receive, reopen, settle, state
from store.ledger.outgoing import (
    OpenLetter,
    OutgoingDraft,
    bounced,
    claim,
    due,
    failed,
    give_up,
    open_reply,
    queue,
    recover_sending,
    release,
    resolve,
    sent,
    unsure,
)
from store.ledger.standing import Standing, refile

__all__ = [
    "GIVEN",
    "UNSTATED",
    "EntryRecord",
    "FiledMail",
    "MaterialRecord",
    "OpenLetter",
    "OutgoingDraft",
    "Standing",
    "Stated",
    "acquire",
    "begin_poll",
    "bounced",
    "claim",
    "decided",
    "due",
    "end_poll",
    "fail_examination",
    "failed",
    "file_mail",
    "give",
    "give_up",
    "hold",
    "hold_line",
    "junk_seen",
    "mark_dead",
    "me",
    "open_reply",
    "pause",
    "queue",
    "receive",
    "recover_sending",
    "refile",
    "release",
    "release_lease",
    "release_line",
    "renew",
    "reopen",
    "resolve",
    "resume",
    "revive",
    "sent",
    "settle",
    "state",
    "unsure",
]
