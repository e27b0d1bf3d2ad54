"""An export of sales: those of a list as one CSV file, made at once.

A row is a purchase or refund. The names of the columns are part of the format, in
English whatever language is read.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from sqlalchemy import Row, select

from customers import events
from customers.accounts import permissions
from customers.accounts import queries as accounts
from customers.accounts.actors import Actor
from customers.directory.models import Customer
from customers.ground import texts
from customers.ground.among import among
from customers.ground.db import db
from customers.ground.errors import Invalid
from customers.purchases.queries.asked import AskedSales
from customers.purchases.queries.selling import sales_window
from customers.transfer.events import SalesExported
from customers.transfer.export import csv_files
from customers.transfer.export.columns import CellWriter, guarded
from customers.transfer.limits import check_limit, take_turn
from customers.transfer.schemas import CSV, OWN_RECORDS

HEADER = (
    *("Source", "Reference", "Kind", "State", "Purchased at", "Customer code"),
    *("Customer name", "Shop", "Rung up by", "Payment method", "Items", "Amount"),
    *("Currency", "Tax", "Discount", "Refund of"),
)
MOST = 10_000
_AT_ONCE = 1_000
# So often a list is read on; of a filter that few sales pass it may not be the end.
_MOST_READS = 40
_MORE = ("source", "items", "tax_minor", "discount_minor", "refund_of_reference")


class SalesFile(NamedTuple):
    """A file of sales, and how many are in it."""

    content: bytes
    rows: int


def sales_file(asked: AskedSales, *, actor: Actor) -> SalesFile:
    """The sales of a list, the latest first, as a CSV file; reads only.

    Raises: Forbidden; TooMany; Invalid for more than 10,000, or a search too long.
    """
    actor.need(permissions.EXPORT_CUSTOMERS)
    check_limit(actor, fact=SalesExported)
    found = _all(asked)
    lines = csv_files.lines(_cells(found, actor))
    return SalesFile(csv_files.head(HEADER) + lines, len(found))


def give_out_sales(made: SalesFile, *, asked: AskedSales, actor: Actor) -> None:
    """Write down that a file of sales was given.

    Raises: Forbidden; TooMany. Records: SalesExported.
    """
    actor.need(permissions.EXPORT_CUSTOMERS)
    take_turn(actor, what="exports of sales")
    check_limit(actor, fact=SalesExported)
    selection = {name: str(value) for name, value in asked.filters.items()}
    data = {"format": CSV, "purpose": OWN_RECORDS, "selection": selection}
    fact = SalesExported(actor.business_id, data={**data, "rows": made.rows})
    events.record(fact, actor=actor)


def _all(asked: AskedSales) -> list[Row[Any]]:
    found: list[Row[Any]] = []
    after: str | None = None
    for _read in range(_MOST_READS):
        page = sales_window(asked, more=_MORE, size=_AT_ONCE, after=after, before=None)
        found += page.rows
        after = page.after
        if len(found) > MOST:
            break
        if after is None:
            return found
    most = texts.count_text(MOST)
    raise Invalid(
        _("A file takes up to %(most)s sales. Choose a shorter period.", most=most)
    )


def _cells(rows: Sequence[Row[Any]], actor: Actor) -> list[tuple[Any, ...]]:
    writer, zone = CellWriter(actor.currency), ZoneInfo(actor.timezone)
    shops, staff = accounts.shop_names(), accounts.staff_names()
    customers = _customers(rows)
    cells = []
    for row in rows:
        code, name = customers.get(row.customer_id, ("", ""))
        tax = row.tax_minor
        cells.append(
            (
                guarded(row.source),
                guarded(row.reference),
                row.kind,
                row.state,
                row.purchased_at.astimezone(zone).isoformat(timespec="seconds"),
                guarded(code),
                guarded(name or row.customer_name or ""),
                guarded(shops.get(row.shop_id, "")),
                guarded(staff.get(row.staff_member_id, "")),
                guarded(row.payment_method or ""),
                _quantity(row.items),
                writer.amount(row.total_minor),
                actor.currency,
                "" if tax is None else writer.amount(tax),
                writer.amount(row.discount_minor),
                guarded(row.refund_of_reference or ""),
            )
        )
    return cells


def _customers(rows: Sequence[Row[Any]]) -> dict[int, tuple[str, str]]:
    """(code, name) of the rows' customers; deleted ones are left out."""
    ids = {row.customer_id for row in rows} - {None}
    if not ids:
        return {}
    wanted = select(Customer.id, Customer.code, Customer.name)
    found = db.session.execute(wanted.where(among(db.session(), Customer.id, ids)))
    return {row.id: (row.code, row.name) for row in found}


def _quantity(thousandths: int) -> str:
    sign = "-" if thousandths < 0 else ""
    whole, behind = divmod(abs(thousandths), 1_000)
    text = f"{sign}{whole}.{behind:03d}"
    return text.rstrip("0").rstrip(".")
