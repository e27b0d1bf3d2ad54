"""The demo business and the two thousand people it sells to.

Everything is drawn from one seeded source, so it is the same every time; only the days
since when they are customers move with the calendar, so that some are always new.
"""

from __future__ import annotations

from datetime import date

from customers.accounts.actors import Actor
from customers.directory import service
from customers.directory.schemas import ImportedCustomer
from customers.ground import clock, work
from customers.transfer.demo_people import COUNT, Crowd
from customers.transfer.demo_places import HOME

BUSINESS = {
    "name": "Harbourside Provisions",
    "slug": "demo",
    "country": HOME,
    "currency": "GBP",
    "timezone": "Europe/London",
}
BATCH = 1_000


def fill(*, actor: Actor) -> None:
    """Bring the demo's people into the actor's business, those oldest customers first.

    Records: what the directory records of every customer added.
    """
    everybody = people(today=clock.today(actor.timezone))
    for start in range(0, len(everybody), BATCH):
        _save(everybody[start : start + BATCH], actor=actor)


def people(*, today: date, count: int = COUNT) -> list[ImportedCustomer]:
    """The people of the demo, customers since days before `today`, the oldest first."""
    return sorted(Crowd(today).drawn(count), key=lambda person: person.since or today)


def _save(batch: list[ImportedCustomer], *, actor: Actor) -> None:
    outcomes = work.run(
        lambda: service.import_customers(batch, source="demo", actor=actor)
    )
    refused = [outcome.reason for outcome in outcomes if outcome.reason]
    assert not refused, refused
