"""What holds of notes anywhere: their kinds, and who may do what with one."""

from __future__ import annotations

from typing import Protocol

from customers.accounts.permissions import DELETE_CUSTOMERS, EDIT_CUSTOMERS

KINDS = ("personal", "preference", "issue", "feedback", "general")
MAX_TEXT = 4_000


class Asker(Protocol):
    """Whoever wants to do something with a note."""

    @property
    def user_id(self) -> int | None:
        """The person's id; None for a command."""

    def may(self, permission: str) -> bool:
        """Whether their role has the permission."""


def may_edit(asker: Asker, *, author_id: int | None) -> bool:
    """Whether they may change what the note says: their own note alone."""
    return asker.may(EDIT_CUSTOMERS) and asker.user_id == author_id


def may_tidy(asker: Asker, *, owner_id: int | None) -> bool:
    """Whether they may pin, unpin, delete or restore it: their own, an admin anyone's.

    `owner_id` is the author; of a deleted note, who deleted it.
    """
    return may_edit(asker, author_id=owner_id) or asker.may(DELETE_CUSTOMERS)
