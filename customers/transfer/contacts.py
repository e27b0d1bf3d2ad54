"""Cells that hold more than one kind of contact, or more than one value."""

from __future__ import annotations

import re
from typing import NamedTuple

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_PHONE = re.compile(
    r"(\+?[\d\s().\-–/\u00a0\u2011]{6,30})(?:(?:ext\.?|x|#)\s*\d{1,6})?"
)
_PARTS = re.compile(r"\s*(?:[;|\n]|,\s)\s*")
# Google writes several phones of one person into one cell.
_SEVERAL = re.compile(r"\s*:::\s*")


class Contact(NamedTuple):
    """What one cell of contact details holds; `rest` is most often an address."""

    email: str | None
    phone: str | None
    rest: str | None


def contact_in(cell: str) -> Contact:
    """The contact details of a cell, whose parts end at `;`, `|`, a line or a comma."""
    email = phone = None
    rest = []
    for part in filter(None, _PARTS.split(cell)):
        if not email and _EMAIL.fullmatch(part):
            email = part
        elif not phone and is_phone(part):
            phone = part
        else:
            rest.append(part)
    return Contact(email, phone, ", ".join(rest) or None)


def is_phone(text: str) -> bool:
    """Whether a text is written as phones are: 6 to 15 digits between signs."""
    match = _PHONE.fullmatch(text.strip())
    return match is not None and 6 <= sum(map(str.isdigit, match[1])) <= 15


def first_of_several(cell: str) -> tuple[str, int]:
    """The first of the values in a cell ("" for none), and how many there are."""
    values = [value for value in _SEVERAL.split(cell) if value]
    return (values[0] if values else ""), len(values)
