"""E-mail addresses of people, as they are kept and compared."""

from __future__ import annotations

import unicodedata


def fold(email: str) -> str:
    """The address as `user.email` keeps it: NFC, trimmed, lower case."""
    return unicodedata.normalize("NFC", email).strip().lower()
