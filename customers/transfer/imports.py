"""The shape that all imports share: a file surveyed once, then taken batch by batch.

A command takes one batch after the other; a job takes one in each of its chunks and
keeps the place in between. What has been taken stays taken: a file that turns out
unreadable half way leaves what came before, and sent again changes only what is new.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Generic, NamedTuple, NoReturn, TypeVar

from flask_babel import gettext as _

from customers.accounts import permissions
from customers.accounts.actors import Actor
from customers.ground import work
from customers.transfer.columns import Columns
from customers.transfer.errors import Unreadable
from customers.transfer.reading import Table, open_table
from customers.transfer.results import ImportResult

R = TypeVar("R", bound=ImportResult)
T = TypeVar("T")
Progress = Callable[[int], object]
Place = dict[str, int]
Parts = list[list[Any]]


class Survey(NamedTuple):
    """What a file as a whole tells before its rows are taken.

    `labels` says fields to people. `learned` is what else the kind of import needs.
    """

    header: tuple[str, ...]
    columns: Columns
    encoding: str
    delimiter: str
    labels: dict[str, Any]
    learned: Any

    def found(self) -> list[tuple[str, str]]:
        """(Header, label of its field) of the columns understood, in their order."""
        at = [(p, f) for f, places in self.columns.places.items() for p in places]
        return [(self.header[p], str(self.labels.get(f, f))) for p, f in sorted(at)]


class Batch(NamedTuple):
    """What one unit of work takes: parts, each taken at once, in order.

    `place` (plain JSON) is where the next batch begins; `bytes_done` are those of the
    file, packed if it is packed; `created` counts the customers that were created so
    that it can be taken.
    """

    parts: Parts
    place: Place
    bytes_done: int
    created: int = 0


class FileImport(ABC, Generic[R]):
    """An import of one file. Raises: Unreadable, Forbidden, as it is made.

    `source` names where the external ids and references come from.
    """

    def __init__(
        self, path: Path, *, actor: Actor, source: str, dry_run: bool = False
    ) -> None:
        actor.need(permissions.IMPORT_CUSTOMERS)
        self.path = path
        self.actor = actor
        self.source = source
        self.dry_run = dry_run
        with open_table(path) as table:
            self.survey = self._surveyed(table)
        self._stream: Iterator[tuple[Parts, int]] | None = None
        self._reached = 0

    @abstractmethod
    def result(self) -> R:
        """An answer in which nothing is counted yet."""

    def made_ready(self, batch: Batch) -> Batch:
        """The batch, with what must be there before it is taken.

        Outside any unit of work, right before `take`; not for a dry run. What it adds
        stays, also where the batch is not taken then: the next try finds it.
        """
        return batch

    @abstractmethod
    def take(self, batch: Batch) -> R:
        """Take the batch and say what became of it.

        Inside a unit of work, which ends elsewhere; but a dry run has one of its own,
        of which nothing stays. Raises: Forbidden, Invalid.
        """

    @abstractmethod
    def _surveyed(self, table: Table) -> Survey:
        """What the whole file tells; its rows may be read to their end."""

    @abstractmethod
    def _batches(self, table: Table) -> Iterator[Parts]:
        """What the file holds, in the same order whenever it is read."""

    def read_batch(self, place: Place | None) -> Batch | None:
        """Read what is taken next, None at the end; asks no database.

        The file stays open in between. To a `place` that lies ahead it is read on, to
        one that lies behind from its beginning. Raises: Unreadable, also where no
        batch begins at the place.
        """
        wanted = place["items"] if place else 0
        if not self._skips_to(wanted):
            self.close()
            if not self._skips_to(wanted):
                raise Unreadable(
                    _("The import cannot go on where it stopped. Send the file again.")
                )
        found = self._next()
        if found is None:
            return None
        parts, bytes_done = found
        return Batch(parts, {"items": self._reached}, bytes_done)

    def skipped(self, parts: Parts) -> None:
        """What a dry run did before elsewhere, as it is read over."""

    def close(self) -> None:
        """Close the file; reading on opens it again."""
        if self._stream is not None:
            self._stream.close()  # type: ignore[attr-defined]
        self._stream, self._reached = None, 0

    def run(self, progress: Progress | None = None) -> R:
        """Take the whole file, a unit of work for each batch.

        `progress` is told after each how many more bytes of the file are done.
        """
        result, done = self.result(), 0
        place: Place | None = None
        while batch := self.read_batch(place):
            result.add(self._taken(batch))
            place = batch.place
            if progress:
                progress(batch.bytes_done - done)
                done = batch.bytes_done
        self.close()
        return result

    def _taken(self, batch: Batch) -> R:
        if self.dry_run:
            return self.take(batch)
        ready = self.made_ready(batch)
        return work.run(lambda: self.take(ready))

    def _opened(self) -> Iterator[tuple[Parts, int]]:
        with open_table(self.path) as table:
            for parts in self._batches(table):
                yield parts, table.bytes_done()

    def _skips_to(self, wanted: int) -> bool:
        """Whether reading on, a batch begins there; so it does next."""
        if self._stream is None:
            self._stream = self._opened()
        while self._reached < wanted and (found := self._next()) is not None:
            self.skipped(found[0])
        return self._reached == wanted

    def _next(self) -> tuple[Parts, int] | None:
        found = next(self._stream, None) if self._stream else None
        if found is not None:
            self._reached += sum(map(len, found[0]))
        return found


def taken_back(action: Callable[[], T]) -> T:
    """What an action would answer, found out by doing it and taking it back."""

    def do_and_take_back() -> NoReturn:
        raise _TakenBackError(action())

    try:
        work.run(do_and_take_back)
    except _TakenBackError as done:
        answer: T = done.answer
        return answer


class _TakenBackError(Exception):
    """Ends a unit of work so that nothing of it stays, and carries the answer out."""

    def __init__(self, answer: Any) -> None:
        super().__init__()
        self.answer = answer


def empty_result(kind: type[R], *, survey: Survey) -> R:
    """An answer of that kind in which nothing is counted yet."""
    return kind(
        columns_not_understood=survey.columns.unknown,
        partly_read=survey.columns.partly_read,
        encoding=survey.encoding,
        delimiter=survey.delimiter,
    )


def in_parts(items: Sequence[T], *, most: int) -> list[Sequence[T]]:
    """The items in runs of at most so many."""
    return [items[start : start + most] for start in range(0, len(items), most)]
