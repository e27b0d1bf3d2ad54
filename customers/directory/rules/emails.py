"""Email addresses: which there can be, and how they are found."""

from __future__ import annotations

import re
from functools import lru_cache

from email_validator import SPECIAL_USE_DOMAIN_NAMES, validate_email

_PLAIN = re.compile(
    r"(?=[^@]{1,64}@)[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*"
    r"@(?:[A-Za-z0-9](?:[A-Za-z0-9]|-(?!-)){0,60}[A-Za-z0-9]\.)+([A-Za-z]{2,63})"
)
_PLAIN_LENGTH = 100
_SPECIAL_ENDS = {name.rpartition(".")[2] for name in SPECIAL_USE_DOMAIN_NAMES}


@lru_cache(maxsize=8_192)
def folded_email(text: str) -> str | None:
    """The address as it is looked up, in lower case; None for what is no address.

    Whether anything can be delivered there is not asked. The schema asks first and
    the verb asks again, hence a memory that holds a batch of an import.
    """
    plain = _PLAIN.fullmatch(text) if len(text) <= _PLAIN_LENGTH else None
    if plain and plain[1].lower() not in _SPECIAL_ENDS:
        # The library comes to the same, twenty times slower: a test compares them.
        return text.lower()
    return checked_email(text)


def checked_email(text: str) -> str | None:
    """The same by the library alone, for every address there is."""
    try:
        return validate_email(text, check_deliverability=False).normalized.casefold()
    except ValueError:
        return None
