"""One change to many customers: the same type, status or shop for all of them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select

from customers import events
from customers.accounts import permissions
from customers.accounts.actors import Actor
from customers.directory import rules
from customers.directory.models import Customer
from customers.directory.queries import listing
from customers.directory.rules import Selection
from customers.directory.service import checks, profile, tallies
from customers.ground import jobs, tenancy
from customers.ground.among import among
from customers.ground.db import db
from customers.ground.errors import Conflict, Invalid
from customers.ground.jobs import OPEN_STATES, Job, Progress, Task

CHANGEABLE = ("customer_type", "status", "preferred_shop_id")
AT_ONCE = 1_000
CHANGE_CUSTOMERS, CHUNK = "change_customers", 500
_KNOWN = {"customer_type": rules.CUSTOMER_TYPES, "status": rules.STATUSES}


def change_customers(
    customer_ids: Collection[int], *, field: str, value: Any, actor: Actor
) -> int:
    """Give these customers the value, and say how many had another before.

    `field` is customer_type, status or preferred_shop_id (None: no shop). Customers
    that are deleted or not there are passed by. At most 1,000 at once, locked by id.

    Raises: Forbidden; Invalid for another field, a value that is none, too many.
    Records: CustomerUpdated for each that changes.
    """
    actor.need(permissions.EDIT_CUSTOMERS)
    _check(field, value, actor)
    if len(customer_ids) > AT_ONCE:
        raise Invalid(_("At most %(count)s customers at once.", count=AT_ONCE))
    changed = _locked(customer_ids, field, value)
    rows = [
        {
            "id": row["id"],
            field: value,
            "profile_version": row["profile_version"] + 1,
            "updated_by": actor.user_id,
        }
        for row in changed
    ]
    tenancy.write_many(db.session(), Customer, rows, by=["id"])
    facts = [
        profile.updated_fact(
            row["id"],
            changes={field: (row[field], value)},
            version=row["profile_version"] + 1,
        )
        for row in changed
    ]
    if facts:
        events.record(facts, actor=actor)
    tallies.change(came=[row | {field: value} for row in changed], went=changed)
    return len(changed)


def change_selected(
    selection: Selection, *, field: str, value: Any, title: str, actor: Actor
) -> Job:
    """Ask for the same change to a whole selection, in the background.

    A selection of a search is small: it is changed by `change_customers` at once.
    Raises: Forbidden, Invalid; Conflict while another such change is under way, since
    each writes a fact of every customer.
    """
    actor.need(permissions.EDIT_CUSTOMERS)
    _check(field, value, actor)
    if selection.q:
        raise Invalid(_("Choose the customers of a search themselves."))
    _refuse_two()
    given = {"selection": selection.as_json(), "field": field, "value": value}
    return jobs.enqueue(CHANGE_CUSTOMERS, title=title, given=given, actor=actor)


def _refuse_two() -> None:
    under_way = select(Job.id).where(
        Job.kind == CHANGE_CUSTOMERS, Job.state.in_(OPEN_STATES)
    )
    if db.session.scalars(under_way.limit(1)).first() is not None:
        raise Conflict(
            _("Another change of many customers is under way. Wait until it is done.")
        )


def _next_ids(task: Task) -> list[int]:
    """The customers of the job's next chunk, by rising id."""
    selection = Selection.of_json(task.given["selection"])
    return listing.selected_ids(
        selection, after_id=task.place or 0, limit=CHUNK, actor=task.actor
    )


def _change_chunk(task: Task, ids: list[int]) -> Progress:
    """Change a chunk, and say where the next one begins."""
    if not ids:
        return Progress(is_finished=True)
    field, value = task.given["field"], task.given["value"]
    changed = change_customers(ids, field=field, value=value, actor=task.actor)
    before = (task.result or {}).get("changed", 0)
    return Progress(
        place=ids[-1],
        done=task.done + len(ids),
        result={"changed": before + changed},
        is_finished=len(ids) < CHUNK,
    )


def _in_words(result: Any) -> str:
    """What came of the job, for its page."""
    return ngettext(
        "%(num)s customer was changed.",
        "%(num)s customers were changed.",
        (result or {}).get("changed", 0),
    )


jobs.register(
    CHANGE_CUSTOMERS,
    permission=permissions.EDIT_CUSTOMERS,
    prepare=_next_ids,
    step=_change_chunk,
    result_in_words=_in_words,
)


def _check(field: str, value: Any, actor: Actor) -> None:
    if field not in CHANGEABLE:
        raise Invalid(_("Choose what to change."), details={"field": field})
    if field in _KNOWN and value not in _KNOWN[field]:
        raise Invalid(_("Choose a value of the list."), details={"value": str(value)})
    checks.check_values({field: value}, actor=actor)


def _locked(
    customer_ids: Collection[int], field: str, value: Any
) -> list[dict[str, Any]]:
    """Those with another value, locked by id so that no two wait for each other."""
    names = ("id", "profile_version", *tallies.COUNTED)
    found = db.session.execute(
        select(*(getattr(Customer, name) for name in names))
        .where(among(db.session(), Customer.id, set(customer_ids)))
        .order_by(Customer.id)
        .with_for_update(key_share=True)
    )
    return [row._asdict() for row in found if getattr(row, field) != value]
