"""What pages read of purchases: rows ready to be shown, nothing changed."""

from customers.purchases.queries.by_month import SpendByMonth, spend_by_month
from customers.purchases.queries.currency import any_price, any_purchase
from customers.purchases.queries.figures import DAYS, MOST_NEW, Figures, figures
from customers.purchases.queries.latest import LatestSale, latest_of_customer
from customers.purchases.queries.metrics import Habits, habits, key_figures
from customers.purchases.queries.of_customer import (
    CustomerSales,
    asked_of_customer,
    of_customer,
    purchase_ids,
)

__all__ = [
    "DAYS",
    "MOST_NEW",
    "CustomerSales",
    "Figures",
    "Habits",
    "LatestSale",
    "SpendByMonth",
    "any_price",
    "any_purchase",
    "asked_of_customer",
    "figures",
    "habits",
    "key_figures",
    "latest_of_customer",
    "of_customer",
    "purchase_ids",
    "spend_by_month",
]
