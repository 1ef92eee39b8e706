"""How 163.com and QQ differ from the textbook, as plain data for `tests.proxy`.

Sources: the transcripts named at each quirk; `tests/proxy.py` plays them in front of a real server.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Personality:
    """What a provider's IMAP server says and refuses; the default is a server that behaves."""

    capability: bytes = b""
    """The whole list that replaces the server's own."""
    refused: frozenset[str] = frozenset()
    """Commands that are answered with BAD."""
    needs_id: bool = False
    """SELECT, EXAMINE and STATUS are refused until ID was sent."""
    validity: int | None = None
    """UIDVALIDITY, whatever happens."""
    uidnext: bool = True
    uid_base: int = 0
    uid_step: int = 1
    """The server's UID n is shown as base + n x step."""
    text_search: Literal["right", "nothing", "everything"] = "right"
    envelope: bool = True
    """Whether ENVELOPE and BODYSTRUCTURE are well formed."""
    special_use: bool = True
    """Whether LIST tells \\Sent and \\Junk."""

    def shown(self, uid: int) -> int:
        """The UID that the client sees."""
        return self.uid_base + uid * self.uid_step

    def own(self, uid: int) -> int | None:
        """The server's UID behind one that the client names; `None` when there is none."""
        number, rest = divmod(uid - self.uid_base, self.uid_step)
        return number if number > 0 and not rest else None


PLAIN = Personality()
NETEASE = Personality(
    # getmail6 pull request 194, MailKit issue 1241
    capability=b"IMAP4rev1 XLIST SPECIAL-USE ID LITERAL+ STARTTLS APPENDLIMIT=71680000 UIDPLUS X-CM-EXT-1 SASL-IR",
    # no IDLE, MOVE, CONDSTORE, ESEARCH, UNSELECT, NAMESPACE in that list
    refused=frozenset({"IDLE", "MOVE", "UNSELECT", "NAMESPACE", "ENABLE", "UID MOVE"}),
    needs_id=True,  # imapclient issue 544, himalaya issue 651, offlineimap3 issue 71: "Unsafe Login"
    validity=1,  # go-imap issue 404: UIDVALIDITY 1, no UIDNEXT, UIDs such as 1392611444
    uidnext=False,
    uid_base=1392611000,
    uid_step=37,
    text_search="nothing",  # MailKit issue 983
)
TENCENT = Personality(
    capability=b"IMAP4 IMAP4rev1 ID AUTH=PLAIN AUTH=LOGIN AUTH=XOAUTH2 NAMESPACE IDLE MOVE CHILDREN",
    refused=frozenset({"UNSELECT", "ENABLE", "XLIST"}),  # no CONDSTORE, ESEARCH, SPECIAL-USE, UNSELECT
    text_search="everything",  # MailKit issue 1143, node-imap issue 686
    envelope=False,  # MailCore2 issue 1220: a stray backslash
    special_use=False,
)
