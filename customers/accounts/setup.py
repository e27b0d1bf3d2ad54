"""The first start: whether there is a business yet, and the code that proves access.

The code is printed in the log, so that only who runs the app can set it up. It follows
from SECRET_KEY alone: every process and every restart shows the same.
"""

from __future__ import annotations

import base64
import hashlib
import hmac

import click
from flask import current_app
from sqlalchemy import select

from customers.accounts.models import Business
from customers.ground import work
from customers.ground.db import db

_GROUP, _LENGTH = 4, 12


def setup_code() -> str:
    """The code that `/setup` asks for: 60 bits, as three groups of four characters."""
    key = str(current_app.config["SECRET_KEY"]).encode()
    digest = hmac.digest(key, b"regulars setup code", hashlib.sha256)
    letters = base64.b32encode(digest).decode()[:_LENGTH]
    return "-".join(letters[at : at + _GROUP] for at in range(0, _LENGTH, _GROUP))


def is_setup_code(typed: str) -> bool:
    """Whether this is the code, however its groups are spelt; in constant time."""
    letters = "".join(filter(str.isalnum, typed)).upper().encode()
    return hmac.compare_digest(letters, setup_code().replace("-", "").encode())


def any_business() -> bool:
    """Whether there is a business."""
    return db.session.scalar(select(Business.id).limit(1)) is not None


def announce() -> None:
    """Print the code where the log is kept, while there is no business yet."""
    if not any_business():
        click.echo(f"Nothing is set up yet: /setup asks for this code: {setup_code()}")
    work.end_read()
