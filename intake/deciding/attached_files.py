"""The bytes of files that were filed, read again out of their stored mail."""

from __future__ import annotations

from hashlib import sha256

import structlog

from intake.mails import reading
from intake.mails.letter import Letter
from intake.office import Office
from store import queries
from store.errors import StoreError
from store.models import File

log = structlog.get_logger(__name__)


class AttachedFiles:
    """Fetches files one by one; the mail read last is kept, so files of one mail are best asked for in a row."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self._mail: int | None = None
        self._letter = Letter()

    def __call__(self, file: File) -> bytes | None:
        """The file's bytes, which are those that were examined; `None` when they cannot be had any more."""
        try:
            letter = self._read(file.mail_id)
        except (StoreError, reading.MailUnreadable) as error:
            log.warning("file cannot be had", mail=file.mail_id, error=str(error))
            return None
        near = letter.attachments[file.position : file.position + 1]
        for attachment in (*near, *letter.attachments):
            if sha256(attachment.data).hexdigest() == file.sha256:
                return attachment.data
        return None

    def _read(self, mail_id: int) -> Letter:
        if self._mail != mail_id:
            mail = queries.mail(self.office.store, mail_id)
            if mail is None:
                raise StoreError(f"there is no mail {mail_id}")
            self._letter = Letter()
            first = reading.read_letter(self.office.store.blobs.checked(mail.sha256))
            self._mail, self._letter = mail_id, reading.read_whole(self.office, mail, first)
        return self._letter
