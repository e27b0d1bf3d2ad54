"""The HTML doors of the desk."""

from customers.desk.views import bulk, customers, dashboard, drawer, jobs, live, profile
from customers.desk.views.room import room

__all__ = [
    "bulk",
    "customers",
    "dashboard",
    "drawer",
    "jobs",
    "live",
    "profile",
    "room",
]
