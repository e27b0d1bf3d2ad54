"""What the measurement knows of the loaded rows: whom and what to ask for, and how.

Everything is drawn from real rows of the big business, seeded, so that every request
of a row differs from the one before and is the same in every run.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import product
from random import Random
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import Row, Select, select

from customers.accounts.actors import Actor
from customers.accounts.models import Business
from customers.directory.models import Customer
from customers.directory.queries import counts
from customers.directory.rules import SORTS
from customers.ground import paging, tenancy
from customers.ground.db import db
from customers.ground.paging import Order
from customers.purchases.models import Purchase
from tests.bench.plans import BIG

PEOPLE = 900
# Page 26,000 of 28,000: 650,000 of the 700,000 customers stand before it.
DEPTH = 0.93
_CURSORS = 60
_SALES = 300
_COLUMNS = (*("id", "name", "code", "phone", "phone_e164", "email", "street", "town"),)


def list_path(**asked: Any) -> str:
    """The address of the list that asks for this."""
    return f"/customers?{urlencode(asked)}" if asked else "/customers"


def sales_path(**asked: Any) -> str:
    """The address of the list of sales that asks for this."""
    return f"/sales?{urlencode(asked)}" if asked else "/sales"


def enter() -> Actor:
    """Let `db.session` serve the big business; a command's actor in it."""
    found = db.session.scalars(select(Business).where(Business.slug == BIG))
    business = found.one()
    tenancy.enter(db.session(), business.id)
    return Actor.of_command(business)


class Known:
    """Some customers and sales of the big business, and its shops and staff.

    `heaviest_id` is the customer with the most purchases, `days` are days with sales.
    """

    def __init__(self) -> None:
        self.actor = enter()
        self.people = _some_people()
        self.heaviest_id = db.session.scalars(
            select(Customer.id).order_by(Customer.visits.desc()).limit(1)
        ).one()
        sales = db.session.execute(_some_sales(self.people)).all()
        self.sale_ids = [sale.id for sale in sales]
        self.days = sorted({sale.purchased_on for sale in sales})
        tallied = counts()
        self.total = tallied["all"]
        self.shop_ids, self.staff_ids = (
            [int(name.partition(":")[2]) for name in tallied if name.startswith(start)]
            for start in ("shop:", "staff:")
        )

    def texts(self, name: str) -> list[str]:
        """What those have in a column who have anything there."""
        found = (getattr(person, name) for person in self.people)
        return [text for text in found if text]

    def words(self, at: int) -> list[str]:
        """The first (0) or last (-1) words of names that have two or more."""
        names = (name.split() for name in self.texts("name"))
        return [words[at].lower() for words in names if len(words) > 1]

    def common_pairs(self) -> list[str]:
        """The commonest first words, each with the commonest last words."""
        firsts, lasts = (
            [word for word, _count in Counter(self.words(at)).most_common(15)]
            for at in (0, -1)
        )
        return [f"{first} {last}" for first, last in product(firsts, lasts)]

    def deep(self, sort: str, *, is_descending: bool) -> list[str]:
        """Cursors of different pages deep in a sort, as the product writes them."""
        by = getattr(Customer, SORTS[sort])
        order = Order(Customer.id, by, is_descending)
        turned = (c.desc() if is_descending else c.asc() for c in (by, Customer.id))
        rows = select(Customer.id, by)
        piece = (
            rows.order_by(*turned)
            .offset(int(self.total * DEPTH))
            .limit(max(self.total // 100, 2))
        )
        ids = [row.id for row in db.session.execute(piece)]
        step = max(len(ids) // _CURSORS, 1)
        pairs = [ids[at : at + 2] for at in range(0, len(ids) - 1, step)]
        windows = (
            paging.window(
                db.session(), rows.where(Customer.id.in_(pair)), order=order, size=1
            )
            for pair in pairs
        )
        return [window.after for window in windows if window.after]


def _some_sales(people: Sequence[Row[Any]]) -> Select[Any]:
    return (
        select(Purchase.id, Purchase.purchased_on)
        .where(Purchase.customer_id.in_([person.id for person in people[:100]]))
        .order_by(Purchase.fingerprint)
        .limit(_SALES)
    )


def _some_people() -> Sequence[Row[Any]]:
    columns = [getattr(Customer, name) for name in _COLUMNS]
    ends = select(Customer.id).order_by(Customer.id.desc()).limit(1)
    last = db.session.scalar(ends) or 0
    random = Random(last)
    ids = [random.randint(1, last) for _ in range(PEOPLE * 2)]
    found = db.session.execute(select(*columns).where(Customer.id.in_(ids))).all()
    people = list(found)
    random.shuffle(people)
    return people[:PEOPLE]
