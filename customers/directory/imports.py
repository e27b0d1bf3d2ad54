"""What an import hands over, and what it is told of each row."""

from customers.directory.schemas import (
    ADDED,
    CHANGED,
    REFUSED,
    UNCHANGED,
    ImportedCustomer,
    Outcome,
)

__all__ = ["ADDED", "CHANGED", "REFUSED", "UNCHANGED", "ImportedCustomer", "Outcome"]
