"""Removing a staff member: asked first, and their sign-ins end at once."""

from __future__ import annotations

import pytest

from customers.accounts import queries, service
from customers.ground.errors import Forbidden
from tests.accounts.seen import invited, member_row, toast_of
from tests.accounts.told import facts, sessions_of
from tests.world import World

URL = "/settings/staff"


def remove_url(world: World, who: str) -> str:
    """Where one of this world is removed."""
    return f"{URL}/{world.membership(getattr(world, who)).id}/remove"


def is_removed(world: World, who: str) -> bool:
    """Whether they work in Alice's business no more."""
    return member_row(getattr(world, who), world.books).removed_at is not None


def test_removing_asks_first(world: World) -> None:
    browser = world.client(world.alice)
    headers = {"HX-Request": "true"}
    url = remove_url(world, "bob")

    page = browser.get(url).get_data(as_text=True)
    part = browser.get(url, headers=headers).get_data(as_text=True)

    assert "Remove Bob?" in page
    assert f'action="{url}"' in page
    assert "<html" not in part
    assert part.partition('name="csrf_token"')[0].strip() in page
    assert not is_removed(world, "bob")


def test_a_removed_person_is_signed_out_at_once(world: World) -> None:
    bobs = [world.client(world.bob), world.client(world.bob)]
    browser = world.client(world.alice)

    answer = browser.post(remove_url(world, "bob"))

    (fact,) = facts(world, "StaffRemoved")
    assert (answer.status_code, answer.location) == (303, URL)
    assert is_removed(world, "bob")
    assert [one.get("/account").status_code for one in bobs] == [303, 303]
    assert sessions_of(world.bob) == []
    assert fact.data == {"role": "staff", "ended_sessions": 2}
    assert "removed" in toast_of(browser, URL)


def test_a_removed_person_signs_in_to_nothing(world: World) -> None:
    world.client(world.alice).post(remove_url(world, "bob"))

    browser = world.client(world.bob)

    assert browser.get("/account").status_code == 200
    assert browser.get("/settings/shops").status_code == 403
    assert browser.get("/customers").status_code == 403


def test_who_works_elsewhere_goes_on_there(world: World) -> None:
    world.hire(world.bob, world.bikes, "admin")
    world.client(world.alice).post(remove_url(world, "bob"))

    page = world.client(world.bob).get("/settings/shops").get_data(as_text=True)

    assert "Dockside" in page
    assert "High Street" not in page


def test_removing_twice_is_done_once(world: World) -> None:
    browser = world.client(world.alice)
    for _time in range(2):
        answer = browser.post(remove_url(world, "bob"))

    assert answer.status_code == 303
    assert len(facts(world, "StaffRemoved")) == 1
    assert browser.get(remove_url(world, "bob")).status_code == 404


@pytest.mark.parametrize("who", ["adam", "bob", "vera"])
def test_nobody_but_an_owner_may(world: World, who: str) -> None:
    browser = world.client(getattr(world, who))
    url = remove_url(world, "vera")

    assert browser.get(url).status_code == 403
    assert browser.post(url).status_code == 403
    assert not is_removed(world, "vera")
    with pytest.raises(Forbidden):
        service.remove_staff_member(
            world.membership(world.vera).id, actor=world.actor(getattr(world, who))
        )


def test_an_outsider_finds_nobody(world: World) -> None:
    browser = world.client(world.charlie)
    url = remove_url(world, "bob")

    assert browser.get(url).status_code == 404
    assert browser.post(url).status_code == 404
    assert not is_removed(world, "bob")


def test_signed_out_removes_nobody(world: World) -> None:
    assert world.client().post(remove_url(world, "bob")).status_code == 401
    assert not is_removed(world, "bob")


def test_the_last_owner_stays(world: World) -> None:
    answer = world.client(world.alice).post(remove_url(world, "alice"))

    assert answer.status_code == 409
    assert not is_removed(world, "alice")
    assert facts(world, "StaffRemoved") == []


def test_an_owner_leaves_where_another_remains(world: World) -> None:
    browser = world.client(world.alice)
    bob_id = world.membership(world.bob).id
    browser.post(f"{URL}/{bob_id}/role", {"role": "owner"})

    answer = browser.post(remove_url(world, "alice"))

    assert (answer.status_code, answer.location) == (303, "/login")
    assert is_removed(world, "alice")
    assert browser.get("/account").status_code == 303


def test_links_of_a_removed_owner_end(world: World) -> None:
    alices = world.client(world.alice)
    bob_id = world.membership(world.bob).id
    alices.post(f"{URL}/{bob_id}/role", {"role": "owner"})
    link = invited(world.client(world.bob), role="owner")

    alices.post(remove_url(world, "bob"))

    assert world.client().get(link).status_code == 404


def test_a_removed_person_is_offered_no_more(world: World) -> None:
    member_id = world.membership(world.bob).id
    world.client(world.alice).post(remove_url(world, "bob"))

    world.enter()

    assert "Bob" not in [name for _id, name in queries.staff_choices()]
    assert (member_id, "Bob") in queries.staff_choices(also=member_id)
    assert "Bob" not in [row.name for row in queries.staff_of_business()]
