"""Kinds of jobs, and daily work: what the rooms above put into words and steps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from customers.ground.jobs.models import Job


@dataclass(frozen=True)
class Task:
    """A job as its steps see it: what was asked, how far it is, and who asked.

    `actor` has the role that the person has now; `place` is None in the first chunk.
    """

    id: int
    kind: str
    title: str
    given: Any
    place: Any
    done: int
    of: int | None
    result: Any
    actor: Any

    @classmethod
    def of_job(cls, job: Job, *, actor: Any) -> Task:
        """The job as it is now."""
        return cls(
            id=job.id,
            kind=job.kind,
            title=job.title,
            given=job.given,
            place=job.place,
            done=job.done,
            of=job.of,
            result=job.result,
            actor=actor,
        )


@dataclass(frozen=True)
class Progress:
    """How far a job is after a chunk; what is None stays as it was.

    `place` is where the next chunk begins and `result` replaces the last one (both
    plain JSON); `done` and `of` are totals, not what this chunk added.
    """

    place: Any = None
    done: int | None = None
    of: int | None = None
    result: Any = None
    is_finished: bool = False


Step = Callable[[Task, Any], Progress | None]
Prepare = Callable[[Task], Any]


@dataclass(frozen=True)
class Kind:
    """A kind of job; see `register`."""

    name: str
    permission: str
    step: Step
    prepare: Prepare | None = None
    download_url: Callable[[int], str] | None = None
    result_in_words: Callable[[Any], str] | None = None


# What a daily action gives: True while there is more to do.
DailyAction = Callable[[Any], bool | None]

_kinds: dict[str, Kind] = {}
_daily: dict[str, DailyAction] = {}


def register(
    name: str,
    *,
    permission: str,
    step: Step,
    prepare: Prepare | None = None,
    download_url: Callable[[int], str] | None = None,
    result_in_words: Callable[[Any], str] | None = None,
) -> None:
    """Declare a kind of job, as its room is imported.

    A chunk is `prepare(task)`, outside any unit of work, then `step(task, prepared)`
    inside one, in which the progress it gives is written too: both are kept or neither.
    A step that gives None or `is_finished` was the last. Both should take a second at
    most. `permission` is asked before each; a `Refused` of either ends the job and its
    message is shown. `download_url(job_id)` leads to the file of a job that is done;
    `result_in_words(result)` says what came of it.
    Raises: TypeError where another kind has the name.
    """
    kind = Kind(name, permission, step, prepare, download_url, result_in_words)
    if _kinds.setdefault(name, kind) != kind:
        raise TypeError(f"There is a kind of job named {name} already.")


def kind_named(name: str) -> Kind | None:
    """The kind with this name; None for one that this version does not know."""
    return _kinds.get(name)


def kind_names() -> list[str]:
    """The names of all kinds that can be worked on here."""
    return sorted(_kinds)


def daily(name: str, action: DailyAction) -> None:
    """Do `action(actor)` once a local day in each business, as a unit of work.

    The actor is a command's. An action that gives True is called again, in a unit of
    its own, until it does not: so what is long is done in chunks. One that raises is
    tried again later. Raises: TypeError where other work has the name.
    """
    if _daily.setdefault(name, action) != action:
        raise TypeError(f"There is daily work named {name} already.")


def daily_actions() -> dict[str, DailyAction]:
    """All daily work, by name, in the order it was declared."""
    return dict(_daily)
