"""The settings of sales: the bounds of frequencies, and the payment methods."""

from __future__ import annotations

import re
from typing import Any

import pytest
from pydantic import ValidationError

from customers.accounts import queries, service
from customers.accounts.actors import Actor
from customers.accounts.models import FREQUENCY_BOUNDS, PAYMENT_METHODS, Business
from customers.accounts.roster import StaffRoster
from customers.accounts.schemas.sales import SalesSettings
from customers.ground.db import db
from customers.ground.errors import Forbidden
from customers.ground.fields import sentence_of
from tests.accounts.seen import toast_of
from tests.accounts.told import drawn, facts
from tests.directory.seen import HTMX, faults, soup
from tests.world import Browser, World

URL = "/settings/sales"
FIELDS = {
    "occasional_from": "2",
    "regular_from": "5",
    "frequent_from": "10",
    "payment_methods": "Cash\r\nCard\r\nBank transfer\r\nVoucher\r\nOther",
}
MEANWHILE = "Somebody changed the settings meanwhile."
OTHER = {**FIELDS, "regular_from": "6"}


def now(world: World, business: Business | None = None) -> Actor:
    """What an actor of the business knows of its settings now."""
    db.session.expire_all()
    world.enter(business)
    found = Actor.of_command(queries.business_settings())
    world.enter()
    return found


def version_in(page: str) -> str:
    """The version that the form on a page carries."""
    found = re.search(r'name="version" [^>]*value="([^"]+)"', page)
    assert found is not None
    return found.group(1)


def opened(browser: Browser) -> dict[str, str]:
    """The form as the browser has it open now."""
    return {**FIELDS, "version": version_in(browser.get(URL).text)}


def test_a_business_begins_with_the_usual_ones(world: World) -> None:
    page = soup(world.client(world.alice).get(URL))

    shown = {str(i["name"]): str(i.get("value")) for i in page.select(".field input")}
    methods = page.select_one("textarea")
    assert methods is not None
    usual = {**FIELDS, "payment_methods": "\n".join(PAYMENT_METHODS)}
    assert {**shown, "payment_methods": methods.get_text().strip()} == usual
    assert now(world).frequency_bounds == FREQUENCY_BOUNDS == (2, 5, 10)
    assert now(world).payment_methods == PAYMENT_METHODS


def test_everybody_at_work_knows_what_is_set(world: World) -> None:
    browser = world.client(world.adam)
    wanted = {
        "occasional_from": " 3 ",
        "regular_from": "12",
        "frequent_from": "1000",
        "payment_methods": "\n Cash \nKarte\n\n  \nJetons 🪙\n",
    }

    answer = browser.post(URL, wanted)

    (fact,) = facts(world, "BusinessChanged")
    assert (answer.status_code, answer.location) == (303, URL)
    assert "The settings are saved." in toast_of(browser, URL)
    for actor in (now(world), StaffRoster().actor_of(world.vera.id)):
        assert actor.frequency_bounds == (3, 12, 1000)
        assert actor.payment_methods == ("Cash", "Karte", "Jetons 🪙")
    assert now(world, world.bikes).frequency_bounds == FREQUENCY_BOUNDS
    assert now(world, world.bikes).payment_methods == PAYMENT_METHODS
    assert fact.user_id == world.adam.id
    assert fact.data["changes"] == {
        "occasional_from": [2, 3],
        "regular_from": [5, 12],
        "frequent_from": [10, 1000],
        "payment_methods": [list(PAYMENT_METHODS), ["Cash", "Karte", "Jetons 🪙"]],
    }


REFUSED: list[tuple[dict[str, str], dict[str, str]]] = [
    ({"occasional_from": "1"}, {"occasional_from": "Write a number from 2 to 1000."}),
    ({"frequent_from": "1001"}, {"frequent_from": "Write a number from 2 to 1000."}),
    ({"occasional_from": "0"}, {"occasional_from": "Write a number from 2 to 1000."}),
    ({"occasional_from": ""}, {"occasional_from": "Write a whole number."}),
    ({"occasional_from": "-3"}, {"occasional_from": "Write a whole number."}),
    ({"regular_from": "5.5"}, {"regular_from": "Write a whole number."}),
    ({"regular_from": "٥"}, {"regular_from": "Write a whole number."}),
    ({"regular_from": "1_0"}, {"regular_from": "Write a whole number."}),
    ({"regular_from": "9" * 400}, {"regular_from": "Write a whole number."}),
    ({"regular_from": "2"}, {"regular_from": "Write more visits than 2."}),
    ({"occasional_from": "5"}, {"regular_from": "Write more visits than 5."}),
    ({"frequent_from": "5"}, {"frequent_from": "Write more visits than 5."}),
    (
        {"occasional_from": "9", "frequent_from": "3"},
        {
            "regular_from": "Write more visits than 9.",
            "frequent_from": "Write more visits than 9.",
        },
    ),
    (
        {"payment_methods": " \n "},
        {"payment_methods": "Write at least one payment method."},
    ),
    (
        {"payment_methods": "\n".join(map(str, range(21)))},
        {"payment_methods": "Write at most 20 payment methods."},
    ),
    (
        {"payment_methods": "Cash\nCard\ncaSH"},
        {"payment_methods": "“caSH” stands here twice."},
    ),
    (
        {"payment_methods": "x" * 41},
        {"payment_methods": "Use at most 40 characters."},
    ),
    (
        {"payment_methods": "Ca\x07sh"},
        {
            "payment_methods": (
                "There is an invisible control character in this. Remove it."
            )
        },
    ),
]


