"""The list of customers: newest first, 25 a page, both ways, for every role."""

from __future__ import annotations

import base64
import json
from itertools import product

import pytest

from tests.desk.listing import unsigned
from tests.directory.seen import (
    HTMX,
    NEW,
    add,
    add_named,
    delete,
    link,
    names,
    soup,
    statements,
    text_of,
)
from tests.world import Browser, World

LIST = "/customers"


def add_many(world: World, count: int) -> list[str]:
    """Add so many customers and give their names, the newest first."""
    add_named(world, "Customer {:03d}", count)
    return [f"Customer {number:03d}" for number in reversed(range(count))]


def walk(browser: Browser, rel: str, url: str | None) -> list[list[str]]:
    """The names of all pages from `url` on, following the pager's `rel`."""
    pages = []
    while url is not None:
        answer = browser.get(url)
        pages.append(names(answer))
        url = link(answer, rel)
        assert len(pages) < 20
    return pages


@pytest.mark.parametrize("who", ["alice", "adam", "bob", "vera"])
def test_every_role_sees_the_list(world: World, who: str) -> None:
    add(world, phone="020 7946 0018", email="anna@example.com", customer_type="vip")

    answer = world.client(getattr(world, who)).get(LIST)

    words = text_of(answer)
    assert answer.status_code == 200
    for said in ("Anna Müller", "C-000001", "020 7946 0018", "VIP", "Active", "AM"):
        assert said in words
    assert ("Add customer" in words) == (who != "vera")
    assert ("Deleted" in words) == (who in ("alice", "adam"))


@pytest.mark.parametrize(
    ("count", "sizes"),
    [(1, [1]), (25, [25]), (26, [25, 1]), (51, [25, 25, 1])],
)
def test_the_newest_come_first_in_pages_of_25(
    world: World, count: int, sizes: list[int]
) -> None:
    newest_first = add_many(world, count)

    pages = walk(world.client(world.bob), "next", LIST)

    assert [len(page) for page in pages] == sizes
    assert [name for page in pages for name in page] == newest_first


def test_the_way_back_shows_the_same_pages(world: World) -> None:
    add_many(world, 60)
    browser = world.client(world.bob)
    there = walk(browser, "next", LIST)
    last = LIST
    while following := link(browser.get(last), "next"):
        last = following

    back = walk(browser, "prev", last)

    assert back == list(reversed(there))


def test_the_ends_have_one_way_only(world: World) -> None:
    add_many(world, 26)
    browser = world.client(world.bob)

    first = browser.get(LIST)
    last = browser.get(link(first, "next") or "")

    assert link(first, "prev") is None
    assert link(last, "next") is None
    assert link(browser.get(link(last, "prev") or ""), "prev") is None


def test_a_page_stays_put_while_others_add_and_delete(world: World) -> None:
    newest_first = add_many(world, 30)
    browser = world.client(world.bob)
    second = link(browser.get(LIST), "next") or ""

    add(world, name="Newcomer")
    answer = browser.get(second)

    assert names(answer) == newest_first[25:]


def test_nobody_yet_is_said_with_the_way_to_begin(world: World) -> None:
    told = world.client(world.bob).get(LIST)
    viewer = world.client(world.vera).get(LIST)

    page = soup(told)
    ways = [a["href"] for a in page.select("#results .empty a")]
    assert "No customers yet" in text_of(told)
    assert ways == [NEW]
    assert "No customers yet" in text_of(viewer)
    assert NEW not in viewer.get_data(as_text=True)


def test_the_deleted_and_those_of_others_are_not_listed(world: World) -> None:
    gone = add(world, name="Gone")
    add(world, name="Here")
    add(world, name="Elsewhere", by=world.charlie)
    delete(world, gone)

    assert names(world.client(world.alice).get(LIST)) == ["Here"]
    assert names(world.client(world.charlie).get(LIST)) == ["Elsewhere"]


