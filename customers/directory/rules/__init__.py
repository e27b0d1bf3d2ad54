"""What holds for customers by itself; no database, no clock."""

from customers.directory.rules.codes import code_number, generated_code, normal_code
from customers.directory.rules.emails import folded_email
from customers.directory.rules.names import fold, full_name, sort_name
from customers.directory.rules.phones import Phone, has_digits, parse_phone

CUSTOMER_TYPES = ("walk_in", "regular", "vip", "wholesale")
STATUSES = ("active", "inactive")

__all__ = [
    "CUSTOMER_TYPES",
    "STATUSES",
    "Phone",
    "code_number",
    "fold",
    "folded_email",
    "full_name",
    "generated_code",
    "has_digits",
    "normal_code",
    "parse_phone",
    "sort_name",
]
