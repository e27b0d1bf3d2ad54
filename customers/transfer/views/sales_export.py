"""The doors of an export of sales: what would be in the file, and the file."""

from __future__ import annotations

from typing import NamedTuple

from flask import request

from customers.accounts.permissions import EXPORT_CUSTOMERS
from customers.ground import answers, clock
from customers.ground.answers import Answer
from customers.ground.doors import actor
from customers.ground.errors import Invalid, TooMany
from customers.purchases.queries.asked import AskedSales, asked_sales
from customers.purchases.queries.sales_filters import chips
from customers.transfer.export.csv_files import MEDIA_TYPE
from customers.transfer.export.sales import SalesFile, give_out_sales, sales_file
from customers.transfer.views.room import room


class Prepared(NamedTuple):
    """A file that may be given, and what it was asked for."""

    made: SalesFile
    asked: AskedSales


@room.get("/sales/export", access=EXPORT_CUSTOMERS)
def export_sales() -> Answer:
    """Show what an export of the sales that the address names would hold."""
    return _page(asked_sales(request.args))


def _make_ready() -> Prepared:
    """Make the file before the unit of work, so that nobody waits for it."""
    wanted = asked_sales(request.form)
    try:
        return Prepared(sales_file(wanted, actor=actor()), wanted)
    except (Invalid, TooMany) as refused:
        message = refused.message
        refused.answer = lambda: _page(wanted, refusal=message)
        raise


@room.post("/sales/export", access=EXPORT_CUSTOMERS, prepare=_make_ready)
def give_sales(prepared: Prepared) -> Answer:
    """Give the file; who took it is written down first."""
    give_out_sales(prepared.made, asked=prepared.asked, actor=actor())
    today = clock.today(actor().timezone).isoformat()
    return answers.download(
        [prepared.made.content], filename=f"sales-{today}.csv", media_type=MEDIA_TYPE
    )


def _page(wanted: AskedSales, *, refusal: str = "") -> Answer:
    return answers.page(
        "transfer/export_sales.html",
        refusal=refusal,
        filters=[(chip.label, chip.text) for chip in chips(wanted)],
        params={name: text for name, text in wanted.form.items() if text},
        list_url=wanted.url(),
    )
