"""The sending side of a mail provider: takes letters, files copies as 163.com does, and breaks off where it is told."""

from __future__ import annotations

import contextlib
import re
import socket
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from typing import BinaryIO, Literal

from tests.servers import ImapServer, free_port

Step = Literal["rcpt", "data", "half", "content", "taken"]
"""`rcpt` asked, `data` allowed, `half` of the content read, all `content` read and not taken, `taken` and not said."""
STEPS: tuple[Step, ...] = ("rcpt", "data", "half", "content", "taken")


@dataclass
class Provider:
    """`at` is asked at every step: `drop` ends the line there, another text is the answer; `None` goes on.

    Copies go to the Sent folder of `mailbox` (none: nothing is kept), always with another Message-ID, and every
    second one without our own header, so that only recipient and receipt number tell whose it is.
    """

    mailbox: ImapServer | None = None
    host: str = "127.0.0.1"
    port: int = field(default_factory=free_port)
    at: Callable[[Step], str | None] = lambda step: None
    taken: list[tuple[str, bytes]] = field(default_factory=list)
    happened: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def keys(self) -> Counter[str]:
        """How often each letter was taken, by our own header."""
        return Counter("".join(message_from_bytes(raw)["X-QC-Intake"].split()) for _, raw in self.taken)

    def serve(self, line: socket.socket) -> None:
        """One connection, to its end."""
        with contextlib.suppress(OSError), line, line.makefile("rb") as stream:
            self._say(line, "220 provider")
            recipient = ""
            while command := stream.readline().decode("latin-1").strip():
                word = command[:4].upper()
                if word == "RCPT":
                    recipient = command.partition("<")[2].partition(">")[0]
                    if not self._goes_on("rcpt", line):
                        return
                elif word == "DATA":
                    if not self._data(line, stream, recipient):
                        return
                    continue
                elif word == "QUIT":
                    self._say(line, "221 bye")
                    return
                self._say(line, "250 OK")

    def _data(self, line: socket.socket, stream: BinaryIO, recipient: str) -> bool:
        if not self._goes_on("data", line):
            return False
        self._say(line, "354 go on")
        content = bytearray()
        asked = False
        while not content.endswith(b"\r\n.\r\n"):
            read = stream.readline()
            if not read:
                return False
            content += read
            if len(content) > 1000 and not asked:
                asked = True
                if not self._goes_on("half", line):
                    return False
        answer = self._asked("content")
        if answer == "drop":
            return False
        if answer is None:
            with self.lock:
                self._take(recipient, re.sub(rb"(?m)^\.\.", b".", bytes(content[:-3])))
            if not self._goes_on("taken", line):
                return False
        self._say(line, answer or "250 OK")
        return True

    def _take(self, recipient: str, raw: bytes) -> None:
        self.taken.append((recipient, raw))
        if self.mailbox is None:
            return
        copy = re.sub(rb"(?m)^Message-ID: .*\r\n", b"Message-ID: <%d@163.com>\r\n" % len(self.taken), raw, count=1)
        if len(self.taken) % 2:
            copy = re.sub(rb"(?m)^X-QC-Intake:.*\r\n(?:[ \t].*\r\n)*", b"", copy, count=1)
        with self.mailbox.client() as client:
            client.append("Sent", copy)

    def _goes_on(self, step: Step, line: socket.socket) -> bool:
        """Whether the conversation goes on after this step; a refusal is said and ends it, too."""
        answer = self._asked(step)
        if answer not in (None, "drop"):
            self._say(line, str(answer))
        return answer is None

    def _asked(self, step: Step) -> str | None:
        answer = self.at(step)
        if answer is not None:
            self.happened[f"{step} {answer}"] += 1
        return answer

    def _say(self, line: socket.socket, text: str) -> None:
        line.sendall(f"{text}\r\n".encode())


@contextlib.contextmanager
def provider(mailbox: ImapServer | None = None) -> Iterator[Provider]:
    """A running provider."""
    made = Provider(mailbox)
    listener = socket.create_server((made.host, made.port))

    def accept() -> None:
        with contextlib.suppress(OSError):
            while True:
                line, _ = listener.accept()
                threading.Thread(target=made.serve, args=(line,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield made
    finally:
        with contextlib.suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
