"""The HTML doors of the directory."""

from customers.directory.views import deletion, duplicates, form
from customers.directory.views.room import room

__all__ = ["deletion", "duplicates", "form", "room"]
