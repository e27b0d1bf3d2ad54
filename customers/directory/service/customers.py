"""The verbs on one customer: add, edit, delete, restore."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from customers import events
from customers.accounts import permissions
from customers.accounts.actors import Actor
from customers.directory import rules
from customers.directory.errors import NoSuchCustomer
from customers.directory.events import CustomerDeleted, CustomerRestored
from customers.directory.models import Customer
from customers.directory.schemas import CustomerInput, ProfileInput
from customers.directory.service import (
    checks,
    codes,
    external_ids,
    index,
    merging,
    profile,
    tallies,
)
from customers.ground import clock
from customers.ground.db import db


def add_customer(values: CustomerInput, *, actor: Actor) -> Customer:
    """Add a customer entered by hand; the code is the next free number unless given.

    Whether they are to be a member is told in the fact, for the room that knows.

    Raises: Forbidden, also where membership is wanted by somebody who may not switch
    it; Invalid without a name, phone and email, or for a day in the future or a shop
    or staff member that is not there; Conflict for what is taken.
    Records: CustomerCreated.
    """
    actor.need(permissions.EDIT_CUSTOMERS)
    if values.is_member:
        actor.need(permissions.SWITCH_MEMBERSHIP)
    row = {field: getattr(values, field) for field in profile.FIELDS}
    row["name"] = row["name"] or rules.full_name(row["first_name"], row["last_name"])
    row["customer_type"] = row["customer_type"] or "walk_in"
    row["status"] = row["status"] or "active"
    row["since"] = row["since"] or clock.today(actor.timezone)
    ids = external_ids.given(values)
    checks.need_somebody(row)
    hold = {"hold_until": values.hold_until} if values.is_member else {}
    checks.check_values(row | hold, actor=actor)
    checks.check_free(row, external_ids=external_ids.pairs(ids), actor=actor)
    row["code"] = row["code"] or codes.next_codes(1)[0]
    row |= profile.derived(row, changed=profile.FIELDS, region=actor.country)
    by = {"created_by": actor.user_id, "updated_by": actor.user_id}
    customer = Customer(**row, **by)
    db.session.add(customer)
    db.session.flush()
    external_ids.add(customer.id, ids=ids)
    told = {f: row[f] for f in profile.FIELDS} | {"external_ids": ids}
    index.put_in({customer.id: index.entry_of(row, ids=ids)})
    fact = profile.created_fact(
        customer.id,
        values=told,
        wants_membership=values.is_member,
        reason=values.membership_reason,
        hold_until=values.hold_until,
    )
    # The tallies in one order everywhere: those here, then those of who listens.
    tallies.change(came=[row])
    events.record(fact, actor=actor)
    return customer


def edit_customer(
    customer_id: int, *, values: ProfileInput, version: int, actor: Actor
) -> Customer:
    """Save the given fields that differ; `version` is the profile that was edited.

    What only others changed since that version is left as they made it.

    Raises: Forbidden, NotFound; Invalid as `add_customer` does; Conflict for what is
    taken, and `EditedMeanwhile` where others changed the same fields.
    Records: CustomerUpdated, where something differs.
    """
    actor.need(permissions.EDIT_CUSTOMERS)
    customer = _locked(customer_id)
    now = _columns(customer)
    now["external_ids"] = external_ids.known(customer_id)
    meant = merging.merged(
        _wanted(values, now),
        now=now,
        customer_id=customer_id,
        behind=customer.profile_version - version,
        version=customer.profile_version,
    )
    changes = {f: (now[f], v) for f, v in meant.items() if v != now[f]}
    if not changes:
        return customer
    _check_changes(customer, now=now, changes=changes, actor=actor)
    _save(customer, now=now, changes=changes, actor=actor)
    return customer


def _wanted(values: ProfileInput, now: dict[str, Any]) -> dict[str, Any]:
    """The given fields; one that is always filled stays when it is emptied."""
    given = values.model_fields_set
    wanted = {f: getattr(values, f) for f in profile.FIELDS if f in given}
    for field in profile.ALWAYS_FILLED & wanted.keys():
        wanted[field] = wanted[field] or now[field]
    if "name" in wanted and not wanted["name"]:
        halves = (wanted.get(f, now[f]) for f in ("first_name", "last_name"))
        wanted["name"] = rules.full_name(*halves)
    if "external_ids" in given:
        wanted["external_ids"] = external_ids.given(values)
    return wanted


def _check_changes(
    customer: Customer, *, now: dict[str, Any], changes: profile.Changes, actor: Actor
) -> None:
    new = {field: after for field, (_before, after) in changes.items()}
    if now["name"] or now["phone"] or now["email"]:
        checks.need_somebody(now | new)
    checks.check_values(new, actor=actor)
    before, after = changes.get("external_ids", ([], []))
    added = external_ids.pairs(after) - external_ids.pairs(before)
    checks.check_free(new, external_ids=added, actor=actor, except_id=customer.id)


def _save(
    customer: Customer, *, now: dict[str, Any], changes: profile.Changes, actor: Actor
) -> None:
    row = now | {field: after for field, (_before, after) in changes.items()}
    derived = profile.derived(row, changed=changes, region=actor.country)
    for field in {**changes, **derived}:
        if field != "external_ids":
            setattr(customer, field, (row | derived)[field])
    customer.profile_version += 1
    customer.updated_by = actor.user_id
    db.session.flush()
    if "external_ids" in changes:
        before, after = changes["external_ids"]
        external_ids.replace(customer.id, before=before, after=after)
    if not rules.SEARCHED.isdisjoint(changes):
        entry = index.entry_of(row | derived, ids=row["external_ids"])
        index.put_anew({customer.id: entry})
    fact = profile.updated_fact(
        customer.id, changes=changes, version=customer.profile_version
    )
    events.record(fact, actor=actor)
    if not changes.keys().isdisjoint(tallies.COUNTED):
        tallies.change(came=[row], went=[now])


def delete_customer(customer_id: int, *, actor: Actor) -> Customer:
    """Hide the customer everywhere; the code stays taken. Twice is once.

    Raises: Forbidden, NotFound. Records: CustomerDeleted.
    """
    actor.need(permissions.DELETE_CUSTOMERS)
    customer = _locked(customer_id, deleted_too=True)
    if customer.deleted_at is None:
        customer.deleted_at = clock.now()
        customer.updated_by = actor.user_id
        db.session.flush()
        index.take_out([customer_id])
        tallies.change(went=[_columns(customer)])
        # In the order of all locks: the tallies of who listens are between these.
        events.record(CustomerDeleted(customer_id), actor=actor)
        tallies.change_visits([(_visits(customer), tallies.NO_VISITS)])
    return customer


def restore_customer(customer_id: int, *, actor: Actor) -> Customer:
    """Bring a deleted customer back. Twice is once.

    Raises: Forbidden, NotFound; Conflict where emails are unique and another customer
    has this one's now. Records: CustomerRestored.
    """
    actor.need(permissions.DELETE_CUSTOMERS)
    customer = _locked(customer_id, deleted_too=True)
    if customer.deleted_at is not None:
        again = {"email": customer.email}
        checks.check_free(again, external_ids=(), actor=actor, except_id=customer_id)
        customer.deleted_at = None
        customer.updated_by = actor.user_id
        db.session.flush()
        row, ids = _columns(customer), external_ids.known(customer_id)
        index.put_in({customer_id: index.entry_of(row, ids=ids)})
        tallies.change(came=[row])
        events.record(CustomerRestored(customer_id), actor=actor)
        tallies.change_visits([(tallies.NO_VISITS, _visits(customer))])
    return customer


def _columns(customer: Customer) -> dict[str, Any]:
    return {name: getattr(customer, name) for name in (*profile.FIELDS, "phone_e164")}


def _visits(customer: Customer) -> tallies.Visits:
    return tallies.Visits(customer.visits, customer.first_visit_on)


def _locked(customer_id: int, *, deleted_too: bool = False) -> Customer:
    wanted = (
        select(Customer)
        .where(Customer.id == customer_id)
        .with_for_update(key_share=True)
    )
    options = {"populate_existing": True, "include_deleted": deleted_too}
    customer = db.session.scalars(wanted, execution_options=options).one_or_none()
    if customer is None:
        raise NoSuchCustomer
    return customer
