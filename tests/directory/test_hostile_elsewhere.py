"""The naughty strings where people, shops and businesses are named."""

from __future__ import annotations

import pytest

from customers.accounts import service
from customers.accounts.models import Business, StaffMember
from customers.accounts.schemas.businesses import BusinessSettings
from customers.accounts.schemas.shops import ShopName
from customers.ground.db import db
from customers.ground.errors import Invalid, TooMany
from tests.directory.hostile import kept_as, naughty
from tests.directory.seen import soup, written
from tests.world import PASSWORD, World

LONGEST_NAME = 120


def names_kept() -> list[str]:
    """What a name keeps of the strings, each once."""
    kept = (kept_as(text, LONGEST_NAME) for text in naughty())
    return list(dict.fromkeys(text for text in kept if text))


def test_shop_names_are_kept_and_shown_exactly(world: World) -> None:
    actor = world.actor(world.alice)

    def add_all() -> None:
        for name in names_kept():
            service.add_shop(ShopName(name=f" {name}\r\n"), actor=actor)

    written(world, add_all)
    page = soup(world.client(world.alice).get("/settings/shops"))

    listed = {each.get_text() for each in page.select("main bdi")}
    assert listed == {"High Street", *names_kept()}


@pytest.mark.one_database
def test_shop_and_business_names_are_refused_in_words(world: World) -> None:
    browser = world.client(world.alice)
    business = {"country": "GB", "currency": "GBP", "timezone": "Europe/London"}
    refused = [text for text in naughty() if not kept_as(text, LONGEST_NAME)]
    assert len(refused) > 10

    for text in refused:
        answers = [
            browser.post("/settings/shops", {"name": text}, htmx=True),
            browser.post("/settings/business", {**business, "name": text}, htmx=True),
        ]

        for answer in answers:
            fault = soup(answer).select_one("#name-error")
            assert answer.status_code == 422, text
            assert fault is not None
            assert fault.get_text().strip()


def test_business_names_are_kept_and_shown_exactly(world: World) -> None:
    names = names_kept()
    settings = {"country": "GB", "currency": "GBP", "timezone": "Europe/London"}

    def hire_alice_everywhere() -> None:
        for number, name in enumerate(names):
            values = BusinessSettings(name=name, **settings)
            fields = values.model_dump(exclude={"is_email_unique", "version"})
            business = Business(slug=f"b{number}", is_email_unique=False, **fields)
            db.session.add(business)
            db.session.flush()
            member = {"user_id": world.alice.id, "role": "viewer"}
            db.session.add(StaffMember(business_id=business.id, **member))

    written(world, hire_alice_everywhere)
    page = soup(world.client(world.alice).get("/customers"))

    listed = {each.get_text() for each in page.select("#businesses bdi")}
    assert listed == {"Alice's Books", *names}


def test_the_settings_take_and_show_a_name_exactly(world: World) -> None:
    browser = world.client(world.alice)
    form = {"country": "GB", "currency": "GBP", "timezone": "Europe/London"}

    for name in names_kept()[::20]:
        answers = [
            browser.post("/settings/business", {**form, "name": name}),
            browser.post("/settings/shops", {"name": name}),
        ]

        page = soup(browser.get("/settings/business"))
        field = page.select_one("input[name=name]")
        assert [answer.status_code for answer in answers] == [303, 303]
        assert field is not None
        assert field["value"] == name


@pytest.mark.one_database
def test_an_invitation_takes_addresses_and_nothing_else(world: World) -> None:
    browser = world.client(world.alice)

    for text in naughty():
        fields = {"email": text, "role": "staff"}
        answer = browser.post("/settings/staff/invitations", fields, htmx=True)

        assert answer.status_code in (200, 422), text
        if answer.status_code == 422:
            page = soup(answer)
            field, fault = page.select_one("#email"), page.select_one("#email-error")
            assert field is not None
            assert fault is not None
            assert fault.get_text().strip()
            assert field["value"] == text or set(text) & set("\r\n\x00")


def test_the_verb_refuses_every_address_in_words(world: World) -> None:
    for number, text in enumerate(naughty()):
        with pytest.raises((Invalid, TooMany)) as refused:
            service.prove(text, password=PASSWORD, address=place(number))

        assert str(refused.value), text


def place(number: int) -> str:
    """An address of the network that was not met before, since tries are counted."""
    return f"10.0.{number // 250}.{number % 250}"


@pytest.mark.one_database
def test_no_address_breaks_the_sign_in(world: World) -> None:
    browser = world.client()

    for number, text in enumerate(naughty()):
        answer = browser.post(
            "/login",
            {"email": text, "password": PASSWORD},
            environ_overrides={"REMOTE_ADDR": place(number)},
        )

        assert answer.status_code in (422, 429), text
        alert = soup(answer).select_one("[role=alert]")
        assert alert is not None
        assert alert.get_text().strip()
