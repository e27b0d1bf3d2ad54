"""Small files to begin with: what a list of customers or purchases may look like."""

from __future__ import annotations

from customers.transfer.export import csv_files
from customers.transfer.uploads.models import CUSTOMERS, KINDS, PURCHASES

_ROWS = {
    CUSTOMERS: (
        ("Code", "Name", "Phone", "Email", "Birthday", "Street", "Postcode", "Town"),
        (
            *("K-1", "Anna Berg", "020 7946 0101", "anna@example.com", "1990-12-31"),
            *("1 High Street", "SW1A 1AA", "London"),
        ),
        ("K-2", "Omar Haddad", "+44 20 7946 0102", "", "", "", "", ""),
    ),
    PURCHASES: (
        (
            *("Reference", "Customer code", "Purchased at", "SKU", "Description"),
            *("Quantity", "Unit price"),
        ),
        ("R-1", "K-1", "2026-03-02 14:05", "TEA-100", "Green tea", "2", "4.50"),
        ("R-1", "K-1", "2026-03-02 14:05", "CUP-1", "Cup", "1", "12.00"),
        ("R-2", "K-2", "2026-03-03", "TEA-100", "Green tea", "1", "4.50"),
        ("R-3", "K-1", "2026-03-05", "CUP-1", "Cup brought back", "-1", "12.00"),
    ),
}


def example(kind: str) -> bytes | None:
    """The file as CSV; None for a kind there is not."""
    if kind not in KINDS:
        return None
    header, *rows = _ROWS[kind]
    return csv_files.head(header) + csv_files.lines(rows)
