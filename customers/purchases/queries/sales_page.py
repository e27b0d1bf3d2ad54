"""The list of sales as its page shows it: every text and address ready."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlalchemy import Row

from customers.accounts import queries as accounts
from customers.accounts.actors import Actor
from customers.ground import texts
from customers.ground.errors import Invalid
from customers.ground.paging import Window
from customers.purchases import wording
from customers.purchases.queries import selling
from customers.purchases.queries.asked import FILTERS, SALES, SIZES, AskedSales
from customers.purchases.queries.currency import any_purchase
from customers.purchases.queries.sales_filters import LABELS, chips
from customers.purchases.queries.selling import What
from customers.purchases.queries.summary import Summary, summary
from customers.purchases.rules import VOID


class ShownSale(NamedTuple):
    """A sale as the list shows it; texts are ready, "" where there is nothing.

    `customer` is the name of the customer, or what the sale said of somebody who is
    none (then `customer_id` is None). `badges` say that it is a refund, waits or was
    undone. `amount` is below nothing for a refund.
    """

    id: int
    at: str
    at_iso: str
    customer_id: int | None
    customer: str
    what: str
    more: str
    shop: str
    staff: str
    payment_method: str
    amount: str
    is_void: bool
    badges: list[tuple[str, str]]


def sales_page(asked: AskedSales, *, actor: Actor) -> dict[str, Any]:
    """What the results of an address need. Raises: Invalid for a wrong cursor."""
    window = selling.sales_window(asked)
    rows = _shown(window.rows, actor)
    total = summary(asked)
    return {
        "rows": rows,
        "said": "" if total is not None else _said(asked, window),
        "figures": _figures(total, actor) if total is not None else [],
        "is_cut": window.is_cut,
        "is_further": asked.is_further,
        "is_backwards": asked.is_backwards,
        "is_unused": not rows and not asked.filters and not any_purchase(),
        "chips": chips(asked),
        "plain_url": SALES,
        "first_url": asked.url(),
        "export_url": asked.url_of(f"{SALES}/export"),
        "clear_url": asked.url(**dict.fromkeys(FILTERS)),
        "sizes": _sizes(asked),
        "pages": {
            "previous_url": window.before and asked.url(before=window.before),
            "next_url": window.after and asked.url(after=window.after),
        },
    }


_OTHERS = {"size": _l("Rows a page"), "after": _l("Page"), "before": _l("Page")}


def faults(refused: Invalid) -> list[tuple[str, str]]:
    """What an address says that the list cannot understand: (label, sentence)."""
    labels = {**LABELS, **_OTHERS}
    named = refused.details.items()
    return [(str(labels.get(name, name)), sentence) for name, sentence in named]


def _shown(rows: Sequence[Row[Any]], actor: Actor) -> list[ShownSale]:
    names = selling.customer_names(rows)
    sold = selling.what_was_sold([row.id for row in rows])
    shops, staff = accounts.shop_names(), accounts.staff_names()
    shown = []
    for row in rows:
        what, more = _what(row, sold.get(row.id))
        shown.append(
            ShownSale(
                id=row.id,
                at=texts.moment_text(row.purchased_at, timezone=actor.timezone),
                at_iso=row.purchased_at.isoformat(timespec="seconds"),
                customer_id=row.customer_id if row.customer_id in names else None,
                customer=names.get(row.customer_id)
                or row.customer_name
                or row.customer_phone
                or "",
                what=what,
                more=more,
                shop=shops.get(row.shop_id, ""),
                staff=staff.get(row.staff_member_id, ""),
                payment_method=row.payment_method or "",
                amount=texts.money_text(row.total_minor, currency=actor.currency),
                is_void=row.state == VOID,
                badges=wording.badges(row.kind, state=row.state),
            )
        )
    return shown


def _what(row: Row[Any], sold: What | None) -> tuple[str, str]:
    """What was sold, or else its reference; and how many lines more there are."""
    if sold is None or not sold.description:
        return row.reference, ""
    others = sold.lines - 1
    return sold.description, f"+{texts.count_text(others)}" if others else ""


def _figures(total: Summary, actor: Actor) -> list[tuple[str, str]]:
    return [
        (_("Purchases"), texts.count_text(total.purchases)),
        (_("Refunds"), texts.count_text(total.refunds)),
        (_("Spend"), texts.money_text(total.spend_minor, currency=actor.currency)),
    ]


def _said(asked: AskedSales, window: Window) -> str:
    """How many there are, as far as is known without counting."""
    if not window.rows:
        return _("None so far") if window.is_cut else _("No match")
    count = len(window.rows)
    if asked.is_further:
        return _("%(sales)s on this page", sales=_sales_text(count))
    if window.after or window.is_cut:
        return _("%(count)s+ sales", count=texts.count_text(count))
    return _sales_text(count)


def _sales_text(count: int) -> str:
    return ngettext(
        "%(count)s sale", "%(count)s sales", count, count=texts.count_text(count)
    )


def _sizes(asked: AskedSales) -> list[tuple[str, str, bool]]:
    return [
        (
            str(size),
            asked.url(size="" if size == SIZES[0] else str(size)),
            size == asked.size,
        )
        for size in SIZES
    ]
