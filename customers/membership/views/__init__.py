"""The doors of membership; each module adds its own to the room."""

from customers.membership.views import changes, runs, switch, threshold
from customers.membership.views.room import room

__all__ = ["changes", "room", "runs", "switch", "threshold"]
