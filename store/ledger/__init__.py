"""Every write, one transaction each, by subject: mails, what is filed of them, letters, leases and heartbeat."""

from store.ledger.entries import EntryRecord, MaterialRecord
from store.ledger.filing import FiledMail, file_mail
from store.ledger.heartbeat import begin_poll, end_poll, pause, resume
from store.ledger.leases import acquire, me, release_lease, renew
from store.ledger.mails import fail_examination, hold, receive, reopen
from store.ledger.outgoing import (
    OpenLetter,
    OutgoingDraft,
    claim,
    due,
    failed,
    open_reply,
    queue,
    recover_sending,
    release,
    resolve,
    sent,
    unsure,
)

__all__ = [
    "EntryRecord",
    "FiledMail",
    "MaterialRecord",
    "OpenLetter",
    "OutgoingDraft",
    "acquire",
    "begin_poll",
    "claim",
    "due",
    "end_poll",
    "fail_examination",
    "failed",
    "file_mail",
    "hold",
    "me",
    "open_reply",
    "pause",
    "queue",
    "receive",
    "recover_sending",
    "release",
    "release_lease",
    "renew",
    "reopen",
    "resolve",
    "resume",
    "sent",
    "unsure",
]
