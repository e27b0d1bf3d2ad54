"""The page of a purchase by hand: who may, where it leads, what stays."""

from __future__ import annotations

from datetime import timedelta

import pytest

from customers.ground import clock
from tests.desk.listing import add_shop
from tests.directory.seen import add, soup
from tests.purchases.sold import NOON, people, rows, totals
from tests.purchases.typed import (
    ROLES_THAT_RECORD,
    add_product,
    faults,
    focused,
    form_of,
    longer,
    new,
    typed,
)
from tests.world import World


def test_the_form_begins_with_now_and_the_customers_shop(world: World) -> None:
    shop = add_shop(world, "Market Hall")
    anna = add(world, preferred_shop_id=shop)
    bert = add(world, name="Bert")

    with clock.set_to(NOON.replace(month=7, second=7)):
        hers, his = (world.client(world.bob).get(new(who)) for who in (anna, bert))

    assert typed(hers) == {
        "amount": "",
        "discount": "",
        # In July London is an hour ahead.
        "purchased_at": "2026-07-02T13:00",
        "shop_id": str(shop),
        "payment_method": "",
        "reference": "",
    }
    assert typed(his)["shop_id"] == ""
    assert focused(hers) == ["amount"]


def test_the_only_shop_is_offered(world: World) -> None:
    (anna,) = people(world, "Anna")

    answer = world.client(world.bob).get(new(anna))

    assert typed(answer)["shop_id"] == str(world.book_shop.id)


@pytest.mark.parametrize("who", ROLES_THAT_RECORD)
@pytest.mark.parametrize("htmx", [False, True])
def test_it_is_recorded_and_leads_to_the_purchases(
    world: World, who: str, htmx: bool
) -> None:
    (anna,) = people(world, "Anna")
    browser = world.client(getattr(world, who))

    answer = browser.post(new(anna), {"amount": "12.50"}, htmx=htmx)

    there = f"/customers/{anna}/purchases"
    assert (answer.headers.get("HX-Redirect") if htmx else answer.location) == there
    (kept,) = rows()
    page = soup(browser.get(there))
    (toast,) = page.select(".toast")
    assert "The purchase was recorded." in toast.get_text()
    assert [form["action"] for form in toast.select("form")] == [
        f"/sales/{kept.id}/void"
    ]
    assert totals(anna)[:2] == (1, 1250)


def test_undo_of_the_toast_takes_it_back(world: World) -> None:
    (anna,) = people(world, "Anna")
    browser = world.client(world.bob)
    browser.post(new(anna), {"amount": "12.50"})
    there = f"/customers/{anna}/purchases"
    (form,) = soup(browser.get(there)).select(".toast form")

    sent = {str(f["name"]): str(f["value"]) for f in form.select("input")}
    answer = browser.post(str(form["action"]), sent)

    assert (answer.status_code, answer.location) == (303, there)
    assert totals(anna)[:2] == (0, 0)
    assert [row.state for row in rows()] == ["void"]


def test_undo_leads_nowhere_but_to_the_sale_and_its_customer(world: World) -> None:
    anna, _bert = people(world, "Anna", "Bert")
    browser = world.client(world.bob)
    browser.post(new(anna), {"amount": "12.50"})
    (kept,) = rows()
    url = f"/sales/{kept.id}"

    for back in ("", "/customers", "//elsewhere.example", "https://elsewhere.example"):
        answer = browser.post(f"{url}/void", {"back": back})
        assert (answer.status_code, answer.location) == (303, url), back


def test_lines_are_recorded_and_empty_ones_are_none(world: World) -> None:
    (anna,) = people(world, "Anna")

    world.client(world.bob).post(
        new(anna),
        {
            "lines-0-description": "",
            "lines-0-quantity": "",
            "lines-3-description": "Tea",
            "lines-3-quantity": "1,5",
            "lines-3-unit_price": "2,00",
            "discount": "0.50",
        },
    )

    (kept,) = rows()
    assert (kept.total_minor, kept.items, kept.discount_minor) == (250, 1500, 50)


