"""The gate: who is let in, into which business, and who is not."""

from __future__ import annotations

import pytest
from flask import g
from sqlalchemy import event

from customers.accounts.models import Session, StaffMember
from customers.accounts.permissions import MANAGE_STAFF
from customers.ground import clock, work
from customers.ground.db import db
from tests.accounts.told import facts, sessions_of
from tests.world import World


def test_a_page_leads_the_signed_out_to_the_sign_in(world: World) -> None:
    answer = world.client().get("/account")

    assert answer.status_code == 303
    assert answer.location == "/login?next=/account"


def test_a_part_leads_the_signed_out_to_the_sign_in(world: World) -> None:
    answer = world.client().get("/account", headers={"HX-Request": "true"})

    assert answer.status_code == 200
    assert answer.headers["HX-Redirect"] == "/login?next=/account"


def test_a_form_of_the_signed_out_is_refused_in_words(world: World) -> None:
    answer = world.client().post("/logout")

    assert answer.status_code == 401
    assert "not signed in" in answer.get_data(as_text=True)


def test_a_form_sent_by_htmx_leads_to_the_sign_in(world: World) -> None:
    answer = world.client().post("/logout", htmx=True)

    assert answer.headers["HX-Redirect"] == "/login"


def test_a_program_is_told_in_json(world: World) -> None:
    headers = {"Accept": "application/json"}

    answer = world.client().get("/account", headers=headers)

    assert answer.status_code == 401
    assert answer.json["error"]["code"] == "sign_in_needed"


@pytest.mark.parametrize("token", ["", "x", "\x00", "x" * 3000])
def test_a_token_of_nobody_lets_nobody_in(world: World, token: str) -> None:
    browser = world.client()
    with browser.client.session_transaction() as cookie:
        cookie["sign_in"] = token

    assert browser.get("/account").status_code == 303


def test_the_actor_is_the_person_in_their_business(world: World) -> None:
    world.client(world.bob).get("/account")

    assert g.actor.business_id == world.books.id
    assert g.actor.role == "staff"
    assert g.actor.user_id == g.person.user_id == world.bob.id
    assert g.actor.staff_member_id == world.membership(world.bob).id
    assert g.actor.businesses == ((world.books.id, "Alice's Books"),)
    assert (g.actor.country, g.actor.currency) == ("GB", "GBP")
    assert db.session().info["business_id"] == world.books.id


def test_who_works_in_two_businesses_has_both_by_name(world: World) -> None:
    world.hire(world.charlie, world.books, "viewer")

    world.client(world.charlie).get("/account")

    names = [name for _number, name in g.actor.businesses]
    assert names == ["Alice's Books", "Charlie's Bikes"]
    assert g.actor.business_name == "Alice's Books"
    assert g.actor.role == "viewer"


def test_a_removed_staff_member_is_out_at_once(world: World) -> None:
    browser = world.client(world.bob)
    assert browser.get("/customers").status_code == 200

    remove(world.membership(world.bob))

    assert browser.get("/customers").status_code == 403


def test_removed_from_one_business_one_is_in_the_other(world: World) -> None:
    world.hire(world.bob, world.bikes, "viewer")
    browser = world.client(world.bob)
    remove(world.membership(world.bob, world.books))

    browser.get("/account")

    assert g.actor.business_id == world.bikes.id
    assert g.actor.businesses == ((world.bikes.id, "Charlie's Bikes"),)


def test_what_a_role_may_not_do_is_refused_and_written_down(world: World) -> None:
    answer = world.client(world.vera).get("/customers/new")

    assert answer.status_code == 403
    (fact,) = facts(world, "AccessRefused")
    assert fact.user_id == fact.subject_id == world.vera.id
    assert fact.data == {
        "permission": "edit_customers",
        "method": "GET",
        "endpoint": "directory.new_customer",
    }


