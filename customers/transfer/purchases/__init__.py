"""Purchases from files: lists of sales, a row for each or for each of their lines."""

from customers.transfer.purchases.importing import (
    PurchaseImport,
    import_purchases,
    survey,
)

__all__ = ["PurchaseImport", "import_purchases", "survey"]
