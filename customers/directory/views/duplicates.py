"""Likely duplicates of who is being written down, while they are typed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any, NamedTuple

from flask import request

from customers.accounts.permissions import EDIT_CUSTOMERS
from customers.directory import queries
from customers.directory.forms import code_taken
from customers.directory.schemas import CustomerInput
from customers.directory.views.room import room
from customers.ground import answers, rates
from customers.ground.answers import Answer
from customers.ground.columns import MAX_ID
from customers.ground.doors import actor
from customers.ground.errors import Invalid
from customers.ground.forms import checked

LOOKED_AT = ("name", "phone", "email", "code")


class Alike(NamedTuple):
    """Who may be the same person, and the sentence for a code that is taken ("")."""

    duplicates: list[queries.Duplicate]
    code_taken: str = ""


@room.get("/customers/duplicates", access=EDIT_CUSTOMERS)
def list_duplicates() -> Answer:
    """Show who has the name, phone, email or code; `except` is who is being edited."""
    rates.count_search(actor().business_id, actor().user_id)
    found = alike(request.args, except_id=_row_id(request.args.get("except", "")))
    return answers.part(
        "directory/_while_typing.html",
        page="directory/duplicates.html",
        **found._asdict(),
    )


def alike(given: Mapping[str, Any], *, except_id: int | None = None) -> Alike:
    """Whom the fields of `given` fit, those left out that the schema refuses."""
    typed = within_bounds(given, LOOKED_AT)
    if not typed:
        return Alike([])
    found = queries.likely_duplicates(**typed, except_id=except_id, actor=actor())
    return Alike(found, code_taken(typed.get("code", ""), except_id=except_id))


def within_bounds(given: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """The texts of `given` that the schema takes, as it keeps them; no others."""
    taken: dict[str, Any] = {}
    for name in names:
        with suppress(Invalid):
            value = checked({name: given.get(name)}, schema=CustomerInput)
            if text := getattr(value, name):
                taken[name] = text
    return taken


def _row_id(text: str) -> int | None:
    is_id = text.isascii() and text.isdecimal() and len(text) < len(str(MAX_ID))
    return int(text) if is_id else None
