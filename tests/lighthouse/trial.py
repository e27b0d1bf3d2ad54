"""A demo business of its own, served as shipped, and a sign-in to it."""

from __future__ import annotations

import re
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from tests.bench.commands import said_by
from tests.bench.server import Server
from tests.bench.sign_in import sign_in

_SIGN_IN = re.compile(r"Sign in with (\S+) and the password (\S+)")
_PROFILE = re.compile(r'href="(/customers/\d+)"')


class Trial(NamedTuple):
    """Where the demo is served, the `Cookie` header of its owner, signed in.

    `profile` is the path of one customer, `url` ends without a slash.
    """

    url: str
    cookie: str
    profile: str


@contextmanager
def trial(folder: Path) -> Iterator[Trial]:
    """Serve a new demo business, kept in the folder, until the context ends."""
    settings = {
        "DATABASE_URL": f"sqlite:///{folder / 'regulars.db'}",
        "REGULARS_INSTANCE": str(folder),
        "REGULARS_ENV": "embedded",
    }
    said_by(settings, "db", "upgrade")
    email, password = _SIGN_IN.findall(said_by(settings, "demo"))[0]
    server = Server(
        "tests.lighthouse.served:app",
        config="deploy/gunicorn.conf.py",
        log=folder / "served.log",
        settings=settings,
        answers_at="/healthz",
    )
    with server:
        cookie = sign_in(server.port, email=email, password=password)
        url = f"http://localhost:{server.port}"
        yield Trial(url, cookie, _a_profile(url, cookie))


def _a_profile(url: str, cookie: str) -> str:
    """The path of the first customer of the list."""
    asked = urllib.request.Request(f"{url}/customers", headers={"Cookie": cookie})
    with urllib.request.urlopen(asked, timeout=60) as answer:
        return _PROFILE.findall(answer.read().decode())[0]
