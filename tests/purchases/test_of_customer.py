"""The tab of a customer's purchases: what it lists, and how it is filtered."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from customers.ground import work
from customers.purchases import service
from tests.desk.listing import add_shop
from tests.directory.seen import HTMX, soup, text_of
from tests.purchases.sold import NOON, line, people, recorded, refund, sale
from tests.purchases.tabbed import references, url_of
from tests.world import World


def test_it_lists_purchases_and_refunds_the_newest_first(world: World) -> None:
    (anna,) = people(world, "Anna")
    later = {"purchased_at": NOON + timedelta(days=1)}
    ids = recorded(
        world,
        sale(
            "T-1",
            2750,
            items=3500,
            customer_id=anna,
            shop_id=world.book_shop.id,
            payment_method="Card",
            discount_minor=250,
            lines=(
                line(2000, description="Atlas", sku="A1"),
                line(1000, 2500, sku="PEN"),
            ),
        ),
        refund("R-1", 500, refund_of_reference="T-1", customer_id=anna, **later),
    )

    answer = world.client(world.vera).get(url_of(anna))

    first, second = soup(answer).select(".sales > li")
    assert references(answer) == ["R-1", "£2.50 discount"]
    assert [a["href"] for a in first.select("a")] == [f"/sales/{ids[1]}"]
    assert " ".join(first.get_text(" ").split()) == (
        "3 Mar 2026, 12:00 Refund -£5.00 R-1"
    )
    assert " ".join(second.get_text(" ").split()) == (
        "2 Mar 2026, 12:00 £5.00 given back £27.50 "
        "High Street · Card · T-1 · £2.50 discount "
        "1 × Atlas £20.00 2.5 × PEN £10.00 "
        "Refund of 3 Mar 2026, 12:00 -£5.00"
    )
    assert [str(a["href"]) for a in second.select("a")] == [
        f"/sales/{ids[0]}",
        f"/sales/{ids[1]}",
    ]


def test_many_lines_are_folded_and_the_rest_is_on_the_sale(world: World) -> None:
    (anna,) = people(world, "Anna")
    for reference, count in (("few", 3), ("folded", 4), ("many", 13)):
        lines = tuple(line(100, description=f"No {n}") for n in range(count))
        told = {"items": count * 1000, "customer_id": anna, "lines": lines}
        recorded(world, sale(reference, count * 100, **told))

    page = soup(world.client(world.vera).get(url_of(anna)))

    many, folded, few = page.select(".sales > li")
    assert not few.select("details")
    assert [s.get_text() for s in folded.select("summary")] == ["4 lines"]
    assert len(folded.select("details .sale-lines > li")) == 4
    assert [s.get_text() for s in many.select("summary")] == ["More than 12 lines"]
    assert len(many.select(".sale-lines > li")) == 13
    assert many.select(".sale-lines a")[0].get_text() == "All lines"


def test_many_refunds_of_one_purchase_hide_no_other_s(world: World) -> None:
    (anna,) = people(world, "Anna")
    told = [sale(name, 100, customer_id=anna) for name in ("few", "many")]
    backs = [("many", number) for number in range(21)] + [("few", 0)]
    given = [refund(f"{of}-{n}", 1, refund_of_reference=of) for of, n in backs]
    url, *_others = (f"/sales/{one}" for one in reversed(recorded(world, *told)))
    recorded(world, *given)

    page = soup(world.client(world.vera).get(url_of(anna, "?kind=purchase")))

    many, few = page.select(".sales > li")
    *shown, further = many.select(".sale-lines a")
    assert len(shown) == 20
    assert (further.get_text(), further["href"]) == ("More refunds", url)
    assert len(few.select(".sale-lines a")) == 1


def test_what_does_not_count_is_marked(world: World) -> None:
    (anna,) = people(world, "Anna")
    gone, _wait = recorded(
        world,
        sale("gone", customer_id=anna),
        refund("waits", refund_of_reference="unknown", customer_id=anna),
    )
    actor = world.actor(world.alice)
    work.run(lambda: service.void(gone, actor=actor))

    page = soup(world.client(world.vera).get(url_of(anna)))

    badges = [badge.get_text() for badge in page.select(".sales .badge")]
    assert badges == ["Refund", "Waiting", "Undone"]
    assert [total.get_text() for total in page.select(".sale-total del")] == [
        "-£10.00",
        "£10.00",
    ]


def test_nothing_bought_is_said(world: World) -> None:
    (anna,) = people(world, "Anna")

    page = world.client(world.vera).get(url_of(anna))

    words = text_of(page)
    assert "Nothing was bought yet." in words
    assert "Spend by month" not in words
    assert "Habits" not in words


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["back", "new", "old"]),
        ("kind=purchase", ["new", "old"]),
        ("kind=refund", ["back"]),
        ("shop={shop}", ["new"]),
        ("shop={shop}&kind=refund", []),
        ("shop=999999", []),
        ("from=2026-03-02", ["back", "new"]),
        ("from=2026-03-03", ["back"]),
        ("to=2026-03-01", ["old"]),
        ("from=2026-03-01&to=2026-03-02", ["new", "old"]),
        ("from=2027-01-01&kind=purchase", []),
        # What makes no sense is no filter.
        ("kind=gift&shop=x&from=soon&to=0001-01-01", ["back", "new", "old"]),
        ("shop=²&from=9999-12-31&to=x", ["back", "new", "old"]),
    ],
)
def test_it_is_filtered_by_kind_shop_and_period(
    world: World, query: str, found: list[str]
) -> None:
    (anna,) = people(world, "Anna")
    other_shop = add_shop(world, "Market Hall")
    day = timedelta(days=1)
    recorded(
        world,
        sale("old", customer_id=anna, purchased_at=NOON - day),
        sale("new", customer_id=anna, shop_id=other_shop),
        refund("back", customer_id=anna, purchased_at=NOON + day),
    )
    url = url_of(anna, f"?{query.format(shop=other_shop)}")

    page = world.client(world.vera).get(url)
    part = world.client(world.vera).get(url, headers=HTMX)

    assert references(page) == references(part) == found
    if not found:
        assert "Nothing fits this filter. Show all" in text_of(part)


def test_days_are_those_of_the_business(world: World) -> None:
    (anna,) = people(world, "Anna")
    # In London this is past midnight of the first of July.
    night = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
    recorded(world, sale("late", customer_id=anna, purchased_at=night))
    browser = world.client(world.vera)

    june = browser.get(url_of(anna, "?to=2026-06-30"))
    july = browser.get(url_of(anna, "?from=2026-07-01&to=2026-07-01"))

    assert references(june) == []
    assert references(july) == ["late"]
