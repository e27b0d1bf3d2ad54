"""The external ids of one customer, as sorted lists of [source, value]."""

from __future__ import annotations

from sqlalchemy import delete, select, tuple_

from customers.directory.models import ExternalId
from customers.directory.schemas import ProfileInput
from customers.ground import tenancy
from customers.ground.db import db

Ids = list[list[str]]


def given(values: ProfileInput) -> Ids:
    """Those of the input, each once."""
    return _sorted({(each.source, each.value) for each in values.external_ids})


def pairs(ids: Ids) -> set[tuple[str, str]]:
    """The same as a set, to tell what came and went."""
    return {(source, value) for source, value in ids}


def known(customer_id: int) -> Ids:
    """Those kept of the customer; fingerprints of imported rows are none."""
    found = db.session.execute(
        select(ExternalId.source, ExternalId.value).where(
            ExternalId.customer_id == customer_id, ExternalId.kind == "external"
        )
    )
    return _sorted({(source, value) for source, value in found})


def add(customer_id: int, *, ids: Ids) -> None:
    """Write new ones down."""
    rows = [
        {
            "customer_id": customer_id,
            "source": source,
            "value": value,
            "kind": "external",
        }
        for source, value in ids
    ]
    tenancy.write_many(db.session(), ExternalId, rows)


def replace(customer_id: int, *, before: Ids, after: Ids) -> None:
    """Write down what came and take away what went."""
    gone = pairs(before) - pairs(after)
    if gone:
        db.session.execute(
            delete(ExternalId).where(
                ExternalId.customer_id == customer_id,
                tuple_(ExternalId.source, ExternalId.value).in_(list(gone)),
            )
        )
    add(customer_id, ids=_sorted(pairs(after) - pairs(before)))


def _sorted(ids: set[tuple[str, str]]) -> Ids:
    return sorted([source, value] for source, value in ids)
