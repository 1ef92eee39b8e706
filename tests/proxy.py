"""A proxy in front of a real IMAP server that plays a provider's personality and breaks answers in a chosen way."""

from __future__ import annotations

import contextlib
import re
import socket
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from tests.personality import PLAIN, Personality
from tests.servers import free_port

FAULTS = (
    *("drop", "bye", "stall", "half", "drip", "trickle", "no:not now", "bad:what"),
    *("unsolicited", "gone", "larger", "smaller", "validity", "forget"),
)
"""What may happen at a command.

`no:text`, `bad:text` answer so, `bye`, `drop` and `stall` do as they say; `half` cuts the line in the middle of the
answer; `drip` sends a byte every tenth of a second, `trickle` small pieces that do arrive; `unsolicited` mixes in rows
that nobody asked for; `gone` answers as if the mail had been expunged; `larger` and `smaller` make RFC822.SIZE a lie;
`validity` gives the folder a new UIDVALIDITY; `forget` leaves the last numbers out of what SEARCH found.
"""
ANSWERED = frozenset({"forget", "half", "drip", "trickle", "unsolicited", "gone", "larger", "smaller"})
TEXT = re.compile(r"\b(HEADER|SUBJECT|FROM|TO|TEXT|BODY)\b")


@dataclass
class Proxy:
    """`faults` maps a word of a command (`FETCH`, `BODY.PEEK[]` …) to what happens at it, once per entry.

    `dice` is asked at every other command. `happened` counts `(command, fault)`.
    """

    target: int
    personality: Personality = PLAIN
    port: int = field(default_factory=free_port)
    faults: dict[str, list[str]] = field(default_factory=dict)
    dice: Callable[[str], str | None] = lambda command: None
    commands: list[str] = field(default_factory=list)
    happened: Counter[tuple[str, str]] = field(default_factory=Counter)
    validity: int = 0
    """How often UIDVALIDITY has changed."""
    stall: float = 30.0
    """Seconds of silence before a stalled line is closed."""

    def due(self, line: str) -> str | None:
        """The fault for this command, if any."""
        for word, actions in self.faults.items():
            if word in line.upper() and actions:
                return actions.pop(0)
        return self.dice(line)


