"""Whether the loaded rows are what the product would have written: it finds people."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from sqlalchemy import func, select

from customers.accounts.actors import Actor
from customers.accounts.models import Business
from customers.directory.models import Customer
from customers.directory.queries import counts
from customers.directory.queries.search import ranked
from customers.ground import tenancy
from customers.ground.db import db
from tests.bench.plans import Plan

PEOPLE = 40


class WronglyLoaded(RuntimeError):
    """The product does not find a customer that was loaded."""


def refuse_what_is_wrong(plans: tuple[Plan, ...]) -> None:
    """Look for some customers of every business, and count all of them.

    Raises: WronglyLoaded, naming who was not found by what.
    """
    for plan in plans:
        business = db.session.get_one(Business, plan.business_id)
        tenancy.enter(db.session(), plan.business_id)
        actor = Actor.of_command(business)
        wrong = [*_miscounted(), *_not_found(actor.country)]
        if wrong:
            raise WronglyLoaded("; ".join(wrong[:5]))
    tenancy.leave(db.session())


def _miscounted() -> Iterator[str]:
    total = db.session.scalar(select(func.count()).select_from(Customer))
    if counts().get("all", 0) != total:
        yield f"The tally says {counts().get('all')}, there are {total}"


def _not_found(region: str) -> Iterator[str]:
    for customer in _some():
        name = f"{customer.name} {customer.code}"
        for text in filter(None, (customer.code, customer.email, customer.phone)):
            ranking = ranked(text, filters={}, region=region)
            if customer.id not in {hit.customer_id for hit in ranking.hits}:
                yield f"{name} is not found by {text}"
        ranking = ranked(customer.name, filters={}, region=region)
        found = {hit.customer_id for hit in ranking.hits}
        if customer.id not in found and not ranking.is_cut:
            yield f"{name} is not found by the name"


def _some() -> list[Customer]:
    last = db.session.scalar(select(func.max(Customer.id))) or 0
    random = Random(last)
    # Of a small measurement some businesses have nobody.
    ids = [random.randint(1, last or 1) for _ in range(PEOPLE * 10)]
    wanted = select(Customer).where(Customer.id.in_(ids)).limit(PEOPLE)
    return list(db.session.scalars(wanted))