def test_inactive_and_nameless_customers_are_marked(world: World) -> None:
    add(world, name=None, phone="123")
    add(world, name="Ina", status="inactive")

    answer = world.client(world.bob).get(LIST)

    marks = [tr.select(".badge") for tr in soup(answer).select("tbody tr")]
    assert names(answer) == ["Ina", "C-000001"]
    assert [bool(badges) for badges in marks] == [True, False]
    assert marks[0][0].get_text() == "Inactive"


def test_a_page_that_was_emptied_meanwhile_leads_to_the_beginning(
    world: World,
) -> None:
    add_many(world, 26)
    browser = world.client(world.alice)
    last = link(browser.get(LIST), "next") or ""
    (oldest,) = soup(browser.get(last)).select("tbody a.row-link")
    browser.post(f"{oldest['href']}/delete", {})

    answer = browser.get(last)

    assert "Nothing further here" in text_of(answer)
    assert "No customers yet" not in text_of(answer)
    assert [a["href"] for a in soup(answer).select(".empty a")] == [LIST]


def test_a_list_without_anybody_says_so(world: World) -> None:
    answer = world.client(world.alice).get(LIST)

    assert "No customers yet" in text_of(answer)
    assert "Nothing further here" not in text_of(answer)


def cursor(*shape: object) -> str:
    """A cursor made by hand."""
    return base64.urlsafe_b64encode(json.dumps(shape).encode()).decode().rstrip("=")


HOSTILE = [
    "x",
    "%00",
    "🙂",
    "A" * 5000,
    "' OR 1=1 --",
    "../../etc/passwd",
    base64.urlsafe_b64encode(b"[" * 3000).decode(),
    cursor(),
    cursor("id", None),
    cursor("id", None, "7"),
    cursor("id", None, -1),
    cursor("id", None, True),
    cursor("id", None, 1.5),
    cursor("id", None, 2**63),
    cursor("id", None, 10**400),
    cursor("id", None, None),
    cursor("id", None, [1]),
    cursor("name", "x", 7),
    cursor("id", {"on": "never"}, 7),
    cursor({"id": 1}, None, 7),
]


def test_a_cursor_that_is_none_is_refused_in_words(world: World) -> None:
    browser = world.client(world.bob)

    for name, hostile in product(("after", "before"), HOSTILE):
        answer = browser.get(LIST, query_string={name: hostile})

        page = soup(answer)
        assert answer.status_code == 422, (name, hostile)
        assert "This list cannot be shown" in text_of(answer), (name, hostile)
        assert [a["href"] for a in page.select("main .empty a")] == [LIST]


def test_a_cursor_of_another_business_shows_nothing_of_it(world: World) -> None:
    for number in range(30):
        add(world, name=f"Bike {number}", by=world.charlie)
    add(world, name="Book")
    theirs = link(world.client(world.charlie).get(LIST), "next") or ""

    answer = world.client(world.alice).get(theirs)

    assert answer.status_code == 200
    assert "Bike" not in text_of(answer)


def test_the_number_of_questions_does_not_grow_with_the_rows(world: World) -> None:
    browser = world.client(world.bob)
    add_many(world, 2)
    browser.get(LIST)
    # What was drawn is drawn anew once something changed.
    add_many(world, 1)
    with statements() as few:
        browser.get(LIST)
    add_many(world, 40)

    with statements() as many:
        browser.get(LIST)

    assert len(names(browser.get(LIST))) == 25
    assert 0 < len(few) == len(many) <= 7


def test_signed_out_leads_to_the_sign_in(world: World) -> None:
    assert world.client().get(LIST).location == "/login?next=/customers"


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_the_address_takes_no_other_method(world: World, method: str) -> None:
    browser = world.client(world.alice)

    answer = getattr(browser.client, method)(LIST, data=browser.secrets())

    assert answer.status_code == 405


@pytest.mark.parametrize("count", [0, 3, 30])
def test_the_part_is_the_element_of_the_page(world: World, count: int) -> None:
    add_many(world, count)
    browser = world.client(world.bob)

    page = unsigned(browser.get(LIST))
    part = unsigned(browser.get(LIST, headers=HTMX))

    assert part.startswith("<section")
    assert 'id="results"' in part
    assert part in page
