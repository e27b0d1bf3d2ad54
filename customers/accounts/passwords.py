"""Passwords: how they are kept (Argon2id) and which are refused.

Hashing is slow on purpose: it happens before a unit of work begins, never inside.
"""

from __future__ import annotations

import unicodedata
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from customers.ground.errors import Invalid

MIN_LENGTH, MAX_LENGTH = 10, 128
HINT = _l("At least %(count)s characters.", count=MIN_LENGTH)

# 19 MiB and two passes: the cheapest choice of OWASP's Password Storage Cheat Sheet
# that is still safe, since a till must not wait and 64 threads share one memory.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_few_at_once = BoundedSemaphore(4)

# What nobody's password hashes to, verified where an address is unknown, so that the
# answer takes as long as for a known one. Made with the parameters above.
_NOBODY = _hasher.hash("nobody")


def check_password(
    password: str, email: str = "", *, name: str = "", field: str = "password"
) -> None:
    """Refuse a new password that is too short, too long or the person's own name.

    Raises: Invalid with the sentence under `field`.
    """
    sentence = _fault(password, email, name)
    if sentence:
        raise Invalid(sentence, details={field: sentence})


def hash_password(password: str) -> str:
    """The Argon2id hash to keep; takes some hundredths of a second."""
    with _few_at_once:
        return _hasher.hash(_bytes(password))


def verify_password(password: str, password_hash: str | None) -> bool:
    """Whether the password is the hashed one; without a hash, as slowly, False."""
    with _few_at_once:
        try:
            _hasher.verify(password_hash or _NOBODY, _bytes(password))
        except (VerificationError, InvalidHashError):
            return False
    return password_hash is not None


def needs_rehash(password_hash: str) -> bool:
    """Whether the hash was made with other parameters than are used now."""
    return _hasher.check_needs_rehash(password_hash)


def _fault(password: str, email: str, name: str) -> str | None:
    length = len(unicodedata.normalize("NFKC", password))
    if length < MIN_LENGTH:
        return _("Use at least %(count)s characters.", count=MIN_LENGTH)
    if length > MAX_LENGTH:
        return _("Use at most %(count)s characters.", count=MAX_LENGTH)
    own = {email, email.partition("@")[0], name}
    if password.strip().casefold() in {text.strip().casefold() for text in own}:
        return _("Do not use your own name or email as the password.")
    return None


def _bytes(password: str) -> bytes:
    """The same bytes for the same text, whichever keyboard composed its letters."""
    return unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")
