"""Rows for the walk through the addresses: one of each kind beside the customer."""

from __future__ import annotations

from customers.ground import clock
from customers.ground.db import Model
from customers.ground.jobs import Job
from customers.membership.models import MembershipEntry, MembershipRun
from customers.membership.rules import IMPORT, NEVER
from customers.notes.models import Note
from customers.purchases.models import Purchase
from customers.purchases.products.models import Product
from customers.transfer.uploads.models import Upload


def others_of(customer_id: int) -> dict[str, Model]:
    """Rows of the customer and the business, by the name of their id in addresses."""
    return {
        "note_id": Note(customer_id=customer_id, kind="general", text="Walked over"),
        "job_id": Job(kind="walk", title="Walked over", language="en", given={}),
        "upload_id": _upload(),
        "product_id": Product(sku="WALK", name="Walked over", sort_name="walked over"),
        "purchase_id": _purchase(),
        "entry_id": _entry(customer_id),
        "run_id": MembershipRun(kind="switch", state="previewed"),
    }


def _upload() -> Upload:
    return Upload(
        kind="customers",
        name="walked.csv",
        source="import",
        size=1,
        rows=1,
        encoding="utf-8",
        delimiter=",",
        columns=[],
        notes=[],
    )


def _purchase() -> Purchase:
    return Purchase(
        kind="purchase",
        state="counted",
        source="walk",
        reference="1",
        fingerprint="walked over",
        purchased_at=clock.now(),
        purchased_on=clock.now().date(),
        counts_on=clock.now().date(),
        total_minor=100,
    )


def _entry(customer_id: int) -> MembershipEntry:
    """Of an import: no door asks whose it was."""
    return MembershipEntry(
        customer_id=customer_id,
        on_day=clock.now().date(),
        was_member=False,
        is_member=False,
        until=NEVER,
        cause=IMPORT,
        spend_minor=0,
        period_from=NEVER,
    )
