"""What the pages about customers read: rows ready to be shown, nothing changed.

Each takes a fixed number of questions, however many rows there are.
"""

from customers.directory.queries.deleted import Page, deleted_customers
from customers.directory.queries.duplicates import (
    Duplicate,
    code_owner,
    likely_duplicates,
)
from customers.directory.queries.history import Edit, Edits, edit_ids, edits
from customers.directory.queries.listing import (
    ListedPage,
    count_up_to,
    listed,
    selected_ids,
)
from customers.directory.queries.naming import Naming
from customers.directory.queries.profile import (
    Facts,
    Head,
    customer_to_edit,
    external_ids,
    facts_of,
    head,
    head_of,
    profile_head,
    seen_customer,
)
from customers.directory.queries.rows import ListedCustomer
from customers.directory.queries.totals import counts

__all__ = [
    "Duplicate",
    "Edit",
    "Edits",
    "Facts",
    "Head",
    "ListedCustomer",
    "ListedPage",
    "Naming",
    "Page",
    "code_owner",
    "count_up_to",
    "counts",
    "customer_to_edit",
    "deleted_customers",
    "edit_ids",
    "edits",
    "external_ids",
    "facts_of",
    "head",
    "head_of",
    "likely_duplicates",
    "listed",
    "profile_head",
    "seen_customer",
    "selected_ids",
]
