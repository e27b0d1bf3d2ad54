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
from customers.purchases.queries.trends import (
    BuyerSum,
    FirstMonth,
    HourSum,
    customers_by_visits,
    first_months,
    hour_sums,
    new_and_returning,
)

__all__ = [
    "DAYS",
    "MOST_NEW",
    "BuyerSum",
    "CustomerSales",
    "Figures",
    "FirstMonth",
    "Habits",
    "HourSum",
    "LatestSale",
    "SpendByMonth",
    "any_price",
    "any_purchase",
    "asked_of_customer",
    "customers_by_visits",
    "figures",
    "first_months",
    "habits",
    "hour_sums",
    "key_figures",
    "latest_of_customer",
    "new_and_returning",
    "of_customer",
    "purchase_ids",
    "spend_by_month",
]
