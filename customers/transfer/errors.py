"""What may go wrong with a file as a whole."""

from __future__ import annotations

from customers.ground.errors import Invalid


class Unreadable(Invalid):
    """A file that cannot be read at all; its message says why and what to do."""
