"""Memberships by the words of the rules: a model that shares no code with them.

It keeps what every customer bought, day by day, and knows nothing of tables. Of the
rules it reads bare values alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from customers.membership.rules import END, FOREVER, KEEP, NEVER, Rule
from tests.membership.till import Move
from tests.membership.walked import DAY, Days, later, spend, walked_end


@dataclass(frozen=True)
class State:
    """What somebody is, with the rule that made it so."""

    is_member: bool = False
    until: date = NEVER
    held_until: date = NEVER
    rule: Rule | None = None
    since: date = NEVER


@dataclass(frozen=True)
class Change:
    """An entry: what counted before, what holds since, why, what counted of spend."""

    was_member: bool
    state: State
    cause: str
    on: date
    spend: int | None = None
    reason: str | None = None
    before: State = State()
    undoes: int | None = None
    run: int | None = None


@dataclass
class Person:
    """Somebody, and what they bought as it counts: the day, the amount."""

    state: State = State()
    bought: Counter[date] = field(default_factory=Counter)
    changes: list[Change] = field(default_factory=list)
    is_deleted: bool = False


class Oracle:
    """All customers, the rules in their order, and what each day makes of them."""

    def __init__(self) -> None:
        self.people: dict[int, Person] = {}
        self.rules: list[Rule] = []
        self.today = NEVER

    @property
    def saved(self) -> Rule | None:
        """The rule that counts."""
        return self.rules[-1] if self.rules else None

    def is_effective(self, state: State) -> bool:
        """Whether they count as a member today."""
        return state.is_member and state.until > self.today

    def days(self, person: Person) -> Days:
        """What was bought, by day; where all was given back there was none."""
        return sorted(one for one in person.bought.items() if one[1])

    def counted(self, person: Person, rule: Rule | None) -> int:
        """What counts today under a rule."""
        months = rule.window_months if rule else None
        return spend(self.days(person), months, self.today)

    def _enter(self, person: Person, state: State, cause: str, **more: object) -> None:
        before = person.state
        was = self.is_effective(before)
        change = Change(was, state, cause, self.today, before=before, **more)  # type: ignore[arg-type]
        person.changes.append(change)
        person.state = state

    def expire(self, person: Person) -> None:
        """Write down what has ended."""
        state = person.state
        if state.is_member and not self.is_effective(state):
            ended = replace(state, is_member=False, until=NEVER, since=NEVER)
            self._enter(person, ended, "expiry")

    def daily(self) -> None:
        """What the worker does of a day."""
        for person in self.people.values():
            if not person.is_deleted:
                self.expire(person)

    def judge(self, moves: Iterable[Move]) -> None:
        """Purchases and refunds, one after the other."""
        asked = list(moves)
        for who in {who for who, *_ in asked}:
            person = self.people[who]
            self.expire(person)
            for mover, on, amount, _entry in asked:
                if mover == who:
                    self._judge(person, on, amount)

    def _judge(self, person: Person, on: date, amount: int) -> None:
        state, saved = person.state, self.saved
        own = state.rule or saved
        was_met = own is not None and self._meets(person, own)
        person.bought[on] += amount
        after = self._after(person, state, own=own, was_met=was_met)
        if after != state:
            by = own if after.rule == state.rule else saved
            counted = self.counted(person, by)
            self._enter(person, after, "threshold", spend=counted)

    def _meets(self, person: Person, rule: Rule) -> bool:
        return self.counted(person, rule) >= rule.threshold_minor

    def _after(
        self, person: Person, state: State, *, own: Rule | None, was_met: bool
    ) -> State:
        saved = self.saved
        if state.held_until > self.today:
            return state
        if state.held_until > NEVER:
            return self._anew(person, state)
        if not self.is_effective(state):
            joins = saved and saved.is_automatic and self._meets(person, saved)
            return self.granted(person, saved) if saved and joins else state
        if own is None:
            return state
        if self._meets(person, own):
            return self.goes_on(person, own, was_met=was_met)
        return self._fallen(person, own) if was_met else state

    def _anew(self, person: Person, state: State) -> State:
        """Whose hold has ended."""
        saved = self.saved
        if saved is not None and not self._meets(person, saved):
            return State(rule=saved)
        if saved is not None and (self.is_effective(state) or saved.is_automatic):
            return self.granted(person, saved)
        return replace(state, held_until=NEVER)

    def granted(self, person: Person, rule: Rule) -> State:
        """Who becomes a member by the rule today."""
        until = self._end(person, rule, since=self.today)
        return State(True, until, NEVER, rule, self.today)

    def _end(self, person: Person, rule: Rule, *, since: date) -> date:
        days = self.days(person)
        return walked_end(rule, days, period_from=since, today=self.today)

    def goes_on(self, person: Person, rule: Rule, *, was_met: bool) -> State:
        """Who is a member and meets the rule: until when, by now."""
        state, since = person.state, person.state.since
        tested = rule.period_months if rule.is_renewed else None
        if tested and not was_met:
            ends = [later(since, n * tested) for n in range(1, 60)]
            past = [end for end in ends if end <= self.today]
            if past and state.until <= past[-1] + rule.grace_days * DAY:
                since = self.today
        until = self._end(person, rule, since=since)
        return replace(state, until=until, since=since, rule=rule)

    def _fallen(self, person: Person, rule: Rule) -> State:
        state = person.state
        if rule.on_refund == KEEP:
            until = self._end(person, rule, since=state.since)
            return replace(state, until=until)
        last = self.today + rule.grace_days * DAY
        if rule.on_refund == END or last == self.today:
            return State(rule=rule)
        return replace(state, until=min(state.until, last))

    def switch(
        self, who: int, *, is_member: bool, reason: str | None, until: date | None
    ) -> bool:
        """By hand; whether an entry is made."""
        person = self.people[who]
        state, held = person.state, until or FOREVER
        end = FOREVER if is_member else NEVER
        is_so = self.is_effective(state) == is_member
        is_asked = reason is not None or until is not None
        said = (state.is_member, state.until, state.held_until, self._reason(person))
        if is_so and (not is_asked or said == (is_member, end, held, reason)):
            return False
        self.expire(person)
        since = self.today if is_member else NEVER
        after = State(is_member, end, held, self.saved, since)
        self._enter(person, after, "manual", reason=reason)
        return True

    def _reason(self, person: Person) -> str | None:
        return person.changes[-1].reason if person.changes else None

    def release(self, who: int) -> bool:
        """A hold ended by hand; whether there was one."""
        person, saved = self.people[who], self.saved
        if person.state.held_until == NEVER:
            return False
        after = replace(person.state, held_until=NEVER)
        if saved is not None:
            if not self._meets(person, saved):
                after = State(rule=saved)
            elif saved.is_automatic or self.is_effective(person.state):
                after = self.granted(person, saved)
        self._enter(person, after, "manual")
        return True

    def undo(self, who: int, number: int) -> bool:
        """The switch that made this entry is taken back; whether that may be."""
        person = self.people[who]
        if person.changes[-1].undoes == number:
            return True
        is_last = number == len(person.changes) - 1
        if is_last:
            self._restore(person, number)
        return is_last

    def _restore(self, person: Person, number: int) -> None:
        state = person.changes[number].before
        rule = state.rule
        if state.is_member and not self.is_effective(state):
            state = State(held_until=state.held_until, rule=rule)
        is_free = state.held_until == NEVER and self.is_effective(state)
        if is_free and rule is not None and self._meets(person, rule):
            kept, person.state = person.state, state
            state = self.goes_on(person, rule, was_met=False)
            person.state = kept
        self._enter(person, state, "undo", undoes=number)

    def fits(self, who: int, rule: Rule, *, joins: bool) -> bool:
        """Whether a run would make somebody a member, or (else) end it."""
        person = self.people[who]
        is_free = not person.is_deleted and person.state.held_until <= self.today
        is_other = self.is_effective(person.state) is not joins
        return is_free and is_other and self._meets(person, rule) is joins

    def preview(self, rule: Rule, *, also_ends: bool) -> tuple[list[int], list[int]]:
        """Whom a run of this rule would join, and whose membership it would end."""
        self.daily()
        joins = [who for who in self.people if self.fits(who, rule, joins=True)]
        ends = [who for who in self.people if self.fits(who, rule, joins=False)]
        return joins, ends if also_ends else []

    def apply(
        self, run: int, rule: Rule, *, joins: Iterable[int], ends: Iterable[int]
    ) -> None:
        """A run changes those previewed who still fit."""
        self.daily()
        for is_join, whom in ((True, joins), (False, ends)):
            for who in whom:
                if self.fits(who, rule, joins=is_join):
                    person = self.people[who]
                    after = self.granted(person, rule) if is_join else State(rule=rule)
                    counted = self.counted(person, rule)
                    self._enter(person, after, "run", spend=counted, run=run)

    def undo_run(self, run: int) -> tuple[int, int]:
        """What it changed is as before where nothing changed since; else it stays."""
        undone = skipped = 0
        for person in self.people.values():
            for number, change in enumerate(tuple(person.changes)):
                if change.run == run and number == len(person.changes) - 1:
                    self._restore(person, number)
                    undone += 1
                elif change.run == run:
                    skipped += 1
        return undone, skipped

    def told(self, who: int, *, is_member: bool) -> None:
        """A file tells what they are."""
        person = self.people[who]
        is_so = self.is_effective(person.state) == is_member
        if person.is_deleted or person.state.held_until > self.today or is_so:
            return
        self.expire(person)
        joined = State(is_member=True, until=FOREVER, since=self.today)
        self._enter(person, joined if is_member else State(), "import")

    def tallies(self) -> Counter[tuple[str, int]]:
        """Customers by the word of their state and the step of their spend."""
        found: Counter[tuple[str, int]] = Counter()
        for person in self.people.values():
            if person.is_deleted:
                continue
            word = "member" if person.state.is_member else "none"
            word = f"held_{word}" if person.state.held_until > NEVER else word
            digits = str(self.counted(person, self.saved))
            step = int(digits[:3] + "0" * (len(digits) - 3)) if digits[0] != "-" else -1
            if (word, step) != ("none", 0):
                found[word, step] += 1
        return found
