"""A customer's purchases and refunds as a list: newest first, filtered, paged.

A page takes a fixed number of questions, however many there are; a filter that leaves
little looks through a bounded number of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple
from urllib.parse import urlencode

from flask_babel import gettext as _
from sqlalchemy import Select, select

from customers.accounts import queries as accounts
from customers.accounts.actors import Actor
from customers.ground import paging
from customers.ground.db import db
from customers.ground.paging import Order, Window
from customers.purchases.models import Purchase
from customers.purchases.queries import when
from customers.purchases.queries.of_customer_rows import ListedSale, listed
from customers.purchases.rules import KINDS, VOID
from customers.purchases.wording import KIND_LABELS

PAGE_SIZE = 10
# How many are looked through for a page that a filter leaves little of.
READING = (500, 4_000)
FILTERS = ("kind", "shop", "from", "to")
_COLUMNS = (
    *("id", "kind", "state", "reference", "purchased_at", "shop_id", "total_minor"),
    *("discount_minor", "refunded_minor", "payment_method"),
)
Options = list[tuple[str, str, bool]]


class Asked(NamedTuple):
    """The filters of an address; what makes no sense there is none (None)."""

    kind: str | None = None
    shop_id: int | None = None
    from_day: date | None = None
    to_day: date | None = None

    @property
    def params(self) -> dict[str, str]:
        """The filters that are set, as an address says them."""
        values = dict(zip(FILTERS, self, strict=True))
        return {n: str(value) for n, value in values.items() if value is not None}


class CustomerSales(NamedTuple):
    """A page of a customer's purchases and refunds.

    `kinds` and `shops` are choices (value, text, is chosen), `shops` empty where there
    is no choice; `form` what is typed into the filter. The URLs are None where there
    is no such way. `is_cut`: a filter left some unlooked at, which `next_url` goes on
    to.
    """

    rows: Sequence[ListedSale]
    kinds: Options
    shops: Options
    form: Mapping[str, str]
    url: str
    previous_url: str | None
    next_url: str | None
    first_url: str | None
    is_filtered: bool
    is_cut: bool


def purchase_ids(customer_id: int) -> Select[int]:
    """The ids of what the customer bought and gave back, for whoever counts some.

    What was undone is none of it.
    """
    return select(Purchase.id).where(
        Purchase.customer_id == customer_id, Purchase.state != VOID
    )


def asked_of_customer(arguments: Mapping[str, str]) -> Asked:
    """What an address asks for."""
    kind, shop = arguments.get("kind"), arguments.get("shop", "")
    is_id = shop.isascii() and shop.isdigit() and len(shop) < 19
    return Asked(
        kind if kind in KINDS else None,
        int(shop) if is_id else None,
        _day(arguments.get("from", "")),
        _day(arguments.get("to", "")),
    )


def of_customer(
    customer_id: int,
    *,
    of: Asked,
    actor: Actor,
    after: str | None = None,
    before: str | None = None,
) -> CustomerSales:
    """A page of 10 of a customer whom the actor may see.

    Raises: Invalid for a cursor that is none.
    """
    page = {"size": PAGE_SIZE, "after": after, "before": before}
    window = _window(customer_id, of, page)
    here = purchases_url(customer_id)
    shops = accounts.shop_names()
    return CustomerSales(
        rows=listed(window.rows, shops=shops, actor=actor),
        kinds=_kinds(of.kind),
        shops=_shops(shops, of.shop_id),
        form={name: of.params.get(name, "") for name in FILTERS},
        url=here,
        previous_url=_url(here, of, "before", window.before),
        next_url=_url(here, of, "after", window.after),
        first_url=_url(here, of) if after or before else None,
        is_filtered=bool(of.params),
        is_cut=window.is_cut,
    )


def purchases_url(customer_id: int) -> str:
    """The address of the customer's purchases."""
    return f"/customers/{customer_id}/purchases"


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    # Beyond these no moment can be told in every time zone.
    return found if 2 < found.year < 9_998 else None


def _window(customer_id: int, of: Asked, page: dict[str, Any]) -> Window:
    columns = [getattr(Purchase, name) for name in _COLUMNS]
    wanted = select(*columns).where(Purchase.customer_id == customer_id)
    wanted = wanted.where(*when.on_days(of.from_day, last=of.to_day))
    # Days are ranges of the order, and so of its index.
    page = {"within": when.around(of.from_day, last=of.to_day), **page}
    order = Order(Purchase.id, Purchase.purchased_at)
    if of.kind is None and of.shop_id is None:
        return paging.window(db.session(), wanted, order=order, **page)

    def keep(columns: Any) -> list[Any]:
        named = {"kind": of.kind, "shop_id": of.shop_id}
        return [columns[n] == value for n, value in named.items() if value is not None]

    return paging.kept_window(
        db.session(), wanted, keep=keep, reading=READING, order=order, **page
    )


def _url(here: str, of: Asked, name: str = "", cursor: str | None = "") -> str | None:
    """The address with these filters, and with a cursor; None where that is None."""
    if cursor is None:
        return None
    params = of.params | ({name: cursor} if name else {})
    return f"{here}?{urlencode(params)}" if params else here


def _kinds(chosen: str | None) -> Options:
    choices = [("", _("Purchases and refunds"))]
    choices += [(kind, str(label)) for kind, label in KIND_LABELS.items()]
    return [(value, text, value == (chosen or "")) for value, text in choices]


def _shops(names: Mapping[int, str], chosen: int | None) -> Options:
    """The shops to choose from; one alone is no choice, unless it is chosen."""
    if len(names) < 2 and chosen is None:
        return []
    found = sorted(names.items(), key=lambda one: one[1].casefold())
    options = [("", _("Any shop"), chosen is None)]
    options += [(str(shop_id), name, shop_id == chosen) for shop_id, name in found]
    if chosen is not None and chosen not in names:
        options.append((str(chosen), _("unknown"), True))
    return options
