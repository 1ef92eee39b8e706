"""A TCP proxy in front of an IMAP server that plays 163.com, or breaks the line in a chosen way."""

from __future__ import annotations

import contextlib
import re
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.servers import free_port

CAPABILITY_163 = b"IMAP4rev1 XLIST SPECIAL-USE ID LITERAL+ STARTTLS APPENDLIMIT=71680000 UIDPLUS X-CM-EXT-1 SASL-IR"


@dataclass
class Proxy:
    """`faults` maps a command (`FETCH`, `SELECT`, `BODY.PEEK[]` …) to what happens at it, once per entry.

    `no:text`, `bad:text` answer so; `bye`, `drop` and `stall` do as they say; `half` cuts the line in the middle of
    the answer; `drip` sends one byte every tenth of a second.
    """

    target: int
    netease: bool = False
    port: int = field(default_factory=free_port)
    faults: dict[str, list[str]] = field(default_factory=dict)
    commands: list[str] = field(default_factory=list)

    def due(self, line: str) -> str | None:
        for word, actions in self.faults.items():
            if word in line.upper() and actions:
                return actions.pop(0)
        return None


@contextlib.contextmanager
def proxy(target: int, *, netease: bool = False) -> Iterator[Proxy]:
    """A running proxy in front of the server on port `target`."""
    play = Proxy(target, netease)
    listener = socket.create_server(("127.0.0.1", play.port))
    closing = threading.Event()
    open_sockets: list[socket.socket] = [listener]

    def accept() -> None:
        while not closing.is_set():
            with contextlib.suppress(OSError):
                client, _ = listener.accept()
                server = socket.create_connection(("127.0.0.1", play.target))
                open_sockets.extend((client, server))
                threading.Thread(target=_serve, args=(play, client, server, closing), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield play
    finally:
        closing.set()
        for sock in open_sockets:
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
            sock.close()


def _serve(play: Proxy, client: socket.socket, server: socket.socket, closing: threading.Event) -> None:
    state = {"mode": "", "id": ""}
    threading.Thread(target=_answers, args=(play, client, server, state, closing), daemon=True).start()
    with contextlib.suppress(OSError), client.makefile("rb") as lines:
        for raw in lines:
            line = raw.decode("latin-1")
            tag, _, rest = line.partition(" ")
            play.commands.append(rest.strip())
            word = rest.split(" ")[0].strip().upper()
            if play.netease and word == "ID":
                state["id"] = "sent"
            if play.netease and word in ("SELECT", "EXAMINE", "STATUS") and not state["id"]:
                client.sendall(f"{tag} NO {word} Unsafe Login. Please contact kefu@188.com for help\r\n".encode())
                continue
            if play.netease and "HEADER" in rest and "SEARCH" in rest.upper():
                client.sendall(f"* SEARCH\r\n{tag} OK SEARCH completed\r\n".encode())
                continue
            fault = play.due(rest)
            if fault is None:
                server.sendall(raw)
            elif fault.startswith(("no:", "bad:")):
                kind, _, text = fault.partition(":")
                client.sendall(f"{tag} {kind.upper()} {text}\r\n".encode())
            elif fault == "stall":
                closing.wait(30)
            elif fault in ("half", "drip"):
                state["mode"] = fault
                server.sendall(raw)
            else:
                if fault == "bye":
                    client.sendall(b"* BYE going down\r\n")
                break
    _close(client, server)


def _answers(
    play: Proxy, client: socket.socket, server: socket.socket, state: dict[str, str], closing: threading.Event
) -> None:
    with contextlib.suppress(OSError):
        while data := server.recv(65536):
            if play.netease:
                data = re.sub(rb"(CAPABILITY )IMAP4rev1[^\]\r\n]*", rb"\1" + CAPABILITY_163, data)
                data = re.sub(rb"UIDVALIDITY \d+", b"UIDVALIDITY 1", data)
            if state["mode"] == "half":
                client.sendall(data[: len(data) // 2])
                break
            if state["mode"] == "drip":
                for byte in data:
                    client.sendall(bytes([byte]))
                    if closing.is_set():
                        break
                    time.sleep(0.1)
            else:
                client.sendall(data)
    _close(client, server)


def _close(*sockets: socket.socket) -> None:
    for sock in sockets:
        with contextlib.suppress(OSError):
            sock.shutdown(socket.SHUT_RDWR)
