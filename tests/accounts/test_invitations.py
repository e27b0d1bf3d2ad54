"""Invitations: owners make one-time links to join, and withdraw them."""

from __future__ import annotations

from typing import Any

import pytest

from customers.accounts import queries, service
from customers.accounts.models import Invitation
from customers.accounts.schemas.people import StaffInvitation
from customers.accounts.tokens import hash_of
from customers.ground import clock
from customers.ground.db import db
from customers.ground.errors import Forbidden
from tests.accounts.seen import (
    invited,
    joined,
    member_row,
    one_time_link,
    toast_of,
    user_row,
)
from tests.accounts.told import facts
from tests.world import World

URL = "/settings/staff/invitations"
NEW = "new@example.com"


def new_member(world: World, email: str = NEW) -> Any:
    """The row of somebody in Alice's business."""
    return member_row(user_row(email), world.books)


def test_the_link_is_shown_once_and_kept_as_a_hash(world: World) -> None:
    browser = world.client(world.alice)

    link = invited(browser, email=" New@Example.com ", role="viewer")

    row = db.session.execute(db.select(*Invitation.__table__.c)).one()
    token = link.rpartition("/")[2]
    (fact,) = facts(world, "StaffInvited")
    assert one_time_link(browser) is None
    assert row.token_hash == hash_of(token)
    assert token not in str(tuple(row))
    assert (row.email, row.role, row.created_by) == (NEW, "viewer", world.alice.id)
    assert (fact.data, fact.personal) == ({"role": "viewer"}, {"email": NEW})
    assert NEW in browser.get("/settings/staff").get_data(as_text=True)


def test_the_link_trusts_no_host(world: World) -> None:
    browser = world.client(world.alice)
    browser.post(URL, {"email": NEW, "role": "staff"})
    cookie = browser.client.get_cookie("regulars")
    headers = {"Host": "evil.example", "Cookie": f"regulars={cookie and cookie.value}"}

    elsewhere = world.app.test_client(use_cookies=False)
    page = elsewhere.get("/settings/staff", headers=headers).get_data(as_text=True)

    assert 'value="/invitation/' in page
    assert "evil.example" not in page


def test_a_link_works_for_seven_days(world: World) -> None:
    link = invited(world.client(world.alice))

    with clock.later(days=6, hours=23):
        assert world.client().get(link).status_code == 200
    with clock.later(days=7, seconds=1):
        assert world.client().get(link).status_code == 404
        assert joined(world, link)[1].status_code == 404
    assert user_row(NEW) is None


def test_a_newer_link_ends_the_older(world: World) -> None:
    browser = world.client(world.alice)
    older = invited(browser, role="owner")

    newer = invited(browser, role="viewer")

    assert joined(world, older)[1].status_code == 404
    assert joined(world, newer)[1].status_code == 303
    assert new_member(world).role == "viewer"


def test_a_withdrawn_link_works_no_more(world: World) -> None:
    browser = world.client(world.alice)
    link = invited(browser)
    world.enter()
    (row,) = queries.open_invitations()

    for _time in range(2):
        answer = browser.post(f"{URL}/{row.id}/withdraw")

    assert (answer.status_code, answer.location) == (303, "/settings/staff")
    assert joined(world, link)[1].status_code == 404
    assert len(facts(world, "InvitationWithdrawn")) == 1
    assert "is withdrawn" in toast_of(browser, "/settings/staff")


def test_a_used_link_is_not_withdrawn(world: World) -> None:
    browser = world.client(world.alice)
    link = invited(browser)
    world.enter()
    (row,) = queries.open_invitations()
    joined(world, link)

    assert browser.post(f"{URL}/{row.id}/withdraw").status_code == 409


def test_the_same_form_sent_twice_makes_one_link(world: World) -> None:
    browser = world.client(world.alice)
    fields = {"email": NEW, "role": "staff", "request_key": "k" * 24}

    for _time in range(2):
        answer = browser.post(URL, fields)

    assert answer.location == "/settings/staff"
    assert len(facts(world, "StaffInvited")) == 1
    assert joined(world, one_time_link(browser) or "")[1].status_code == 303


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"email": "", "role": "staff"}, "This is needed."),
        ({"email": "new", "role": "staff"}, "Write an email address"),
        ({"email": "a b@example.com", "role": "staff"}, "Write an email address"),
        ({"email": "x" * 250 + "@example.com", "role": "staff"}, "254"),
        ({"email": NEW, "role": "king"}, "Choose one of the list."),
    ],
)
def test_a_poor_invitation_comes_back_in_the_form(
    world: World, fields: dict[str, str], sentence: str
) -> None:
    browser = world.client(world.alice)

    page = browser.post(URL, fields)
    part = browser.post(URL, fields, htmx=True)

    assert (page.status_code, part.status_code) == (422, 422)
    assert sentence in page.get_data(as_text=True)
    assert part.get_data(as_text=True).strip().startswith('<form class="card form"')
    assert facts(world, "StaffInvited") == []


def test_who_works_here_is_not_invited(world: World) -> None:
    fields = {"email": "Bob@Example.com", "role": "owner"}

    answer = world.client(world.alice).post(URL, fields)

    assert answer.status_code == 409
    assert "works here already" in answer.get_data(as_text=True)


@pytest.mark.parametrize("who", ["adam", "bob", "vera"])
def test_nobody_but_an_owner_invites(world: World, who: str) -> None:
    browser = world.client(getattr(world, who))
    invited(world.client(world.alice))
    world.enter()
    (row,) = queries.open_invitations()

    assert browser.post(URL, {"email": "x@example.com"}).status_code == 403
    assert browser.post(f"{URL}/{row.id}/withdraw").status_code == 403
    with pytest.raises(Forbidden):
        service.invite(
            StaffInvitation(email=NEW, role="owner"),
            actor=world.actor(getattr(world, who)),
        )
    with pytest.raises(Forbidden):
        service.withdraw(row.id, actor=world.actor(getattr(world, who)))


def test_an_outsider_withdraws_nothing(world: World) -> None:
    link = invited(world.client(world.alice))
    world.enter()
    (row,) = queries.open_invitations()
    browser = world.client(world.charlie)

    assert browser.post(f"{URL}/{row.id}/withdraw").status_code == 404
    assert NEW not in browser.get("/settings/staff").get_data(as_text=True)
    assert world.client().get(link).status_code == 200


def test_an_invitation_there_is_not_is_not_withdrawn(world: World) -> None:
    answer = world.client(world.alice).post(f"{URL}/999999/withdraw")

    assert answer.status_code == 404


def test_signed_out_invites_nobody(world: World) -> None:
    assert world.client().post(URL, {"email": NEW, "role": "staff"}).status_code == 401
    assert facts(world, "StaffInvited") == []


def test_a_reset_link_is_no_invitation(world: World) -> None:
    browser = world.client(world.alice)
    browser.post(f"/settings/staff/{world.membership(world.bob).id}/reset")
    token = (one_time_link(browser) or "").rpartition("/")[2]

    assert world.client().get(f"/invitation/{token}").status_code == 404
    assert world.client().get(f"/reset/{token}").status_code == 200
