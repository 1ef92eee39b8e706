"""Where mail comes from: one protocol, an IMAP server or a folder of files behind it."""

from intake.mailbox.arrival import (
    Arrival,
    Known,
    LoginRefused,
    Mailbox,
    MailboxError,
    MailboxUnreachable,
    SentFolderMissing,
)
from intake.mailbox.folder import FolderMailbox
from intake.mailbox.imap import ImapMailbox

__all__ = [
    "Arrival",
    "FolderMailbox",
    "ImapMailbox",
    "Known",
    "LoginRefused",
    "Mailbox",
    "MailboxError",
    "MailboxUnreachable",
    "SentFolderMissing",
]
