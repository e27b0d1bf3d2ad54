"""A running Regulars, gunicorn as shipped, with a business of its own for each file."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from customers.ground import work
from customers.ground.db import db
from tests.conftest import SECRET
from tests.standing import SignedIn
from tests.world import World

ROOT = Path(__file__).parents[2]


class Site:
    """The address of a running server, and a world in its database.

    The world is one file's alone: whatever tests of other files add, switch or spend
    is another business's, so that what is counted here stays as it was counted.
    """

    def __init__(self, url: str, app: Flask, *, mark: str) -> None:
        self.url = url
        self._app = app
        with app.app_context():
            self.world = work.run(lambda: World(app, mark=mark))
            db.session.remove()
        self._cookies: dict[str, dict[str, Any]] = {}
        self._made: dict[Callable[[World], Any], Any] = {}

    def cookie(self, person: str) -> dict[str, Any]:
        """What the browser of a signed-in person keeps; each signs in once."""
        if person not in self._cookies:
            name = self._app.config["SESSION_COOKIE_NAME"]
            with self._app.app_context():
                browser = SignedIn(self._app, getattr(self.world, person))
                db.session.remove()
            kept = browser.client.get_cookie(name)
            assert kept is not None
            self._cookies[person] = {"name": name, "value": kept.value} | {
                "url": self.url,
                "httpOnly": True,
                "sameSite": "Lax",
            }
        return self._cookies[person]

    def once(self, make: Callable[[World], Any]) -> Any:
        """What this makes of the world, in Alice's business; made by who asks first."""
        if make not in self._made:
            with self._app.app_context():
                self.world.enter()
                self._made[make] = make(self.world)
                db.session.remove()
        return self._made[make]


@contextlib.contextmanager
def serving(database: str, folder: Path) -> Iterator[str]:
    """Run the shipped server over the database; gives its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = {
        "DATABASE_URL": database,
        "SECRET_KEY": SECRET,
        "REGULARS_INSTANCE": str(folder),
        "PORT": str(port),
    }
    command = [sys.executable, "-m", "gunicorn", "app:app"]
    command += ["--config", "deploy/gunicorn.conf.py", "--log-level", "warning"]
    with open(folder / "server.log", "wb") as log:
        server = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, **settings},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait_for(f"http://127.0.0.1:{port}/healthz", server)
        yield f"http://127.0.0.1:{port}"
    finally:
        # At once: a browser may hold a connection open, for which it would wait long.
        server.send_signal(signal.SIGQUIT)
        server.wait(40)


def _wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    for _attempt in range(200):
        with contextlib.suppress(OSError):
            urllib.request.urlopen(url, timeout=2).close()
            return
        if server.poll() is not None:
            break
        time.sleep(0.05)
    pytest.fail("The server did not start.")