@pytest.mark.parametrize("htmx", [False, True])
def test_one_more_line_keeps_what_was_typed(world: World, htmx: bool) -> None:
    (anna,) = people(world, "Anna")
    sent = {
        "amount": "nonsense",
        "lines-0-description": "Tea",
        "lines-0-quantity": "x",
        "lines-0-unit_price": "",
        "lines-0-discount": "",
        "discount": "",
        "purchased_at": "2026-01-01T10:00",
        "shop_id": "",
        "payment_method": "",
        "reference": "R",
    }
    empty = dict.fromkeys(
        (
            *("lines-1-description", "lines-1-quantity"),
            *("lines-1-unit_price", "lines-1-discount"),
        ),
        "",
    )

    answer = world.client(world.bob).post(longer(anna), sent, htmx=htmx)

    assert answer.status_code == 200
    assert typed(answer) == sent | empty
    assert focused(answer) == ["lines-1-description"]
    assert faults(answer) == {}
    assert rows() == []


def test_the_key_of_the_form_survives_one_more_line(world: World) -> None:
    (anna,) = people(world, "Anna")
    browser = world.client(world.bob)
    key = {"request_key": "k" * 24}
    browser.post(longer(anna), {"amount": "1", **key})

    first = browser.post(new(anna), {"amount": "1", **key})
    again = browser.post(new(anna), {"amount": "1", **key})

    assert first.location == again.location
    assert len(rows()) == 1


def test_there_is_room_for_fifty_lines(world: World) -> None:
    (anna,) = people(world, "Anna")
    sent = {f"lines-{n}-description": "x" for n in range(50)}

    answer = world.client(world.bob).post(longer(anna), sent)

    assert len(form_of(answer).select(".sale-line")) == 50
    assert not form_of(answer).select("#add-line")


def test_the_time_can_be_left_empty(world: World) -> None:
    (anna,) = people(world, "Anna")

    with clock.set_to(NOON + timedelta(seconds=7)):
        world.client(world.bob).post(new(anna), {"amount": "1", "purchased_at": ""})

    assert [row.purchased_at for row in rows()] == [NOON + timedelta(seconds=7)]


def test_money_is_typed_in_the_readers_language(world: World) -> None:
    (anna,) = people(world, "Anna")
    browser = world.client(world.bob)

    browser.post(new(anna), {"amount": "1,250.50"})

    assert [row.total_minor for row in rows()] == [125_050]


def test_products_are_offered_while_typing(world: World) -> None:
    (anna,) = people(world, "Anna")
    add_product(world, sku="B1", name="Bun", sort_name="bun", price_minor=125)
    browser = world.client(world.bob)

    page, part = (browser.post(longer(anna), {}, htmx=htmx) for htmx in (False, True))

    (option,) = soup(page).select("#products option")
    assert (option["value"], option.get_text()) == ("Bun", "B1")
    for answer in (page, part):
        (field,) = form_of(answer).select("[list]")
        assert field["list"] == "products"
    # What "Add a line" swaps is drawn without them; they stay where they are.
    assert not form_of(page).select("datalist")
    assert not soup(part).select("datalist, option[value=Bun]")


def test_the_same_again_is_said_to_have_been_there(world: World) -> None:
    (anna,) = people(world, "Anna")
    browser = world.client(world.bob)
    sent = {"amount": "3", "reference": "R", "purchased_at": "2026-03-01T10:00"}
    browser.post(new(anna), sent)
    browser.get(f"/customers/{anna}/purchases")

    browser.post(new(anna), sent)

    (toast,) = soup(browser.get(f"/customers/{anna}/purchases")).select(".toast")
    assert "This purchase was recorded before: nothing was added." in toast.get_text()
    assert toast.select("form") == []
    assert len(rows()) == 1
