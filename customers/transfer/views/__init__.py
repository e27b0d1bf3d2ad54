"""The HTML doors of files in and out."""

from customers.transfer.views import changes_export, export, sales_export, uploads
from customers.transfer.views.room import room

__all__ = ["changes_export", "export", "room", "sales_export", "uploads"]
