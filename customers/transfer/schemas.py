"""What may come in about an export."""

from __future__ import annotations

from typing import Literal

from customers.ground.fields import Schema

CSV, XLSX = "csv", "xlsx"
# Why somebody takes customers out. Who keeps own records leaves nobody out; whatever
# asks for consent is a purpose beside it.
OWN_RECORDS = "own_records"


class ExportInput(Schema):
    """The format of the file, and what it is for."""

    format: Literal["csv", "xlsx"]
    purpose: Literal["own_records"]
