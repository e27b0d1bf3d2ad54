"""What the tests of this room do with customers, and what they read of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import unescape
from typing import Any, TypeVar

from bs4 import BeautifulSoup
from sqlalchemy import select
from werkzeug.test import TestResponse

from customers.directory import service
from customers.directory.models import Customer, ExternalId
from customers.directory.schemas import CustomerInput, ImportedCustomer, Outcome
from customers.events.models import Event
from customers.ground import work
from customers.ground.db import db
from tests.world import World

T = TypeVar("T")


def done(world: World, verb: Callable[..., T], *given: Any, **named: Any) -> T:
    """What a verb gives, done as a unit of work in Alice's business by Alice.

    `who` names another doer.
    """
    actor = world.actor(getattr(world, named.pop("who", "alice")))
    # What was read or written so far must outlive the unit's own roll-back.
    db.session.commit()

    def unit() -> T:
        world.enter()
        return verb(*given, **named, actor=actor)

    given_back = work.run(unit)
    db.session.commit()
    return given_back


def added(world: World, **fields: Any) -> int:
    """Add a customer of these fields by the verb and give the id."""
    who = fields.pop("who", "bob")
    return done(world, service.add_customer, CustomerInput(**fields), who=who).id


def edited(world: World, customer_id: int, version: int = 1, **fields: Any) -> None:
    """Edit these fields by the verb, as seen at `version`."""
    who = fields.pop("who", "bob")
    values = CustomerInput(**fields)
    done(
        world,
        service.edit_customer,
        customer_id,
        values=values,
        version=version,
        who=who,
    )


def imported(
    world: World, rows: Sequence[ImportedCustomer], source: str = "till"
) -> list[Outcome]:
    """Import the rows by the verb, as Adam."""
    return done(world, service.import_customers, rows, source=source, who="adam")


def row_of(world: World, customer_id: int) -> Any:
    """The customer's row as it is now, deleted or not, as a tuple with names."""
    return next(row for row in rows_of(world) if row.id == customer_id)


def rows_of(world: World) -> list[Any]:
    """All rows of Alice's customers, oldest first."""
    world.enter()
    columns = [getattr(Customer, column.key) for column in Customer.__table__.c]
    wanted = select(*columns).order_by(Customer.id)
    found = db.session.execute(wanted, execution_options={"include_deleted": True})
    rows = list(found)
    db.session.commit()
    return rows


def external_ids(world: World, customer_id: int) -> list[tuple[str, str, str]]:
    """(source, value, kind) of what other programs call the customer."""
    world.enter()
    wanted = select(ExternalId.source, ExternalId.value, ExternalId.kind).where(
        ExternalId.customer_id == customer_id
    )
    found = sorted(tuple(row) for row in db.session.execute(wanted))
    db.session.commit()
    return found


def facts(world: World, name: str) -> list[Event]:
    """The facts of a kind in Alice's business, oldest first."""
    world.enter()
    wanted = select(Event).where(Event.name == name).order_by(Event.id)
    found = list(db.session.scalars(wanted))
    db.session.commit()
    return found


def text_of(answer: TestResponse, selector: str = "body") -> str:
    """The words of a page, or of the part that a selector names."""
    soup = BeautifulSoup(answer.get_data(as_text=True), "html.parser")
    found = soup.select_one(selector)
    assert found is not None, f"{selector} is not on the page"
    return " ".join(unescape(found.get_text(" ")).split())


def fields_of(answer: TestResponse) -> dict[str, str]:
    """What the customer's form on the page holds, by name."""
    soup = BeautifulSoup(answer.get_data(as_text=True), "html.parser")
    form = soup.select_one("form#customer-form")
    assert form is not None
    filled = {i["name"]: i.get("value", "") for i in form.select("input[name]")}
    # A browser drops the one line break that the markup begins a text area with.
    for area in form.select("textarea"):
        filled[area["name"]] = area.text.removeprefix("\r").removeprefix("\n")
    for choice in form.select("select"):
        chosen = choice.select_one("option[selected]") or choice.select_one("option")
        filled[choice["name"]] = chosen["value"]
    return filled


def error_at(answer: TestResponse, field: str) -> str:
    """The sentence beside a field."""
    return text_of(answer, f"#{field}-error")
