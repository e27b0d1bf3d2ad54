"""The runs' long work: each chunk a unit of work, kept with how far the run is."""

from __future__ import annotations

from typing import Any

from customers.accounts.permissions import MANAGE_MEMBERSHIP
from customers.ground import jobs
from customers.ground.jobs import Progress, Task
from customers.membership.service.runs import kept
from customers.membership.service.runs.applying import apply_chunk
from customers.membership.service.runs.dropping import forget_runs
from customers.membership.service.runs.gathering import gather_chunk
from customers.membership.service.runs.kept import Chunk
from customers.membership.service.runs.switching_many import gather_selected
from customers.membership.service.runs.undoing import undo_chunk


def _preview(task: Task, _prepared: Any) -> Progress:
    run_id, selection = task.given["run_id"], task.given.get("selection")
    if selection is None:
        return _progress(gather_chunk(run_id, place=task.place, actor=task.actor))
    return _progress(
        gather_selected(run_id, selection=selection, place=task.place, actor=task.actor)
    )


def _apply(task: Task, _prepared: Any) -> Progress:
    run_id = task.given["run_id"]
    return _progress(apply_chunk(run_id, place=task.place, actor=task.actor))


def _undo(task: Task, _prepared: Any) -> Progress:
    run_id = task.given["run_id"]
    return _progress(undo_chunk(run_id, place=task.place, actor=task.actor))


def _progress(chunk: Chunk) -> Progress:
    return Progress(
        place=chunk.place,
        done=chunk.done,
        of=chunk.of,
        is_finished=chunk.place is None,
    )


for _name, _step in (
    (kept.PREVIEW, _preview),
    (kept.APPLY, _apply),
    (kept.UNDO, _undo),
):
    jobs.register(_name, permission=MANAGE_MEMBERSHIP, step=_step)
jobs.daily("forget_membership_runs", forget_runs)
