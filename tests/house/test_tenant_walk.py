"""Every route, walked with another business's ids, signed out, and in each role."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy import MetaData, select
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from customers.accounts.models import Business, Invitation, Session, User
from customers.accounts.permissions import MAY, ROLES
from customers.ground import clock
from customers.ground.db import db
from customers.ground.doors import OPEN, PUBLIC
from customers.notes.models import Note
from customers.purchases.models import Purchase
from tests.ground.pair import new_customer
from tests.house.source import expect_none
from tests.house.walked import others_of
from tests.world import Browser, World

UNKNOWN = 10**15


@dataclass(frozen=True)
class Rows:
    """A row of each kind in one business, by the name its id has in addresses."""

    customer_id: int
    shop_id: int
    staff_member_id: int
    session_id: int
    invitation_id: int
    note_id: int
    job_id: int
    upload_id: int
    product_id: int
    purchase_id: int
    entry_id: int
    run_id: int


@pytest.fixture
def rows(world: World) -> tuple[Rows, Rows]:
    """Alice's rows and Charlie's."""
    theirs = _rows_of(world, world.bikes, world.charlie, world.bike_shop.id)
    own = _rows_of(world, world.books, world.vera, world.book_shop.id)
    return own, theirs


def _rows_of(world: World, business: Business, person: User, shop_id: int) -> Rows:
    world.client(person)
    world.enter(business)
    customer = new_customer("WALK", "Walked over", email="walk@example.com")
    invitation = Invitation(
        business_id=business.id,
        kind="join",
        email="walk@example.com",
        role="staff",
        token_hash=f"hash of {business.id}",
        expires_at=clock.now() + timedelta(days=1),
    )
    db.session.add_all([customer, invitation])
    db.session.flush()
    others = others_of(customer.id)
    db.session.add_all(others.values())
    db.session.flush()
    member = world.membership(person, business)
    session = db.session.scalars(select(Session.id).where(Session.user_id == person.id))
    ids = (customer.id, shop_id, member.id, session.one(), invitation.id)
    found = Rows(*ids, **{name: row.id for name, row in others.items()})
    db.session.commit()
    return found


def with_ids(app: Flask) -> list[Rule]:
    """The routes whose address holds the id of a row."""
    return [rule for rule in app.url_map.iter_rules() if "<id:" in rule.rule]


def address(rule: Rule, ids: object) -> str:
    """The route's address, with these ids and any other arguments made up."""
    url = re.sub(r"<id:(\w+)>", lambda found: str(getattr(ids, found[1])), rule.rule)
    return re.sub(r"<(?:path:)?\w+>", "made-up", url)


def access_of(app: Flask, rule: Rule) -> str:
    """Who may pass at the route's door."""
    access: str = app.view_functions[rule.endpoint].access  # type: ignore[attr-defined]
    return access


def knock(
    browser: Browser, rule: Rule, ids: object, fields: dict[str, str]
) -> TestResponse:
    """Ask for the address, or send the fields to it where it takes a form."""
    url = address(rule, ids)
    return (
        browser.post(url, fields)
        if "POST" in (rule.methods or ())
        else browser.get(url)
    )


def forms_on_own_pages(
    browser: Browser, own: Rows, app: Flask
) -> dict[str, dict[str, str]]:
    """The fields of every form that the pages about own rows show, by address."""
    found: dict[str, dict[str, str]] = {}
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint == "static":
            continue
        page = BeautifulSoup(browser.get(address(rule, own)).text, "html.parser")
        for form in page.find_all("form"):
            action = str(form.get("action") or address(rule, own))
            found.setdefault(action, dict(_fields(form)))
    return found


def _fields(form: BeautifulSoup) -> Iterator[tuple[str, str]]:
    for field in form.find_all(["input", "textarea", "select", "button"]):
        name = field.get("name")
        if not name or name in ("csrf_token", "business", "request_key"):
            continue
        if field.name == "select":
            chosen = field.find("option", selected=True) or field.find("option")
            yield str(name), str(chosen.get("value", "")) if chosen else ""
        else:
            yield str(name), str(field.get("value") or field.get_text())


