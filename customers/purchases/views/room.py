"""The blueprint of purchases; each module beside adds its doors to it."""

from __future__ import annotations

from customers.ground.doors import Room

room = Room("purchases", __name__)
