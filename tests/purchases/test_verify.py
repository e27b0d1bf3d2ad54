"""The command `verify`: every figure that is kept, broken by hand, named and mended."""

from __future__ import annotations

from datetime import timedelta

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select

from customers.directory.models import (
    Customer,
)
from customers.directory.service import delete_customer
from customers.events.models import Event
from customers.ground import work
from customers.ground.db import db
from tests.purchases.broken import BROKEN, break_customer, change, of_anna
from tests.purchases.sold import (
    NOON,
    days_later,
    kept_totals,
    people,
    recorded,
    refund,
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
        sale("late", 5, purchased_at=NOON + timedelta(hours=11, minutes=30)),
    )
    return world


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

        shop.enter()
        assert (found.exit_code, told(found)) == (1, names), name
        assert (mended.exit_code, told(mended)) == (0, names), name
        assert f"{len(names)} difference" in mended.stderr
        assert repairs() > facts, name
        assert kept_totals() == true_totals() == before, name
    after = verify(app, "--business=alices-books")
    assert (after.exit_code, after.stdout) == (0, "")


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
