"""A model of the sales that also tells how each moves what somebody spent."""

from __future__ import annotations

from datetime import date

from tests.purchases.model import Entry, Model

Move = tuple[int, date, int, Entry]


class Till(Model):
    """The sales, which also tells how each moves what somebody spent, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.moves: list[Move] = []

    def take_moves(self) -> list[Move]:
        """What moved since it was asked last."""
        moves, self.moves = self.moves, []
        return moves

    def _tell(self, entry: Entry, *, who: int | None, sign: int) -> None:
        if who is not None:
            purchase = entry.of or entry
            amount = sign * entry.told.total_minor if entry.counts else 0
            self.moves.append((who, purchase.on, amount, entry))

    def _wake(self, purchase: Entry) -> None:
        if purchase.counts and not self._is_quiet:
            self._tell(purchase, who=purchase.who, sign=1)
        before = set(map(id, self._refunds(purchase)))
        super()._wake(purchase)
        for refund in self._refunds(purchase):
            if id(refund) not in before:
                self._tell(refund, who=refund.who, sign=1)

    _is_quiet = False

    def void(self, key: tuple[str, str]) -> None:
        """Undo it, with its refunds as one move."""
        entry = self.entries[key]
        if entry.is_void:
            return
        back = [-e.told.total_minor for e in self._refunds(entry)]
        own = entry.told.total_minor if entry.counts else 0
        if entry.who is not None:
            on = (entry.of or entry).on
            self.moves.append((entry.who, on, sum(back) - own, entry))
        self._is_quiet = True
        super().void(key)
        self._is_quiet = False

    def attach(self, key: tuple[str, str], who: int | None) -> bool:
        """Give it a customer or take them off, with its refunds one by one."""
        entry = self.entries[key]
        before = entry.who
        its = [entry, *self._refunds(entry)]
        may_be = entry.told.refund_of_reference is None and (
            who is None or before in (None, who)
        )
        if may_be and before != who:
            for one in its:
                sign = -1 if who is None else 1
                self._tell(one, who=before if who is None else who, sign=sign)
        self._is_quiet = True
        may = super().attach(key, who) if before != who else may_be
        self._is_quiet = False
        return may
