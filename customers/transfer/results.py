"""What an import did, or would do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any, NamedTuple, Self

from customers.directory import schemas
from customers.purchases import schemas as purchases

# Sentences that are kept to be shown; of the rest only how many there are.
MOST_SENTENCES = 1_000


class Remark(NamedTuple):
    """A sentence on one row; `number` is the row's as a spreadsheet shows it."""

    number: int
    reason: str


@dataclass
class ImportResult:
    """The answer to an import, or to a part of one.

    `refused` are those that did not come in, `left_out` what could not be understood
    in rows: the first 1,000 of each, by row; `counts` counts all of them.
    `columns_not_understood` are headers, `partly_read` sentences on columns that give
    way to others.
    """

    columns_not_understood: tuple[str, ...]
    partly_read: tuple[str, ...]
    encoding: str
    delimiter: str
    refused_count: int = 0
    left_out_count: int = 0
    refused: list[Remark] = field(default_factory=list)
    left_out: list[Remark] = field(default_factory=list)

    def refuse(self, number: int, reason: str) -> None:
        """Count what does not come in; `number` is the row that tells why."""
        self.refused_count += 1
        if len(self.refused) < MOST_SENTENCES:
            self.refused.append(Remark(number, reason))

    def leave_out(self, number: int, sentences: Iterable[str]) -> None:
        """Count what could not be understood in a row."""
        for sentence in sentences:
            self.left_out_count += 1
            if len(self.left_out) < MOST_SENTENCES:
                self.left_out.append(Remark(number, sentence))

    def add(self, other: Self) -> None:
        """Count what another part of the same import answered."""
        for name, value in vars(other).items():
            if isinstance(value, int):
                setattr(self, name, getattr(self, name) + value)
        for mine, more in (
            (self.refused, other.refused),
            (self.left_out, other.left_out),
        ):
            mine += more[: MOST_SENTENCES - len(mine)]
            mine.sort()

    def counts(self) -> dict[str, int]:
        """The figures alone, by name."""
        raise NotImplementedError

    def to_json(self) -> dict[str, Any]:
        """The same as plain JSON."""
        return asdict(self)

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Self:
        """What `to_json` gave, also when it was JSON meanwhile."""
        result = cls(**values)
        result.columns_not_understood = tuple(result.columns_not_understood)
        result.partly_read = tuple(result.partly_read)
        result.refused = [Remark(*remark) for remark in result.refused]
        result.left_out = [Remark(*remark) for remark in result.left_out]
        return result


@dataclass
class Result(ImportResult):
    """The answer to an import of customers.

    `memberships` are the customers whose membership changed, whatever became of the
    profiles in their rows.
    """

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    memberships: int = 0

    @property
    def read(self) -> int:
        """All rows that hold anything: added, changed, unchanged and refused."""
        return self.added + self.changed + self.unchanged + self.refused_count

    def counts(self) -> dict[str, int]:
        """The figures: rows, but `left_out` sentences and `memberships` customers."""
        return {
            "read": self.read,
            "added": self.added,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "memberships": self.memberships,
            "refused": self.refused_count,
            "left_out": self.left_out_count,
        }

    def count(self, outcomes: Iterable[tuple[int, schemas.Outcome]]) -> None:
        """Count what became of rows that the directory was given."""
        for number, outcome in outcomes:
            if outcome.kind == schemas.REFUSED:
                self.refuse(number, outcome.reason or "")
            elif outcome.kind == schemas.ADDED:
                self.added += 1
            elif outcome.kind == schemas.CHANGED:
                self.changed += 1
            else:
                self.unchanged += 1
        self.refused.sort()


@dataclass
class PurchaseResult(ImportResult):
    """The answer to an import of purchases; a purchase may have many `rows`."""

    rows: int = 0
    recorded: int = 0
    same: int = 0
    created_customers: int = 0

    @property
    def read(self) -> int:
        """All purchases and refunds: recorded, same (known before) and refused."""
        return self.recorded + self.same + self.refused_count

    def counts(self) -> dict[str, int]:
        """The figures alone: `rows` of the file, `left_out` sentences, else purchases
        and refunds together.
        """
        return {
            "rows": self.rows,
            "read": self.read,
            "recorded": self.recorded,
            "same": self.same,
            "refused": self.refused_count,
            "left_out": self.left_out_count,
            "created_customers": self.created_customers,
        }

    def count(self, number: int, outcome: purchases.Outcome) -> None:
        """Count what became of the purchase that begins in that row."""
        if outcome.kind == purchases.REFUSED:
            self.refuse(number, outcome.reason or "")
        elif outcome.kind == purchases.SAME:
            self.same += 1
        else:
            self.recorded += 1
