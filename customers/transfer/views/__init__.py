"""The HTML doors of files in and out."""

from customers.transfer.views import export, sales_export, uploads
from customers.transfer.views.room import room

__all__ = ["export", "room", "sales_export", "uploads"]
