"""What can be told without a server: statements of a request, a search by itself."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from itertools import cycle, islice
from typing import Any

from flask import Flask
from sqlalchemy import event

from customers.directory.queries import listed
from customers.directory.rules import SIZES, Selection
from customers.ground import work
from customers.ground.db import db
from tests.bench.known import Known
from tests.bench.plans import EMAIL, PASSWORD
from tests.world import Browser

AS_HTMX = {"HX-Request": "true"}
_NOT_COUNTED = ("BEGIN", "PRAGMA")


class Statements:
    """Counts the statements of requests, each asked in this process."""

    def __init__(self, app: Flask) -> None:
        self._browser = Browser(app)
        self._browser.sign_in(EMAIL, PASSWORD)
        self._seen: list[str] = []
        with app.app_context():
            event.listen(db.engine, "before_cursor_execute", self._note)

    def most(self, paths: Sequence[str], *, is_part: bool) -> int:
        """The statements of the request that needed the most."""
        return max(self._count(path, is_part) for path in paths)

    def _count(self, path: str, is_part: bool) -> int:
        self._seen.clear()
        answer = self._browser.get(path, headers=AS_HTMX if is_part else {})
        assert answer.status_code == 200, (path, answer.status_code)
        return len(self._seen)

    def of_post(self, path: str, fields: Mapping[str, str]) -> int:
        """The statements of a form that is sent."""
        self._browser.secrets()
        self._seen.clear()
        answer = self._browser.post(path, fields, headers=AS_HTMX)
        assert answer.status_code in (200, 303), (path, answer.status_code)
        return len(self._seen)

    def _note(self, _connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.startswith(_NOT_COUNTED):
            self._seen.append(statement)


def searches(
    app: Flask, *, known: Known, texts: Mapping[str, Sequence[str]], count: int
) -> dict[str, list[float]]:
    """Milliseconds of searches alone: from the text to the rows of a page."""
    spent: dict[str, list[float]] = {}
    with app.test_request_context("/"):
        db.session.info["business_id"] = None
        fresh = Known()
        for title, asked in texts.items():
            page = list(islice(cycle(asked), count))
            spent[title] = [_milliseconds(text, fresh) for text in page]
        db.session.remove()
    assert fresh.total == known.total
    return spent


def _milliseconds(text: str, known: Known) -> float:
    work.end_read()
    began = time.perf_counter()
    listed(Selection(q=text), size=SIZES[0], actor=known.actor)
    return (time.perf_counter() - began) * 1_000
