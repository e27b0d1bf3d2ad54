"""How gunicorn serves Regulars: settings of the process, none of the product.

PORT and WEB_CONCURRENCY come from the environment. Only this machine is served, since
a proxy stands before it; `--bind` says otherwise. Which proxies are trusted is the
application's own setting, so gunicorn believes none.
"""

import errno
import logging
import os
import sys
import time
from typing import Any

from gunicorn.arbiter import Arbiter
from gunicorn.workers.base import Worker
from gunicorn.workers.gthread import _DEFER, TConn, ThreadWorker
from sqlalchemy.exc import DBAPIError

bind = f"127.0.0.1:{os.environ.get('PORT') or 8000}"
workers = int(os.environ.get("WEB_CONCURRENCY") or 1)

# A thread waits for each request in flight, and sixty of them may be slow clients.
threads = 64

# Longer than a proxy keeps an idle connection it may reuse at any moment.
keepalive = 130
# Seconds without a sign of life from a whole worker, and for its last requests.
timeout = 60
graceful_timeout = 20

control_socket_disable = True
forwarded_allow_ips = ""
accesslog = None
errorlog = "-"


class TimedSocket:
    """A connection whose requests must have arrived whole within a time.

    Without one, a client that sends half a request keeps its thread for ever, and as
    many of them as there are threads stop every page.
    """

    REQUEST_SECONDS = 20.0
    SEND_SECONDS = 60.0

    def __init__(self, sock: Any) -> None:
        self._sock = sock
        self._until = 0.0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sock, name)

    def expect_request(self) -> None:
        """The time for the next request begins now."""
        self._until = time.monotonic() + self.REQUEST_SECONDS

    def allow(self, seconds: float) -> None:
        """Give the request at hand so much time more: the app knows what it sends."""
        self._until += seconds

    def recv(self, *args: Any) -> bytes:
        """Receive, or say that the connection is lost once the time is over."""
        left = self._until - time.monotonic()
        if left > 0:
            self._sock.settimeout(left)
            try:
                return self._sock.recv(*args)
            except TimeoutError:
                pass
            finally:
                self._sock.settimeout(self.SEND_SECONDS)
        raise ConnectionResetError(errno.ECONNRESET, "The request took too long")


class PatientWorker(ThreadWorker):
    """Lets a connection that says nothing wait outside the threads.

    Gunicorn's own gives each new connection a thread for five seconds, so that a few
    hundred silent ones (browsers open some in advance) stop every page for as long.
    """

    FIRST_BYTE_SECONDS = 0.02

    def handle(self, conn: TConn) -> Any:
        """Answer requests of a connection, or give it back until it says something."""
        is_new = not conn.initialized and not conn.data_ready
        if is_new and not conn.wait_for_data(self.FIRST_BYTE_SECONDS):
            return _DEFER
        if not isinstance(conn.sock, TimedSocket):
            conn.sock = TimedSocket(conn.sock)
        conn.sock.expect_request()
        return super().handle(conn)


worker_class = PatientWorker


def _nameless(record: logging.LogRecord) -> bool:
    """Keep addresses and queries, which may name a customer, out of the log."""
    if str(record.msg).startswith("Invalid request from"):
        record.msg, record.args = "A request that makes no sense was refused", ()
    if isinstance(record.args, tuple):
        record.args = tuple(
            arg.partition("?")[0] if isinstance(arg, str) else arg
            for arg in record.args
        )
    return True


def on_starting(server: Arbiter) -> None:
    """Make every line pass through `_nameless` before the workers are forked."""
    server.log.error_log.addFilter(_nameless)


def when_ready(server: Arbiter) -> None:
    """Say where to go, once somebody answers there."""
    print(f"Regulars listens on {server.LISTENERS[0]} (Ctrl+C ends it)", flush=True)


def post_worker_init(worker: Worker) -> None:
    """Refuse an unsafe role, and print the code of /setup while nothing is set up."""
    from customers.accounts import setup
    from customers.ground import walls
    from customers.ground.db import db

    with worker.app.wsgi().app_context():
        try:
            walls.refuse_superuser(db.session())
            setup.announce()
        except walls.SuperuserError as error:
            print(f"Regulars cannot start: {error}", flush=True)
            sys.exit(Arbiter.APP_LOAD_ERROR)
        except DBAPIError:
            print("The database does not answer yet: pages will say so.", flush=True)
