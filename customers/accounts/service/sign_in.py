"""Signing in and out: a server-side row per sign-in, so that it can be ended."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, delete, select

from customers.accounts import attempts, emails, passwords, tokens
from customers.accounts.actors import Person
from customers.accounts.events import (
    SessionsEnded,
    SignedIn,
    SignedOut,
    SignInRefused,
)
from customers.accounts.models import Session, User
from customers.accounts.service.audit import note_everywhere
from customers.accounts.sessions import KEPT_UNUSED, businesses_of
from customers.ground import clock, work
from customers.ground.db import db
from customers.ground.errors import Invalid, NotFound

PURPOSE = "sign_in"


@dataclass(frozen=True)
class Proof:
    """That somebody knew the password of a user, when its hash was `password_hash`.

    `new_hash` replaces it where it was made with parameters that are used no more.
    """

    user_id: int
    email: str
    password_hash: str
    new_hash: str | None = None


def prove(email: str, *, password: str, address: str) -> Proof:
    """Check an address and a password, slowly; outside a unit of work.

    The words and the time are the same for known and unknown addresses: each try is
    counted, verifies one hash and writes once.

    Raises: Invalid where they do not belong together; TooMany after too many tries.
    Records: SignInRefused, in the businesses of whoever has the address.
    """
    account = emails.fold(email)
    attempts.reserve(PURPOSE, account=account, address=address)
    query = select(User.id, User.password_hash).where(User.email == account)
    known = db.session.execute(query).one_or_none()
    work.end_read()
    password_hash = known.password_hash if known else None
    is_right = passwords.verify_password(password, password_hash)
    if known is None or not is_right:
        user_id = known.id if known else None
        work.apart(lambda: _refuse(user_id, account=account, address=address))
        raise Invalid(_("This email and this password do not belong together."))
    outdated = passwords.needs_rehash(known.password_hash)
    new_hash = passwords.hash_password(password) if outdated else None
    return Proof(known.id, account, known.password_hash, new_hash)


def sign_in(
    proof: Proof,
    *,
    address: str,
    browser: str,
    business_id: int | None = None,
    replaces: str | None = None,
) -> str:
    """Begin a session and give its token, which is kept nowhere but with the browser.

    The person goes on in the business they worked in last: `business_id` if they work
    there, else that of their latest session, else the first by name. `replaces` is the
    token that the browser had before; its session ends.

    Raises: Invalid where the password was changed since it was proved.
    Records: SignedIn.
    """
    _check_again(proof)
    attempts.succeeded(PURPOSE, account=proof.email, address=address)
    _end_overdue(proof.user_id)
    if replaces is not None:
        _delete(Session.token_hash == tokens.hash_of(replaces))
    token = tokens.new_token()
    row = Session(
        user_id=proof.user_id,
        business_id=_business_to_go_on_in(proof.user_id, business_id),
        token_hash=tokens.hash_of(token),
        address=address[:45],
        browser="".join(filter(str.isprintable, browser))[:200],
    )
    db.session.add(row)
    db.session.flush()
    fact = SignedIn(
        proof.user_id,
        data={"session_id": row.id},
        personal={"address": row.address, "browser": row.browser},
    )
    note_everywhere(fact, user_id=proof.user_id, by=proof.user_id)
    return token


def sign_out(*, person: Person) -> None:
    """End the session the person asks with. Records: SignedOut."""
    _delete(Session.id == person.session_id)
    fact = SignedOut(person.user_id, data={"session_id": person.session_id})
    note_everywhere(fact, user_id=person.user_id, by=person.user_id)


def sign_out_everywhere(*, person: Person, also_here: bool = False) -> int:
    """End all other sessions of the person, or all, and give their number.

    Records: SessionsEnded, where there were any.
    """
    ended = end_all(person.user_id, but=None if also_here else person.session_id)
    _note_ended(ended, person)
    return len(ended)


def end_session(session_id: int, *, person: Person) -> None:
    """End one of the person's own sessions.

    Raises: NotFound where it is not theirs, or over already. Records: SessionsEnded.
    """
    ended = _delete(Session.id == session_id, Session.user_id == person.user_id)
    if not ended:
        raise NotFound(_("This sign-in has ended already."))
    _note_ended(ended, person)


def end_all(user_id: int, *, but: int | None = None) -> list[int]:
    """End the sessions of a user, `but` one; give their ids. Records nothing."""
    if but is None:
        return _delete(Session.user_id == user_id)
    return _delete(Session.user_id == user_id, Session.id != but)


def _refuse(user_id: int | None, *, account: str, address: str) -> None:
    attempts.failed(PURPOSE, account=account, address=address)
    if user_id is None:
        return
    fact = SignInRefused(
        user_id, data={"reason": "password"}, personal={"address": address}
    )
    note_everywhere(fact, user_id=user_id, by=None)


def _check_again(proof: Proof) -> None:
    """The proof was made in a read that ended: the password may be another by now."""
    user = db.session.get(User, proof.user_id, populate_existing=True)
    if user is None or user.password_hash != proof.password_hash:
        raise Invalid(_("The password was changed just now. Sign in with the new one."))
    if proof.new_hash is not None:
        user.password_hash = proof.new_hash


def _end_overdue(user_id: int) -> None:
    overdue = Session.last_used_at <= clock.now() - KEPT_UNUSED
    _delete(Session.user_id == user_id, overdue)


def _business_to_go_on_in(user_id: int, wanted: int | None) -> int | None:
    at_work = businesses_of(user_id)
    latest = db.session.scalars(
        select(Session.business_id)
        .where(Session.user_id == user_id)
        .order_by(Session.last_used_at.desc())
    )
    candidates = [wanted, *latest, *at_work]
    return next((one for one in candidates if one in at_work), None)


def _note_ended(ended: Iterable[int], person: Person) -> None:
    ids = sorted(ended)
    if ids:
        fact = SessionsEnded(person.user_id, data={"session_ids": ids})
        note_everywhere(fact, user_id=person.user_id, by=person.user_id)


def _delete(*conditions: ColumnElement[bool]) -> list[int]:
    statement = delete(Session).where(*conditions).returning(Session.id)
    options = {"synchronize_session": False}
    return list(db.session.scalars(statement, execution_options=options))
