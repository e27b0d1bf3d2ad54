"""A client of few instructions, in a process of its own, over connections kept open.

Run as a script it takes one job a line from standard input (JSON: port, headers, warm,
paths, clients, seconds) and answers each with a line: milliseconds of every path asked
by one client in turn, bytes of the answers, answers a second at `clients` connections,
and the answers that were not 200. With `bodies`, a form for each of `warm` and `paths`,
it posts, and 303 is as good.
"""

from __future__ import annotations

import json
import re
import selectors
import socket
import sys
import time
from typing import Any

_STATUS = re.compile(rb"HTTP/1\.1 (\d+)")
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_END = b"\r\n\r\n"
_FORM = "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: "
_DONE = (200, 303)
# No content, and no length of it.
_EMPTY = b"204"


class Connection:
    """One connection that asks for a path and knows when the answer is whole."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._parts: list[bytes] = []
        self._missing: int | None = None
        self.status = 0
        self.bytes = 0

    def send(self, request: bytes) -> None:
        """Ask."""
        self._parts, self._missing, self.status, self.bytes = [], None, 0, 0
        self.socket.sendall(request)

    def receive(self) -> bool:
        """Take what there is, and say whether the answer is whole."""
        piece = self.socket.recv(262_144)
        if not piece:
            raise ConnectionError("The server ended the connection.")
        self._parts.append(piece)
        if self._missing is not None:
            self._missing -= len(piece)
            return self._missing <= 0
        head, end, body = b"".join(self._parts).partition(_END)
        if not end:
            return False
        found, length = _STATUS.match(head), _LENGTH.search(head)
        if not found or not (length or found[1] == _EMPTY):
            raise ConnectionError(f"An answer without status or length: {head!r}")
        self.status, self.bytes = int(found[1]), int(length[1]) if length else 0
        self._missing = self.bytes - len(body)
        return self._missing <= 0

    @property
    def body(self) -> bytes:
        """What was answered, once the answer is whole."""
        return b"".join(self._parts).partition(_END)[2]


def one_by_one(
    port: int, warm: list[bytes], asked: list[bytes], *, good: tuple[int, ...]
) -> dict[str, Any]:
    """Ask for each in turn; every millisecond until the whole answer counts.

    Those that warm up go before, by the same connection, whose making costs as well.
    """
    connection = Connection(port)
    spent, sizes, wrong = [], [], []
    for request in (*warm, *asked):
        began = time.perf_counter()
        connection.send(request)
        while not connection.receive():
            pass
        spent.append((time.perf_counter() - began) * 1_000)
        sizes.append(connection.bytes)
        if connection.status not in good:
            wrong.append([connection.status, request.split(b" ")[1].decode()])
    connection.socket.close()
    start = len(warm)
    return {"ms": spent[start:], "bytes": sizes[start:], "wrong": wrong}


def together(
    port: int, requests: list[bytes], *, clients: int, seconds: float
) -> float:
    """Answers a second when so many ask without pause, each somewhere else."""
    connections = [Connection(port) for _ in range(clients)]
    selector = selectors.DefaultSelector()
    asked = 0
    for connection in connections:
        connection.send(requests[asked % len(requests)])
        selector.register(connection.socket, selectors.EVENT_READ, connection)
        asked += 1
    began = time.perf_counter()
    answered = 0
    while (passed := time.perf_counter() - began) < seconds:
        for key, _events in selector.select():
            if key.data.receive():
                answered += 1
                key.data.send(requests[asked % len(requests)])
                asked += 1
    for connection in connections:
        connection.socket.close()
    return answered / passed


def answer(job: dict[str, Any]) -> dict[str, Any]:
    """Do one job."""
    headers = "".join(f"{name}: {value}\r\n" for name, value in job["headers"].items())
    lines = f" HTTP/1.1\r\nHost: 127.0.0.1:{job['port']}\r\n{headers}"
    bodies = job.get("bodies")
    paths = [*job["warm"], *job["paths"]]
    asked = (
        [posting(path, lines, body) for path, body in zip(paths, bodies, strict=True)]
        if bodies
        else [f"GET {path}{lines}\r\n".encode("ascii") for path in paths]
    )
    start = len(job["warm"])
    good = _DONE if bodies else _DONE[:1]
    told = one_by_one(job["port"], asked[:start], asked[start:], good=good)
    rate = 0.0
    if job["seconds"]:
        rate = together(
            job["port"],
            asked[start:],
            clients=job["clients"],
            seconds=job["seconds"],
        )
    return {**told, "rate": rate}


def posting(path: str, lines: str, body: str) -> bytes:
    """The request that sends a form."""
    head = f"POST {path}{lines}{_FORM}{len(body)}\r\n\r\n"
    return f"{head}{body}".encode("ascii")


if __name__ == "__main__":
    for line in sys.stdin:
        sys.stdout.write(json.dumps(answer(json.loads(line))) + "\n")
        sys.stdout.flush()
