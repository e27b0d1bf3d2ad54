"""Whom and where a batch of a file means: customers by code or external id, shops by
name; one question each, however many purchases there are.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from flask_babel import gettext as _
from sqlalchemy import select

from customers.accounts import queries as accounts
from customers.accounts.actors import Actor
from customers.directory import service
from customers.directory.models import Customer, ExternalId
from customers.directory.rules import normal_code
from customers.directory.schemas import ADDED, ImportedCustomer
from customers.ground.among import among
from customers.ground.db import db
from customers.transfer.purchases.amounts import shortened
from customers.transfer.purchases.told import Told

_DELETED_TOO = {"include_deleted": True}


class Who(NamedTuple):
    """The cells by which a customer is named: a key of either kind, an external id."""

    key: str
    external_id: str

    @property
    def shown(self) -> str:
        """What a person reads in the file."""
        return self.key or self.external_id

    @property
    def found_by(self) -> frozenset[tuple[str, str]]:
        """What a customer who was created with these cells is found by."""
        code = normal_code(self.key)
        value = self.external_id or ("" if code else self.key)
        keys = {("code", code or ""), ("external", value)}
        return frozenset(key for key in keys if key[1])


class Found(NamedTuple):
    """A customer's id, or the sentence on why there is none."""

    id: int | None
    fault: str | None = None


def customers_of(
    batch: Iterable[Told], *, source: str, create: bool, actor: Actor
) -> tuple[dict[Who, Found], list[Who]]:
    """The customers that the purchases name, and which of them were created.

    A key is a code, or else an external id of `source`. Those that are not there are
    created with just that where `create` says so, inside the caller's unit of work.
    Records: CustomerCreated.
    """
    named, found = _known(batch, source=source)
    unknown = [who for who in named if who not in found]
    if create and unknown:
        return _created(found, unknown, source=source, actor=actor)
    for who in unknown:
        found[who] = Found(
            None,
            _(
                "There is no customer %(who)s. Import the customers first, or send "
                "the file again and let it add customers that are not known.",
                who=f"“{shortened(who.shown)}”",
            ),
        )
    return found, []


def lock_customers_of(batch: Iterable[Told], *, source: str) -> None:
    """Lock the customers that the purchases name and that are there, by id."""
    _named, found = _known(batch, source=source)
    ids = {one.id for one in found.values() if one.id is not None}
    wanted = select(Customer.id).where(among(db.session(), Customer.id, ids))
    by_id = wanted.order_by(Customer.id).with_for_update(key_share=True)
    db.session.execute(by_id).all()


def _known(
    batch: Iterable[Told], *, source: str
) -> tuple[dict[Who, None], dict[Who, Found]]:
    """Whom the purchases name, and those of them that are there."""
    named = dict.fromkeys(
        Who(told.customer, told.external_id)
        for told in batch
        if told.purchase and (told.customer or told.external_id)
    )
    codes = {who: code for who in named if (code := normal_code(who.key))}
    by_code = _by_code(set(codes.values()))
    found = {who: by_code[code] for who, code in codes.items() if code in by_code}
    ids = {
        who: value
        for who in named
        if who not in found and _may_be_kept(value := who.external_id or who.key)
    }
    by_id = _by_external_id(set(ids.values()), source=source)
    found |= {who: by_id[value] for who, value in ids.items() if value in by_id}
    return named, found


def _by_code(codes: set[str]) -> dict[str, Found]:
    if not codes:
        return {}
    wanted = select(Customer.code, Customer.id, Customer.deleted_at).where(
        among(db.session(), Customer.code, codes)
    )
    rows = db.session.execute(wanted, execution_options=_DELETED_TOO)
    return {code: _there(code, id_, gone_at) for code, id_, gone_at in rows}


def _by_external_id(values: set[str], *, source: str) -> dict[str, Found]:
    if not values:
        return {}
    wanted = (
        select(ExternalId.value, Customer.id, Customer.deleted_at)
        .join(Customer, Customer.id == ExternalId.customer_id)
        .where(
            ExternalId.source == source,
            ExternalId.kind == "external",
            among(db.session(), ExternalId.value, values),
        )
    )
    rows = db.session.execute(wanted, execution_options=_DELETED_TOO)
    return {value: _there(value, id_, gone_at) for value, id_, gone_at in rows}


def _may_be_kept(value: str) -> bool:
    """Whether there can be such an id; PostgreSQL does not take every character."""
    return value.isprintable() and len(value) <= 200


def _there(key: str, customer_id: int, deleted_at: object) -> Found:
    if deleted_at is None:
        return Found(customer_id)
    return Found(
        None,
        _(
            "%(who)s was deleted. Restore them first to import their purchases.",
            who=key,
        ),
    )


def _created(
    found: dict[Who, Found], unknown: list[Who], *, source: str, actor: Actor
) -> tuple[dict[Who, Found], list[Who]]:
    rows = [_new_customer(who) for who in unknown]
    outcomes = service.import_customers(rows, source=source, actor=actor)
    added = []
    for who, outcome in zip(unknown, outcomes, strict=True):
        found[who] = Found(outcome.customer_id, outcome.reason)
        if outcome.kind == ADDED:
            added.append(who)
    return found, added


def _new_customer(who: Who) -> ImportedCustomer:
    """Just the code; another program's long key is no code that anybody says aloud."""
    code = normal_code(who.key)
    if code is None:
        return ImportedCustomer(external_id=who.external_id or who.key)
    return ImportedCustomer(code=code, external_id=who.external_id or None)


def shops() -> dict[str, int]:
    """The shops, closed ones too, by their names, and by those in small letters."""
    names = accounts.shop_names()
    exactly = {name: shop_id for shop_id, name in names.items()}
    return {name.casefold(): shop_id for name, shop_id in exactly.items()} | exactly


def shop_of(name: str, *, shops: dict[str, int]) -> int | None:
    """The shop that a file names, in whatever case."""
    return shops.get(name) or shops.get(name.casefold())


def no_such_shop(name: str) -> str:
    """The refusal of a purchase in a shop that is not there."""
    return _(
        "There is no shop “%(name)s”. Add it in the settings, or correct the file.",
        name=shortened(name),
    )
