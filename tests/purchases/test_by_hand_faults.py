"""The form of a purchase by hand: faults beside fields, hostile forms, closed doors."""

from __future__ import annotations

from typing import Any

import pytest

from customers.ground import clock
from tests.directory.seen import delete, soup, text_of
from tests.purchases.sold import people, rows
from tests.purchases.typed import (
    faults,
    focused,
    longer,
    new,
    typed,
)
from tests.world import World


@pytest.mark.parametrize("htmx", [False, True])
def test_faults_stand_beside_their_fields(world: World, htmx: bool) -> None:
    (anna,) = people(world, "Anna")
    sent = {
        "amount": "ten",
        "lines-0-description": "",
        "lines-1-description": "Tea",
        "lines-1-quantity": "0",
        "lines-1-unit_price": "1.23456",
        "lines-1-discount": "much",
        "purchased_at": "yesterday",
        "shop_id": "x",
        "reference": "x" * 101,
    }

    answer = world.client(world.bob).post(new(anna), sent, htmx=htmx)

    assert answer.status_code == 422
    assert faults(answer) == {
        "amount": "Write a number, such as 12.50.",
        "lines-0-quantity": "Write more than nothing.",
        "lines-0-unit_price": "A price has four decimals at most.",
        "lines-0-discount": "Write a number, such as 12.50.",
        "purchased_at": "Write a day and a time, such as 2026-12-31 14:05.",
        "shop_id": "Write a whole number.",
        "reference": "Use at most 100 characters.",
    }
    assert focused(answer) == ["amount"]
    assert typed(answer)["lines-0-unit_price"] == "1.23456"
    assert typed(answer)["purchased_at"] == "yesterday"
    assert rows() == []


def test_an_amount_below_nothing_is_told_where_money_is_given_back(
    world: World,
) -> None:
    (anna,) = people(world, "Anna")

    answers = [
        world.client(world.bob).post(new(anna), {"amount": typed})
        for typed in ("-5", "\u22125")
    ]

    sentence = "Write an amount of 0 or more. To give money back, open the sale."
    assert [faults(each) for each in answers] == [{"amount": sentence}] * 2
    assert rows() == []


def test_what_the_verb_refuses_stands_beside_its_field(world: World) -> None:
    (anna,) = people(world, "Anna")
    browser = world.client(world.bob)
    line = {"lines-5-description": "Tea", "lines-5-unit_price": "1"}

    dear = browser.post(new(anna), {**line, "lines-5-discount": "2"})
    nothing = browser.post(new(anna), {})
    other = browser.post(new(anna), {"amount": "1", "shop_id": str(world.bike_shop.id)})

    assert [each.status_code for each in (dear, nothing, other)] == [422] * 3
    assert faults(dear) == {"lines-0-discount": "This is more than the line comes to."}
    assert faults(nothing) == {"amount": "Write what was paid, or add a line."}
    assert "There is no such shop here." in text_of(other)


def test_a_taken_reference_is_said_beside_it(world: World) -> None:
    (anna,) = people(world, "Anna")
    browser = world.client(world.bob)
    browser.post(new(anna), {"amount": "1", "reference": "R"})

    answer = browser.post(new(anna), {"amount": "2", "reference": "R"}, htmx=True)

    assert answer.status_code == 409
    assert list(faults(answer)) == ["reference"]
    assert focused(answer) == ["reference"]
    assert typed(answer)["amount"] == "2"


HOSTILE: list[dict[str, Any]] = [
    {"lines-²-description": "x"},
    {f"lines-{'9' * 5000}-description": "x"},
    {"lines-99999-description": "x"},
    {"lines--1-description": "x"},
    {"lines-0": "x"},
    {"lines": "x"},
    {"amount": "9" * 5000},
    {"amount": "NaN"},
    {"amount": "\x00"},
    {"amount": "1", "purchased_at": "9999-12-31T23:59:59.999999"},
    {"amount": "1", "purchased_at": "0001-01-01T00:00"},
    {"amount": "1", "purchased_at": "2026-01-01T00:00+14:00"},
    {"amount": "1", "shop_id": "9" * 30},
    {"amount": "1", "shop_id": "²"},
    {"amount": "1", "payment_method": "x" * 5000},
    {"amount": "1", "reference": "\x07"},
    {"amount": "1", "reference": "\ud800".encode("utf-8", "surrogatepass")},
    {"lines-0-description": "\x00", "lines-0-unit_price": "1"},
]


def test_hostile_forms_are_refused_in_words(world: World) -> None:
    (anna,) = people(world, "Anna")
    browser = world.client(world.bob)

    for sent in HOSTILE:
        recorded, drawn = (browser.post(url, sent) for url in (new(anna), longer(anna)))
        allowed = {422, 303} if "reference" in sent else {422}
        assert (sent, recorded.status_code in allowed) == (sent, True)
        assert (sent, drawn.status_code) == (sent, 200)


def test_naughty_words_are_kept_as_they_are(world: World) -> None:
    (anna,) = people(world, "Anna")
    browser = world.client(world.bob)
    words = "<script>alert('x')</script> ' OR 1=1 -- 🙂 عربي"

    browser.post(new(anna), {"lines-0-description": words, "lines-0-unit_price": "1"})

    page = soup(browser.get(f"/customers/{anna}/purchases"))
    assert [each.get_text() for each in page.select(".sale-lines bdi")] == [words]


@pytest.mark.parametrize("url_of", [new, longer])
def test_only_who_may_record_passes(world: World, url_of: Any) -> None:
    (anna,) = people(world, "Anna")
    url = url_of(anna)

    outsider, viewer = (world.client(who) for who in (world.charlie, world.vera))

    assert outsider.post(url, {"amount": "1"}).status_code == 404
    assert viewer.post(url, {"amount": "1"}).status_code == 403
    if url_of is new:
        assert outsider.get(url).status_code == 404
        assert viewer.get(url).status_code == 403
    assert rows() == []


def test_a_deleted_customer_buys_nothing_more(world: World) -> None:
    (anna,) = people(world, "Anna")
    delete(world, anna)
    browser = world.client(world.alice)

    answers = [
        browser.get(new(anna)),
        browser.post(new(anna), {"amount": "1"}),
        browser.post(longer(anna), {}),
    ]

    assert [answer.status_code for answer in answers] == [404] * 3


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_the_addresses_take_no_other_method(world: World, method: str) -> None:
    (anna,) = people(world, "Anna")
    browser = world.client(world.alice)

    for url in (new(anna), longer(anna)):
        answer = getattr(browser.client, method)(url, data=browser.secrets())
        assert answer.status_code == 405
    assert browser.get(longer(anna)).status_code == 405


def test_the_part_is_the_form_of_the_page(world: World) -> None:
    (anna,) = people(world, "Anna")
    browser = world.client(world.bob)
    key = {"request_key": "k" * 24}
    sent = {"amount": "x", "lines-0-description": "Tea", **key}

    # The form begins with this minute.
    with clock.set_to(clock.now()):
        page = browser.post(new(anna), sent).get_data(as_text=True)
        part = browser.post(new(anna), sent, htmx=True).get_data(as_text=True)

    assert part.strip().startswith("<form")
    assert part.strip() in page
