"""The worker: goes from business to business and does what waits there."""

from __future__ import annotations

import logging
import threading
import time
from datetime import date
from typing import Any

from flask import Flask
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from customers.ground import clock, tenancy, walls, work
from customers.ground.db import db
from customers.ground.errors import Unavailable
from customers.ground.jobs import chunks, claims, days, outages
from customers.ground.jobs.claims import Claim, ClaimLost
from customers.ground.jobs.kinds import DailyAction, daily_actions
from customers.ground.jobs.roster import current_roster

log = logging.getLogger(__name__)

PAUSE_SECONDS = 1.0
# A look at many businesses takes time: of an idle worker's, it is a tenth at most.
IDLE_SHARE = 9
# So long one job keeps others waiting before it is their turn.
TURN_SECONDS = 5.0
DAILY_RETRY_SECONDS = 600.0

_AWAY = (DBAPIError, PoolTimeout, Unavailable, outages.Outage)


class Worker:
    """Works until told to end; several may work side by side, on several machines."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._ends = threading.Event()
        self._is_away = False
        self._is_safe = False
        self._finished: dict[tuple[int, str], date] = {}
        self._not_before: dict[tuple[int, str], float] = {}

    def end(self, *_signal: Any) -> None:
        """Finish the chunk at hand, give its job back and end; for signals as well."""
        self._ends.set()

    def run(self) -> None:
        """Work until told to end, however often the database is away meanwhile."""
        while not self._ends.is_set():
            began = time.monotonic()
            try:
                if self.go_round():
                    continue
            except _AWAY as error:
                self._say_once(error)
            spent = time.monotonic() - began
            self._ends.wait(max(PAUSE_SECONDS, IDLE_SHARE * spent))

    def run_once(self) -> None:
        """Work off what waits now, and end.

        Raises: what the database raises where it is away.
        """
        while not self._ends.is_set() and self.go_round():
            pass

    def go_round(self) -> bool:
        """Give each business a turn; whether there was something to do.

        Raises: SuperuserError for a role that passes the wall between businesses.
        """
        with self._app.app_context():
            self._refuse_superuser()
            businesses = list(current_roster().businesses())
        was_busy = False
        for business_id, timezone in businesses:
            if self._ends.is_set():
                break
            with self._app.app_context():
                tenancy.enter(db.session(), business_id)
                was_busy |= self._work_daily(business_id, clock.today(timezone))
                was_busy |= self._work_on_a_job()
        self._is_away = False
        return was_busy

    def _refuse_superuser(self) -> None:
        if not self._is_safe:
            walls.refuse_superuser(db.session())
            self._is_safe = True

    def _work_daily(self, business_id: int, today: date) -> bool:
        """Do what is due of the daily work; whether there is more of it."""
        names = {(business_id, name): name for name in daily_actions()}
        if all(self._finished.get(key) == today for key in names):
            return False
        waiting = days.due(today)
        work.end_read()
        more = False
        for key, name in names.items():
            if name not in waiting:
                self._finished[key] = today
            elif time.monotonic() >= self._not_before.get(key, 0):
                more |= self._do_daily(key, waiting[name], today)
        return more

    def _do_daily(self, key: tuple[int, str], action: DailyAction, today: date) -> bool:
        actor = current_roster().actor_of(None)
        try:
            return work.run(lambda: days.do(key[1], action, today=today, actor=actor))
        except Exception as error:
            outages.raise_if_away(error)
            log.error("The daily work %s failed", key[1], exc_info=error)
            self._not_before[key] = time.monotonic() + DAILY_RETRY_SECONDS
            return False

    def _work_on_a_job(self) -> bool:
        """Work for a turn on the job that has waited longest, if there is one."""
        is_something = claims.something_waits()
        work.end_read()
        if not is_something:
            return False
        claim = work.run(claims.claim_next)
        if claim is None:
            return True
        turn_ends = time.monotonic() + TURN_SECONDS
        while self._work_chunk(claim):
            if self._ends.is_set() or time.monotonic() >= turn_ends:
                self._give_back(claim)
                break
        return True

    def _work_chunk(self, claim: Claim) -> bool:
        """Do a chunk, waiting for the database where it is away; whether more is."""
        while True:
            try:
                more = chunks.work_chunk(claim)
            except _AWAY as error:
                self._say_once(error)
                if self._ends.wait(PAUSE_SECONDS):
                    return True
                continue
            self._is_away = False
            return more

    def _give_back(self, claim: Claim) -> None:
        try:
            work.run(lambda: claims.give_back(claim, rests=self._ends.is_set()))
        except ClaimLost:
            log.info("Another worker has the job by now")

    def _say_once(self, error: Exception) -> None:
        """Tell that the database is away when it goes, not every second."""
        if not self._is_away:
            known = error.__cause__ or error
            kind = type(getattr(known, "orig", known)).__name__
            log.warning("The database does not answer (%s): waiting for it", kind)
        self._is_away = True
