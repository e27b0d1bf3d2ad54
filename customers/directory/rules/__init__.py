"""What holds for customers by itself; no database, no clock."""

from customers.directory.rules.asked import Query, matches, read_query
from customers.directory.rules.birthdays import month_day
from customers.directory.rules.codes import code_number, generated_code, normal_code
from customers.directory.rules.digits import (
    has_run,
    phone_spellings,
    query_runs,
    suffixes,
)
from customers.directory.rules.emails import folded_email
from customers.directory.rules.entries import (
    CODE,
    EMAIL,
    NAME,
    NOTHING,
    PHONE,
    PLACE,
    SEARCHED,
    SIGNS,
    SearchEntry,
    search_entry,
)
from customers.directory.rules.listing import (
    RISING,
    SIZES,
    SORTS,
    Bearings,
    Bounds,
    Selection,
    frequency_of,
    frequency_ranges,
)
from customers.directory.rules.marks import marked, marked_digits, marked_prefix
from customers.directory.rules.names import fold, full_name, sort_name
from customers.directory.rules.phones import Phone, has_digits, parse_phone
from customers.directory.rules.words import identifier_words, name_words

CUSTOMER_TYPES = ("walk_in", "regular", "vip", "wholesale")
STATUSES = ("active", "inactive")

__all__ = [
    "CODE",
    "CUSTOMER_TYPES",
    "EMAIL",
    "NAME",
    "NOTHING",
    "PHONE",
    "PLACE",
    "RISING",
    "SEARCHED",
    "SIGNS",
    "SIZES",
    "SORTS",
    "STATUSES",
    "Bearings",
    "Bounds",
    "Phone",
    "Query",
    "SearchEntry",
    "Selection",
    "code_number",
    "fold",
    "folded_email",
    "frequency_of",
    "frequency_ranges",
    "full_name",
    "generated_code",
    "has_digits",
    "has_run",
    "identifier_words",
    "marked",
    "marked_digits",
    "marked_prefix",
    "matches",
    "month_day",
    "name_words",
    "normal_code",
    "parse_phone",
    "phone_spellings",
    "query_runs",
    "read_query",
    "search_entry",
    "sort_name",
    "suffixes",
]
