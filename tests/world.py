"""The people of the tests.

Alice owns a bookshop, Adam is its admin, Bob its staff, Vera only views. Charlie owns a
bicycle shop and is everybody's outsider.
"""

from __future__ import annotations

import functools
import re
import secrets
from collections.abc import Mapping
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from customers.accounts.actors import Actor, settings_for
from customers.accounts.models import Business, Shop, StaffMember, User
from customers.accounts.passwords import hash_password
from customers.ground import tenancy, work
from customers.ground.db import db

PASSWORD = "correct horse battery"


@functools.cache
def _password_hash() -> str:
    return hash_password(PASSWORD)


class World:
    """Two businesses and the people in them, as rows of the test's database.

    Where several worlds share a database, `mark` tells their addresses apart.
    """

    PASSWORD = PASSWORD

    def __init__(self, app: Flask, *, mark: str = "") -> None:
        self.app = app
        self.books = _business(f"alices-books{mark}", "Alice's Books")
        self.alice = _person(f"alice{mark}", self.books, "owner")
        self.adam = _person(f"adam{mark}", self.books, "admin")
        self.bob = _person(f"bob{mark}", self.books, "staff")
        self.vera = _person(f"vera{mark}", self.books, "viewer")
        self.book_shop = _shop(self.books, "High Street")
        self.bikes = _business(f"charlies-bikes{mark}", "Charlie's Bikes")
        self.charlie = _person(f"charlie{mark}", self.bikes, "owner")
        self.bike_shop = _shop(self.bikes, "Dockside")
        self.enter()

    def enter(self, business: Business | None = None) -> None:
        """Let `db.session` serve the business (Alice's unless named)."""
        tenancy.enter(db.session(), (business or self.books).id)

    def hire(self, user: User, business: Business, role: str) -> StaffMember:
        """Give a person a role in one more business."""
        member = StaffMember(business_id=business.id, user_id=user.id, role=role)
        return work.run(lambda: _added(member))

    def membership(self, user: User, business: Business | None = None) -> StaffMember:
        """The person's row of the business (Alice's, or Charlie's for Charlie)."""
        found = db.session.scalars(
            db.select(StaffMember).where(
                StaffMember.user_id == user.id,
                StaffMember.business_id == (business or self.home(user)).id,
            )
        )
        return found.one()

    def home(self, user: User) -> Business:
        """The business a person of this world belongs to."""
        return self.bikes if user is self.charlie else self.books

    def actor(self, user: User, business: Business | None = None) -> Actor:
        """The person as verbs see them."""
        business = business or self.home(user)
        member = self.membership(user, business)
        return Actor(
            business_id=business.id,
            business_name=business.name,
            role=member.role,
            user_id=user.id,
            staff_member_id=member.id,
            name=user.name,
            email=user.email,
            **settings_for(business),
        )

    def client(self, user: User | None = None) -> Browser:
        """A browser, signed in as the person, or signed out."""
        browser = Browser(self.app)
        if user is not None:
            browser.sign_in(user.email)
        return browser


class Browser:
    """A test client that sends what the forms of our pages would send."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.client: FlaskClient = app.test_client()
        self._secrets: dict[str, str] = {}

    def sign_in(self, email: str, password: str = PASSWORD) -> TestResponse:
        """Sign in by the sign-in page."""
        answer = self.post("/login", {"email": email, "password": password})
        self._secrets.clear()
        return answer

    def get(self, url: str, **options: Any) -> TestResponse:
        """GET, without following redirects unless asked."""
        return self.client.get(url, **options)

    def post(
        self,
        url: str,
        fields: Mapping[str, Any] | None = None,
        *,
        raw: bool = False,
        htmx: bool = False,
        **options: Any,
    ) -> TestResponse:
        """POST a form with its secrets; `raw` sends only the fields given."""
        filled = {} if raw else {**self.secrets(), **_new_key()}
        headers = {**options.pop("headers", {}), **_of_htmx(htmx)}
        return self.client.post(
            url, data={**filled, **(fields or {})}, headers=headers, **options
        )

    def secrets(self) -> dict[str, str]:
        """The hidden fields of a page drawn for this browser."""
        if not self._secrets:
            page = self.client.get("/login").get_data(as_text=True)
            if 'name="csrf_token"' not in page:
                page = self.client.get("/account").get_data(as_text=True)
            for name in ("csrf_token", "business"):
                found = re.search(rf'name="{name}" value="([^"]*)"', page)
                if found:
                    self._secrets[name] = found.group(1)
        return dict(self._secrets)


def _of_htmx(is_asked: bool) -> dict[str, str]:
    return {"HX-Request": "true"} if is_asked else {}


def _new_key() -> dict[str, str]:
    return {"request_key": secrets.token_urlsafe(24)}


def _added(row: Any) -> Any:
    db.session.add(row)
    db.session.flush()
    return row


def _business(slug: str, name: str) -> Business:
    return _added(
        Business(
            slug=slug,
            name=name,
            country="GB",
            currency="GBP",
            timezone="Europe/London",
            is_email_unique=False,
        )
    )


def _person(local_part: str, business: Business, role: str) -> User:
    user = User(
        email=f"{local_part}@example.com",
        name=local_part.partition("+")[0].title(),
        password_hash=_password_hash(),
    )
    _added(user)
    _added(StaffMember(business_id=business.id, user_id=user.id, role=role))
    return user


def _shop(business: Business, name: str) -> Shop:
    tenancy.enter(db.session(), business.id)
    return _added(Shop(name=name))