def everything(world: World) -> dict[str, list[object]]:
    """All rows of Charlie's business and its people, as they are in the database."""
    world.enter(world.bikes)
    connection = db.session.connection()
    tables: MetaData = db.metadata
    kept = {
        table.name: [
            tuple(row)
            for row in connection.execute(
                select(table).where(table.c.business_id == world.bikes.id)
            )
        ]
        for table in tables.sorted_tables
        if "business_id" in table.c
    }
    world.enter()
    return kept


def same_words(answer: TestResponse) -> str:
    """The answer without what is new in every one of them."""
    text = re.sub(
        r'(name="(?:csrf_token|request_key)" value=)"[^"]*"', r"\1", answer.text
    )
    return re.sub(r"\d{4,}", "", text)


def test_the_walk_knows_a_row_for_every_id(world: World) -> None:
    wanted = {name for rule in with_ids(world.app) for name in rule.arguments}

    assert wanted == set(Rows.__dataclass_fields__)


def test_ids_of_another_business_are_unknown_ids(
    world: World, rows: tuple[Rows, Rows]
) -> None:
    own, theirs = rows
    browser = world.client(world.alice)
    forms = forms_on_own_pages(browser, own, world.app)
    unknown = Rows(*[UNKNOWN] * len(Rows.__dataclass_fields__))
    before = everything(world)
    wrong = []

    for rule in with_ids(world.app):
        fields = forms.get(address(rule, own), {})
        foreign = knock(browser, rule, theirs, fields)
        missing = knock(browser, rule, unknown, fields)
        alike = same_words(foreign) == same_words(missing)
        if foreign.status_code != 404 or missing.status_code != 404 or not alike:
            wrong.append(f"{rule}: {foreign.status_code}, {missing.status_code}")

    expect_none(wrong)
    assert everything(world) == before


def test_the_walk_goes_through_real_forms(
    world: World, rows: tuple[Rows, Rows]
) -> None:
    browser = world.client(world.alice)

    forms = forms_on_own_pages(browser, rows[0], world.app)

    filled = [
        rule
        for rule in with_ids(world.app)
        if "POST" in (rule.methods or ()) and forms.get(address(rule, rows[0]))
    ]
    assert len(filled) >= 3


def test_whoever_is_signed_out_is_led_to_the_sign_in(
    world: World, rows: tuple[Rows, Rows]
) -> None:
    wrong = []
    for rule in world.app.url_map.iter_rules():
        if access_of(world.app, rule) in (OPEN, PUBLIC):
            continue
        answer = knock(world.client(), rule, rows[0], {})
        leads = answer.status_code == 303 and answer.location.startswith("/login")
        if not leads and answer.status_code != 401:
            wrong.append(f"{rule}: {answer.status_code}")

    expect_none(wrong)


@pytest.mark.parametrize("role", ROLES)
def test_each_role_passes_where_the_table_says_so(
    world: World, rows: tuple[Rows, Rows], role: str
) -> None:
    person = dict(
        zip(ROLES, (world.alice, world.adam, world.bob, world.vera), strict=True)
    )
    browser = world.client(person[role])
    _hand_over(world, rows[0], person[role])
    wrong = []

    for rule in world.app.url_map.iter_rules():
        permission = access_of(world.app, rule)
        if permission not in MAY:
            continue
        status = knock(browser, rule, rows[0], {}).status_code
        if (status == 403) is (role in MAY[permission]) or status in (401, 500):
            wrong.append(f"{rule}: {status} for {role}")

    expect_none(wrong)


def _hand_over(world: World, rows: Rows, person: User) -> None:
    """Let note and purchase be the person's own: doors judge the role alone."""
    world.enter()
    db.session.get_one(Note, rows.note_id).created_by = person.id
    db.session.get_one(Purchase, rows.purchase_id).created_by = person.id
    db.session.commit()


def test_nobody_passes_by_a_business_they_left(
    world: World, rows: tuple[Rows, Rows]
) -> None:
    browser = world.client(world.bob)
    world.membership(world.bob).removed_at = clock.now()
    db.session.commit()
    wrong = []

    for rule in world.app.url_map.iter_rules():
        if access_of(world.app, rule) not in MAY:
            continue
        status = knock(browser, rule, rows[0], {}).status_code
        if status not in (303, 401, 403):
            wrong.append(f"{rule}: {status}")

    expect_none(wrong)
