"""Figures that are kept, broken by hand as a mistake would, and what verify names."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import select, update

from customers.directory.models import (
    Customer,
    CustomerSearch,
    CustomerSuffix,
    CustomerWord,
    FirstVisitTally,
    Tally,
    VisitTally,
)
from customers.ground import keyed, work
from customers.ground.db import db
from customers.purchases.models import FirstDay, Purchase, PurchaseDay, PurchaseHour
from tests.purchases.sold import rows


def by_reference(reference: str) -> int:
    """The id of the purchase or refund of this reference."""
    return rows(reference=reference)[0].id


def of_anna() -> int:
    """Anna's id."""
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
    """Change Anna's row."""
    change(Customer, Customer.id == of_anna(), **values)


def break_purchase(reference: str, **values: Any) -> None:
    """Change the row of this reference."""
    change(Purchase, Purchase.id == by_reference(reference), **values)


def add_up(table: Any, key: tuple[Any, ...], *numbers: int) -> None:
    """Add to a row of a keyed table."""
    work.run(lambda: keyed.add_up(db.session(), table, {key: numbers}))


def lose_word() -> None:
    """Lose a word of Anna's."""
    key = ("name", "anna", of_anna())
    work.run(lambda: keyed.remove_rows(db.session(), CustomerWord, [key]))


def stray(table: Any, *key: Any) -> None:
    """Add a row of a keyed table."""
    work.run(lambda: keyed.add_rows(db.session(), table, [key]))


def lose_search() -> None:
    """Lose what search holds of Anna."""
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
    "an hour": (
        lambda: add_up(PurchaseHour, (MONDAY, 0, 12), 1, 5),
        ["purchase_hour.purchases", "purchase_hour.sales_minor"],
    ),
    "a first day": (
        lambda: add_up(FirstDay, (MONDAY, 0), 0, 2, 0, 7),
        ["first_day.refunded_minor", "first_day.refunds"],
    ),
    "first visits of a month": (
        lambda: add_up(FirstVisitTally, (date(2026, 3, 1),), 1, 0),
        ["first_visit_tally.buyers"],
    ),
    "the hour of another day": (
        lambda: break_purchase("1", week_hour=24 + 12),
        ["purchase.week_hour"],
    ),
    "an hour that no clock on earth showed": (
        lambda: break_purchase("late", week_hour=5),
        ["purchase.week_hour"],
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
    "a purchase of a first day that waits": (
        lambda: break_purchase("1", state="waiting"),
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
