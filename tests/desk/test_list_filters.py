"""Filters, sorts and sizes of the list: all in its address, each easily undone."""

from __future__ import annotations

from typing import Any

import pytest

from customers.accounts import service as accounts
from customers.ground import work
from tests.desk.listing import LIST, add_each, add_shop, links, one, query_of
from tests.directory.seen import add, add_named, names, soup, text_of
from tests.world import World

PEOPLE: list[dict[str, Any]] = [
    {"name": "Ada", "customer_type": "vip", "since": "2020-01-31"},
    {"name": "Ben", "status": "inactive", "since": "2021-06-15"},
    {
        "name": "Cyd",
        "customer_type": "vip",
        "status": "inactive",
        "since": "2022-03-01",
    },
]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("type=vip", ["Cyd", "Ada"]),
        ("status=inactive", ["Cyd", "Ben"]),
        ("status=active", ["Ada"]),
        ("type=vip&status=inactive", ["Cyd"]),
        ("since_from=2021-06-15", ["Cyd", "Ben"]),
        ("since_to=2021-06-15", ["Ben", "Ada"]),
        ("since_from=2021-01-01&since_to=2021-12-31", ["Ben"]),
        ("frequency=regular", []),
        ("type=&status=&q=", ["Cyd", "Ben", "Ada"]),
        ("utm_source=mail", ["Cyd", "Ben", "Ada"]),
    ],
)
def test_the_address_filters(world: World, query: str, found: list[str]) -> None:
    add_each(world, *PEOPLE)

    answer = world.client(world.vera).get(f"{LIST}?{query}")

    assert names(answer) == found


def test_shop_and_staff_member_filter_too(world: World) -> None:
    second = add_shop(world, "Low Street")
    bob_id = world.membership(world.bob).id
    add(world, name="Ada", preferred_shop_id=second)
    add(world, name="Ben", assigned_staff_member_id=bob_id)
    browser = world.client(world.bob)

    of_shop = browser.get(f"{LIST}?shop={second}")
    of_bob = browser.get(f"{LIST}?staff={bob_id}")

    assert names(of_shop) == ["Ada"]
    assert names(of_bob) == ["Ben"]
    assert "Preferred shop: Low Street" in text_of(of_shop)
    assert "Looked after by: Bob" in text_of(of_bob)


def test_a_filter_that_is_set_is_offered_though_it_is_no_choice(world: World) -> None:
    shop = world.book_shop.id
    add(world, preferred_shop_id=shop)
    browser = world.client(world.vera)

    plain, set_so = browser.get(LIST), browser.get(f"{LIST}?shop={shop}")

    assert not soup(plain).select("#filter-shop")
    chosen = one(set_so, "#filter-shop option[selected]")
    assert (chosen["value"], chosen.get_text()) == (str(shop), "High Street (1)")


def test_a_closed_shop_and_a_former_colleague_stay_chosen_and_named(
    world: World,
) -> None:
    shop, vera_id = world.book_shop.id, world.membership(world.vera).id
    add_shop(world, "Low Street")
    anna = {"preferred_shop_id": shop, "assigned_staff_member_id": vera_id}
    add(world, **anna)
    alice = world.actor(world.alice)
    work.run(lambda: accounts.close_shop(shop, actor=alice))
    work.run(lambda: accounts.remove_staff_member(vera_id, actor=alice))
    browser = world.client(world.alice)

    listed = browser.get(f"{LIST}?shop={shop}&staff={vera_id}")
    exported = browser.get(f"{LIST}/export?shop={shop}&staff={vera_id}")

    chosen = [
        (option["value"], option.get_text())
        for option in soup(listed).select("#filters option[selected]")
        if option["value"]
    ]
    assert chosen == [(str(shop), "High Street (1)"), (str(vera_id), "Vera (1)")]
    assert set(links(listed, ".chips a")) == {
        "Remove the filter Preferred shop: High Street",
        "Remove the filter Looked after by: Vera",
        "Clear all",
    }
    words = text_of(exported)
    assert "Preferred shop High Street Looked after by Vera" in words
    offered = [str(option["value"]) for option in soup(listed).select("#bulk option")]
    assert f"preferred_shop_id:{shop}" not in offered


def test_another_business_is_no_filter(world: World) -> None:
    add(world)

    answer = world.client(world.bob).get(f"{LIST}?shop={world.bike_shop.id}")

    assert names(answer) == []
    assert "Dockside" not in answer.get_data(as_text=True)


def test_the_choices_say_how_many_they_find(world: World) -> None:
    add_each(world, *PEOPLE)

    answer = world.client(world.vera).get(LIST)

    types = [option.get_text() for option in soup(answer).select("#filter-type option")]
    states = [o.get_text() for o in soup(answer).select("#filter-status option")]
    assert types == [
        *("Any type", "Walk-in (1)", "Regular (0)", "VIP (2)", "Wholesale (0)"),
    ]
    assert states == ["Any status", "Active", "Inactive (2)"]


