"""Who may be meant by a sale without a customer: what a search finds, to be chosen."""

from __future__ import annotations

from typing import Any, NamedTuple

from customers.accounts.actors import Actor
from customers.directory import queries as directory
from customers.directory.rules import Selection

MOST = 10


class Offered(NamedTuple):
    """A customer to choose: texts with what matched marked, `name` without marks."""

    id: int
    shown: Any
    detail: Any
    name: str


def offered_customers(q: str, *, actor: Actor) -> list[Offered]:
    """The closest 10 of a search; nobody for an empty one."""
    if not q:
        return []
    page = directory.listed(Selection(q=q), size=MOST, actor=actor)
    return [
        Offered(
            row.id,
            row.name or row.code,
            row.phone or row.email or row.code,
            _plain(row.name or row.code),
        )
        for row in page.rows
    ]


def _plain(text: Any) -> str:
    return str(text.striptags()) if hasattr(text, "striptags") else str(text)