def test_what_breaks_a_rule_is_said_beside_its_field(world: World) -> None:
    browser = world.client(world.alice)
    for changes, sentences in REFUSED:
        answer = browser.post(URL, {**FIELDS, **changes}, htmx=True)

        assert answer.status_code == 422, changes
        assert faults(soup(answer)) == sentences, changes

    assert facts(world, "BusinessChanged") == []


def test_what_was_typed_stays_in_the_form(world: World) -> None:
    browser = world.client(world.alice)
    typed = {"occasional_from": "two", "payment_methods": "A\nB\na"}

    page = browser.post(URL, {**FIELDS, **typed})

    assert page.status_code == 422
    assert 'value="two"' in page.text
    area = soup(page).select_one("textarea")
    assert area is not None
    assert area.get_text().split() == ["A", "B", "a"]


def test_twenty_of_forty_characters_are_taken(world: World) -> None:
    methods = [f"{number:02d}" + "ü" * 38 for number in range(20)]

    answer = world.client(world.alice).post(
        URL, {**FIELDS, "payment_methods": "\n".join(methods)}
    )

    assert answer.status_code == 303
    assert now(world).payment_methods == tuple(methods)


def test_programs_send_numbers_and_lists() -> None:
    given: dict[str, Any] = {
        "occasional_from": 2,
        "regular_from": 3,
        "frequent_from": 4,
        "payment_methods": ["Cash"],
    }

    taken = SalesSettings.model_validate(given)
    with pytest.raises(ValidationError) as refused:
        SalesSettings.model_validate({**given, "payment_methods": ["A", None]})

    assert taken.payment_methods == ("Cash",)
    (fault,) = refused.value.errors(include_url=False)
    assert sentence_of(fault) == "This is needed."


@pytest.mark.parametrize("who", ["bob", "vera"])
def test_staff_and_viewers_may_not(world: World, who: str) -> None:
    browser = world.client(getattr(world, who))
    values = SalesSettings.model_validate(
        {
            **{name: int(FIELDS[name]) for name in list(FIELDS)[:3]},
            "payment_methods": ["Cash"],
        }
    )

    assert browser.get(URL).status_code == 403
    assert browser.post(URL, FIELDS).status_code == 403
    with pytest.raises(Forbidden):
        service.change_sales(values, actor=world.actor(getattr(world, who)))


def test_other_ways_to_ask_are_none(world: World) -> None:
    browser = world.client(world.alice)
    browser.secrets()

    assert browser.client.delete(URL).status_code == 405
    assert world.client().get(URL).location == f"/login?next={URL}"
    assert world.client().post(URL, FIELDS).status_code == 401


@pytest.mark.parametrize("htmx", [False, True])
def test_what_another_saved_meanwhile_is_not_overwritten(
    world: World, htmx: bool
) -> None:
    browser = world.client(world.alice)
    form = opened(browser)
    world.client(world.adam).post(URL, OTHER)
    mine = {**form, "payment_methods": "Mine & kept"}

    answer = browser.post(URL, mine, htmx=htmx)
    refused = now(world)
    again = browser.post(URL, {**mine, "version": version_in(answer.text)})

    assert answer.status_code == 409
    assert MEANWHILE in answer.text
    assert "Mine &amp; kept" in answer.text
    assert refused.payment_methods == PAYMENT_METHODS
    assert again.status_code == 303
    assert now(world).payment_methods == ("Mine & kept",)


def test_settings_of_the_business_meanwhile_are_no_conflict(world: World) -> None:
    browser = world.client(world.alice)
    form = opened(browser)
    browser.post(
        "/settings/business",
        {
            "name": "Alice & Co",
            "country": "GB",
            "currency": "GBP",
            "timezone": "Europe/London",
        },
    )

    assert browser.post(URL, {**form, "regular_from": "6"}).status_code == 303


def test_pressed_twice_it_is_saved_once(world: World) -> None:
    browser = world.client(world.alice)
    form = {**opened(browser), "regular_from": "6"}

    statuses = [browser.post(URL, form).status_code for _ in range(2)]

    assert statuses == [303, 303]
    assert len(facts(world, "BusinessChanged")) == 1


def test_the_part_is_the_page_s_form(world: World) -> None:
    browser = world.client(world.alice)

    page = drawn(browser.get(URL))
    part = drawn(browser.get(URL, headers=HTMX))

    assert part.strip() in page
    assert version_in(part) == version_in(page)


def test_the_tabs_lead_here(world: World) -> None:
    page = soup(world.client(world.adam).get("/settings/shops"))

    tabs = [str(tab["href"]) for tab in page.select("nav.tabs a")]
    assert tabs == [
        *("/settings/shops", URL, "/settings/products", "/settings/membership"),
    ]
