"""The profile of a customer, as each role sees it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from urllib.parse import unquote

import pytest

from customers.accounts import service as accounts
from customers.accounts.actors import Actor
from customers.directory import service
from customers.directory.models import Customer
from customers.directory.schemas import ImportedCustomer
from customers.ground import clock, tenancy, work
from customers.ground.db import db
from customers.notes.models import Note
from tests.desk.changes import change
from tests.directory.seen import (
    HTMX,
    add,
    shown,
    soup,
    text_of,
    url_of,
    written,
)
from tests.notes.jotted import jot
from tests.world import World

TABS = {
    "": "Overview",
    "/purchases": "Purchases",
    "/membership": "Membership",
    "/notes": "Notes",
    "/details": "Details",
    "/history": "History",
}
PATHS = pytest.mark.parametrize("path", TABS)
BUTTONS = {
    "alice": {"Delete", "Edit"},
    "adam": {"Delete", "Edit"},
    "bob": {"Edit"},
    "vera": set(),
}


@PATHS
@pytest.mark.parametrize(("who", "offered"), BUTTONS.items())
def test_every_role_sees_every_tab_and_what_it_may_do(
    world: World, who: str, offered: set[str], path: str
) -> None:
    anna = add(world, customer_type="vip", status="inactive", since="2020-02-29")

    answer = world.client(getattr(world, who)).get(url_of(anna, path))

    page = soup(answer)
    head = page.select_one("#profile-head")
    assert head is not None
    assert {each.get_text().strip() for each in head.select(".button")} == offered
    assert [each.get_text() for each in head.select("p.row .badge")] == [
        "VIP",
        "Inactive",
    ]
    assert "C-000001 · customer since 29 Feb 2020" in " ".join(
        head.get_text(" ").split()
    )
    assert page.title is not None
    assert "Anna Müller" in page.title.get_text()


@PATHS
def test_each_tab_is_an_address_and_says_where_one_is(world: World, path: str) -> None:
    anna = add(world)

    page = soup(world.client(world.vera).get(url_of(anna, path)))

    tabs = page.select("nav.tabs a")
    current = [tab for tab in tabs if tab.get("aria-current") == "page"]
    assert [str(tab["href"]) for tab in tabs] == [url_of(anna, each) for each in TABS]
    assert [str(tab["href"]) for tab in current] == [url_of(anna, path)]
    assert TABS[path] in current[0].get_text()
    back = page.select_one("a.back")
    assert back is not None
    assert back["href"] == "/customers"


def test_the_tabs_count_the_notes_and_the_changes(world: World) -> None:
    anna = add(world)
    for number in range(3):
        jot(world, anna, text=f"note {number}")

    page = soup(world.client(world.vera).get(url_of(anna)))

    counts = {
        tab.get_text(" ").split()[0]: tab.get_text(" ").split()[1:]
        for tab in page.select("nav.tabs a")
    }
    said = {"Purchases": ["0"], "Notes": ["3"], "History": ["1"]}
    assert counts == said | {"Overview": [], "Membership": [], "Details": []}


@pytest.mark.parametrize(("many", "said"), [(99, "99"), (100, "99+"), (103, "99+")])
def test_the_tabs_count_no_further_than_99(world: World, many: int, said: str) -> None:
    anna = add(world)

    def write() -> None:
        rows = [
            {"customer_id": anna, "kind": "general", "text": "x", "is_pinned": 0}
        ] * many
        tenancy.write_many(db.session(), Note, rows)

    written(world, write)

    page = soup(world.client(world.vera).get(url_of(anna)))

    (notes,) = page.select(f'nav.tabs a[href="{url_of(anna, "/notes")}"]')
    assert notes.get_text(" ").split() == ["Notes", said]


def test_what_was_spent_without_a_visit_is_said(world: World) -> None:
    anna = add(world)

    def spend() -> None:
        db.session.get_one(Customer, anna).spend_minor = 1250

    written(world, spend)

    words = text_of(world.client(world.vera).get(url_of(anna)))

    assert "Visits – Spend £12.50 Last visit –" in words


def test_the_overview_shows_the_last_three_changes(world: World) -> None:
    anna = add(world, town="Town 0")
    for number in (1, 2, 3):
        change(world, anna, number, town=f"Town {number}")

    page = soup(world.client(world.vera).get(url_of(anna)))

    towns = [each.get_text() for each in page.select("#latest ins bdi")]
    assert towns == ["Town 3", "Town 2", "Town 1"]
    assert len(page.select("#latest .edit")) == 3


def test_the_notes_part_is_the_one_of_the_page(world: World) -> None:
    anna = add(world)
    jot(world, anna, kind="issue")
    browser = world.client(world.vera)
    url = url_of(anna, "/notes?kind=issue")

    page, part = soup(browser.get(url)), soup(browser.get(url, headers=HTMX))

    assert part.select_one("html") is None
    assert str(part.select_one(".notes")) == str(page.select_one(".notes"))


def test_the_overview_shows_what_is_pinned_known_and_new(world: World) -> None:
    anna = add(world, by=world.bob, street="1 High Street", birthday="1990-12-31")
    jot(world, anna, text="Allergic to walnuts", is_pinned=True)
    jot(world, anna, text="Came by bike")

    page = soup(world.client(world.vera).get(url_of(anna)))

    overview = page.select_one("#overview")
    assert overview is not None
    words = " ".join(overview.get_text(" ").split())
    assert "Allergic to walnuts" in words
    assert "Came by bike" not in words
    assert "1 High Street" in words
    assert "Birthday 31 Dec 1990" in words
    assert "Added Bob" in words


def test_the_overview_of_whom_nobody_knows_says_so(world: World) -> None:
    words = text_of(world.client(world.vera).get(url_of(add(world))))

    assert "No phone and no email yet." in words
    assert "Nothing is pinned." in words
    assert "No address yet." in words
    assert "Visits – Spend – Last visit –" in words


def test_the_figures_are_those_of_the_customer(world: World) -> None:
    anna = add(world)

    def buy() -> None:
        customer = db.session.get_one(Customer, anna)
        customer.visits, customer.spend_minor = 24, 34033
        customer.last_visit_on = date(2026, 11, 18)

    written(world, buy)

    words = text_of(world.client(world.vera).get(url_of(anna)))

    assert "Visits 24 Spend £340.33 Last visit 18 Nov 2026" in words


def test_the_details_show_every_field(world: World) -> None:
    anna = add(
        world,
        first_name="Anna",
        last_name="Müller",
        phone="020 7946 0018",
        email="anna@example.com",
        street="1 High Street",
        postcode="N1 9GU",
        town="London",
        region="Greater London",
        country="GB",
        birthday="1990-12-31",
        since="2020-02-29",
        external_ids=({"source": "till", "value": "7"},),
    )

    page = soup(world.client(world.vera).get(url_of(anna, "/details")))

    told = {
        dt.get_text(): dd.get_text()
        for dt, dd in zip(
            page.select(".facts dt"), page.select(".facts dd bdi"), strict=True
        )
    }
    assert told == {
        "Name": "Anna Müller",
        "Code": "C-000001",
        "Type": "Walk-in",
        "Status": "Active",
        "Customer since": "29 Feb 2020",
        "First name": "Anna",
        "Last name": "Müller",
        "Birthday": "31 Dec 1990",
        "Phone": "020 7946 0018",
        "Email": "anna@example.com",
        "Street": "1 High Street",
        "Postcode": "N1 9GU",
        "Town": "London",
        "Region": "Greater London",
        "Country": "United Kingdom",
        "till": "7",
    }


def test_the_details_say_who_added_and_who_changed_and_when(world: World) -> None:
    with clock.set_to(datetime(2026, 6, 30, 23, 30, tzinfo=UTC)):
        anna = add(world, by=world.bob)

    words = text_of(world.client(world.vera).get(url_of(anna, "/details")))

    assert "Added 1 Jul 2026, 00:30 by Bob" in words
    assert "Last changed 1 Jul 2026, 00:30 by Bob" in words


def test_the_details_say_where_an_import_was_last(world: World) -> None:
    command = Actor.of_command(world.books)
    rows = [ImportedCustomer(name="Anna", external_id="7")]
    (outcome,) = work.run(
        lambda: service.import_customers(rows, source="till", actor=command)
    )

    answer = world.client(world.vera).get(url_of(outcome.customer_id or 0, "/details"))

    assert "by an import" in text_of(answer)
    assert shown(answer) == {"Name": "Anna", "till": "7"}


def test_a_phone_and_an_email_can_be_used(world: World) -> None:
    email = "o'neil+shop%1@example.com"
    anna = add(world, phone="020 7946 0018", email=email)

    page = soup(world.client(world.bob).get(url_of(anna)))

    phone, mail = (str(a["href"]) for a in page.select("ul.contacts a"))
    assert phone == "tel:+442079460018"
    assert mail.startswith("mailto:")
    assert unquote(mail.removeprefix("mailto:")) == email


def test_a_phone_that_no_network_has_is_shown_without_a_link(world: World) -> None:
    anna = add(world, phone="ext. 123")

    answer = world.client(world.bob).get(url_of(anna))

    assert shown(answer)["Phone"] == "ext. 123"
    assert soup(answer).select("ul.contacts a") == []


def test_a_closed_shop_and_a_removed_staff_member_are_still_named(
    world: World,
) -> None:
    vera_id = world.membership(world.vera).id
    shop_id = world.book_shop.id
    anna = add(world, preferred_shop_id=shop_id, assigned_staff_member_id=vera_id)
    alice = world.actor(world.alice)
    work.run(lambda: accounts.close_shop(shop_id, actor=alice))
    work.run(lambda: accounts.remove_staff_member(vera_id, actor=alice))

    told = shown(world.client(world.bob).get(url_of(anna, "/details")))

    assert (told["Preferred shop"], told["Looked after by"]) == ("High Street", "Vera")
