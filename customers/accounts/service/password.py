"""Changing passwords; whoever knew the old one is signed out."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select

from customers.accounts import attempts, emails, passwords, tokens
from customers.accounts.actors import Person
from customers.accounts.events import PasswordChanged, PasswordChangeRefused
from customers.accounts.models import Session, User
from customers.accounts.service import links
from customers.accounts.service.audit import note_everywhere
from customers.accounts.service.sign_in import end_all
from customers.ground import work
from customers.ground.db import db
from customers.ground.errors import Conflict, Invalid, NotFound

PURPOSE = "password"


@dataclass(frozen=True)
class NewPassword:
    """A new password's hash, and the hash of the old one that was proved."""

    old_hash: str
    new_hash: str


def prove_old_password(
    *, old: str, new: str, person: Person, address: str
) -> NewPassword:
    """Check the old password and hash the new one, slowly; outside a unit of work.

    Raises: Invalid for a wrong old password or a poor new one; TooMany after too many
    tries. Records: PasswordChangeRefused.
    """
    passwords.check_password(new, person.email, name=person.name, field="new_password")
    attempts.reserve(PURPOSE, account=person.email, address=address)
    query = select(User.password_hash).where(User.id == person.user_id)
    old_hash = db.session.scalar(query)
    work.end_read()
    if not passwords.verify_password(old, old_hash) or old_hash is None:
        fact = PasswordChangeRefused(person.user_id, personal={"address": address})
        by = person.user_id
        work.apart(lambda: note_everywhere(fact, user_id=by, by=by))
        sentence = _("This is not your password.")
        raise Invalid(sentence, details={"current_password": sentence})
    return NewPassword(old_hash, passwords.hash_password(new))


def change_password(proved: NewPassword, *, person: Person, address: str) -> str:
    """Keep the new password, end all other sessions and give this one a new token.

    Raises: Conflict where it was changed meanwhile. Records: PasswordChanged.
    """
    user = db.session.get(User, person.user_id, populate_existing=True)
    if user is None or user.password_hash != proved.old_hash:
        raise Conflict(_("Your password was changed elsewhere at this moment."))
    user.password_hash = proved.new_hash
    user.updated_by = person.user_id
    attempts.succeeded(PURPOSE, account=person.email, address=address)
    token = tokens.new_token()
    this_one = db.session.get(Session, person.session_id, populate_existing=True)
    if this_one is None:
        raise Conflict(_("Your sign-in has ended. Sign in again."))
    this_one.token_hash = tokens.hash_of(token)
    ended = end_all(person.user_id, but=person.session_id)
    _note(person.user_id, ended, by=person.user_id)
    return token


def set_password(email: str, *, password_hash: str) -> None:
    """Set the password of whoever has this address, for the command line.

    All their sessions end, and their lockout too. Raises: NotFound.
    Records: PasswordChanged, by nobody.
    """
    account = emails.fold(email)
    user = db.session.scalars(select(User).where(User.email == account)).one_or_none()
    if user is None:
        raise NotFound(_("Nobody has this email."))
    user.password_hash = password_hash
    user.updated_by = None
    attempts.succeeded("sign_in", account=account)
    _note(user.id, end_all(user.id), by=None)


def _note(user_id: int, ended: list[int], *, by: int | None) -> None:
    fact = PasswordChanged(user_id, data={"ended_sessions": len(ended)})
    note_everywhere(fact, user_id=user_id, by=by)
    links.end_resets_of(user_id)
