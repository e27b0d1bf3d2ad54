"""What an import did, or would do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from customers.directory import schemas

# Sentences that are kept to be shown; of the rest only how many there are.
MOST_SENTENCES = 1_000


class Remark(NamedTuple):
    """A sentence on one row; `number` is the row's as a spreadsheet shows it."""

    number: int
    reason: str


@dataclass
class Result:
    """The answer to an import.

    `refused` are the rows that did not come in, `left_out` what could not be
    understood in rows: the first 1,000 of each; `counts` counts all of them.
    `columns_not_understood` are headers, `partly_read` sentences on columns that give
    way to others.
    """

    columns_not_understood: tuple[str, ...]
    partly_read: tuple[str, ...]
    encoding: str
    delimiter: str
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    refused_count: int = 0
    left_out_count: int = 0
    refused: list[Remark] = field(default_factory=list)
    left_out: list[Remark] = field(default_factory=list)

    @property
    def read(self) -> int:
        """All rows that hold anything: added, changed, unchanged and refused."""
        return self.added + self.changed + self.unchanged + self.refused_count

    def counts(self) -> dict[str, int]:
        """The figures alone; `left_out` counts sentences, the others rows."""
        return {
            "read": self.read,
            "added": self.added,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "refused": self.refused_count,
            "left_out": self.left_out_count,
        }

    def refuse(self, number: int, reason: str) -> None:
        """Count a row that does not come in."""
        self.refused_count += 1
        if len(self.refused) < MOST_SENTENCES:
            self.refused.append(Remark(number, reason))

    def leave_out(self, number: int, sentences: list[str]) -> None:
        """Count what could not be understood in a row."""
        self.left_out_count += len(sentences)
        room = MOST_SENTENCES - len(self.left_out)
        self.left_out += [Remark(number, sentence) for sentence in sentences[:room]]

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
