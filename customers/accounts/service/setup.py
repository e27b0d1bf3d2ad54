"""The first start: the first business and its owner, made over the web."""

from __future__ import annotations

import re

from anyascii import anyascii
from flask_babel import gettext as _
from sqlalchemy import select

from customers.accounts import attempts, emails, passwords
from customers.accounts.models import User
from customers.accounts.schemas.setup import SetupValues
from customers.accounts.service.businesses import create_business
from customers.accounts.service.sign_in import Proof
from customers.accounts.setup import any_business, is_setup_code
from customers.ground import work
from customers.ground.db import db
from customers.ground.errors import Conflict, Invalid

PURPOSE = "setup"


def prove_setup(values: SetupValues, *, address: str) -> str:
    """Check the code and hash the owner's password; outside a unit of work.

    Raises: Invalid for a wrong code or a poor password; TooMany after too many tries.
    """
    attempts.reserve(PURPOSE, address=address)
    if not is_setup_code(values.code):
        sentence = _("This is not the code. It stands in the log of the server.")
        raise Invalid(sentence, details={"code": sentence})
    work.run(lambda: attempts.succeeded(PURPOSE, address=address))
    passwords.check_password(values.password, values.email, name=values.name)
    return passwords.hash_password(values.password)


def set_up(values: SetupValues, *, password_hash: str) -> Proof:
    """Make the first business and its owner, who may be signed in with the proof.

    Raises: Conflict where there is a business already.
    """
    attempts.take_turn(PURPOSE)
    if any_business():
        raise Conflict(_("There is a business here already. Sign in instead."))
    create_business(
        name=values.business_name,
        slug=slug_of(values.business_name),
        country=values.country,
        currency=values.currency,
        timezone=values.timezone,
        owner_name=values.name,
        owner_email=values.email,
        password_hash=password_hash,
        is_by_owner=True,
    )
    email = emails.fold(values.email)
    owner = db.session.scalars(select(User).where(User.email == email)).one()
    return Proof(owner.id, owner.email, owner.password_hash)


def slug_of(name: str) -> str:
    """A name as commands write it: a-z, 0-9 and hyphens, 60 at most."""
    letters = anyascii(name).lower().replace("'", "")
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:60].rstrip("-") or "business"
