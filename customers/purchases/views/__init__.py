"""The doors of purchases; each module adds its own to the room."""

from customers.purchases.views import products, record, sale, sales
from customers.purchases.views.room import room

__all__ = ["products", "record", "room", "sale", "sales"]