def test_refusals_are_written_down_twenty_times_a_minute_at_most(
    world: World,
) -> None:
    vera = world.client(world.vera)

    statuses = {vera.get("/customers/new").status_code for _ in range(25)}
    at_first = len(facts(world, "AccessRefused"))
    with clock.later(seconds=50):
        vera.get("/customers/new")
    still = len(facts(world, "AccessRefused"))
    with clock.later(seconds=70):
        statuses |= {vera.get("/customers/new").status_code for _ in range(25)}

    assert statuses == {403}
    assert (at_first, still) == (20, 20)
    assert len(facts(world, "AccessRefused")) == 40


def test_the_refusals_of_one_person_hide_nobody_elses(world: World) -> None:
    vera, bob = world.client(world.vera), world.client(world.bob)
    for _ in range(21):
        vera.get("/customers/new")

    bob.get("/settings/shops")
    world.hire(world.vera, world.bikes, "viewer")
    remove(world.membership(world.vera, world.books))
    vera.get("/customers/new")

    told = [fact.user_id for fact in facts(world, "AccessRefused")]
    assert told == [world.vera.id] * 20 + [world.bob.id]
    assert len(facts(world, "AccessRefused", world.bikes)) == 1


def test_what_a_role_may_is_not_written_down(world: World) -> None:
    world.client(world.bob).get("/customers/new")

    assert facts(world, "AccessRefused") == []


def test_a_form_of_another_business_of_mine_is_told_by_name(world: World) -> None:
    world.hire(world.adam, world.bikes, "admin")
    browser = world.client(world.adam)

    answer = browser.post("/customers/new", {"business": str(world.bikes.id)})

    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "Charlie&#39;s Bikes" in page
    assert "Alice&#39;s Books" in page


@pytest.mark.parametrize("business", ["{bikes}", "999", "x", "²", "-1", "9" * 40])
def test_a_form_of_a_business_not_mine_is_told_without_its_name(
    world: World, business: str
) -> None:
    browser = world.client(world.adam)
    number = business.format(bikes=world.bikes.id)

    answer = browser.post("/customers/new", {"business": number})

    assert answer.status_code == 409
    assert "Charlie" not in answer.get_data(as_text=True)


def test_a_form_without_a_business_is_incomplete(world: World) -> None:
    answer = world.client(world.adam).post("/customers/new", {"business": ""})

    assert answer.status_code == 400
    assert "incomplete" in answer.get_data(as_text=True)


@pytest.mark.parametrize("url", ["/account", "/login"])
def test_a_cookie_and_a_bearer_token_are_one_too_many(world: World, url: str) -> None:
    browser = world.client(world.bob)

    answer = browser.get(url, headers={"Authorization": "Bearer abc"})

    assert answer.status_code == 400
    assert "not both" in answer.get_data(as_text=True)


def test_a_bearer_token_alone_is_nobodys_sign_in(world: World) -> None:
    headers = {"Authorization": "Bearer abc"}

    assert world.client().get("/account", headers=headers).status_code == 303


def test_one_query_tells_who_asks(world: World) -> None:
    world.hire(world.bob, world.bikes, "viewer")
    browser = world.client(world.bob)
    asked: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith("SELECT") and "set_config" not in statement:
            asked.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    browser.get("/account")

    who_asks, own_sign_ins = asked
    assert "staff_member" in who_asks
    assert "staff_member" not in own_sign_ins


def test_reading_a_page_writes_nothing_before_its_answer(world: World) -> None:
    browser = world.client(world.bob)
    (row,) = sessions_of(world.bob)
    before = row.last_used_at

    with clock.later(minutes=5):
        answer = browser.get("/account")
        (row,) = sessions_of(world.bob)
        assert row.last_used_at == before
        answer.close()

    db.session.expire_all()
    (row,) = sessions_of(world.bob)
    assert row.last_used_at > before


def remove(member: StaffMember) -> None:
    """Take a person out of a business."""

    def leave() -> None:
        row = db.session.get(StaffMember, member.id)
        row.removed_at = clock.now()

    work.run(leave)


def test_there_is_a_permission_only_owners_have(world: World) -> None:
    assert world.actor(world.alice).may(MANAGE_STAFF)
    assert not world.actor(world.adam).may(MANAGE_STAFF)
    assert db.session.scalars(db.select(Session)).all() == []
