"""Codes: the public numbers of customers, 1 to 32 of A-Z 0-9 . _ - in upper case."""

from __future__ import annotations

import re

_CODE = re.compile(r"[A-Za-z0-9._-]{1,32}")
# What `generated_code` makes, and no other spelling of the same number.
_GENERATED = re.compile(r"C-(0{0,5}[1-9][0-9]*)")
_MOST_DIGITS = 18


def normal_code(text: str) -> str | None:
    """The code as it is kept, in upper case; None for what cannot be a code."""
    return text.upper() if _CODE.fullmatch(text) else None


def generated_code(number: int) -> str:
    """The code of a number given out: C-000001, six digits or more."""
    return f"C-{number:06d}"


def code_number(code: str) -> int | None:
    """The number n for which the code is `generated_code(n)`, else None."""
    found = _GENERATED.fullmatch(code)
    if found is None or not 6 <= len(found[1]) <= _MOST_DIGITS:
        return None
    number = int(found[1])
    return number if generated_code(number) == code else None
