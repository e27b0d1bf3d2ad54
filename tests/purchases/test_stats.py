"""The command `stats`: a business's figures, by hand and against brute force."""

from __future__ import annotations

import json
from random import Random
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import update

from customers.accounts.models import Business
from customers.directory.service import delete_customer
from customers.ground import work
from customers.ground.db import db
from customers.purchases.rules import COUNTED
from tests.purchases.sold import people, record, recorded, refund, rows, sale
from tests.world import World


def stats(app: Flask, *words: str, business: str = "alices-books") -> Result:
    """The command, typed."""
    return app.test_cli_runner().invoke(
        args=["stats", f"--business={business}", *words]
    )


def figures(app: Flask, *words: str) -> dict[str, Any]:
    """What it prints, which must be JSON and nothing else."""
    answer = stats(app, *words)
    assert answer.exit_code == 0, answer.output
    found: dict[str, Any] = json.loads(answer.stdout)
    return found


def test_a_business_without_sales_has_noughts(app: Flask, world: World) -> None:
    found = figures(app, "--threshold=0", "--threshold=1")

    assert found == {
        "customers": 0,
        "members": 0,
        "purchases": 0,
        "refunds": 0,
        "visits": 0,
        "spend": "0.00",
        "repeat_customers": 0,
        "frequency": {"one_time": 0, "occasional": 0, "regular": 0, "frequent": 0},
        "at_or_above": {"0": 0, "1": 0},
        "unattached": {"purchases": 0, "refunds": 0, "spend": "0.00"},
    }


def test_the_figures_are_customers_own_and_strangers_apart(
    app: Flask, world: World
) -> None:
    anna, bert, _cleo = people(world, "Anna", "Bert", "Cleo")
    recorded(
        world,
        sale("1", 10_000, customer_id=anna),
        sale("2", 5_050, customer_id=anna),
        sale("3", 9_999, customer_id=bert),
        refund("4", 51, refund_of_reference="2"),
        refund("5", 100, refund_of_reference="not yet"),
        sale("6", 700),
        refund("7", 900),
    )

    found = figures(app, "--threshold=99.99", "--threshold=100", "--threshold=150.00")

    assert found == {
        "customers": 3,
        "members": 0,
        "purchases": 3,
        "refunds": 1,
        "visits": 3,
        "spend": "249.98",
        "repeat_customers": 1,
        "frequency": {"one_time": 1, "occasional": 1, "regular": 0, "frequent": 0},
        "at_or_above": {"99.99": 2, "100": 1, "150.00": 0},
        "unattached": {"purchases": 1, "refunds": 1, "spend": "-2.00"},
    }


@pytest.mark.parametrize("bounds", [(2, 5, 10), (3, 4, 7)])
def test_frequencies_follow_the_business_s_bounds(
    app: Flask, world: World, bounds: tuple[int, int, int]
) -> None:
    names = ("occasional_from", "regular_from", "frequent_from")
    work.run(
        lambda: db.session.execute(
            update(Business)
            .where(Business.id == world.books.id)
            .values(dict(zip(names, bounds, strict=True)))
        )
    )
    often = {f"c{visits}": visits for visits in (1, 2, 3, 4, 5, 9, 10, 11)}
    ids = people(world, *often)
    for customer_id, visits in zip(ids, often.values(), strict=True):
        told = (sale(f"{visits}.{n}", customer_id=customer_id) for n in range(visits))
        recorded(world, *told)

    found = figures(app)["frequency"]

    visits = list(often.values())
    starts = (1, *bounds)
    ends = (*bounds, 10**9)
    assert list(found.values()) == [
        sum(start <= number < end for number in visits)
        for start, end in zip(starts, ends, strict=True)
    ]


@pytest.mark.parametrize(
    ("currency", "spend"), [("JPY", "1234"), ("EUR", "12.34"), ("KWD", "1.234")]
)
def test_amounts_have_the_currency_s_decimals(
    app: Flask, world: World, currency: str, spend: str
) -> None:
    [anna] = people(world, "Anna")
    recorded(world, sale("1", 1234, customer_id=anna))
    change = update(Business).where(Business.id == world.books.id)
    work.run(lambda: db.session.execute(change.values(currency=currency)))

    found = figures(app, f"--threshold={spend}")

    assert found["spend"] == spend
    assert found["at_or_above"] == {spend: 1}


def test_a_deleted_customer_counts_no_more_but_the_sales_do(
    app: Flask, world: World
) -> None:
    [anna] = people(world, "Anna")
    recorded(world, sale("1", 1234, customer_id=anna))
    actor = world.actor(world.alice)
    work.run(lambda: delete_customer(anna, actor=actor))

    found = figures(app, "--threshold=1")

    assert (found["customers"], found["frequency"]["one_time"]) == (0, 0)
    assert found["at_or_above"] == {"1": 0}
    assert (found["purchases"], found["spend"]) == (1, "12.34")


def test_another_business_s_sales_are_not_seen(app: Flask, world: World) -> None:
    world.enter(world.bikes)
    [carl] = people(world, "Carl", user=world.charlie)
    record(world, sale("1", 500, customer_id=carl), user=world.charlie)

    found = figures(app)

    assert (found["customers"], found["purchases"]) == (0, 0)


@pytest.mark.parametrize(
    "threshold", ["-1", "1.234", "ten", "", "1e3", "1,50", "NaN", "१", "9" * 13, "1."]
)
def test_a_wrong_threshold_is_refused_in_words(
    app: Flask, world: World, threshold: str
) -> None:
    answer = stats(app, f"--threshold={threshold}")

    assert answer.exit_code == 1
    assert answer.stdout == ""
    assert "Error: " in answer.stderr
    assert "Traceback" not in answer.output


def test_a_business_there_is_not_is_refused(app: Flask, world: World) -> None:
    answer = stats(app, business="nobody")

    assert (answer.exit_code, answer.stdout) == (1, "")
    assert "alices-books" in answer.stderr


def test_the_figures_equal_brute_force(app: Flask, world: World) -> None:
    chance = Random(7)
    ids = people(world, *(f"c{number}" for number in range(12)))
    for number in range(60):
        who = chance.choice((*ids[:9], None))
        recorded(world, sale(f"{number}", chance.randrange(3000), customer_id=who))
        if chance.random() < 0.4:
            of = chance.choice((None, f"{chance.randrange(300)}"))
            told = refund(f"r{number}", 1 + chance.randrange(500))
            told = told._replace(refund_of_reference=of, customer_id=None)
            record(world, told)

    found = figures(app, "--threshold=50", "--threshold=200")

    counted = rows(state=COUNTED)
    owned = [row for row in counted if row.customer_id is not None]
    spend = dict.fromkeys(ids, 0)
    visits = dict(spend)
    for row in owned:
        spend[row.customer_id or 0] += row.total_minor
        visits[row.customer_id or 0] += row.kind == "purchase"
    assert found["customers"] == 12
    assert found["purchases"] == found["visits"] == sum(visits.values())
    assert found["refunds"] == sum(row.kind == "refund" for row in owned)
    assert found["spend"] == f"{sum(spend.values()) / 100:.2f}"
    assert found["repeat_customers"] == sum(number >= 2 for number in visits.values())
    assert found["at_or_above"] == {
        "50": sum(amount >= 5_000 for amount in spend.values()),
        "200": sum(amount >= 20_000 for amount in spend.values()),
    }
    assert found["unattached"]["purchases"] + found["purchases"] == 60
