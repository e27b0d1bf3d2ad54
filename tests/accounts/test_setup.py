"""The first start: only with the code of the log, and only once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from customers.accounts.models import Business, StaffMember, User
from customers.accounts.service.setup import slug_of
from customers.accounts.setup import any_business, is_setup_code, setup_code
from customers.events.models import Event
from customers.ground import tenancy
from customers.ground.db import db
from tests.accounts.told import token_of
from tests.world import Browser, World

FIELDS = {
    "business_name": "Zoë's Café & Bar",
    "country": "AT",
    "currency": "EUR",
    "timezone": "Europe/Vienna",
    "name": "Zoë Ünal",
    "email": "Zoe@Example.com",
    "password": "a rather good one",
}


@pytest.fixture
def start(app: Flask) -> Browser:
    """A browser before an app without any business."""
    return Browser(app)


def filled(**changes: str) -> dict[str, str]:
    """The form as one should fill it in, but for the changes."""
    return {**FIELDS, "code": setup_code(), **changes}


def sent(browser: Browser, fields: dict[str, str]) -> TestResponse:
    """What sending the form of the first start is answered."""
    token = token_of(browser.client.get("/setup"))
    return browser.client.post("/setup", data={**fields, "csrf_token": token})


def test_an_empty_start_leads_to_the_setup(start: Browser) -> None:
    answer = start.get("/login")

    assert answer.location == "/setup"
    assert "Setup code" in start.get("/setup").get_data(as_text=True)


def test_the_owner_is_signed_in_to_the_new_business(start: Browser) -> None:
    answer = sent(start, filled())

    business = db.session.scalars(db.select(Business)).one()
    user = db.session.scalars(db.select(User)).one()
    member = db.session.scalars(db.select(StaffMember)).one()
    assert answer.status_code == 303
    assert answer.location == "/"
    assert (business.name, business.slug) == (FIELDS["business_name"], "zoes-cafe-bar")
    assert (business.country, business.currency) == ("AT", "EUR")
    assert business.timezone == "Europe/Vienna"
    assert (user.email, user.name) == ("zoe@example.com", "Zoë Ünal")
    assert (member.user_id, member.role) == (user.id, "owner")
    assert start.get("/account").status_code == 200


def test_it_is_written_down_as_done_by_the_owner(start: Browser) -> None:
    sent(start, filled())

    owner = db.session.scalars(db.select(User)).one()
    business = db.session.scalars(db.select(Business)).one()
    tenancy.enter(db.session(), business.id)
    written = {fact.name: fact.user_id for fact in db.session.scalars(db.select(Event))}
    made = ("BusinessCreated", "StaffJoined", "ShopAdded")
    assert [written[name] for name in made] == [owner.id] * 3


@pytest.mark.parametrize("code", ["", "AAAA-AAAA-AAAA", "0", "ｅ" * 12])
def test_without_the_code_nothing_is_set_up(start: Browser, code: str) -> None:
    answer = sent(start, filled(code=code))

    assert answer.status_code == 422
    assert not any_business()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("business_name", " "),
        ("business_name", "x" * 121),
        ("country", "XX"),
        ("currency", "Taler"),
        ("timezone", "Europe/Atlantis"),
        ("name", ""),
        ("email", "zoe"),
        ("password", "short"),
        ("password", "zoe@example.com"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(
    start: Browser, field: str, value: str
) -> None:
    answer = sent(start, filled(**{field: value}))

    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in page
    assert FIELDS["password"] not in page
    assert not any_business()


def test_the_code_cannot_be_guessed_for_long(start: Browser) -> None:
    answers = [
        sent(start, filled(code=f"AAAA-AAAA-{n:04}")).status_code for n in range(20)
    ]

    assert answers == [422] * 15 + [429] * 5


def test_set_up_once_it_is_never_offered_again(world: World) -> None:
    browser = world.client()

    answer = browser.post("/setup", filled())

    assert answer.status_code == 409
    assert browser.get("/setup").location == "/login"
    assert len(db.session.scalars(db.select(Business)).all()) == 2


def test_sent_twice_there_is_one_business(start: Browser) -> None:
    fields = {**filled(), "csrf_token": token_of(start.client.get("/setup"))}
    first = start.client.post("/setup", data=fields)

    second = Browser(start.app).post("/setup", filled())

    assert (first.status_code, second.status_code) == (303, 409)
    assert len(db.session.scalars(db.select(Business)).all()) == 1


def test_sent_by_two_at_once_there_is_one_business(real_app: Flask) -> None:
    fields = [filled(business_name=f"Shop {n}", email=f"{n}@a.example") for n in "1234"]

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda one: sent(Browser(real_app), one), fields))

    assert sorted(answer.status_code for answer in answers) == [303, 409, 409, 409]
    assert len(db.session.scalars(db.select(Business)).all()) == 1


def test_the_code_is_the_same_at_every_start_and_read_forgivingly(app: Flask) -> None:
    code = setup_code()

    assert code == setup_code()
    assert len(code) == 14
    assert is_setup_code(code.lower().replace("-", " "))
    assert not is_setup_code(code[:-1])


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Alice's Books", "alices-books"),
        ("  Ünal & Söhne GmbH ", "unal-sohne-gmbh"),
        ("漢字書店", "hanzishudian"),
        ("***", "business"),
        ("x" * 80, "x" * 60),
    ],
)
def test_the_slug_is_made_of_the_name(name: str, slug: str) -> None:
    assert slug_of(name) == slug
