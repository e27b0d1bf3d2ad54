"""Long work: what was asked for lately, how far each is, and the way to stop it."""

from __future__ import annotations

from flask import request, url_for
from flask_babel import gettext as _

from customers.accounts.permissions import SEE_CUSTOMERS
from customers.desk.queries import jobs as queries
from customers.desk.views.room import room
from customers.ground import answers, jobs
from customers.ground.answers import Answer
from customers.ground.doors import actor


@room.get("/jobs", access=SEE_CUSTOMERS)
def list_jobs() -> Answer:
    """Show the person's jobs, and everybody's to whoever oversees them."""
    cursors = {name: request.args.get(name) for name in ("after", "before")}
    page = queries.recent_jobs(actor=actor(), **cursors)
    here = request.endpoint or ""
    pages = {
        "previous_url": page.before and url_for(here, before=page.before),
        "next_url": page.after and url_for(here, after=page.after),
        "first_url": url_for(here) if any(cursors.values()) else None,
    }
    return answers.part(
        "desk/_jobs.html", page="desk/jobs.html", jobs=page.rows, pages=pages
    )


@room.get("/jobs/<id:job_id>", access=SEE_CUSTOMERS)
def show_job(job_id: int) -> Answer:
    """Show how far a job is; the part that asks again is told if nothing is new."""
    job = queries.job(job_id, actor=actor())
    if answers.wants_part() and request.args.get("seen") == job.seen:
        # Never 304: the browser would turn it into the answer of before.
        return Answer(body="", status=204)
    return answers.part("desk/_job_news.html", page="desk/job.html", job=job)


@room.post("/jobs/<id:job_id>/stop", access=SEE_CUSTOMERS)
def stop_job(job_id: int) -> Answer:
    """Stop a job for good; one that has ended stays as it is."""
    stopped = jobs.stop(job_id, actor=actor())
    is_stopped = stopped.state == jobs.STOPPED
    return answers.changed(
        "desk/_job_news.html",
        location=url_for("desk.show_job", job_id=job_id),
        toast=_("Stopped.") if is_stopped else _("It had ended already."),
        job=queries.job(job_id, actor=actor()),
        focus=True,
    )
