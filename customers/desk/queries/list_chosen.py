"""Who is meant by a change to many customers: ticked rows, or a whole list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from customers.accounts.actors import Actor
from customers.directory import queries
from customers.directory.queries.asked import Asked, asked
from customers.directory.queries.counting import Counted, counted
from customers.directory.rules.listing import SIZES
from customers.ground.columns import MAX_ID
from customers.ground.errors import Invalid

# A page holds no more.
MOST_TICKED = max(SIZES)
# Nobody counts further to ask a question.
MOST_COUNTED = 1_000


@dataclass(frozen=True)
class Chosen:
    """The customers chosen in a list: `ids`, or None for everybody in it."""

    ids: Sequence[int] | None
    of: Asked

    def count(self, *, actor: Actor) -> Counted:
        """How many they are, counting up to 1,000 where no tally knows.

        Of a search the closest are meant, so their number is exact.
        """
        if self.ids is not None:
            return Counted(len(self.ids), is_exact=True)
        selection = self.of.selection
        found = counted(selection, most=MOST_COUNTED, actor=actor)
        return found._replace(is_exact=True) if selection.q else found

    def some(self, limit: int, *, actor: Actor) -> Sequence[int]:
        """Their ids, `limit` at most."""
        if self.ids is not None:
            return self.ids[:limit]
        return queries.selected_ids(
            self.of.selection, after_id=0, limit=limit, actor=actor
        )

    @property
    def fields(self) -> list[tuple[str, str]]:
        """What a form sends to name them again."""
        if self.ids is None:
            return [("all", "1"), *self.of.params.items()]
        ids = [("ids", str(customer_id)) for customer_id in self.ids]
        return [*ids, *self.of.params.items()]


def chosen(sent: MultiDict[str, str]) -> Chosen:
    """Who is chosen, as a form or an address says it.

    Raises: Invalid where nobody is, or more than a page holds are ticked.
    """
    of = asked(sent)
    if sent.get("all"):
        return Chosen(None, of)
    ids = sorted({_id(text) for text in sent.getlist("ids")})
    if not ids:
        raise Invalid(_("Choose somebody first: tick the boxes in the list."))
    if len(ids) > MOST_TICKED:
        raise Invalid(_("At most %(count)s rows can be ticked.", count=MOST_TICKED))
    return Chosen(ids, of)


def _id(text: str) -> int:
    if text.isascii() and text.isdigit() and len(text) < 20 and int(text) <= MAX_ID:
        return int(text)
    raise Invalid(_("A row that was ticked is none. Load the list again and retry."))
