"""Switching many by hand: one wanted state for all of a list, held from then on."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import case, literal, select

from customers.accounts import permissions
from customers.accounts.actors import Actor
from customers.directory import queries as directory
from customers.directory.rules import Selection
from customers.ground import clock, tenancy
from customers.ground.among import among
from customers.ground.db import db
from customers.ground.errors import Invalid
from customers.ground.forms import checked
from customers.membership.models import MembershipRun
from customers.membership.rules import FOREVER
from customers.membership.schemas import SwitchInput
from customers.membership.service.runs import kept
from customers.membership.service.runs.candidates import add_candidates
from customers.membership.service.runs.gathering import sum_up
from customers.membership.service.runs.kept import Chunk
from customers.membership.service.runs.spend import CUSTOMER
from customers.membership.service.switching import check_hold
from customers.membership.words import HELD, JOIN, LEAVE, PREVIEWING, SWITCH

CHUNK = 2_000


def preview_switch(
    chosen: Selection | Collection[int],
    *,
    to_member: bool,
    reason: str | None = None,
    hold_until: date | None = None,
    actor: Actor,
) -> MembershipRun:
    """Begin to find out whom a switch by hand of these customers would change.

    They are a selection of the list, or ids (1,000 at most). Who is so already stays
    as they are. Without `hold_until` they are held until somebody ends that. More than
    1,000 are gathered by a worker, and the run is previewing meanwhile.
    Raises: Forbidden; Invalid for too many ids, a reason or a day that is none.
    """
    actor.need(permissions.MANAGE_MEMBERSHIP)
    told = {"is_member": to_member, "reason": reason, "hold_until": hold_until}
    values: SwitchInput = checked(told, schema=SwitchInput)
    check_hold(values.hold_until, today=clock.today(actor.timezone))
    ids = _first(chosen, actor)
    run = MembershipRun(
        kind=SWITCH,
        state=PREVIEWING,
        to_member=to_member,
        reason=values.reason,
        hold_until=values.hold_until or FOREVER,
        created_by=actor.user_id,
        updated_by=actor.user_id,
    )
    db.session.add(run)
    db.session.flush()
    if len(ids) <= kept.AT_ONCE:
        _gather(run, ids, actor)
        sum_up(run)
        return run
    assert isinstance(chosen, Selection)
    title = _("Preview a switch of many")
    kept.ask(
        kept.PREVIEW, run=run, title=title, actor=actor, selection=chosen.as_json()
    )
    return run


def _first(chosen: Selection | Collection[int], actor: Actor) -> list[int]:
    """The ids, or one more than may be done at once of a long selection."""
    most = kept.AT_ONCE
    if isinstance(chosen, Selection):
        limit = most if chosen.q else most + 1
        return directory.selected_ids(chosen, after_id=0, limit=limit, actor=actor)
    if len(set(chosen)) > most:
        raise Invalid(_("At most %(count)s customers at once.", count=most))
    return sorted(set(chosen))


def gather_selected(
    run_id: int, *, selection: dict[str, Any], place: Any, actor: Actor
) -> Chunk:
    """Gather the next customers of a selection for a run; the last sums it up.

    Raises: Forbidden, NotFound.
    """
    actor.need(permissions.MANAGE_MEMBERSHIP)
    run = kept.locked(run_id)
    of = kept.customers_there_are()
    after, done = place or (0, 0)
    if run.state != PREVIEWING:
        return Chunk(None, done, of)
    ids = directory.selected_ids(
        Selection.of_json(selection), after_id=after, limit=CHUNK, actor=actor
    )
    if ids:
        _gather(run, ids, actor)
        return Chunk([ids[-1], done + len(ids)], done + len(ids), of)
    sum_up(run)
    return Chunk(None, of, of)


def _gather(run: MembershipRun, ids: Collection[int], actor: Actor) -> None:
    """Write down these customers: those to be switched, and those who are so."""
    today = literal(clock.today(actor.timezone))
    is_member = CUSTOMER.c.member_until > today
    is_so = is_member if run.to_member else ~is_member
    changes = JOIN if run.to_member else LEAVE
    some = select(
        case((is_so, HELD), else_=changes).label("action"),
        CUSTOMER.c.id.label("customer_id"),
        CUSTOMER.c.window_spend_minor.label("spend"),
    ).where(
        CUSTOMER.c.business_id == tenancy.entered(db.session()),
        CUSTOMER.c.deleted_at.is_(None),
        among(db.session(), CUSTOMER.c.id, ids),
    )
    add_candidates(run, some=some.subquery("some"))
