"""What the pages about customers read: rows ready to be shown, nothing changed.

Each takes a fixed number of questions, however many rows there are.
"""

from customers.directory.queries.deleted import Page, deleted_customers
from customers.directory.queries.newest import newest_customers
from customers.directory.queries.profile import (
    Head,
    Profile,
    customer_to_edit,
    head,
    head_of,
    profile,
)

__all__ = [
    "Head",
    "Page",
    "Profile",
    "customer_to_edit",
    "deleted_customers",
    "head",
    "head_of",
    "newest_customers",
    "profile",
]
