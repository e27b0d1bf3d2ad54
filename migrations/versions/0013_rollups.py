"""Purchases by the hour, and what customers buy on their first day."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

from customers.ground.walls import raise_row_security

revision = "0013"
down_revision = "0012"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
NUMBER = sa.BigInteger()
TABLES = ("purchase_hour", "first_day", "first_visit_tally")
INDEX = "ix_customer_first_visit_on"
HAS_VISITED = "first_visit_on > '0001-01-01'"
AT_ONCE = 10_000


def upgrade() -> None:
    """Make the column and tables, and fill them from the sales that are there."""
    hour = sa.Column("week_hour", sa.SmallInteger(), nullable=False, server_default="0")
    op.add_column("purchase", hour)
    _make_tables()
    for table in TABLES:
        raise_row_security(op, table)
    _fill_each_business()
    where = sa.text(f"deleted_at IS NULL AND {HAS_VISITED}")
    op.create_index(
        INDEX,
        "customer",
        ["business_id", "first_visit_on", "id"],
        sqlite_where=where,
        postgresql_where=where,
    )


def downgrade() -> None:
    """Take them away; sales and first visits stay."""
    op.drop_index(INDEX, table_name="customer")
    for table in reversed(TABLES):
        op.drop_table(table)
    op.drop_column("purchase", "week_hour")


def _make_tables() -> None:
    _make(
        "purchase_hour",
        key={"on_day": sa.Date(), "shop_id": ID, "week_hour": sa.SmallInteger()},
        numbers={"purchases": ID, "sales_minor": NUMBER},
    )
    counts, sums = ("purchases", "refunds"), ("sales_minor", "refunded_minor")
    _make(
        "first_day",
        key={"on_day": sa.Date(), "shop_id": ID},
        numbers=dict.fromkeys(counts, ID) | dict.fromkeys(sums, NUMBER),
    )
    _make(
        "first_visit_tally",
        key={"on_month": sa.Date()},
        numbers={"buyers": ID, "repeaters": ID},
    )


def _make(table, *, key, numbers) -> None:
    op.create_table(
        table,
        sa.Column("business_id", ID, nullable=False),
        *(
            sa.Column(name, type_, nullable=False)
            for name, type_ in (key | numbers).items()
        ),
        sa.PrimaryKeyConstraint("business_id", *key, name=f"pk_{table}"),
        sqlite_with_rowid=False,
    )


def _fill_each_business() -> None:
    bind = op.get_bind()
    has_walls = bind.dialect.name == "postgresql"
    enter = sa.text("SELECT set_config('app.business_id', :id, true)")
    wanted = sa.text("SELECT id, timezone FROM business")
    for business_id, timezone in bind.execute(wanted).all():
        if has_walls:
            bind.execute(enter, {"id": str(business_id)})
        _fill_hours(int(business_id), ZoneInfo(timezone))
        _fill(int(business_id))
    if has_walls:
        bind.execute(enter, {"id": ""})


def _fill(business_id) -> None:
    op.execute(
        "INSERT INTO purchase_hour (business_id, on_day, shop_id, week_hour, "
        "purchases, sales_minor) SELECT business_id, purchased_on, "
        "coalesce(shop_id, 0), week_hour, count(*), sum(total_minor) FROM purchase "
        f"WHERE business_id = {business_id} AND state = 'counted' "
        "AND kind = 'purchase' GROUP BY 1, 2, 3, 4"
    )
    is_sale = "p.kind = 'purchase'"
    sums = ", ".join(
        f"sum(CASE WHEN {is_sale} THEN {sold} ELSE {given_back} END)"
        for sold, given_back in (
            *(("1", "0"), ("0", "1")),
            *(("p.total_minor", "0"), ("0", "-p.total_minor")),
        )
    )
    op.execute(
        "INSERT INTO first_day (business_id, on_day, shop_id, purchases, refunds, "
        "sales_minor, refunded_minor) "
        f"SELECT p.business_id, p.purchased_on, coalesce(p.shop_id, 0), {sums} "
        "FROM purchase AS p JOIN customer AS c ON c.business_id = p.business_id "
        "AND c.id = p.customer_id AND c.first_visit_on = p.purchased_on "
        f"WHERE p.business_id = {business_id} AND p.state = 'counted' "
        "GROUP BY 1, 2, 3"
    )
    month = "CAST(date_trunc('month', first_visit_on) AS date)"
    if op.get_bind().dialect.name == "sqlite":
        month = "strftime('%Y-%m-01', first_visit_on)"
    op.execute(
        "INSERT INTO first_visit_tally (business_id, on_month, buyers, repeaters) "
        f"SELECT business_id, {month}, count(*), "
        "sum(CASE WHEN visits > 1 THEN 1 ELSE 0 END) FROM customer "
        f"WHERE business_id = {business_id} AND deleted_at IS NULL "
        f"AND {HAS_VISITED} GROUP BY 1, 2"
    )


def _fill_hours(business_id, zone) -> None:
    """Say of each sale its hour, so many at a time by rising id."""
    bind, last = op.get_bind(), 0
    purchase = sa.table(
        "purchase",
        *(sa.column("id", ID), sa.column("business_id", ID)),
        *(sa.column("purchased_at", MOMENT), sa.column("purchased_on", sa.Date())),
    )
    named = sa.select(purchase.c.id, purchase.c.purchased_at, purchase.c.purchased_on)
    wanted = (
        named.where(purchase.c.business_id == business_id)
        .where(purchase.c.id > sa.bindparam("last"))
        .order_by(purchase.c.id)
        .limit(AT_ONCE)
    )
    while rows := bind.execute(wanted, {"last": last}).all():
        last = rows[-1].id
        hours = [week_hour(row.purchased_at, row.purchased_on, zone) for row in rows]
        _write_hours(business_id, [row.id for row in rows], hours)


def _write_hours(business_id, ids, hours) -> None:
    bind = op.get_bind()
    if bind.dialect.name == "sqlite":
        bind.exec_driver_sql(
            "UPDATE purchase SET week_hour = ? WHERE id = ?",
            list(zip(hours, ids, strict=True)),
        )
        return
    bind.execute(
        sa.text(
            "UPDATE purchase SET week_hour = given.hour FROM unnest("
            "CAST(:ids AS bigint[]), CAST(:hours AS smallint[])) AS given (id, hour) "
            "WHERE purchase.business_id = :business AND purchase.id = given.id"
        ),
        {"ids": ids, "hours": hours, "business": business_id},
    )


def week_hour(at: datetime, on: date, zone) -> int:
    """The whole hours since Monday 0:00 of a moment on this day of the shop.

    Of a day that the zone of today does not make of it, since another one was set
    then, the hour that is nearest.
    """
    local = (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(zone)
    if local.date() == on:
        return on.weekday() * 24 + local.hour
    return on.weekday() * 24 + (0 if local.date() < on else 23)
