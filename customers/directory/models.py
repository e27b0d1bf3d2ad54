"""The customer's tables: customer, external id, counter, search index; the tallies."""

from __future__ import annotations

from datetime import date

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    ColumnElement,
    Index,
    SmallInteger,
    String,
    Text,
    UniqueConstraint,
    column,
    false,
    literal,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from customers.directory.rules import CUSTOMER_TYPES, STATUSES
from customers.directory.tally_models import FirstVisitTally as FirstVisitTally
from customers.directory.tally_models import Tally as Tally
from customers.directory.tally_models import VisitTally as VisitTally
from customers.ground.columns import Amount, Id, Quantity
from customers.ground.db import Model, Stamped
from customers.ground.keyed import Keyed
from customers.ground.tenancy import (
    Owned,
    SoftDeleted,
    owned_args,
    owned_reference,
)

# Sorted and searched by bytes, so that both databases agree and prefixes use an index.
Folded = Text().with_variant(Text(collation="C"), "postgresql")
Code = String(32).with_variant(String(32, collation="C"), "postgresql")

# The last visit of whoever never came: it sorts before every other day.
NEVER = date(1, 1, 1)
# The end of what does not end: it sorts after every other day.
FOREVER = date(9999, 12, 31)
# What the list sorts by, beside the code, whose unique index serves.
SORTED = (
    *("sort_name", "sort_email", "customer_type", "since", "updated_at"),
    *("visits", "spend_minor", "last_visit_on", "member_until"),
)
FILTERED = ("preferred_shop_id", "assigned_staff_member_id")
_SHOWN = column("deleted_at").is_(None)
_MEMBER = column("is_member", Boolean)
# Said in the index itself: an index knows no parameters.
_NEVER, _FOREVER = (text(f"'{day.isoformat()}'") for day in (NEVER, FOREVER))
_NOTHING = text("0")


def _one_of(name: str, values: tuple[str, ...]) -> CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{name} IN ({listed})", name=name)


def _sorted_by(name: str) -> Index:
    """A sort of the list: its keyset walks this index, whichever way."""
    return Index(
        f"ix_customer_by_{name}",
        "business_id",
        name,
        "id",
        sqlite_where=_SHOWN,
        postgresql_where=_SHOWN,
    )


def _filtered_by(name: str) -> Index:
    """A filter whose rows are few: the list starts from them, not from its order."""
    chosen = _SHOWN & column(name).is_not(None)
    return Index(
        f"ix_customer_of_{name}",
        "business_id",
        name,
        "id",
        sqlite_where=chosen,
        postgresql_where=chosen,
    )


def _index_where(name: str, condition: ColumnElement[bool], *columns: str) -> Index:
    """The rows of a condition, by these columns or else newest first."""
    return Index(
        name,
        "business_id",
        *columns,
        "id",
        sqlite_where=condition,
        postgresql_where=condition,
    )


