"""The blueprint of membership; each module beside adds its doors to it."""

from __future__ import annotations

from customers.ground.doors import Room

room = Room("membership", __name__)
