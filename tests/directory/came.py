"""How often customers came, written as no verb would, and the tallies of it."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import select

from customers.directory.models import Customer, VisitTally
from customers.directory.tally_models import MOST_VISITS
from customers.ground import keyed
from customers.ground.db import db


def count_visits() -> None:
    """Keep the tallies of visits as the customers of now say, none being kept yet."""
    came = Counter(
        min(visits, MOST_VISITS)
        for visits in db.session.scalars(select(Customer.visits))
        if visits
    )
    sums = {(visits,): (total,) for visits, total in came.items()}
    keyed.add_up(db.session(), VisitTally, sums)
