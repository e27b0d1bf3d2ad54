"""Open tablets: what they cost while nothing happens, and when all see a sale.

Each is signed in by a session of its own and has one of three pages open: the list, the
dashboard, the profile of the customer who is sold to. What it polls, and how often, is
read from the page itself and from its script, so that it is what browsers do.
"""

from __future__ import annotations

import http.client
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import cycle, islice
from urllib.parse import urlencode

from bs4 import BeautifulSoup, Tag
from sqlalchemy import select

from customers.accounts.models import User
from customers.ground.db import db
from tests.bench.asking import Client
from tests.bench.inside import AS_HTMX
from tests.bench.kept import ROOT
from tests.bench.load import Loaded, make_app
from tests.bench.plans import EMAIL
from tests.bench.server import Server
from tests.standing import SignedIn

TABLETS = 200
# Percent of one core, of all processes of the web server; and from the sale's answer.
CPU_PERCENT, REACH_SECONDS = 12.0, 2.0
_SCRIPT = ROOT / "static" / "js" / "live.js"
_INTERVAL = re.compile(r"setInterval\(\w+, (\d+)\)")
# A tablet asks in the interval after the sale; more of them for a server that is slow.
_AFTER_SALE = 4


@dataclass
class Alive:
    """What came out: CPU of the server in percent of a core (None where unknown).

    `ms` are those of each poll while nothing happens, `after` the seconds from the
    sale's answer until each tablet had it; `interval` is in seconds.
    """

    tablets: int
    interval: float
    polls_a_second: float = 0.0
    cpu_percent: float | None = None
    ms: list[float] = field(default_factory=list)
    after: list[float] = field(default_factory=list)


def interval_seconds() -> float:
    """How often an open page asks. Raises: RuntimeError where its script is new."""
    found = _INTERVAL.search(_SCRIPT.read_text())
    if found is None:
        raise RuntimeError(f"{_SCRIPT} has no setInterval with a number.")
    return int(found[1]) / 1_000


def cookies(loaded: Loaded, *, count: int) -> list[str]:
    """The `Cookie` headers of so many sign-ins of the big business's owner."""
    app = make_app(loaded.url, folder=loaded.folder)
    name = app.config["SESSION_COOKIE_NAME"]
    with app.app_context():
        owner = db.session.scalars(select(User).where(User.email == EMAIL)).one()
        kept = [
            SignedIn(app, owner).client.get_cookie(name) for _tablet in range(count)
        ]
        db.session.remove()
        db.engine.dispose()
    return [f"{name}={one.value}" for one in kept if one is not None]


def measured(
    app: Server,
    *,
    loaded: Loaded,
    pages: list[str],
    sale: tuple[str, Mapping[str, str], str],
    tablets: int,
    interval: float,
    seconds: float,
) -> Alive:
    """Open tablets on the pages in turn, watch them for so long, then sell.

    `sale` is (path, form, `Cookie` header). Raises: RuntimeError where a poll or the
    sale is not answered well, where something is new though nothing happened, or where
    a tablet did not get the news.
    """
    signed_in = cookies(loaded, count=tablets)
    polls = {path: _polled(app.port, path, signed_in[0]) for path in pages}
    told = [
        [_lines(app.port, cookie), *polls[path]]
        for cookie, path in zip(signed_in, islice(cycle(pages), tablets), strict=True)
    ]
    found = Alive(tablets, interval)
    with Client("tablets") as client:
        client.ask(port=app.port, interval=interval, tablets=told)
        # The first time each connection is new, and its session is noted as used.
        client.ask(seconds=interval)
        before = app.cpu_seconds()
        idle = client.ask(seconds=seconds)
        after = app.cpu_seconds()
        form = [_lines(app.port, sale[2]), sale[0], urlencode(dict(sale[1]))]
        sold = client.ask(seconds=_AFTER_SALE * interval, sale=form)
    if idle["news"] or len(sold["after"]) != tablets:
        raise RuntimeError(
            f"{idle['news']} tablets had news of nothing, and of the sale "
            f"{len(sold['after'])} of {tablets}."
        )
    if before is not None and after is not None:
        found.cpu_percent = (after - before) / seconds * 100
    found.polls_a_second = idle["asked"] / seconds
    found.ms, found.after = idle["ms"], sold["after"]
    return found


def _lines(port: int, cookie: str) -> str:
    """The headers that htmx and a browser send, as far as the server reads them."""
    told = {"Host": f"127.0.0.1:{port}", "Accept": "text/html", **AS_HTMX}
    told["Cookie"] = cookie
    return "".join(f"{name}: {value}\r\n" for name, value in told.items())


def _polled(port: int, path: str, cookie: str) -> tuple[str, str]:
    """What the page at this path polls, and what it says it has seen."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path, headers={"Cookie": cookie, "Accept": "text/html"})
    page = BeautifulSoup(connection.getresponse().read(), "html.parser")
    connection.close()
    form = page.find("form", id="live")
    if not isinstance(form, Tag):
        raise RuntimeError(f"{path} does not follow what others do.")
    fields = {
        str(control["name"]): str(control.get("value", ""))
        for control in (*form.find_all("input"), *page.find_all("input", form="live"))
    }
    seen = fields.pop("seen")
    return f"{form['hx-get']}?{urlencode(fields)}", seen
