"""Kinds of fact of the tests' own; they and their listeners are gone afterwards."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from customers.events import facts as declared
from customers.events import service


@pytest.fixture(autouse=True)
def nothing_stays() -> Iterator[None]:
    """Forget what a test declared and who listened to it."""
    registry = declared.__globals__["_kinds"]
    kinds, listeners = dict(registry), list(service._listeners)
    yield
    registry.clear()
    registry.update(kinds)
    service._listeners[:] = listeners
