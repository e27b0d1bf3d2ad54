"""Roles: owners change them, and a business always keeps an owner."""

from __future__ import annotations

import pytest

from customers.accounts import queries, service
from customers.accounts.actors import Actor
from customers.accounts.schemas.people import WantedRole
from customers.ground.errors import Conflict, Forbidden, NotFound
from tests.accounts.seen import invited, member_row, toast_of
from tests.accounts.told import facts
from tests.world import World

URL = "/settings/staff"


def role_url(world: World, who: str) -> str:
    """Where the role of one of this world is changed."""
    user = getattr(world, who)
    return f"{URL}/{world.membership(user).id}/role"


def role_of(world: World, who: str) -> str:
    """The role in Alice's business now."""
    return member_row(getattr(world, who), world.books).role


def test_an_owner_changes_a_role(world: World) -> None:
    browser = world.client(world.alice)

    answer = browser.post(role_url(world, "bob"), {"role": "admin"})

    (fact,) = facts(world, "RoleChanged")
    assert (answer.status_code, answer.location) == (303, URL)
    assert role_of(world, "bob") == "admin"
    assert member_row(world.bob, world.books).updated_by == world.alice.id
    assert fact.subject_id == world.membership(world.bob).id
    assert (fact.data, fact.personal) == ({"role": ["staff", "admin"]}, None)
    assert "Bob is now: Admin. Undo" in toast_of(browser, URL)


def test_undo_gives_the_role_before(world: World) -> None:
    browser = world.client(world.alice)
    browser.post(role_url(world, "bob"), {"role": "admin"})
    page = browser.get(URL).get_data(as_text=True)
    toast = page.partition('class="toast"')[2].partition("</form>")[0]

    browser.post(role_url(world, "bob"), {"role": "staff"})

    assert f'action="{role_url(world, "bob")}"' in toast
    assert '<input type="hidden" name="role" value="staff">' in toast
    assert role_of(world, "bob") == "staff"


def test_the_new_role_counts_at_once(world: World) -> None:
    adams = world.client(world.adam)
    assert adams.get("/settings/shops").status_code == 200

    world.client(world.alice).post(role_url(world, "adam"), {"role": "viewer"})

    assert adams.get("/settings/shops").status_code == 403


def test_the_same_role_again_changes_nothing(world: World) -> None:
    browser = world.client(world.alice)
    for _time in range(2):
        browser.post(role_url(world, "bob"), {"role": "admin"})

    assert len(facts(world, "RoleChanged")) == 1
    assert "Undo" not in toast_of(browser, URL).rpartition("Bob is now")[2]


@pytest.mark.parametrize("role", ["", "king", "Owner", "staff\x00"])
def test_a_role_there_is_not_is_refused(world: World, role: str) -> None:
    answer = world.client(world.alice).post(role_url(world, "bob"), {"role": role})

    assert answer.status_code == 422
    assert role_of(world, "bob") == "staff"


@pytest.mark.parametrize("who", ["adam", "bob", "vera"])
def test_nobody_but_an_owner_may(world: World, who: str) -> None:
    browser = world.client(getattr(world, who))

    assert browser.get(URL).status_code == 403
    assert browser.post(role_url(world, who), {"role": "owner"}).status_code == 403
    assert role_of(world, who) != "owner"
    with pytest.raises(Forbidden):
        service.change_role(
            world.membership(world.bob).id,
            values=WantedRole(role="owner"),
            actor=world.actor(getattr(world, who)),
        )


def test_an_outsider_finds_nobody(world: World) -> None:
    browser = world.client(world.charlie)

    answer = browser.post(role_url(world, "bob"), {"role": "admin"})

    assert answer.status_code == 404
    assert role_of(world, "bob") == "staff"
    assert "bob@example.com" not in browser.get(URL).get_data(as_text=True)


def test_signed_out_changes_nothing(world: World) -> None:
    answer = world.client().post(role_url(world, "bob"), {"role": "admin"})

    assert answer.status_code == 401
    assert role_of(world, "bob") == "staff"


