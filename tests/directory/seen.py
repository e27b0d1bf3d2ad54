"""What the tests of this room put in, and what they read off pages and rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from bs4 import BeautifulSoup, Tag
from sqlalchemy import Engine, event
from werkzeug.test import TestResponse

from customers.accounts.models import Business, User
from customers.directory import service
from customers.directory.models import Customer
from customers.directory.schemas import CustomerInput
from customers.ground import work
from customers.ground.db import db
from tests.world import Browser, World

NEW = "/customers/new"
ROLES_THAT_DELETE = ("alice", "adam")
ROLES_THAT_EDIT = ("alice", "adam", "bob")
HTMX = {"HX-Request": "true"}


def url_of(customer_id: int, more: str = "") -> str:
    """The address of a customer, or of one of their pages."""
    return f"/customers/{customer_id}{more}"


def add(world: World, *, by: User | None = None, **fields: Any) -> int:
    """Add a customer by the verb (Alice adds unless named) and give the id."""
    person = by or world.alice
    actor = world.actor(person)
    world.enter(world.home(person))
    values = CustomerInput(**{"name": "Anna Müller", **fields})
    customer_id = work.run(lambda: service.add_customer(values, actor=actor)).id
    world.enter()
    return customer_id


def add_named(world: World, pattern: str, count: int) -> None:
    """Let Alice add so many by the verb, in one unit of work; `{}` is the number."""
    actor = world.actor(world.alice)
    everybody = [CustomerInput(name=pattern.format(n)) for n in range(count)]
    world.enter()
    work.run(lambda: [service.add_customer(one, actor=actor) for one in everybody])
    world.enter()


def delete(world: World, customer_id: int) -> None:
    """Let Alice delete a customer by the verb."""
    actor = world.actor(world.alice)
    world.enter()
    work.run(lambda: service.delete_customer(customer_id, actor=actor))


def rows(world: World, business: Business | None = None) -> list[Customer]:
    """All customers of a business as they are now, deleted ones too, oldest first."""
    world.enter(business)
    options = {"include_deleted": True, "populate_existing": True}
    wanted = db.select(Customer).order_by(Customer.id)
    return list(db.session.scalars(wanted, execution_options=options))


def row(world: World, customer_id: int) -> Customer:
    """One customer of Alice's as it is now, even deleted."""
    return next(each for each in rows(world) if each.id == customer_id)


def written(world: World, change: Callable[[], None]) -> None:
    """Change rows of Alice's as no verb would, and keep it."""

    def entered() -> None:
        world.enter()
        change()

    work.run(entered)


def soup(answer: TestResponse) -> BeautifulSoup:
    """The page or part of an answer, taken apart."""
    return BeautifulSoup(answer.get_data(as_text=True), "html.parser")


def text_of(answer: TestResponse) -> str:
    """The words of a page or part, each blank one space."""
    return " ".join(soup(answer).get_text(" ").split())


def filled(page: BeautifulSoup | Tag) -> dict[str, str]:
    """What the customer's form would send as it stands on the page."""
    form = page.select_one("#customer-form")
    assert form is not None
    sent = {str(i["name"]): str(i.get("value", "")) for i in form.select("input")}
    for area in form.select("textarea"):
        # The browser drops the line break that WTForms writes behind the tag.
        sent[str(area["name"])] = area.get_text().replace("\r\n", "\n").lstrip("\n")
    for choice in form.select("select"):
        chosen = choice.select_one("option[selected]") or choice.select_one("option")
        sent[str(choice["name"])] = str(chosen["value"]) if chosen else ""
    return sent


def edit_form(browser: Browser, customer_id: int) -> dict[str, str]:
    """What the edit form of a customer would send now if nothing were typed."""
    return filled(soup(browser.get(url_of(customer_id, "/edit"))))


def faults(page: BeautifulSoup | Tag) -> dict[str, str]:
    """The sentences that stand beside fields, by field."""
    found = {}
    for sentence in page.select(".field .error"):
        name = str(sentence["id"]).removesuffix("-error")
        control = page.select_one(f'[name="{name}"]')
        assert control is not None
        assert control["aria-invalid"] == "true"
        assert str(sentence["id"]) in str(control["aria-describedby"]).split()
        found[name] = sentence.get_text().strip()
    return found


def shown(answer: TestResponse) -> dict[str, str]:
    """What the details of a profile show of a customer, by label.

    The name is the heading; what every customer has (code, type, status, since) is left
    out.
    """
    page = soup(answer)
    heading = page.select_one("main h1 bdi") or page.select_one("h1 bdi")
    assert heading is not None
    said = {"Name": heading.get_text()}
    for fact in page.select("dl.facts > div"):
        term, meaning = fact.select_one("dt"), fact.select_one("dd bdi")
        assert term is not None
        assert meaning is not None
        said[term.get_text()] = meaning.get_text()
    for label in ("Code", "Type", "Status", "Customer since"):
        said.pop(label, None)
    for contact in page.select("ul.contacts li"):
        icon = contact.select_one("use")
        assert icon is not None
        label = "Phone" if str(icon["href"]).endswith("#phone") else "Email"
        said[label] = contact.get_text()
    return said


def names(answer: TestResponse) -> list[str]:
    """The customers of a list, in its order."""
    listed = soup(answer).select("tbody .who")
    return [bdi.get_text() for who in listed if (bdi := who.select_one("bdi"))]


def ask_to_delete(browser: Browser, customer_id: int) -> list[TestResponse]:
    """Ask for the question and answer it at once."""
    url = url_of(customer_id, "/delete")
    return [browser.get(url), browser.post(url)]


def link(answer: TestResponse, rel: str) -> str | None:
    """Where the pager's `prev` or `next` leads."""
    found = soup(answer).select_one(f'nav.pager a[rel="{rel}"]')
    return str(found["href"]) if found else None


@contextmanager
def statements() -> Iterator[list[str]]:
    """What the database is asked inside the block, without what frames a request."""
    asked: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        if "SAVEPOINT" not in statement and "set_config" not in statement:
            asked.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(Engine, "before_cursor_execute", note)
