"""Open tablets, in a process of its own: each polls in a phase of its own.

Run as a script it takes one job a line from standard input. The first opens them (JSON:
port, interval, tablets: a list of [head lines, path, what the page has seen]); each
further one lets them ask for some seconds (JSON: seconds, and `sale`, a form that is
sent after one interval by a connection of its own: [head lines, path, body]).

It answers each with a line: how many polls were asked and how many had news, what each
took in milliseconds, the answers that were not as they should be, and how many seconds
after the sale's answer each tablet had the news. Connections stay open between polls
and jobs, as browsers keep them.
"""

from __future__ import annotations

import heapq
import json
import re
import selectors
import sys
import time
from random import Random
from typing import Any

from tests.bench.client import Connection, posting

_SEEN = re.compile(rb'id="live-seen"[^>]*value="([^"]*)"')
_NEWS, _UNCHANGED, _SENT = 200, 204, (200, 303)


class Tablet(Connection):
    """A tablet with its page open; `phase` is when within an interval it asks."""

    def __init__(self, port: int, told: list[str], *, phase: float) -> None:
        super().__init__(port)
        self._lines, self._path, self._seen = told
        self.phase = phase
        self.is_waiting = False
        self.asked_at = 0.0

    def ask(self) -> None:
        """Ask whether anything is new, as a browser does it: nothing beside a poll."""
        if self.is_waiting:
            return
        mark = "&" if "?" in self._path else "?"
        request = (
            f"GET {self._path}{mark}seen={self._seen} HTTP/1.1\r\n{self._lines}\r\n"
        )
        self.is_waiting, self.asked_at = True, time.monotonic()
        self.send(request.encode("ascii"))

    def take_news(self) -> bool:
        """Have seen what came; whether there was anything new."""
        self.is_waiting = False
        found = _SEEN.search(self.body) if self.status == _NEWS else None
        if found:
            self._seen = found[1].decode()
        return found is not None


class Tablets:
    """All of them, opened; what they have seen is kept from job to job."""

    def __init__(self, *, port: int, interval: float, told: list[list[str]]) -> None:
        random = Random(len(told))
        self._port, self._interval = port, interval
        self._all = [Tablet(port, one, phase=random.random()) for one in told]
        self._selector = selectors.DefaultSelector()
        for tablet in self._all:
            self._selector.register(tablet.socket, selectors.EVENT_READ, tablet)

    def watch(self, *, seconds: float, sale: list[str] | None) -> dict[str, Any]:
        """Let them ask for so long; what came of it."""
        began = time.monotonic()
        due = [
            (began + tablet.phase * self._interval, number)
            for number, tablet in enumerate(self._all)
        ]
        heapq.heapify(due)
        seen = Seen()
        sale_at = began + self._interval
        while (now := time.monotonic()) < began + seconds or self._waiting():
            while due and due[0][0] <= now < began + seconds:
                moment, number = due[0]
                heapq.heapreplace(due, (moment + self._interval, number))
                self._all[number].ask()
                seen.asked += 1
            if sale and now >= sale_at:
                self._sell(sale)
                sale = None
            for key, _events in self._selector.select(max(due[0][0] - now, 0.0005)):
                if key.data.receive():
                    self._answered(key.data, seen)
        return seen.told()

    def _waiting(self) -> bool:
        return any(tablet.is_waiting for tablet in self._all)

    def _sell(self, sale: list[str]) -> None:
        lines, path, body = sale
        till = Connection(self._port)
        self._selector.register(till.socket, selectors.EVENT_READ, till)
        till.send(posting(path, f" HTTP/1.1\r\n{lines}", body))

    def _answered(self, one: Connection, seen: Seen) -> None:
        now = time.monotonic()
        if not isinstance(one, Tablet):
            seen.sold(one, now)
            self._selector.unregister(one.socket)
            one.socket.close()
            return
        seen.ms.append((now - one.asked_at) * 1_000)
        if one.take_news():
            seen.news[id(one)] = now
        elif one.status != _UNCHANGED:
            seen.wrong.append([one.status, "a poll"])


class Seen:
    """What comes of a watch; `news` is when each tablet had the last that was new."""

    def __init__(self) -> None:
        self.asked = 0
        self.ms: list[float] = []
        self.news: dict[int, float] = {}
        self.wrong: list[list[Any]] = []
        self._sold_at: float | None = None

    def sold(self, till: Connection, now: float) -> None:
        """The sale was answered."""
        self._sold_at = now
        if till.status not in _SENT:
            self.wrong.append([till.status, "the sale"])

    def told(self) -> dict[str, Any]:
        """All of it, as the line that is answered."""
        since = self._sold_at
        after = [] if since is None else [at - since for at in self.news.values()]
        return {
            "asked": self.asked,
            "news": len(self.news),
            "ms": self.ms,
            "after": after,
            "wrong": self.wrong,
        }


if __name__ == "__main__":
    opening = json.loads(sys.stdin.readline())
    tablets = Tablets(
        port=opening["port"], interval=opening["interval"], told=opening["tablets"]
    )
    sys.stdout.write(json.dumps({"wrong": []}) + "\n")
    sys.stdout.flush()
    for line in sys.stdin:
        job = json.loads(line)
        told = tablets.watch(seconds=job["seconds"], sale=job.get("sale"))
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()