def test_changing_a_role_takes_no_get(world: World) -> None:
    assert world.client(world.alice).get(role_url(world, "bob")).status_code == 405


@pytest.mark.parametrize("unknown", [999_999, 10**30])
def test_somebody_unknown_is_not_found(world: World, unknown: int) -> None:
    answer = world.client(world.alice).post(f"{URL}/{unknown}/role", {"role": "admin"})

    assert answer.status_code == 404


def test_the_last_owner_stays_one(world: World) -> None:
    answer = world.client(world.alice).post(role_url(world, "alice"), {"role": "staff"})

    assert answer.status_code == 409
    assert "A business needs an owner." in answer.get_data(as_text=True)
    assert role_of(world, "alice") == "owner"
    assert facts(world, "RoleChanged") == []


def test_a_removed_owner_does_not_count_as_one(world: World) -> None:
    browser = world.client(world.alice)
    browser.post(role_url(world, "bob"), {"role": "owner"})
    bob_id = world.membership(world.bob).id
    browser.post(f"{URL}/{bob_id}/remove")

    answer = browser.post(role_url(world, "alice"), {"role": "staff"})

    assert answer.status_code == 409


def test_an_owner_elsewhere_does_not_count_as_one(world: World) -> None:
    world.hire(world.bob, world.bikes, "owner")

    answer = world.client(world.alice).post(role_url(world, "alice"), {"role": "staff"})

    assert answer.status_code == 409


def test_an_owner_lowers_themselves_where_another_remains(world: World) -> None:
    browser = world.client(world.alice)
    browser.post(role_url(world, "bob"), {"role": "owner"})

    answer = browser.post(role_url(world, "alice"), {"role": "viewer"})

    assert (answer.status_code, answer.location) == (303, "/")
    assert role_of(world, "alice") == "viewer"
    assert browser.get(URL).status_code == 403


def test_the_verb_looks_at_the_role_under_the_lock(world: World) -> None:
    """The door has looked before; two owners who lower each other are not both done."""
    browser = world.client(world.alice)
    browser.post(role_url(world, "bob"), {"role": "owner"})
    stale = world.actor(world.alice)
    world.client(world.bob).post(role_url(world, "alice"), {"role": "admin"})

    with pytest.raises(Forbidden):
        service.change_role(
            world.membership(world.bob).id,
            values=WantedRole(role="staff"),
            actor=stale,
        )

    assert role_of(world, "bob") == "owner"


def test_links_of_an_owner_end_when_they_are_lowered(world: World) -> None:
    alices = world.client(world.alice)
    alices.post(role_url(world, "bob"), {"role": "owner"})
    link = invited(world.client(world.bob), role="owner")
    assert world.client().get(link).status_code == 200

    alices.post(role_url(world, "bob"), {"role": "staff"})

    assert world.client().get(link).status_code == 404


def test_a_command_may_change_roles_too(world: World) -> None:
    actor = Actor.of_command(world.books)

    before = service.change_role(
        world.membership(world.bob).id, values=WantedRole(role="admin"), actor=actor
    )

    assert before == "staff"
    with pytest.raises(Conflict):
        service.change_role(
            world.membership(world.alice).id,
            values=WantedRole(role="admin"),
            actor=actor,
        )
    with pytest.raises(NotFound):
        service.change_role(
            world.membership(world.charlie).id,
            values=WantedRole(role="admin"),
            actor=actor,
        )


def test_staff_are_listed_with_what_one_may_do(world: World) -> None:
    world.hire(world.vera, world.bikes, "staff")

    page = world.client(world.alice).get(URL).get_data(as_text=True)

    world.enter()
    ids = {row.name: row.id for row in queries.staff_of_business()}
    assert list(ids) == ["Adam", "Alice", "Bob", "Vera"]
    assert f"{URL}/{ids['Bob']}/reset" in page
    assert f"{URL}/{ids['Vera']}/reset" not in page
    assert f"{URL}/{ids['Alice']}/reset" not in page
    assert f"{URL}/{ids['Bob']}/remove" in page
    assert "Charlie" not in page
