"""Purchases and refunds of a page as its rows show them: texts, lines, refunds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import Row, func, select

from customers.accounts.actors import Actor
from customers.ground import texts
from customers.ground.among import among
from customers.ground.db import db
from customers.purchases.models import Purchase, PurchaseLine
from customers.purchases.rules import COUNTED, PURCHASE
from customers.purchases.wording import badges, quantity_text

# So many lines and refunds of each are shown; more are on the page of the sale.
MOST_LINES, MOST_REFUNDS = 12, 20
# So few lines need not be unfolded.
INLINE = 3


class ShownLine(NamedTuple):
    """A line: how many of what, for how much."""

    quantity: str
    text: str
    total: str


class ShownRefund(NamedTuple):
    """A refund of a purchase."""

    url: str
    at: str
    total: str


class ListedSale(NamedTuple):
    """A purchase or refund as the list shows it.

    `badges` are (text, tone) of what is other than usual; `facts` are its shop, payment
    method, reference and discount, those there are. `at_iso` is for machines.
    `has_more`: there are more lines than these; `lines_text` says how many there are.
    """

    id: int
    url: str
    at: str
    at_iso: str
    total: str
    counts: bool
    badges: list[tuple[str, str]]
    facts: list[str]
    lines: list[ShownLine]
    has_more: bool
    lines_text: str
    is_folded: bool
    given_back: str
    refunds: list[ShownRefund]
    has_more_refunds: bool


def listed(
    rows: Sequence[Row[Any]], *, shops: Mapping[int, str], actor: Actor
) -> list[ListedSale]:
    """The rows in their order, with the lines and refunds of each: two questions."""
    ids = [row.id for row in rows]
    lines = _lines(ids, actor) if ids else {}
    bought = [row.id for row in rows if row.refunded_minor]
    refunds = _refunds(bought, actor) if bought else {}
    return [
        _listed(row, lines.get(row.id, []), refunds.get(row.id, []), shops, actor)
        for row in rows
    ]


def sale_url(purchase_id: int) -> str:
    """The address of one purchase or refund."""
    return f"/sales/{purchase_id}"


def _listed(
    row: Row[Any],
    lines: list[ShownLine],
    refunds: list[ShownRefund],
    shops: Mapping[int, str],
    actor: Actor,
) -> ListedSale:
    discount = ""
    if row.discount_minor:
        amount = texts.money_text(row.discount_minor, currency=actor.currency)
        discount = _("%(amount)s discount", amount=amount)
    facts = (shops.get(row.shop_id), row.payment_method, row.reference, discount)
    given_back = ""
    if row.refunded_minor:
        amount = texts.money_text(row.refunded_minor, currency=actor.currency)
        given_back = _("%(amount)s given back", amount=amount)
    return ListedSale(
        id=row.id,
        url=sale_url(row.id),
        at=texts.moment_text(row.purchased_at, timezone=actor.timezone),
        at_iso=row.purchased_at.isoformat(timespec="seconds"),
        total=texts.money_text(row.total_minor, currency=actor.currency),
        counts=row.state == COUNTED,
        badges=badges(row.kind, state=row.state),
        facts=[fact for fact in facts if fact],
        lines=lines[:MOST_LINES],
        has_more=len(lines) > MOST_LINES,
        lines_text=_how_many(len(lines)),
        is_folded=len(lines) > INLINE,
        given_back=given_back,
        refunds=refunds[:MOST_REFUNDS],
        has_more_refunds=len(refunds) > MOST_REFUNDS,
    )


def _how_many(lines: int) -> str:
    if lines > MOST_LINES:
        return _("More than %(number)s lines", number=MOST_LINES)
    return ngettext("%(num)d line", "%(num)d lines", lines)


def _lines(purchase_ids: Sequence[int], actor: Actor) -> dict[int, list[ShownLine]]:
    """The first lines of each, one more than is shown."""
    wanted = (
        select(
            PurchaseLine.purchase_id,
            PurchaseLine.sku,
            PurchaseLine.description,
            PurchaseLine.quantity,
            PurchaseLine.total_minor,
        )
        .where(
            among(db.session(), PurchaseLine.purchase_id, purchase_ids),
            PurchaseLine.position <= MOST_LINES + 1,
        )
        .order_by(PurchaseLine.purchase_id, PurchaseLine.position)
    )
    found: dict[int, list[ShownLine]] = defaultdict(list)
    # Most quantities are one or two, and saying a number takes its time.
    quantities: dict[int, str] = {}
    for purchase_id, sku, description, quantity, total_minor in db.session.execute(
        wanted
    ):
        said = quantities.get(quantity) or quantity_text(quantity)
        quantities[quantity] = said
        total = texts.money_text(total_minor, currency=actor.currency)
        line = ShownLine(said, description or sku or _("Without a name"), total)
        found[purchase_id].append(line)
    return found


def _refunds(purchase_ids: Sequence[int], actor: Actor) -> dict[int, list[ShownRefund]]:
    """The first refunds that count of each purchase, one more than is shown, in order
    of arrival.
    """
    place = func.row_number().over(
        partition_by=Purchase.refund_of_id, order_by=Purchase.id
    )
    placed = (
        select(Purchase.id, place.label("place"))
        .where(
            among(db.session(), Purchase.refund_of_id, purchase_ids),
            Purchase.state == COUNTED,
            Purchase.kind != PURCHASE,
        )
        .subquery()
    )
    wanted = (
        select(
            Purchase.id,
            Purchase.refund_of_id,
            Purchase.purchased_at,
            Purchase.total_minor,
        )
        .join(placed, placed.c.id == Purchase.id)
        .where(placed.c.place <= MOST_REFUNDS + 1)
        .order_by(Purchase.id)
    )
    found: dict[int, list[ShownRefund]] = defaultdict(list)
    for row in db.session.execute(wanted):
        shown = ShownRefund(
            sale_url(row.id),
            texts.moment_text(row.purchased_at, timezone=actor.timezone),
            texts.money_text(row.total_minor, currency=actor.currency),
        )
        found[row.refund_of_id].append(shown)
    return found
