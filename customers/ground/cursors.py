"""Cursors: the place of a row in a sorted list, as a word in an address."""

from __future__ import annotations

import base64
import json
import unicodedata
from datetime import UTC, date, datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import BigInteger, Row
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.elements import KeyedColumnElement

from customers.ground.columns import MAX_ID, MAX_INTEGER
from customers.ground.errors import Invalid

# Of an entity, or of a subquery over one: it has a key and a type.
Column = InstrumentedAttribute[Any] | KeyedColumnElement[Any]


def cursor_of(row: Row[Any], *, by: Column | None) -> str:
    """Where a row stands in the list by this column, or by its id, as a word."""
    value = None if by is None else getattr(row, by.key)
    if isinstance(value, date):
        value = {"on": value.isoformat()}
    shape = json.dumps([_name(by), value, row.id])
    return base64.urlsafe_b64encode(shape.encode()).decode().rstrip("=")


def read_cursor(cursor: str | None, *, by: Column | None) -> tuple[Any, int] | None:
    """The value of the column and the id in such a word; None where none is given.

    Raises: Invalid for what is no word of this list, or has a value that the database
    cannot compare with the column's.
    """
    if not cursor:
        return None
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        name, value, row_id = json.loads(base64.urlsafe_b64decode(padded))
        if isinstance(value, dict):
            value = _day_or_moment(value["on"])
        known = name == _name(by) and type(row_id) is int and 0 <= row_id <= MAX_ID
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
        known = False
    if not known or (by is not None and not _fits(value, by)):
        raise Invalid(_("This page of the list is gone. Start from its beginning."))
    return value, row_id


def _day_or_moment(text: str) -> date:
    if "T" not in text:
        return date.fromisoformat(text)
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("A moment without a time zone.")
    return moment.astimezone(UTC)


def _fits(value: Any, column: Column) -> bool:
    """Whether the database can compare the value with the column's."""
    # A type of ours does not say what it holds; the one it stands on does.
    kind: Any = getattr(column.type, "impl", column.type)
    if type(value) is not kind.python_type:
        return False
    if isinstance(value, str):
        return not any(unicodedata.category(c) == "Cs" or c == "\0" for c in value)
    if isinstance(value, int):
        return abs(value) <= (MAX_ID if isinstance(kind, BigInteger) else MAX_INTEGER)
    return True


def _name(by: Column | None) -> str:
    return "id" if by is None else by.key
