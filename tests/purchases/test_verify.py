"""The command `verify`: every figure that is kept, broken by hand, named and mended."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select, update

from customers.directory.models import (
    Customer,
    CustomerSearch,
    CustomerSuffix,
    CustomerWord,
    Tally,
    VisitTally,
)
from customers.directory.service import delete_customer
from customers.events.models import Event
from customers.ground import keyed, work
from customers.ground.db import db
from customers.purchases.models import Purchase, PurchaseDay
from tests.purchases.sold import (
    days_later,
    kept_totals,
    people,
    recorded,
    refund,
    rows,
    sale,
    true_totals,
)
from tests.world import World


def verify(app: Flask, *words: str) -> Result:
    """The command, typed."""
    return app.test_cli_runner().invoke(args=["verify", *words])


@pytest.fixture
def shop(world: World) -> World:
    """Anna with two purchases and refunds of one of them, Bert, and a stranger."""
    anna, _bert = people(world, "Anna", "Bert")
    recorded(
        world,
        sale("1", 1000, customer_id=anna, shop_id=world.book_shop.id),
        sale("2", 500, customer_id=anna, purchased_at=days_later(1)),
        refund("r1", 300, refund_of_reference="1", purchased_at=days_later(2)),
        refund("r2", 100, customer_id=anna),
        refund("early", 50, refund_of_reference="unknown"),
        sale("stranger", 700),
    )
    return world


def by_reference(reference: str) -> int:
    return rows(reference=reference)[0].id


def of_anna() -> int:
    return db.session.scalars(select(Customer.id).where(Customer.name == "Anna")).one()


def change(table: Any, where: Any, **values: Any) -> None:
    """Change kept figures past the verbs, as a mistake would."""
    statement = update(table).where(where).values(**values)
    work.run(
        lambda: db.session.execute(
            statement.execution_options(synchronize_session=False, include_deleted=True)
        )
    )


def break_customer(**values: Any) -> None:
    change(Customer, Customer.id == of_anna(), **values)


def break_purchase(reference: str, **values: Any) -> None:
    change(Purchase, Purchase.id == by_reference(reference), **values)


def add_up(table: Any, key: tuple[Any, ...], *numbers: int) -> None:
    work.run(lambda: keyed.add_up(db.session(), table, {key: numbers}))


def lose_word() -> None:
    key = ("name", "anna", of_anna())
    work.run(lambda: keyed.remove_rows(db.session(), CustomerWord, [key]))


def stray(table: Any, *key: Any) -> None:
    work.run(lambda: keyed.add_rows(db.session(), table, [key]))


def lose_search() -> None:
    key = (of_anna(),)
    work.run(lambda: keyed.remove_rows(db.session(), CustomerSearch, [key]))


MONDAY = date(2026, 3, 2)
# What breaks a figure, and where verify sees it: table, column and row.
BROKEN: dict[str, tuple[Callable[[], None], list[str]]] = {
    "visits": (lambda: break_customer(visits=7), ["customer.visits"]),
    "spend": (lambda: break_customer(spend_minor=-1), ["customer.spend_minor"]),
    "items": (lambda: break_customer(items=5), ["customer.items"]),
    "first": (
        lambda: break_customer(first_visit_on=date(2020, 1, 1)),
        ["customer.first_visit_on"],
    ),
    "last": (
        lambda: break_customer(last_visit_on=date(1, 1, 1)),
        ["customer.last_visit_on"],
    ),
    "purchases of a day": (
        lambda: add_up(PurchaseDay, (MONDAY, 0, 0), 1, 0, 0, 0, 0),
        ["purchase_day.purchases"],
    ),
    "a day that never was": (
        lambda: add_up(PurchaseDay, (date(2026, 6, 1), 0, 1), 0, 1, 0, 20, 3),
        ["purchase_day.items", "purchase_day.refunded_minor", "purchase_day.refunds"],
    ),
    "sums of a day": (
        lambda: add_up(PurchaseDay, (MONDAY, 0, 1), 0, 0, 40, 2, 0),
        ["purchase_day.refunded_minor", "purchase_day.sales_minor"],
    ),
    "tally of visits": (lambda: add_up(VisitTally, (2,), 3), ["visit_tally.total"]),
    "tally of nobody": (lambda: add_up(VisitTally, (9,), 1), ["visit_tally.total"]),
    "tally": (lambda: add_up(Tally, ("all",), -1), ["tally.total"]),
    "tally of a type": (lambda: add_up(Tally, ("type:vip",), 2), ["tally.total"]),
    "given back": (
        lambda: break_purchase("1", refunded_minor=0),
        ["purchase.refunded_minor"],
    ),
    "given back too much": (
        lambda: break_purchase("2", refunded_minor=600),
        ["purchase.refunded_minor"],
    ),
    "day that counts": (
        lambda: break_purchase("r1", counts_on=MONDAY.replace(day=9)),
        ["purchase.counts_on"],
    ),
    "day of a purchase that counts": (
        lambda: break_purchase("2", counts_on=MONDAY.replace(day=9)),
        ["purchase.counts_on"],
    ),
    "a refund that does not count": (
        lambda: break_purchase("r1", state="waiting"),
        ["purchase.state"],
    ),
    "a refund that is torn off": (
        lambda: break_purchase("r1", refund_of_id=None),
        ["purchase.refund_of_id"],
    ),
    "a refund of somebody else": (
        lambda: break_purchase("r1", customer_id=of_anna() + 1),
        ["purchase.customer_id"],
    ),
    "a refund that counts without its purchase": (
        lambda: break_purchase("early", state="counted"),
        ["purchase.state"],
    ),
    "a purchase that waits": (
        lambda: break_purchase("2", state="waiting"),
        ["purchase.state"],
    ),
    "a word that is lost": (lose_word, ["customer_word"]),
    "a word too many": (
        lambda: stray(CustomerWord, "place", "york", of_anna()),
        ["customer_word"],
    ),
    "a suffix too many": (
        lambda: stray(CustomerSuffix, "1234", of_anna()),
        ["customer_suffix"],
    ),
    "a search row that is lost": (lose_search, ["customer_search"]),
    "a search row of nobody": (
        lambda: stray(CustomerSearch, 10**9, "=x ", ""),
        ["customer_search"],
    ),
    "a sort key": (lambda: break_customer(sort_name="x"), ["customer.sort_name"]),
    "the number of a code": (
        lambda: break_customer(code_number=9),
        ["customer.code_number"],
    ),
}


def told(answer: Result) -> list[str]:
    """Which table and column each line names."""
    return sorted(
        line.split(": ")[1].split(",")[0] for line in answer.stdout.splitlines()
    )


def repairs() -> int:
    """How many facts say that something was put right."""
    wanted = select(func.count(Event.id)).where(Event.name.like("%Repaired"))
    return db.session.scalars(wanted).one()


def test_a_healthy_business_has_no_difference(app: Flask, shop: World) -> None:
    answer = verify(app)

    assert (answer.exit_code, answer.stdout) == (0, "")
    assert "Every figure is what it is made of." in answer.stderr


def test_whatever_is_broken_is_named_and_mended(app: Flask, shop: World) -> None:
    """One world for all, since each is mended before the next is broken."""
    before = kept_totals()
    for name, (break_it, names) in BROKEN.items():
        shop.enter()
        break_it()
        facts = repairs()

        found = verify(app, "--business=alices-books")
        mended = verify(app, "--business=alices-books", "--repair")
        after = verify(app, "--business=alices-books")

        shop.enter()
        assert (found.exit_code, told(found)) == (1, names), name
        assert (mended.exit_code, told(mended)) == (0, names), name
        assert f"{len(names)} difference" in mended.stderr
        assert (after.exit_code, after.stdout) == (0, ""), name
        assert repairs() > facts, name
        assert kept_totals() == true_totals() == before, name


def test_the_line_says_what_is_kept_and_what_is_true(app: Flask, shop: World) -> None:
    anna = of_anna()
    break_customer(visits=7)

    answer = verify(app)

    expected = f"alices-books: customer.visits, customer {anna}: kept 7, true 2\n"
    assert answer.stdout == expected
    assert "Anna" not in answer.output


def test_the_fact_keeps_the_totals_before_and_after(app: Flask, shop: World) -> None:
    break_customer(spend_minor=5)

    verify(app, "--repair")

    shop.enter()
    fact = db.session.scalars(select(Event).where(Event.name == "TotalsRepaired")).one()
    assert (fact.subject, fact.subject_id) == ("customer", of_anna())
    assert fact.data["before"]["spend_minor"] == 5
    assert fact.data["after"] == {**fact.data["before"], "spend_minor": 1100}
    assert fact.user_id is None


def test_each_business_is_gone_over_by_itself(app: Flask, shop: World) -> None:
    break_customer(visits=7)
    shop.enter(shop.bikes)
    [carl] = people(shop, "Carl", user=shop.charlie)
    change(Customer, Customer.id == carl, items=1)

    books = verify(app, "--business=alices-books")
    bikes = verify(app, "--business=charlies-bikes")
    both = verify(app)
    nowhere = verify(app, "--business=nobody")

    assert told(books) == ["customer.visits"]
    assert told(bikes) == ["customer.items"]
    assert sorted(both.stdout) == sorted(books.stdout + bikes.stdout)
    assert "2 differences" in both.stderr
    assert nowhere.exit_code == 1
    assert "nobody" in nowhere.stderr


def test_a_deleted_customer_s_totals_are_proven_too(app: Flask, shop: World) -> None:
    actor, anna = shop.actor(shop.alice), of_anna()
    work.run(lambda: delete_customer(anna, actor=actor))
    change(Customer, Customer.id == anna, visits=3)

    found, mended = verify(app), verify(app, "--repair")

    assert told(found) == told(mended) == ["customer.visits"]
    assert verify(app).exit_code == 0


def test_many_wrongs_at_once_are_mended_together(app: Flask, shop: World) -> None:
    for break_it, _names in BROKEN.values():
        shop.enter()
        break_it()

    verify(app, "--repair")

    assert verify(app).stdout == ""
    shop.enter()
    assert kept_totals() == true_totals()
