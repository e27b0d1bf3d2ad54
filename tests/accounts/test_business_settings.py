"""The settings of a business: its owner changes them, checked against real lists."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from customers.accounts import queries, service
from customers.accounts.models import Business
from customers.accounts.schemas.businesses import BusinessSettings
from customers.accounts.service import businesses
from customers.ground.db import db
from customers.ground.errors import Forbidden
from tests.accounts.seen import toast_of
from tests.accounts.told import facts
from tests.world import World

URL = "/settings/business"
FIELDS = {
    "name": "Alice's Books",
    "country": "GB",
    "currency": "GBP",
    "timezone": "Europe/London",
}


def row_of(business: Business) -> Any:
    """The business as it is now."""
    statement = db.select(*Business.__table__.c).where(Business.id == business.id)
    return db.session.execute(statement).one()


@pytest.fixture
def bought(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A room above keeps amounts of the business."""
    monkeypatch.setattr(businesses, "_reasons_for_the_currency", [])
    businesses.fix_currency_where(lambda: True)
    return


def test_the_owner_changes_everything(world: World) -> None:
    browser = world.client(world.alice)
    wanted = {
        "name": "Åse's Bøker",
        "country": "NO",
        "currency": "NOK",
        "timezone": "Europe/Oslo",
        "is_email_unique": "y",
    }

    answer = browser.post(URL, wanted)

    row = row_of(world.books)
    (fact,) = facts(world, "BusinessChanged")
    assert (answer.status_code, answer.location) == (303, URL)
    assert (row.name, row.country, row.currency) == ("Åse's Bøker", "NO", "NOK")
    assert (row.timezone, row.is_email_unique) == ("Europe/Oslo", True)
    assert row.updated_by == world.alice.id
    assert fact.data["changes"]["currency"] == ["GBP", "NOK"]
    assert len(fact.data["changes"]) == 5
    assert "The settings are saved." in toast_of(browser, URL)


def test_saving_the_same_again_changes_nothing(world: World) -> None:
    browser = world.client(world.alice)
    for _time in range(2):
        browser.post(URL, {**FIELDS, "name": "Alice & Co"})

    (fact,) = facts(world, "BusinessChanged")
    assert fact.data == {"changes": {"name": ["Alice's Books", "Alice & Co"]}}


def test_an_unticked_box_is_no(world: World) -> None:
    browser = world.client(world.alice)
    browser.post(URL, {**FIELDS, "is_email_unique": "y"})

    browser.post(URL, FIELDS)

    assert row_of(world.books).is_email_unique is False


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": ""}, "This is needed."),
        ({"name": "x" * 121}, "Use at most 120 characters."),
        ({"country": "XX"}, "Choose a country of the list"),
        ({"country": "EU"}, "Choose a country of the list"),
        ({"country": ""}, "This is needed."),
        ({"currency": "DEM"}, "Choose a currency of the list"),
        ({"currency": "pounds"}, "Choose a currency of the list"),
        ({"timezone": "Mars/Base"}, "Choose a time zone of the list"),
        ({"timezone": "../etc/passwd"}, "Choose a time zone of the list"),
        ({"timezone": ""}, "This is needed."),
    ],
)
def test_what_is_on_no_list_is_refused(
    world: World, changes: dict[str, str], sentence: str
) -> None:
    answer = world.client(world.alice).post(URL, {**FIELDS, **changes}, htmx=True)

    assert answer.status_code == 422
    assert sentence in answer.get_data(as_text=True)
    assert facts(world, "BusinessChanged") == []


@pytest.mark.parametrize("who", ["adam", "bob", "vera"])
def test_nobody_else_may(world: World, who: str) -> None:
    browser = world.client(getattr(world, who))

    assert browser.get(URL).status_code == 403
    assert browser.post(URL, FIELDS).status_code == 403
    with pytest.raises(Forbidden):
        service.change_business(
            BusinessSettings(**FIELDS), actor=world.actor(getattr(world, who))
        )


def test_signed_out_leads_to_the_sign_in(world: World) -> None:
    browser = world.client()

    assert browser.get(URL).location == f"/login?next={URL}"
    assert browser.post(URL, FIELDS).status_code == 401


def test_an_owner_changes_the_own_business_alone(world: World) -> None:
    world.client(world.charlie).post(URL, {**FIELDS, "name": "Charlie's Wheels"})

    assert row_of(world.books).name == "Alice's Books"
    assert row_of(world.bikes).name == "Charlie's Wheels"
    assert facts(world, "BusinessChanged") == []
    assert len(facts(world, "BusinessChanged", world.bikes)) == 1


@pytest.mark.usefixtures("bought")
def test_the_currency_is_fixed_once_something_was_bought(world: World) -> None:
    browser = world.client(world.alice)

    page = browser.get(URL).get_data(as_text=True)
    answer = browser.post(URL, {**FIELDS, "name": "Alice & Co", "currency": "EUR"})

    assert 'name="currency"' not in page
    assert "The currency is GBP." in page
    assert answer.status_code == 303
    assert (row_of(world.books).name, row_of(world.books).currency) == (
        "Alice & Co",
        "GBP",
    )


@pytest.mark.usefixtures("bought")
def test_the_verb_refuses_another_currency_then(world: World) -> None:
    values = BusinessSettings(**{**FIELDS, "currency": "EUR"})

    with pytest.raises(businesses.Conflict) as refused:
        service.change_business(values, actor=world.actor(world.alice))

    assert "currency" in refused.value.details
    world.enter()
    assert queries.business_settings().currency == "GBP"


def test_a_reason_given_twice_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    monkeypatch.setattr(businesses, "_reasons_for_the_currency", [])

    def keeps_none() -> bool:
        asked.append(1)
        return False

    for _time in range(2):
        businesses.fix_currency_where(keeps_none)

    assert not businesses.is_currency_fixed()
    assert asked == [1]


def test_an_amount_read_in_the_currency_of_before_is_refused(world: World) -> None:
    before = world.actor(world.alice)
    service.hold_currency(before)
    service.change_business(
        BusinessSettings(**{**FIELDS, "currency": "JPY"}), actor=before
    )

    with pytest.raises(businesses.Conflict, match="changed meanwhile"):
        service.hold_currency(before)


def test_settings_lead_to_the_first_page_one_may_open(world: World) -> None:
    assert world.client(world.alice).get("/settings").location == URL
    assert world.client(world.adam).get("/settings").location == "/settings/shops"


@pytest.mark.parametrize(
    ("who", "shown"),
    [("alice", {URL, "/settings/shops", "/settings/staff"}), ("adam", set())],
)
def test_the_tabs_offer_only_what_one_may_open(
    world: World, who: str, shown: set[str]
) -> None:
    page = world.client(getattr(world, who)).get("/settings/shops")

    text = page.get_data(as_text=True)
    owners_only = {URL, "/settings/staff"}
    assert 'href="/settings/shops"' in text
    assert {url for url in owners_only if f'href="{url}"' in text} == (
        shown & owners_only
    )


def test_what_is_chosen_now_is_offered(world: World) -> None:
    world.client(world.alice).post(URL, {**FIELDS, "timezone": "Asia/Calcutta"})

    page = world.client(world.alice).get(URL).get_data(as_text=True)

    assert '<option selected value="Asia/Calcutta">' in page
    assert '<option selected value="GB">United Kingdom</option>' in page
    assert '<option selected value="GBP">British Pound (GBP)</option>' in page
