"""The verbs on purchases: the only place that changes them and the totals."""

from customers.purchases.products.schemas import ProductInput
from customers.purchases.products.service import add_product
from customers.purchases.service.by_hand import Recorded, record_by_hand
from customers.purchases.service.changing import attach, may_undo, void
from customers.purchases.service.recording import AT_ONCE, record_purchases
from customers.purchases.service.refunding import refund
from customers.purchases.service.taking_off import take_off

__all__ = [
    "AT_ONCE",
    "ProductInput",
    "Recorded",
    "add_product",
    "attach",
    "may_undo",
    "record_by_hand",
    "record_purchases",
    "refund",
    "take_off",
    "void",
]
