"""The tab of a customer's purchases: its pages, its part, its doors, its cost."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from customers.ground import tenancy, work
from customers.ground.db import db
from customers.purchases.models import Purchase
from tests.directory.seen import HTMX, delete, link, soup, statements, text_of
from tests.purchases.sold import NOON, line, people, recorded, refund, rows, sale
from tests.purchases.tabbed import ROLES_THAT_RECORD, days, references, url_of
from tests.world import Browser, World


@pytest.mark.parametrize("query", ["", "?kind=purchase", "?from=2020-01-01"])
def test_pages_lead_on_and_back_with_their_filter(world: World, query: str) -> None:
    (anna,) = people(world, "Anna")
    recorded(world, *days(25, of=anna))
    browser = world.client(world.vera)

    found = [browser.get(url_of(anna, query))]
    while url := link(found[-1], "next"):
        found.append(browser.get(url))
    back = browser.get(link(found[2], "prev") or "")

    pages = [references(page) for page in found]
    assert [len(page) for page in pages] == [10, 10, 5]
    assert [name for page in pages for name in page] == [str(n) for n in range(25)]
    assert references(back) == pages[1]
    assert link(found[0], "prev") is None
    name, _sign, value = query.strip("?").partition("=")
    assert not name or f"{name}={value}" in str(link(found[0], "next"))


def test_a_page_behind_the_end_leads_to_the_beginning(world: World) -> None:
    (anna,) = people(world, "Anna")
    recorded(world, *days(11, of=anna))
    browser = world.client(world.vera)
    last = link(browser.get(url_of(anna)), "next") or ""
    last = link(browser.get(last), "next") or last
    behind = str(last)
    (oldest,) = [
        row for row in db.session.scalars(db.select(Purchase)) if row.reference == "10"
    ]

    def emptied() -> None:
        tenancy.enter(db.session(), world.books.id)
        db.session.get_one(Purchase, oldest.id).customer_id = None

    work.run(emptied)

    answer = browser.get(behind)

    assert "Nothing further here" in text_of(answer)


def test_a_cursor_that_is_none_is_refused(world: World) -> None:
    (anna,) = people(world, "Anna")

    for name in ("after", "before"):
        for hostile in ("x", "🙂", "A" * 3000):
            answer = world.client(world.vera).get(
                url_of(anna), query_string={name: hostile}
            )
            assert answer.status_code == 422


@pytest.mark.parametrize("query", ["", "?kind=refund", "?shop=1"])
def test_the_part_is_the_one_of_the_page(world: World, query: str) -> None:
    (anna,) = people(world, "Anna")
    recorded(world, *days(12, of=anna), refund("back", customer_id=anna))
    browser = world.client(world.vera)

    page = browser.get(url_of(anna, query)).get_data(as_text=True)
    part = browser.get(url_of(anna, query), headers=HTMX).get_data(as_text=True)

    assert part.strip().startswith(f'<div id="sales-{anna}"')
    assert part.strip() in page


def test_those_of_others_are_not_there(world: World) -> None:
    anna, bert = people(world, "Anna", "Bert")
    recorded(world, sale("hers", customer_id=anna), sale("nobody's"))

    answer = world.client(world.vera).get(url_of(bert))

    assert references(answer) == []
    for headers in ({}, HTMX):
        outside = world.client(world.charlie).get(url_of(anna), headers=headers)
        assert outside.status_code == 404


@pytest.mark.parametrize("who", ["alice", "adam", "bob", "vera"])
def test_who_may_record_is_offered_to(world: World, who: str) -> None:
    (anna,) = people(world, "Anna")

    page = soup(world.client(getattr(world, who)).get(url_of(anna)))

    offered = [str(a["href"]) for a in page.select('a[href$="/purchases/new"]')]
    assert bool(offered) is (who in ROLES_THAT_RECORD)


def test_a_deleted_customer_keeps_theirs_for_who_may_restore(world: World) -> None:
    (anna,) = people(world, "Anna")
    recorded(world, sale("kept", customer_id=anna))
    delete(world, anna)

    answer = world.client(world.adam).get(url_of(anna))

    assert references(answer) == ["kept"]
    assert not soup(answer).select('a[href$="/purchases/new"]')
    assert world.client(world.bob).get(url_of(anna)).status_code == 404
    assert world.client(world.bob).get(url_of(anna), headers=HTMX).status_code == 404


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_the_address_takes_no_other_method(world: World, method: str) -> None:
    (anna,) = people(world, "Anna")
    browser = world.client(world.alice)

    answer = getattr(browser.client, method)(url_of(anna), data=browser.secrets())

    assert answer.status_code == 405


def test_the_tab_counts_purchases_and_refunds(world: World) -> None:
    (anna,) = people(world, "Anna")
    recorded(world, *days(3, of=anna), refund("back", customer_id=anna))

    page = soup(world.client(world.vera).get(f"/customers/{anna}"))

    (tab,) = page.select(f'nav.tabs a[href="{url_of(anna)}"]')
    assert tab.get_text(" ").split() == ["Purchases", "4"]


def _asked(browser: Browser, url: str, **options: Any) -> int:
    browser.get(url, **options)
    with statements() as found:
        browser.get(url, **options)
    return len(found)


def test_the_number_of_questions_does_not_grow(world: World) -> None:
    anna, bert = people(world, "Anna", "Bert")
    lines = (line(500, description="Bun"), line(500, description="Tea"))
    told = [s._replace(lines=lines, items=2000) for s in days(30, of=anna)]
    recorded(world, *told)
    recorded(world, refund("back", 100, refund_of_reference="0", customer_id=anna))
    one = sale("one", customer_id=bert, lines=lines, items=2000)
    recorded(world, one)
    recorded(world, refund("a", 100, refund_of_reference="one", customer_id=bert))
    browser = world.client(world.vera)

    pages = [_asked(browser, url_of(who)) for who in (anna, bert)]
    parts = [_asked(browser, url_of(who), headers=HTMX) for who in (anna, bert)]
    overviews = [_asked(browser, f"/customers/{who}") for who in (anna, bert)]

    assert pages[0] == pages[1] <= 11
    assert parts[0] == parts[1] <= 6
    assert overviews[0] == overviews[1]


def test_the_overview_shows_the_latest_three_and_the_way_to_record(
    world: World,
) -> None:
    anna, bert = people(world, "Anna", "Bert")
    when = [NOON + timedelta(days=day) for day in range(5)]
    recorded(
        world,
        *(sale(str(n), customer_id=anna, purchased_at=when[n]) for n in range(4)),
        refund("r", 100, refund_of_reference="3", purchased_at=when[4]),
        sale("his", customer_id=bert, purchased_at=when[4]),
    )
    (newest,) = [row.id for row in rows() if row.reference == "2"]
    world.client(world.alice).post(f"/sales/{newest}/void")
    ids = {row.reference: row.id for row in rows()}

    page, seen = (
        soup(world.client(who).get(f"/customers/{anna}"))
        for who in (world.bob, world.vera)
    )

    shown = [str(a["href"]) for a in page.select("#latest-purchases li a")]
    assert shown == [f"/sales/{ids[name]}" for name in ("r", "3", "1")]
    ways = [str(a["href"]) for a in page.select("#latest-purchases a.button")]
    assert ways == [f"/customers/{anna}/purchases/new"]
    assert seen.select("#latest-purchases a.button") == []
    # Three purchases that count and a refund; not the one that was undone.
    (count,) = page.select("nav.tabs .tab-count[title]")
    assert (count.get_text(), count["title"]) == ("4", "Purchases and refunds")


def test_undoing_a_purchase_with_refunds_is_asked_for_as_final(world: World) -> None:
    one, alone = recorded(world, sale("1"), sale("2"))
    recorded(world, refund("r", 100, refund_of_reference="1"))
    browser = world.client(world.alice)

    asked, other = (
        text_of(browser.get(f"/sales/{each}/void")) for each in (one, alone)
    )

    assert "This is final. Its refunds wait from then on" in asked
    assert "This is final." in other
    assert "Its refunds wait" not in other
