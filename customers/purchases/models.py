"""The tables of purchases: purchases and refunds, their lines, the rollups."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Index,
    SmallInteger,
    String,
    Text,
    UniqueConstraint,
    column,
    false,
    literal,
)
from sqlalchemy.orm import Mapped, mapped_column

from customers.ground.columns import Amount, Id, Quantity
from customers.ground.db import Model, Stamped
from customers.ground.keyed import Keyed
from customers.ground.tenancy import Owned, owned_args, owned_reference
from customers.purchases.rules import COUNTED, KINDS, STATES

# What another program calls a purchase: compared byte by byte on both databases.
Reference = String(100).with_variant(String(100, collation="C"), "postgresql")


def _one_of(name: str, values: tuple[str, ...]) -> CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{name} IN ({listed})", name=name)


def _index_where(name: str, *columns: str, condition: Any) -> Index:
    return Index(
        name,
        *("business_id", *columns),
        sqlite_where=condition,
        postgresql_where=condition,
    )


class Purchase(Stamped, Owned, Model):
    """A completed sale (`kind` purchase), or money given back (refund).

    It is known by `source` and `reference`; `fingerprint` is the digest of what was
    sent under them. `state` is counted, void (undone), or waiting: a refund whose
    purchase is not known, or is void. Only what is counted counts anywhere.

    `total_minor` is what was paid, tax within and discounts off, in minor units: 0 or
    more, and below 0 for a refund; `items` (thousandths) are negative where more came
    back than was bought.
    `refunded_minor` (0 or more) is how much of a purchase its counted refunds gave
    back. `purchased_at` is UTC, `purchased_on` the shop's day then; `counts_on` is the
    day in whose windows it falls: of a refund that names its purchase, that one's.
    `week_hour` (0 to 167) is how many whole hours after Monday 0:00 the shop's clock
    showed then; another time zone later moves neither.
    The customer's name, phone and address are kept as they were, unless the sale
    `has_said` who bought: then they are what it said, whoever its customer is.
    """

    __tablename__ = "purchase"
    __table_args__ = owned_args(
        UniqueConstraint("business_id", "source", "reference"),
        _one_of("kind", KINDS),
        _one_of("state", STATES),
        CheckConstraint("(kind = 'refund') = (total_minor < 0)", name="sign"),
        CheckConstraint("refunded_minor >= 0", name="refunded_minor"),
        owned_reference("customer_id", "customer"),
        owned_reference("shop_id", "shop"),
        owned_reference("staff_member_id", "staff_member"),
        owned_reference("refund_of_id", "purchase"),
        Index("ix_purchase_by_time", "business_id", "purchased_at", "id"),
        Index(
            "ix_purchase_of_customer",
            *("business_id", "customer_id", "purchased_at", "id"),
        ),
        _index_where(
            "ix_purchase_counted",
            *("customer_id", "purchased_on", "kind", "total_minor", "items"),
            "counts_on",
            condition=column("state") == "counted",
        ),
        _index_where(
            "ix_purchase_unattached",
            *("purchased_at", "id"),
            condition=column("customer_id").is_(None),
        ),
        *(
            _index_where(
                f"ix_purchase_of_{name}",
                *(name, "purchased_at", "id"),
                condition=column(name).is_not(None),
            )
            for name in ("shop_id", "staff_member_id")
        ),
        _index_where(
            "ix_purchase_refunds",
            *("purchased_at", "id"),
            condition=column("kind") == "refund",
        ),
        _index_where(
            "ix_purchase_refund_of",
            "refund_of_id",
            condition=column("refund_of_id").is_not(None),
        ),
        _index_where(
            "ix_purchase_waiting",
            *("source", "refund_of_reference"),
            condition=column("state") == "waiting",
        ),
    )

    kind: Mapped[str] = mapped_column(String(8))
    state: Mapped[str] = mapped_column(String(7))
    source: Mapped[str] = mapped_column(String(40))
    reference: Mapped[str] = mapped_column(Reference)
    fingerprint: Mapped[str] = mapped_column(String(32))
    customer_id: Mapped[int | None] = mapped_column(Id)
    shop_id: Mapped[int | None] = mapped_column(Id)
    staff_member_id: Mapped[int | None] = mapped_column(Id)
    purchased_at: Mapped[datetime]
    purchased_on: Mapped[date]
    week_hour: Mapped[int] = mapped_column(SmallInteger, default=0, server_default="0")
    counts_on: Mapped[date]
    total_minor: Mapped[int] = mapped_column(Amount)
    tax_minor: Mapped[int | None] = mapped_column(Amount)
    discount_minor: Mapped[int] = mapped_column(Amount, default=0)
    refunded_minor: Mapped[int] = mapped_column(Amount, default=0)
    items: Mapped[int] = mapped_column(Quantity, default=0)
    payment_method: Mapped[str | None] = mapped_column(String(40))
    refund_of_id: Mapped[int | None] = mapped_column(Id)
    refund_of_reference: Mapped[str | None] = mapped_column(Reference)
    customer_name: Mapped[str | None] = mapped_column(Text)
    customer_phone: Mapped[str | None] = mapped_column(Text)
    customer_address: Mapped[str | None] = mapped_column(Text)
    has_said: Mapped[bool] = mapped_column(default=False, server_default=false())


# Said in the statement itself, not as a parameter: so ix_purchase_counted, which holds
# only such rows, answers alone; else SQLite reads each row to see what it says.
IS_COUNTED = Purchase.state == literal(COUNTED, literal_execute=True)


class PurchaseLine(Owned, Model):
    """What was bought or given back, for how much; `position` counts from 1.

    `quantity` (thousandths) and `total_minor` (after `discount_minor`) have the line's
    sign. `unit_price_e4` is in ten-thousandths of the currency's main unit.
    """

    __tablename__ = "purchase_line"
    __table_args__ = owned_args(
        UniqueConstraint("business_id", "purchase_id", "position"),
        owned_reference("purchase_id", "purchase"),
        owned_reference("refund_of_line_id", "purchase_line"),
        _index_where(
            "ix_purchase_line_refund_of",
            "refund_of_line_id",
            condition=column("refund_of_line_id").is_not(None),
        ),
    )

    purchase_id: Mapped[int] = mapped_column(Id)
    position: Mapped[int]
    sku: Mapped[str | None] = mapped_column(String(60))
    description: Mapped[str | None] = mapped_column(Text)
    category: Mapped[str | None] = mapped_column(String(100))
    quantity: Mapped[int] = mapped_column(Quantity)
    unit_price_e4: Mapped[int | None] = mapped_column(Amount)
    discount_minor: Mapped[int] = mapped_column(Amount, default=0)
    total_minor: Mapped[int] = mapped_column(Amount)
    refund_of_line_id: Mapped[int | None] = mapped_column(Id)


class PurchaseDay(Keyed, Model):
    """The rollup: what was counted of a shop's day, kept with each change.

    `shop_id` is 0 for sales of no shop; `is_attached` is 1 for those of customers and
    0 for those without one. `sales_minor` and `refunded_minor` are 0 or more, and
    spend is their difference; `items` (thousandths) are net of what came back. Each
    row counts on its own `purchased_on`. For its lock and the next two's see
    `ground.locks`.
    """

    __tablename__ = "purchase_day"

    on_day: Mapped[date] = mapped_column(primary_key=True)
    shop_id: Mapped[int] = mapped_column(Id, primary_key=True)
    is_attached: Mapped[int] = mapped_column(primary_key=True)
    purchases: Mapped[int] = mapped_column(Id, default=0)
    refunds: Mapped[int] = mapped_column(Id, default=0)
    sales_minor: Mapped[int] = mapped_column(Amount, default=0)
    refunded_minor: Mapped[int] = mapped_column(Amount, default=0)
    items: Mapped[int] = mapped_column(Quantity, default=0)


class PurchaseHour(Keyed, Model):
    """The rollup by the hour: the counted purchases of a shop's day, of anybody.

    `week_hour` is that of the purchases.
    """

    __tablename__ = "purchase_hour"

    on_day: Mapped[date] = mapped_column(primary_key=True)
    shop_id: Mapped[int] = mapped_column(Id, primary_key=True)
    week_hour: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    purchases: Mapped[int] = mapped_column(Id, default=0)
    sales_minor: Mapped[int] = mapped_column(Amount, default=0)


class FirstDay(Keyed, Model):
    """The rollup of new customers: what was counted on the day of their first visit.

    The part of PurchaseDay that is of customers whose first visit was that day, those
    deleted since too; the rest of it is of customers who came back.
    """

    __tablename__ = "first_day"

    on_day: Mapped[date] = mapped_column(primary_key=True)
    shop_id: Mapped[int] = mapped_column(Id, primary_key=True)
    purchases: Mapped[int] = mapped_column(Id, default=0)
    refunds: Mapped[int] = mapped_column(Id, default=0)
    sales_minor: Mapped[int] = mapped_column(Amount, default=0)
    refunded_minor: Mapped[int] = mapped_column(Amount, default=0)
