"""Column types that say what they hold: moments, money, quantities, ids."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, DateTime, Dialect, Integer
from sqlalchemy.types import TypeDecorator

MAX_ID = 2**63 - 1
# Of a whole number that is no id.
MAX_INTEGER = 2**31 - 1


class UtcDateTime(TypeDecorator[datetime]):
    """A moment, aware and in UTC on both databases; naive moments are refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(
        self, value: datetime | None, dialect: Dialect
    ) -> datetime | None:
        """Store UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A moment without a time zone cannot be stored.")
        return value.astimezone(UTC)

    def process_result_value(
        self, value: datetime | None, dialect: Dialect
    ) -> datetime | None:
        """Give back UTC: SQLite keeps no zone, PostgreSQL answers in its server's."""
        if value is None:
            return None
        if value.tzinfo is None:
            return value.replace(tzinfo=UTC)
        return value.astimezone(UTC)


class _WholeNumber(TypeDecorator[int]):
    """A whole number of the smallest unit; a float or a bool is a mistake."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> int | None:
        """Refuse what would lose exactness."""
        if value is None:
            return None
        if type(value) is not int or not -MAX_ID <= value <= MAX_ID:
            raise ValueError(f"{value!r} is no whole number of the smallest unit.")
        return value


class Amount(_WholeNumber):
    """Money: integer minor units of the business's currency."""

    cache_ok = True


class Quantity(_WholeNumber):
    """A quantity: integer thousandths."""

    cache_ok = True


# SQLite gives out and counts on only for a column spelt INTEGER.
Id = BigInteger().with_variant(Integer(), "sqlite")
