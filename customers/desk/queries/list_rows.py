"""The rows of the list: what the directory found, with where each stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from customers.accounts.actors import Actor
from customers.directory.queries import ListedCustomer
from customers.ground import clock
from customers.membership.queries.standing import mark

_SHOWN = ListedCustomer._fields.index("is_member")


def shown(rows: Sequence[ListedCustomer], *, actor: Actor) -> list[tuple[Any, ...]]:
    """The fields of each row that are texts, then the mark of its membership."""
    today = clock.today(actor.timezone)
    return [
        (*row[:_SHOWN], mark(_plain(row), today=today, actor=actor)) for row in rows
    ]


def _plain(row: ListedCustomer) -> ListedCustomer:
    """The row without the marks of a search, which no label can hold."""
    if not isinstance(row.name, Markup) and not isinstance(row.code, Markup):
        return row
    return row._replace(name=_text(row.name), code=_text(row.code))


def _text(text: str) -> str:
    return text.striptags() if isinstance(text, Markup) else text
