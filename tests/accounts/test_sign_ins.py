"""The own sign-ins: seen, and ended one by one or all at once."""

from __future__ import annotations

import pytest

from customers.accounts.sessions import device_of
from customers.ground import clock
from tests.accounts.told import facts, sessions_of
from tests.directory.seen import HTMX
from tests.world import World

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def test_the_account_page_lists_the_own_sign_ins_alone(world: World) -> None:
    browser = world.client(world.bob)
    world.client(world.bob)
    world.client(world.alice)

    page = browser.get("/account").get_data(as_text=True)

    own = sessions_of(world.bob)
    assert page.count("This device") == 1
    assert f"/account/sessions/{own[1].id}/end" in page
    assert f"/account/sessions/{own[0].id}/end" not in page
    assert f"/account/sessions/{sessions_of(world.alice)[0].id}/end" not in page


def test_one_of_the_own_sign_ins_is_ended(world: World) -> None:
    here, there = world.client(world.bob), world.client(world.bob)
    there_id = sessions_of(world.bob)[1].id

    answer = here.post(f"/account/sessions/{there_id}/end")

    assert answer.location == "/account"
    assert there.get("/account").status_code == 303
    assert here.get("/account").status_code == 200


def test_ending_it_twice_says_that_it_has_ended(world: World) -> None:
    here = world.client(world.bob)
    world.client(world.bob)
    url = f"/account/sessions/{sessions_of(world.bob)[1].id}/end"
    here.post(url)

    answer = here.post(url)

    assert answer.status_code == 404
    assert len(facts(world, "SessionsEnded")) == 1


def test_ending_the_own_one_is_signing_out(world: World) -> None:
    browser = world.client(world.bob)

    answer = browser.post(f"/account/sessions/{sessions_of(world.bob)[0].id}/end")

    assert answer.location == "/login"
    assert len(facts(world, "SignedOut")) == 1


@pytest.mark.parametrize("person", ["alice", "charlie"])
def test_nobody_ends_the_sign_in_of_somebody_else(world: World, person: str) -> None:
    bob = world.client(world.bob)
    url = f"/account/sessions/{sessions_of(world.bob)[0].id}/end"

    answer = world.client(getattr(world, person)).post(url)

    assert answer.status_code == 404
    assert bob.get("/account").status_code == 200


def test_signing_out_everywhere_ends_all(world: World) -> None:
    here, there = world.client(world.bob), world.client(world.bob)

    answer = here.post("/account/sessions/end")

    assert answer.location == "/login"
    assert sessions_of(world.bob) == []
    assert there.get("/account").status_code == 303
    assert here.get("/account").status_code == 303


def test_signing_out_all_others_keeps_this_one(world: World) -> None:
    here, there = world.client(world.bob), world.client(world.bob)
    alice = world.client(world.alice)

    answer = here.post("/account/sessions/end", {"which": "others"})

    assert answer.location == "/account"
    assert there.get("/account").status_code == 303
    assert here.get("/account").status_code == 200
    assert alice.get("/account").status_code == 200


def test_the_ended_are_written_down(world: World) -> None:
    here = world.client(world.bob)
    world.client(world.bob)
    there_id = sessions_of(world.bob)[1].id

    here.post("/account/sessions/end", {"which": "others"})

    (fact,) = facts(world, "SessionsEnded")
    assert fact.data == {"session_ids": [there_id]}
    assert fact.user_id == world.bob.id


@pytest.mark.parametrize("url", ["/account/sessions/1/end", "/account/sessions/end"])
def test_signed_out_nobody_ends_anything(world: World, url: str) -> None:
    assert world.client().post(url).status_code == 401
    assert world.client(world.bob).get(url).status_code == 405


def test_an_endless_number_names_no_sign_in(world: World) -> None:
    browser = world.client(world.bob)

    answer = browser.post(f"/account/sessions/{'9' * 30}/end")

    assert answer.status_code == 404


def test_the_last_use_is_kept_once_a_minute(world: World) -> None:
    browser = world.client(world.bob)
    (row,) = sessions_of(world.bob)
    first = row.last_used_at

    with clock.set_to(first):
        with clock.later(seconds=59):
            browser.get("/account").close()
        (row,) = sessions_of(world.bob)
        assert row.last_used_at == first
        with clock.later(seconds=61) as _, browser.get("/account") as _answer:
            pass
        later = clock.now()

    (row,) = sessions_of(world.bob)
    assert (row.last_used_at - later).total_seconds() == 61


def test_a_page_that_asks_by_itself_is_no_use(world: World) -> None:
    browser = world.client(world.bob)
    (row,) = sessions_of(world.bob)
    first = row.last_used_at

    with clock.later(minutes=5):
        answer = browser.get("/customers/live", headers=HTMX)
        answer.close()

    (row,) = sessions_of(world.bob)
    assert (answer.status_code, row.last_used_at) == (200, first)


@pytest.mark.parametrize(
    ("browser", "words"),
    [
        (FIREFOX, "Firefox, Linux"),
        ("Mozilla/5.0 (iPhone; …) CriOS/130 Mobile Safari/604.1", "Chrome, iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/130 Edg/130", "Edge, Windows"),
        ("Till/7", "Till/7"),
        ("", ""),
    ],
)
def test_a_browser_is_called_as_people_call_it(browser: str, words: str) -> None:
    assert device_of(browser) == words
