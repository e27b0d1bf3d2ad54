"""Long work in the background: asked for in a unit of work, done in chunks by workers.

A chunk and its progress are one unit of work, so that whatever dies between two chunks
loses nothing and repeats nothing. A room registers the kinds it knows; a job runs as
the person who asked, with the role they have by then.
"""

from __future__ import annotations

from customers.ground.jobs.asking import OVERSEE_JOBS, enqueue, may_see, stop
from customers.ground.jobs.claims import LEASE, MOST_TRIES
from customers.ground.jobs.files import MAX_PART_BYTES, parts, write_part
from customers.ground.jobs.forgetting import forget_old_jobs
from customers.ground.jobs.kinds import (
    Kind,
    Progress,
    Task,
    daily,
    kind_named,
    register,
)
from customers.ground.jobs.leases import holding
from customers.ground.jobs.models import (
    DONE,
    FAILED,
    OPEN_STATES,
    RUNNING,
    STATES,
    STOPPED,
    WAITING,
    DailyWork,
    Job,
    JobFilePart,
)
from customers.ground.jobs.roster import Roster, init_app
from customers.ground.jobs.worker import Worker

__all__ = [
    "DONE",
    "FAILED",
    "LEASE",
    "MAX_PART_BYTES",
    "MOST_TRIES",
    "OPEN_STATES",
    "OVERSEE_JOBS",
    "RUNNING",
    "STATES",
    "STOPPED",
    "WAITING",
    "DailyWork",
    "Job",
    "JobFilePart",
    "Kind",
    "Progress",
    "Roster",
    "Task",
    "Worker",
    "daily",
    "enqueue",
    "holding",
    "init_app",
    "kind_named",
    "may_see",
    "parts",
    "register",
    "stop",
    "write_part",
]

daily("forget_old_jobs", forget_old_jobs)
