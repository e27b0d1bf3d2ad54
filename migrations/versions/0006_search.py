"""The search index, the tallies, and what the list sorts by."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from customers.directory.rules import NOTHING, search_entry, suffixes
from customers.ground.walls import raise_row_security

revision = "0006"
down_revision = "0005"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
FOLDED = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
SHOWN = "deleted_at IS NULL"
SORTED = (
    *("sort_name", "sort_email", "customer_type", "since", "updated_at"),
    *("visits", "spend_minor", "last_visit_on"),
)
FILTERED = ("preferred_shop_id", "assigned_staff_member_id")
TABLES = ("customer_word", "customer_suffix", "customer_search", "tally")
AT_ONCE = 1_000


def upgrade() -> None:
    """Add the columns and tables, and fill them from the customers that are there."""
    _add_columns()
    _make_tables()
    for name in SORTED:
        _index(f"ix_customer_by_{name}", [name, "id"], SHOWN)
    for name in FILTERED:
        _index(
            f"ix_customer_of_{name}", [name, "id"], f"{SHOWN} AND {name} IS NOT NULL"
        )
    _index("ix_customer_inactive", ["id"], f"{SHOWN} AND status = 'inactive'")
    for (business_id,) in (
        op.get_bind().execute(sa.text("SELECT id FROM business")).all()
    ):
        _enter(business_id)
        _fill_search(business_id)
        _fill_tallies(business_id)
    _enter(None)
    for table in TABLES:
        raise_row_security(op, table)


def downgrade() -> None:
    """Take it all away; the folded email stands where it stood."""
    for table in reversed(TABLES):
        op.drop_table(table)
    names = [f"ix_customer_by_{name}" for name in SORTED]
    names += [f"ix_customer_of_{name}" for name in FILTERED]
    for name in (*names, "ix_customer_inactive"):
        op.drop_index(name, "customer")
    op.add_column("customer", sa.Column("email_folded", FOLDED, nullable=True))
    _in_every_business("UPDATE customer SET email_folded = NULLIF(sort_email, '')")
    columns = ["business_id", "email_folded"]
    op.create_index("ix_customer_email_folded", "customer", columns)
    for name in ("sort_email", "visits", "spend_minor", "last_visit_on"):
        op.drop_column("customer", name)
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column("customer", "code", type_=sa.String(32))


def _add_columns() -> None:
    for column in (
        sa.Column("sort_email", FOLDED, nullable=False, server_default=""),
        sa.Column("visits", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("spend_minor", sa.BigInteger(), nullable=False, server_default="0"),
        sa.Column(
            "last_visit_on", sa.Date(), nullable=False, server_default="0001-01-01"
        ),
    ):
        op.add_column("customer", column)
    _in_every_business("UPDATE customer SET sort_email = COALESCE(email_folded, '')")
    op.drop_index("ix_customer_email_folded", "customer")
    op.drop_column("customer", "email_folded")
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column("customer", "code", type_=sa.String(32, collation="C"))


def _index(name: str, columns: list[str], condition: str) -> None:
    where = sa.text(condition)
    op.create_index(
        name,
        "customer",
        ["business_id", *columns],
        sqlite_where=where,
        postgresql_where=where,
    )


def _make_tables() -> None:
    _make_keyed(
        "customer_word", ("kind", sa.String(5)), ("word", FOLDED), ("customer_id", ID)
    )
    _make_keyed("customer_suffix", ("suffix", FOLDED), ("customer_id", ID))
    _make_keyed(
        "customer_search",
        ("customer_id", ID),
        rest=[
            sa.Column("words", sa.Text(), nullable=False),
            sa.Column("phones", sa.Text(), nullable=False),
        ],
    )
    _make_keyed(
        "tally", ("name", sa.String(40)), rest=[sa.Column("total", ID, nullable=False)]
    )


def _make_keyed(table, *key, rest=()):
    names = ["business_id", *(name for name, _type in key)]
    op.create_table(
        table,
        sa.Column("business_id", ID, nullable=False),
        *(sa.Column(name, type_, nullable=False) for name, type_ in key),
        *rest,
        sa.PrimaryKeyConstraint(*names, name=f"pk_{table}"),
        sqlite_with_rowid=False,
    )


def _enter(business_id) -> None:
    """Let row-level security show the business, or none."""
    if op.get_bind().dialect.name == "postgresql":
        named = "" if business_id is None else str(business_id)
        op.get_bind().execute(
            sa.text("SELECT set_config('app.business_id', :id, true)"), {"id": named}
        )


def _in_every_business(statement: str) -> None:
    for (business_id,) in (
        op.get_bind().execute(sa.text("SELECT id FROM business")).all()
    ):
        _enter(business_id)
        op.execute(f"{statement} WHERE business_id = {int(business_id)}")
    _enter(None)


def _fill_search(business_id) -> None:
    ids = _external_ids(business_id)
    last = 0
    while rows := _customers_after(business_id, last):
        words, tails, search = [], [], []
        for row in rows:
            values = dict(row._mapping)
            last = values.pop("id")
            entry = search_entry(values, external_ids=ids.get(last, ()))
            if entry == NOTHING:
                continue
            key = {"business_id": business_id, "customer_id": last}
            words += [key | {"kind": k, "word": w} for k, w in entry.words]
            tails += [key | {"suffix": s} for s in suffixes(entry.phones)]
            search.append(
                key | {"words": entry.words_text, "phones": entry.phones_text}
            )
        _insert("customer_word", words)
        _insert("customer_suffix", tails)
        _insert("customer_search", search)


def _customers_after(business_id, last) -> list:
    found = op.get_bind().execute(
        sa.text(
            "SELECT id, name, first_name, last_name, code, email, street, town, phone, "
            "phone_e164 FROM customer WHERE business_id = :business "
            "AND deleted_at IS NULL AND id > :last ORDER BY id LIMIT :most"
        ),
        {"business": business_id, "last": last, "most": AT_ONCE},
    )
    return list(found)


def _external_ids(business_id) -> dict:
    found = op.get_bind().execute(
        sa.text(
            "SELECT customer_id, value FROM external_id "
            "WHERE business_id = :business AND kind = 'external'"
        ),
        {"business": business_id},
    )
    ids: dict = {}
    for customer_id, value in found:
        ids.setdefault(customer_id, []).append(value)
    return ids


def _insert(table: str, rows: list[dict]) -> None:
    if rows:
        names = list(rows[0])
        marks = ", ".join(f":{name}" for name in names)
        op.get_bind().execute(
            sa.text(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})"), rows
        )


def _fill_tallies(business_id) -> None:
    customers = f"FROM customer WHERE business_id = {int(business_id)} AND {SHOWN}"
    for name, where in (
        ("'all'", ""),
        ("'type:' || customer_type", ""),
        ("'status:inactive'", "AND status = 'inactive'"),
        ("'shop:' || preferred_shop_id", "AND preferred_shop_id IS NOT NULL"),
        (
            "'staff:' || assigned_staff_member_id",
            "AND assigned_staff_member_id IS NOT NULL",
        ),
    ):
        op.execute(
            "INSERT INTO tally (business_id, name, total) "
            f"SELECT {int(business_id)}, n, counted FROM (SELECT {name} AS n, "
            f"COUNT(*) AS counted {customers} {where} GROUP BY 1) AS kinds"
        )
