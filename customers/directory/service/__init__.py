"""The verbs on customers: the only place that changes them."""

from customers.directory.service.bulk import change_customers, change_selected
from customers.directory.service.customers import (
    add_customer,
    delete_customer,
    edit_customer,
    restore_customer,
)
from customers.directory.service.imports import import_customers
from customers.directory.service.merging import Clash, EditedMeanwhile

__all__ = [
    "Clash",
    "EditedMeanwhile",
    "add_customer",
    "change_customers",
    "change_selected",
    "delete_customer",
    "edit_customer",
    "import_customers",
    "restore_customer",
]
