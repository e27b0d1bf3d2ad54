"""The HTML doors of the desk."""

from customers.desk.views import customers, profile
from customers.desk.views.room import room

__all__ = ["customers", "profile", "room"]