def test_each_filter_that_is_set_can_be_taken_away_alone(world: World) -> None:
    add_each(world, *PEOPLE)

    answer = world.client(world.vera).get(
        f"{LIST}?q=a&type=vip&since_from=2020-01-01&sort=name&size=50"
    )

    ways = links(answer, ".chips a")
    rest = {"q": "a", "sort": "name", "size": "50"}
    assert ways == {
        "Remove the filter Type: VIP": {**rest, "since_from": "2020-01-01"},
        "Remove the filter Customer since, from: 1 Jan 2020": {**rest, "type": "vip"},
        "Clear all": rest,
    }
    assert one(answer, "#filters-count").get_text() == "2"


def test_filters_that_nobody_fits_say_so_with_the_way_back(world: World) -> None:
    add_each(world, *PEOPLE)

    answer = world.client(world.bob).get(f"{LIST}?type=wholesale")

    assert "Nobody fits these filters" in text_of(answer)
    assert "No customers yet" not in text_of(answer)
    (way,) = soup(answer).select("#results .empty a")
    assert way["href"] == LIST


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("", ["Cyd", "Ben", "Ada"]),
        ("since", ["Cyd", "Ben", "Ada"]),
        ("since-asc", ["Ada", "Ben", "Cyd"]),
        ("name", ["Ada", "Ben", "Cyd"]),
        ("name-desc", ["Cyd", "Ben", "Ada"]),
        ("name&order=desc", ["Cyd", "Ben", "Ada"]),
        ("code-desc", ["Cyd", "Ben", "Ada"]),
        ("type", ["Ada", "Cyd", "Ben"]),
        ("changed-asc", ["Ada", "Ben", "Cyd"]),
    ],
)
def test_the_address_sorts(world: World, sort: str, order: list[str]) -> None:
    add_each(world, *PEOPLE)

    assert names(world.client(world.vera).get(f"{LIST}?sort={sort}")) == order


@pytest.mark.parametrize("sort", ["email", "visits", "spend", "last_visit-asc"])
def test_every_other_sort_shows_everybody(world: World, sort: str) -> None:
    add_each(world, *PEOPLE)

    answer = world.client(world.vera).get(f"{LIST}?sort={sort}")

    assert sorted(names(answer)) == ["Ada", "Ben", "Cyd"]
    assert one(answer, "#sort option[selected]")["value"] == sort


def test_heads_of_columns_sort_and_turn_round(world: World) -> None:
    add_each(world, *PEOPLE)
    browser = world.client(world.vera)

    plain = browser.get(f"{LIST}?status=inactive&size=50")
    by_name = browser.get(str(one(plain, "#sort-customer")["href"]))
    turned = browser.get(str(one(by_name, "#sort-customer")["href"]))

    assert one(plain, "th[aria-sort]").get_text(strip=True) == "Since"
    assert one(by_name, "th[aria-sort]")["aria-sort"] == "ascending"
    assert one(turned, "th[aria-sort]")["aria-sort"] == "descending"
    assert names(by_name) == ["Ben", "Cyd"]
    assert names(turned) == ["Cyd", "Ben"]
    assert query_of(str(one(turned, "#sort-since")["href"])) == {
        "status": "inactive",
        "size": "50",
    }


def test_a_page_has_the_size_asked_for(world: World) -> None:
    add_named(world, "Customer {}", 103)
    browser = world.client(world.vera)

    for size in (25, 50, 100):
        first = browser.get(f"{LIST}?size={size}&sort=name")
        second = browser.get(str(one(first, 'a[rel="next"]')["href"]))

        assert len(names(first)) == size
        assert not set(names(first)) & set(names(second))
        assert len(names(second)) == min(size, 103 - size)
        assert one(first, ".sizes [aria-current]").get_text() == str(size)
        assert "103 customers" in text_of(first)


@pytest.mark.parametrize("who", ["alice", "adam", "bob", "vera"])
def test_what_is_listed_can_be_exported_by_who_may(world: World, who: str) -> None:
    answer = world.client(getattr(world, who)).get(f"{LIST}?type=vip&sort=name-desc")

    ways = soup(answer).select('#more a[href^="/customers/export"]')
    asked = [query_of(str(way["href"])) for way in ways]
    may = who in ("alice", "adam")
    assert asked == ([{"type": "vip", "sort": "name-desc"}] if may else [])
    assert soup(answer).select('#more a[href="/jobs"]')


def test_where_nobody_counted_it_is_said_that_there_are_more(world: World) -> None:
    for number in range(27):
        add(world, name=f"Customer {number}", since="2024-05-01")
    browser = world.client(world.bob)

    first = browser.get(f"{LIST}?since_from=2024-01-01")
    second = browser.get(str(one(first, 'a[rel="next"]')["href"]))

    assert one(first, "#results")["data-said"] == "25+ customers"
    assert one(first, "#results-said").get_text() == "25+ customers"
    assert one(second, "#results")["data-said"] == "2 customers on this page"
    assert one(first, "#bulk-all").get_text(strip=True) == "All of this list"