class Customer(Stamped, Owned, SoftDeleted, Model):
    """A person or firm the business sells to; `code` is its public number.

    `name` is the truth, in any script, and empty where only a code, phone or email is
    known. `phone` is what was typed, `phone_e164` what it means (None: no number).
    `profile_version` rises by one whenever profile fields change. `code_number` is the
    number of a code of the generated shape, None for any other code.
    `birth_month_day` is the birthday's place in any year, month and day as one number
    (229 for the 29th of February; 0 for none). `sort_name` and
    `sort_email` are folded, "" for none. `visits`, `spend_minor` (net, minor units),
    `items` (net, thousandths), `first_visit_on` and `last_visit_on` (the shop's days,
    NEVER for none) are written by purchases alone.

    Written by membership alone: `is_member` until the day `member_until` (exclusive;
    NEVER for no member), which who asks compares with today; `held_until` (exclusive;
    NEVER for no hold); `membership_entry_id`, the last entry; `window_spend_minor`,
    the spend that counts under the saved rule, and `window_until`, the day on which
    that changes by itself (FOREVER: it does not).
    """

    __tablename__ = "customer"
    __table_args__ = owned_args(
        UniqueConstraint("business_id", "code"),
        _one_of("customer_type", CUSTOMER_TYPES),
        _one_of("status", STATUSES),
        owned_reference("preferred_shop_id", "shop"),
        owned_reference("assigned_staff_member_id", "staff_member"),
        Index("ix_customer_code_number", "business_id", "code_number"),
        _index_where("ix_customer_inactive", _SHOWN & (column("status") == "inactive")),
        *(_sorted_by(name) for name in SORTED),
        *(_filtered_by(name) for name in FILTERED),
        _index_where("ix_customer_members", _SHOWN & _MEMBER, "window_spend_minor"),
        _index_where("ix_customer_joining", _SHOWN & ~_MEMBER, "window_spend_minor"),
        _index_where(
            "ix_customer_held", _SHOWN & (column("held_until") > _NEVER), "held_until"
        ),
        _index_where(
            "ix_customer_window_until",
            column("window_until") < _FOREVER,
            "window_until",
        ),
        _index_where(
            "ix_customer_birthdays",
            _SHOWN & (column("birth_month_day") > _NOTHING),
            "birth_month_day",
        ),
        _index_where(
            "ix_customer_first_visit_on",
            _SHOWN & (column("first_visit_on") > _NEVER),
            "first_visit_on",
        ),
        _index_where("ix_customer_live", _SHOWN),
        _index_where("ix_customer_deleted", column("deleted_at").is_not(None)),
    )

    code: Mapped[str] = mapped_column(Code)
    code_number: Mapped[int | None] = mapped_column(Id)
    name: Mapped[str] = mapped_column(Text)
    first_name: Mapped[str | None] = mapped_column(Text)
    last_name: Mapped[str | None] = mapped_column(Text)
    sort_name: Mapped[str] = mapped_column(Folded)
    phone: Mapped[str | None] = mapped_column(Text)
    phone_e164: Mapped[str | None] = mapped_column(String(16))
    email: Mapped[str | None] = mapped_column(Text)
    sort_email: Mapped[str] = mapped_column(Folded, server_default="")
    customer_type: Mapped[str] = mapped_column(String(10))
    status: Mapped[str] = mapped_column(String(10))
    birthday: Mapped[date | None]
    birth_month_day: Mapped[int] = mapped_column(
        SmallInteger, default=0, server_default="0"
    )
    street: Mapped[str | None] = mapped_column(Text)
    postcode: Mapped[str | None] = mapped_column(Text)
    town: Mapped[str | None] = mapped_column(Text)
    region: Mapped[str | None] = mapped_column(Text)
    country: Mapped[str | None] = mapped_column(String(2))
    preferred_shop_id: Mapped[int | None] = mapped_column(Id)
    assigned_staff_member_id: Mapped[int | None] = mapped_column(Id)
    since: Mapped[date]
    profile_version: Mapped[int] = mapped_column(default=1)
    visits: Mapped[int] = mapped_column(default=0, server_default="0")
    spend_minor: Mapped[int] = mapped_column(Amount, default=0, server_default="0")
    last_visit_on: Mapped[date] = mapped_column(
        default=NEVER, server_default=NEVER.isoformat()
    )
    items: Mapped[int] = mapped_column(Quantity, default=0, server_default="0")
    first_visit_on: Mapped[date] = mapped_column(
        default=NEVER, server_default=NEVER.isoformat()
    )
    is_member: Mapped[bool] = mapped_column(default=False, server_default=false())
    member_until: Mapped[date] = mapped_column(
        default=NEVER, server_default=NEVER.isoformat()
    )
    held_until: Mapped[date] = mapped_column(
        default=NEVER, server_default=NEVER.isoformat()
    )
    membership_entry_id: Mapped[int | None] = mapped_column(Id)
    window_spend_minor: Mapped[int] = mapped_column(
        Amount, default=0, server_default="0"
    )
    window_until: Mapped[date] = mapped_column(
        default=FOREVER, server_default=FOREVER.isoformat()
    )


# Said in the statement as the indexes say it, or they are not used.
HAS_VISITED = Customer.first_visit_on > literal(NEVER, literal_execute=True)
HAS_HOLD = Customer.held_until > literal(NEVER, literal_execute=True)
CHANGES_BY_ITSELF = Customer.window_until < literal(FOREVER, literal_execute=True)


class ExternalId(Owned, Model):
    """A name another program has for a customer: `value`, unique in its `source`.

    A `fingerprint` is no id but the digest of an imported row that had none; it knows
    the row again and is shown to nobody.
    """

    __tablename__ = "external_id"
    __table_args__ = owned_args(
        UniqueConstraint("business_id", "source", "value"),
        _one_of("kind", ("external", "fingerprint")),
        owned_reference("customer_id", "customer"),
        Index("ix_external_id_customer_id", "business_id", "customer_id"),
    )

    customer_id: Mapped[int] = mapped_column(Id)
    source: Mapped[str] = mapped_column(String(40))
    value: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(12), default="external")


class Counter(Owned, Model):
    """The last number given out under a name; whoever wants the next locks the row.

    After the customers' rows; only the tallies are locked later.
    """

    __tablename__ = "counter"
    __table_args__ = owned_args(UniqueConstraint("business_id", "name"))

    name: Mapped[str] = mapped_column(String(40))
    value: Mapped[int] = mapped_column(Id, default=0)


class CustomerWord(Keyed, Model):
    """The search index of words: each folded word under which a customer is found.

    `kind` is name (name, email's local part), code (code, external ids) or place
    (street, town). Prefixes are ranges of this key; deleted customers have no rows.
    """

    __tablename__ = "customer_word"

    kind: Mapped[str] = mapped_column(String(5), primary_key=True)
    word: Mapped[str] = mapped_column(Folded, primary_key=True)
    customer_id: Mapped[int] = mapped_column(Id, primary_key=True)


class CustomerSuffix(Keyed, Model):
    """The search index of phones: every suffix of three digits or more of a number.

    Any run of a number's digits is the prefix of one of its suffixes.
    """

    __tablename__ = "customer_suffix"

    suffix: Mapped[str] = mapped_column(Folded, primary_key=True)
    customer_id: Mapped[int] = mapped_column(Id, primary_key=True)


class CustomerSearch(Keyed, Model):
    """What the two indexes hold of a customer, in one row.

    `words` are the words, each after the sign of its kind (= name, # code, ~ place)
    and before a space; the second word of a query is looked for here. `phones` are
    the spellings of the phone in digits, between spaces.
    """

    __tablename__ = "customer_search"

    customer_id: Mapped[int] = mapped_column(Id, primary_key=True)
    words: Mapped[str] = mapped_column(Text)
    phones: Mapped[str] = mapped_column(Text)
