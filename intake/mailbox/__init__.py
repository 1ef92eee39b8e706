"""Where mail comes from: one protocol, an IMAP server or a folder of files behind it."""

from intake.mailbox.arrival import (
    Arrival,
    Known,
    Listing,
    LoginRefused,
    Mailbox,
    MailboxError,
    MailboxUnreachable,
    SentFolderMissing,
)
from intake.mailbox.folder import FolderMailbox
from intake.mailbox.imap import ImapMailbox
from intake.mailbox.sent import SentLetter

__all__ = [
    "Arrival",
    "FolderMailbox",
    "ImapMailbox",
    "Known",
    "Listing",
    "LoginRefused",
    "Mailbox",
    "MailboxError",
    "MailboxUnreachable",
    "SentFolderMissing",
    "SentLetter",
]
