"""The blueprint of files in and out; each module beside adds its doors to it."""

from __future__ import annotations

from customers.ground.doors import Room

room = Room("transfer", __name__)
