"""The addresses of the lists that the dashboard's figures count."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from customers.desk.dashboard.asked import Asked
from customers.directory.queries.asked import LIST
from customers.purchases.queries.asked import SALES
from customers.purchases.rules import COUNTED

CHANGES = "/membership/changes"


def sales(first: date, *, last: date, shop_id: int | None, **filters: Any) -> str:
    """The sales that are counted of these days, both within."""
    said = {"day_from": first, "day_to": last, "shop": shop_id, "state": COUNTED}
    return _url(SALES, {**said, **filters})


def sales_of(asked: Asked, **filters: Any) -> str:
    """The sales that are counted of the period and the shop."""
    return sales(asked.first, last=asked.today, shop_id=asked.shop_id, **filters)


def people(**filters: Any) -> str:
    """The customers that these filters find."""
    return _url(LIST, filters)


def changes(kind: str, *, first: date, last: date) -> str:
    """Who joined, or whose membership ended, on these days, both within."""
    return _url(CHANGES, {"kind": kind, "day_from": first, "day_to": last})


def _url(path: str, said: dict[str, Any]) -> str:
    return _written(path, *said.items())


@lru_cache(maxsize=4_096)
def _written(path: str, *said: tuple[str, Any]) -> str:
    """The address; to write one takes longer than to find it again."""
    given = urlencode({n: str(value) for n, value in said if value is not None})
    return f"{path}?{given}" if given else path
