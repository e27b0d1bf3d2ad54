"""Two at once: a link is used by one of them, and a business keeps an owner."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event
from typing import Any

import pytest
from flask import Flask

from customers.accounts import service
from customers.accounts.actors import Actor
from customers.accounts.models import Invitation, StaffMember, User
from customers.accounts.schemas.people import StaffInvitation, WantedRole
from customers.ground import tenancy, work
from customers.ground.db import db
from customers.ground.errors import Refused
from tests.accounts.seen import user_row
from tests.world import World

AT_ONCE = 6


@pytest.fixture
def real_world(real_app: Flask) -> World:
    """Alice's and Charlie's businesses, kept for every connection to see."""
    return work.run(lambda: World(real_app))


def at_once(
    app: Flask, actions: list[Callable[[], Any]], *, second_after: Event | None = None
) -> list[str]:
    """Run each as a unit of work in a thread of its own; "done" or the refusal.

    The second begins `second_after` was set by the first, where that is given.
    """
    ready = Barrier(len(actions))

    def one(action: Callable[[], Any]) -> str:
        with app.app_context(), app.test_request_context():
            ready.wait(timeout=20)
            if second_after is not None and action is actions[1]:
                assert second_after.wait(timeout=20)
            try:
                work.run(action)
            except Refused as refused:
                return type(refused).__name__
            finally:
                db.session.remove()
            return "done"

    work.end_read()  # What is read from now on is what they leave.
    with ThreadPoolExecutor(len(actions)) as pool:
        return sorted(pool.map(one, actions))


def acting(actor: Actor, action: Callable[[], Any]) -> Callable[[], Any]:
    """The action in the actor's business, as the door would enter it."""

    def entered() -> Any:
        tenancy.enter(db.session(), actor.business_id)
        return action()

    return entered


def in_words(app: Flask, action: Callable[[], Any]) -> Any:
    """Run one unit of work with the texts that a request has."""
    with app.test_request_context():
        return work.run(action)


def test_of_many_who_join_by_one_link_one_does(real_world: World) -> None:
    alice = real_world.actor(real_world.alice)
    values = StaffInvitation(email="new@example.com", role="staff")
    token = in_words(
        real_world.app, acting(alice, lambda: service.invite(values, actor=alice))
    )

    def join_as(number: int) -> Callable[[], Any]:
        return lambda: service.join_as_new(
            token, name=f"Number {number}", password_hash=f"hash {number}"
        )

    answers = at_once(real_world.app, [join_as(number) for number in range(AT_ONCE)])

    joined = db.session.scalars(
        db.select(User.password_hash).where(User.email == "new@example.com")
    ).all()
    assert answers.count("done") == 1
    assert set(answers) <= {"done", "NotFound", "Conflict"}
    assert len(joined) == 1


def test_of_many_who_reset_by_one_link_one_does(real_world: World) -> None:
    alice = real_world.actor(real_world.alice)
    bob_id = real_world.membership(real_world.bob).id
    token = in_words(
        real_world.app,
        acting(alice, lambda: service.make_reset_link(bob_id, actor=alice)),
    )

    def reset_to(number: int) -> Callable[[], Any]:
        return lambda: service.reset_password(token, password_hash=f"hash {number}")

    answers = at_once(real_world.app, [reset_to(number) for number in range(AT_ONCE)])

    assert answers == ["NotFound"] * (AT_ONCE - 1) + ["done"]
    assert user_row("bob@example.com").password_hash.startswith("hash ")


@pytest.mark.parametrize("how", ["lower", "remove"])
def test_two_owners_who_end_each_other_leave_one(real_world: World, how: str) -> None:
    world = real_world
    alice = world.actor(world.alice)
    ids = {user.email: world.membership(user).id for user in (world.alice, world.bob)}
    owner = WantedRole(role="owner")
    in_words(
        world.app,
        acting(
            alice,
            lambda: service.change_role(
                ids[world.bob.email], values=owner, actor=alice
            ),
        ),
    )
    bob = world.actor(world.bob)

    def ending(actor: Actor, other: int) -> Callable[[], Any]:
        if how == "remove":
            action = lambda: service.remove_staff_member(other, actor=actor)  # noqa: E731
        else:
            lower = WantedRole(role="staff")
            action = lambda: service.change_role(other, values=lower, actor=actor)  # noqa: E731
        return acting(actor, action)

    answers = at_once(
        world.app,
        [ending(alice, ids[world.bob.email]), ending(bob, ids[world.alice.email])],
    )

    owners = db.session.scalars(
        db.select(StaffMember.id).where(
            StaffMember.business_id == world.books.id,
            StaffMember.role == "owner",
            StaffMember.removed_at.is_(None),
        )
    ).all()
    assert answers == ["Forbidden", "done"]
    assert len(owners) == 1


def test_two_owners_who_leave_at_once_leave_one(real_world: World) -> None:
    world = real_world
    alice = world.actor(world.alice)
    bob_id = world.membership(world.bob).id
    owner = WantedRole(role="owner")
    in_words(
        world.app,
        acting(alice, lambda: service.change_role(bob_id, values=owner, actor=alice)),
    )

    def leaving(actor: Actor) -> Callable[[], Any]:
        own_id = actor.staff_member_id or 0
        return acting(actor, lambda: service.remove_staff_member(own_id, actor=actor))

    answers = at_once(world.app, [leaving(alice), leaving(world.actor(world.bob))])

    assert answers == ["Conflict", "done"]


def test_owners_who_invite_at_the_same_moment_all_do(real_world: World) -> None:
    world = real_world
    for user in (world.adam, world.bob):
        make_owner(world, user)
    browsers = [world.client(user) for user in (world.alice, world.adam, world.bob)]
    for browser in browsers:
        browser.secrets()
    ready = Barrier(len(browsers))

    def invite(number: int) -> list[int]:
        statuses = []
        for turn in range(8):
            ready.wait(timeout=20)
            fields = {"email": f"n{turn}.{number}@example.com", "role": "staff"}
            answer = browsers[number].post("/settings/staff/invitations", fields)
            statuses.append(answer.status_code)
        return statuses

    with ThreadPoolExecutor(len(browsers)) as pool:
        answers = list(pool.map(invite, range(len(browsers))))

    work.end_read()
    made = db.session.scalars(db.select(Invitation.email)).all()
    assert answers == [[303] * 8] * 3
    assert len(set(made)) == 24


def test_a_link_that_is_being_used_cannot_be_withdrawn(real_world: World) -> None:
    world = real_world
    alice = world.actor(world.alice)
    values = StaffInvitation(email="new@example.com", role="staff")
    token = in_words(
        world.app, acting(alice, lambda: service.invite(values, actor=alice))
    )
    link_id = db.session.scalars(db.select(Invitation.id)).one()
    is_used = Event()

    def join() -> None:
        service.join_as_new(token, name="New", password_hash="hash")
        is_used.set()
        time.sleep(0.4)  # The other asks now, and waits for this to be kept.

    withdraw = acting(alice, lambda: service.withdraw(link_id, actor=alice))
    answers = at_once(world.app, [join, withdraw], second_after=is_used)

    assert answers == ["Conflict", "done"]
    assert user_row("new@example.com") is not None


def make_owner(world: World, user: User) -> None:
    """Let Alice make the person an owner of her business too."""
    alice = world.actor(world.alice)
    member_id = world.membership(user).id
    owner = WantedRole(role="owner")
    change = lambda: service.change_role(member_id, values=owner, actor=alice)  # noqa: E731
    in_words(world.app, acting(alice, change))
