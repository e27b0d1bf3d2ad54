"""Rates: as many requests a minute as may be, for each who asks."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from customers.ground import rates
from customers.ground.errors import TooMany


@pytest.fixture(autouse=True)
def fresh(app: Flask) -> Iterator[None]:
    """Nothing was counted before, and nothing stays."""
    rates.forget()
    with app.test_request_context():
        yield
    rates.forget()


def test_past_the_bound_one_waits_and_is_told_how_long() -> None:
    for _ in range(3):
        rates.count("search", 1, 7, per_minute=3)

    with pytest.raises(TooMany, match="Wait") as refused:
        rates.count("search", 1, 7, per_minute=3)

    assert 1 <= refused.value.retry_after <= 60


def test_others_and_other_things_are_counted_apart() -> None:
    rates.count("search", 1, 7, per_minute=1)

    rates.count("search", 1, 8, per_minute=1)
    rates.count("search", 2, 7, per_minute=1)
    rates.count("export", 1, 7, per_minute=1)
    with pytest.raises(TooMany):
        rates.count("search", 1, 7, per_minute=1)
