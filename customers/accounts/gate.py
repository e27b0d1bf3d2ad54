"""The gate: who asks, for which business, and whether they may.

A few lines of our own over the server-side session row, instead of Flask-Login: the
doors admit every request anyway, and of Flask-Login nothing would be left switched on
(no remember cookie, no session protection, no unauthorised handler), while its loader
would ask the database apart from the one joined query here.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from flask import (
    Flask,
    Response,
    after_this_request,
    current_app,
    g,
    request,
    session,
    url_for,
)
from flask_babel import gettext as _
from sqlalchemy import Row, func, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from customers import events
from customers.accounts import sessions, tokens
from customers.accounts.actors import Actor, Person, settings_for
from customers.accounts.events import AccessRefused
from customers.accounts.models import Session
from customers.accounts.next_page import own_page
from customers.events.models import Event
from customers.ground import answers, clock, tenancy, work
from customers.ground.db import db
from customers.ground.doors import (
    PUBLIC,
    SIGNED_IN,
    conflict_of_businesses,
    is_polled,
)
from customers.ground.errors import Conflict, Forbidden, Refused, SignInNeeded

log = logging.getLogger(__name__)

SIGN_IN = "sign_in"
USE_NOTED_EVERY = timedelta(minutes=1)
MOST_REFUSALS = 20
REFUSALS_WITHIN = timedelta(minutes=1)
# So many of a person's last facts are looked at for refusals, and no more.
_LAST_FACTS = 100

_READS = {"GET", "HEAD", "OPTIONS"}


class SessionGate:
    """Lets people pass by the session row that their cookie's token names."""

    def admit(self, access: str) -> None:
        """Set `g.person`, `g.actor` and the business of the request.

        A public door gets the person alone, no actor and no business. Raises:
        SignInNeeded, Forbidden, or Refused for two identities at once.
        """
        g.person = g.actor = None
        g.needs_business = access not in (PUBLIC, SIGNED_IN)
        tenancy.leave(db.session())
        _refuse_two_identities()
        if session.get(SIGN_IN):
            _recognise(session[SIGN_IN], enters=access != PUBLIC)
        if request.method not in _READS:
            work.end_read()
        if access != PUBLIC and g.person is None:
            raise _sign_in_needed()
        if g.needs_business:
            _check_permission(access)

    def check_business(self, business: str | None) -> None:
        """Refuse a form that was drawn for another business, or for none.

        Forms that are about the person alone (sign out, switch) fit every business.
        Raises: Conflict, naming the other business only where the person works there.
        """
        if not g.needs_business or business == str(g.actor.business_id):
            return
        if not business:
            words = _("This form is incomplete. Load the page again and retry.")
            raise Refused(words)
        names = {str(number): name for number, name in g.actor.businesses}
        if business in names:
            raise conflict_of_businesses(names[business], g.actor.business_name)
        raise Conflict(
            _(
                "This page belongs to another business than %(current)s, where you "
                "work now. Nothing was saved. Open the page again.",
                current=g.actor.business_name,
            )
        )


def _refuse_two_identities() -> None:
    bearer = request.headers.get("Authorization", "").lower().startswith("bearer")
    if bearer and current_app.config["SESSION_COOKIE_NAME"] in request.cookies:
        raise Refused(_("Send either a cookie or a bearer token, not both."))


def _recognise(token: str, *, enters: bool) -> None:
    rows = sessions.identify(tokens.hash_of(token))
    if not rows:
        return
    row = rows[0]
    at_work = [one for one in rows if one.business_id is not None]
    businesses = tuple((one.business_id, one.business_name) for one in at_work)
    g.person = Person(row.user_id, row.session_id, row.name, row.email, businesses)
    if at_work and enters:
        g.actor = _actor(_current(at_work), businesses)
        tenancy.enter(db.session(), g.actor.business_id)
    # An open page that asks by itself is no use: nobody may sit there any more.
    if row.last_used_at < clock.now() - USE_NOTED_EVERY and not is_polled():
        _note_use_after_the_answer(row.session_id)


def _current(at_work: Sequence[Row[Any]]) -> Row[Any]:
    """The business the session works in; another one where that is theirs no more."""
    chosen = (row for row in at_work if row.business_id == row.working_in)
    return next(chosen, at_work[0])


def _actor(row: Row[Any], businesses: tuple[tuple[int, str], ...]) -> Actor:
    return Actor(
        business_id=row.business_id,
        business_name=row.business_name,
        role=row.role,
        user_id=row.user_id,
        staff_member_id=row.staff_member_id,
        session_id=row.session_id,
        name=row.name,
        email=row.email,
        businesses=businesses,
        **settings_for(row),
    )


def _sign_in_needed() -> SignInNeeded:
    if is_polled():
        return SignInNeeded(
            _("You are signed out: what is shown here no longer changes by itself.")
        )
    refused = SignInNeeded(
        _("You are not signed in, or no longer. Nothing was saved: sign in first.")
    )
    if request.method in _READS:
        page = own_page(request.full_path.removesuffix("?"))
        login = url_for("accounts.login", next=page)
        refused.answer = lambda: answers.seen_other(login)
    elif answers.wants_part():
        refused.answer = lambda: answers.seen_other(url_for("accounts.login"))
    return refused


def _check_permission(permission: str) -> None:
    """Refuse what the role may not do, and write down that it was asked for."""
    if g.actor is None:
        raise Forbidden(_("You work for no business now. Ask an owner to add you."))
    if g.actor.may(permission):
        return
    details = {
        "permission": permission,
        "method": request.method,
        "endpoint": request.endpoint,
    }
    actor: Actor = g.actor
    fact = AccessRefused(actor.user_id, data=details)
    work.apart(lambda: _note_refusal(fact, actor))
    actor.need(permission)


def _note_refusal(fact: AccessRefused, actor: Actor) -> None:
    """Write the refusal down, unless so many of the person's were just now.

    Facts are never removed, so that nobody may add them as fast as they can ask.
    """
    last = (
        select(Event.name, Event.at)
        .where(Event.subject == fact.subject, Event.subject_id == fact.subject_id)
        .order_by(Event.id.desc())
        .limit(_LAST_FACTS)
        .subquery()
    )
    since = clock.now() - REFUSALS_WITHIN
    refusals = (
        select(func.count())
        .select_from(last)
        .where(last.c.name == type(fact).__name__, last.c.at > since)
    )
    if (db.session.scalar(refusals) or 0) < MOST_REFUSALS:
        events.record(fact, actor=actor)


def _note_use_after_the_answer(session_id: int) -> None:
    """Keep when the session was last used, once a minute, delaying nobody."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]

    @after_this_request
    def _later(response: Response) -> Response:
        response.call_on_close(lambda: _note_use(app, session_id))
        return response


def _note_use(app: Flask, session_id: int) -> None:
    statement = (
        update(Session)
        .where(Session.id == session_id)
        .values(last_used_at=clock.now())
        .execution_options(synchronize_session=False)
    )
    with app.app_context():
        try:
            work.run(lambda: db.session.execute(statement))
        except (DBAPIError, PoolTimeout) as error:
            log.warning("The use of a session was not noted: %s", type(error).__name__)
