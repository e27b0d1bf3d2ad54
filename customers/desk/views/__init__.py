"""The HTML doors of the desk."""

from customers.desk.views import bulk, customers, drawer, jobs, profile
from customers.desk.views.room import room

__all__ = ["bulk", "customers", "drawer", "jobs", "profile", "room"]