@contextlib.contextmanager
def proxy(target: int, personality: Personality = PLAIN) -> Iterator[Proxy]:
    """A running proxy in front of the server on port `target`."""
    play = Proxy(target, personality)
    listener = socket.create_server(("127.0.0.1", play.port))
    closing = threading.Event()
    open_sockets: list[socket.socket] = [listener]

    def accept() -> None:
        while not closing.is_set():
            with contextlib.suppress(OSError):
                client, _ = listener.accept()
                server = socket.create_connection(("127.0.0.1", play.target))
                open_sockets.extend((client, server))
                threading.Thread(target=Line(play, client, server, closing).run, daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield play
    finally:
        closing.set()
        for sock in open_sockets:
            _close(sock)
            sock.close()


class Line:
    """One connection between a client and the server."""

    def __init__(self, play: Proxy, client: socket.socket, server: socket.socket, closing: threading.Event) -> None:
        self.play, self.client, self.server, self.closing = play, client, server, closing
        self.identified = False
        self.command, self.fault = "", ""

    def run(self) -> None:
        """Pass commands on until either side is gone."""
        threading.Thread(target=self._answers, daemon=True).start()
        with contextlib.suppress(OSError), self.client.makefile("rb") as stream:
            while (raw := _unit(stream, lambda: self._say("+ OK\r\n"))) and self._command(raw):
                pass
        _close(self.client, self.server)

    def _command(self, raw: bytes) -> bool:
        """Answer a command ourselves, or pass it on; `False` ends the connection."""
        text = raw.decode("latin-1")
        tag, _, rest = text.partition(" ")
        rest = rest.strip()
        words = rest[:100].upper().split(" ")
        name = " ".join(words[:2]) if words[0] == "UID" else words[0]
        self.play.commands.append(rest)
        own = self._own_answer(name, rest[:1000].upper())
        if own is not None:
            self._say(own.format(tag=tag))
            return True
        fault = self.play.due(rest) or ""
        if fault == "validity":
            self.play.validity += 1
        if fault:
            self.play.happened[name, fault] += 1
        if fault.startswith(("no:", "bad:")):
            kind, _, said = fault.partition(":")
            self._say(f"{tag} {kind.upper()} {said}\r\n")
            return True
        if fault in ("stall", "bye", "drop"):
            if fault == "stall":
                self.closing.wait(self.play.stall)
            elif fault == "bye":
                self._say("* BYE going down\r\n")
            return False
        self.command, self.fault = name, fault if fault in ANSWERED else ""
        if name == "UID FETCH":
            raw = self._own_uids(raw)
        elif (
            self.play.personality.text_search == "everything" and name.endswith("SEARCH") and TEXT.search(rest.upper())
        ):
            raw = f"{tag} {name} ALL\r\n".encode()
        self.server.sendall(raw)
        return True

    def _own_answer(self, name: str, rest: str) -> str | None:
        """What the provider says without asking the server: refusals, and a text SEARCH that searches nothing."""
        kind = self.play.personality
        self.identified |= name == "ID"
        if kind.needs_id and not self.identified and name in ("SELECT", "EXAMINE", "STATUS"):
            return f"{{tag}} NO {name} Unsafe Login. Please contact kefu@188.com for help\r\n"
        if name in kind.refused:
            return f"{{tag}} BAD {name} command not support\r\n"
        if kind.text_search == "nothing" and name.endswith("SEARCH") and TEXT.search(rest):
            return "* SEARCH\r\n{tag} OK SEARCH completed\r\n"
        return None

    def _own_uids(self, raw: bytes) -> bytes:
        """A UID FETCH with the server's own numbers; a UID that is none of its asks for one that cannot be."""

        def own(match: re.Match[bytes]) -> bytes:
            number = self.play.personality.own(int(match[0]))
            return b"%d" % (number if number is not None else 4294967295)

        head, uids, rest = re.match(rb"(\S+ UID FETCH )(\S+)(.*)", raw, re.DOTALL | re.IGNORECASE).groups()  # type: ignore[union-attr]
        return head + re.sub(rb"\d+", own, uids) + rest

    def _answers(self) -> None:
        with contextlib.suppress(OSError), self.server.makefile("rb") as stream:
            while unit := _unit(stream):
                shown = self._played(unit)
                if shown and not self._send(shown):
                    break
        _close(self.client, self.server)

    def _send(self, data: bytes) -> bool:
        """Hand an answer over in the way of the fault; `False` when it ends the connection."""
        fault, tagged = self.fault, not data.startswith((b"*", b"+"))
        if fault == "half" and (not tagged or len(data) > 4):
            self.client.sendall(data[: len(data) // 2])
            return False
        if fault in ("drip", "trickle"):
            size, pause = (1, 0.1) if fault == "drip" else (max(7, len(data) // 40), 0.001)
            for start in range(0, len(data), size):
                self.client.sendall(data[start : start + size])
                if self.closing.wait(pause):
                    return False
            return True
        self.client.sendall(data)
        return True

    def _played(self, unit: bytes) -> bytes:
        """An answer as this provider and this fault would have it; empty when it is not told at all."""
        kind = self.play.personality
        row = re.match(rb"\* \d+ FETCH ", unit)
        if row is None:
            unit = self._status(unit)
        else:
            unit = re.sub(rb"\bUID (\d+)", lambda m: b"UID %d" % kind.shown(int(m[1])), unit, count=1)
            if not kind.envelope:
                unit = re.sub(rb"(ENVELOPE|BODYSTRUCTURE) \(", rb'\1 ("\\"', unit)
            if self.fault in ("larger", "smaller"):
                factor = 1 if self.fault == "smaller" else None
                unit = re.sub(rb"RFC822\.SIZE \d+", b"RFC822.SIZE %d" % (factor or 999_999_999), unit)
        if self.fault == "unsolicited" and not unit.startswith(b"+"):
            self.fault = ""
            return _unasked(kind) + unit
        if self.fault == "gone" and row is not None:
            return b"* 1 EXPUNGE\r\n"
        return unit

    def _status(self, unit: bytes) -> bytes:
        kind = self.play.personality
        if kind.capability:
            unit = re.sub(rb"(CAPABILITY )IMAP4rev1[^\]\r\n]*", lambda m: m[1] + kind.capability, unit)
        if not kind.uidnext and unit.startswith(b"* OK [UIDNEXT"):
            return b""
        validity = kind.validity
        if validity is not None or self.play.validity:
            changed = lambda m: b"UIDVALIDITY %d" % ((validity or int(m[1])) + self.play.validity)  # noqa: E731
            unit = re.sub(rb"UIDVALIDITY (\d+)", changed, unit)
        if unit.startswith(b"* SEARCH") and self.command == "UID SEARCH":
            found = [kind.shown(int(number)) for number in unit.split()[2:]]
            found = found[: len(found) // 2] if self.fault == "forget" else found
            unit = b"* SEARCH" + b"".join(b" %d" % uid for uid in found) + b"\r\n"
        if unit.startswith(b"* LIST") and not kind.special_use:
            unit = re.sub(rb"\\(Sent|Junk|Trash|Drafts) ?", b"", unit)
        return unit

    def _say(self, text: str) -> None:
        self.client.sendall(text.encode("latin-1"))


def _unasked(kind: Personality) -> bytes:
    """Rows that a server may send at any time (RFC 3501, 7): of other mails, without UID, with a body of its own."""
    return b"".join(
        (
            b"* 1 FETCH (FLAGS (\\Seen))\r\n",
            b"* 2 FETCH (UID %d FLAGS (\\Seen \\Recent))\r\n" % kind.shown(900_001),
            b"* 3 FETCH (UID %d BODY[] {7}\r\nforeign)\r\n" % kind.shown(900_002),
            b"* 0 RECENT\r\n",
        )
    )


def _unit(stream: BinaryIO, go_on: Callable[[], object] | None = None) -> bytes:
    """A whole command or response: a line, with every literal in it.

    A client's literal is asked for with `go_on`, and becomes one that the server need not ask for (RFC 7888).
    """
    unit = line = stream.readline()
    while match := re.search(rb"\{(\d+)(\+?)\}\r\n$", line):
        if go_on is not None and not match[2]:
            go_on()
            unit = unit[: -len(match[0])] + b"{%s+}\r\n" % match[1]
        unit += stream.read(int(match[1]))
        line = stream.readline()
        unit += line
    return unit


def _close(*sockets: socket.socket) -> None:
    for sock in sockets:
        with contextlib.suppress(OSError):
            sock.shutdown(socket.SHUT_RDWR)
