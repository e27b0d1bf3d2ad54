"""Email addresses: which there can be, and how they are found."""

from __future__ import annotations

from functools import lru_cache

from email_validator import validate_email


@lru_cache(maxsize=256)
def folded_email(text: str) -> str | None:
    """The address as it is looked up, in lower case; None for what is no address.

    Whether anything can be delivered there is not asked. The schema asks first and
    the verb asks again at once, hence the small memory.
    """
    try:
        return validate_email(text, check_deliverability=False).normalized.casefold()
    except ValueError:
        return None
