"""The world of the tests as it stands: made once a database, given to each test anew.

Making it and signing in by the page would be most of what a test costs. Its people sign
in by the same verb as the page; the page itself has tests of its own.
"""

from __future__ import annotations

from typing import Any

from flask import Flask
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import inspect, select
from sqlalchemy.orm import make_transient_to_detached

from customers.accounts import service, tokens
from customers.accounts.gate import SIGN_IN
from customers.accounts.models import Session, User
from customers.accounts.service.sign_in import Proof
from customers.ground import tenancy, work
from customers.ground.db import Model, db
from tests.world import Browser, World

ADDRESS = "127.0.0.1"
CSRF = "csrf_token"


class StandingWorld(World):
    """A world whose rows are in the database already; no test sees another's objects.

    `made` is the world as it was made.
    """

    def __init__(self, made: World) -> None:
        for name, value in vars(made).items():
            is_row = isinstance(value, Model)
            setattr(self, name, _copy(value) if is_row else value)
        self.enter()

    def client(self, user: User | None = None) -> Browser:
        """A browser, signed in as the person, or signed out."""
        return Browser(self.app) if user is None else SignedIn(self.app, user)


class SignedIn(Browser):
    """A browser in which a person signed in, by the page's verb but without the page.

    Somebody may sign in by the page all the same; from then on it is any browser.
    """

    def __init__(self, app: Flask, user: User) -> None:
        super().__init__(app)
        tenancy.leave(db.session())
        proof = Proof(user.id, user.email, user.password_hash)
        browser = self.client.environ_base["HTTP_USER_AGENT"]
        self._token: str = work.run(
            lambda: service.sign_in(proof, address=ADDRESS, browser=browser)
        )
        with self.client.session_transaction() as cookie:
            cookie[SIGN_IN] = self._token

    def secrets(self) -> dict[str, str]:
        """The hidden fields that pages of this sign-in have, without drawing one."""
        if self._secrets:
            return super().secrets()
        with self.client.session_transaction() as cookie:
            if cookie.get(SIGN_IN) == self._token:
                known = cookie.setdefault(CSRF, tokens.new_token())
                self._secrets = {**self._business(), CSRF: self._signed(known)}
        return super().secrets()

    def _business(self) -> dict[str, str]:
        works_in = select(Session.business_id).where(
            Session.token_hash == tokens.hash_of(self._token)
        )
        business_id = db.session.scalar(works_in)
        return {} if business_id is None else {"business": str(business_id)}

    def _signed(self, known: str) -> str:
        """As Flask-WTF signs what it keeps in the cookie."""
        key = str(self.app.secret_key)
        return str(URLSafeTimedSerializer(key, salt="wtf-csrf-token").dumps(known))


def _copy(row: Any) -> Any:
    """An object for the same row, as if this test had loaded and let go of it."""
    columns = inspect(type(row)).column_attrs
    copy = type(row)(**{column.key: getattr(row, column.key) for column in columns})
    make_transient_to_detached(copy)
    return copy
