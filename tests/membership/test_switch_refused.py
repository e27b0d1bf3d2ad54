"""Switching that is refused: what is said, and to whom nothing is offered."""

from __future__ import annotations

import pytest

from tests.directory.seen import delete, soup
from tests.membership.members import entries, switch
from tests.membership.switched import JOIN, LEAVE, for_admins_alone, url_of
from tests.notes.jotted import one
from tests.purchases.sold import people
from tests.world import World

METHODS = ("PUT", "DELETE", "PATCH")
DOORS = ("", "/release", "undo")


@pytest.fixture
def ada(world: World) -> int:
    """A customer of Alice's."""
    return people(world, "Ada")[0]


@pytest.mark.parametrize(
    "back",
    [
        *("https://evil.example/customers", "//evil.example/customers", "/login"),
        *(
            "/customers/../login",
            "/customers\\evil",
            "/customers//evil",
            "/customers#x",
        ),
        *("javascript:alert(1)", "/customers?q=a b", "/customers\n", "/customersx?"),
        "/customers?q=" + "x" * 500,
    ],
)
def test_nobody_is_led_away_from_here(world: World, ada: int, back: str) -> None:
    answer = world.client(world.bob).post(url_of(ada), {**JOIN, "back": back})

    assert answer.location == url_of(ada)


@pytest.mark.parametrize("wanted", [None, "", "maybe", "2"])
def test_a_state_must_be_wanted(world: World, ada: int, wanted: str | None) -> None:
    sent = {"at": "row"} if wanted is None else {"at": "row", "is_member": wanted}

    answers = [
        world.client(world.bob).post(url_of(ada), sent, htmx=htmx)
        for htmx in (True, False)
    ]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert answers[0].headers["HX-Reswap"] == "none"
    assert entries(ada) == []


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("hold_until", "soon", "Write a date, such as 1990-12-31."),
        ("hold_until", "2020-02-29", "Choose a day after today."),
        ("reason", "x" * 201, "Use at most 200 characters."),
        ("is_member", "maybe", "This cannot be understood."),
    ],
)
def test_what_is_refused_is_said_beside_the_field_and_stays_typed(
    world: World, ada: int, field: str, typed: str, sentence: str
) -> None:
    sent = {**JOIN, "at": "tab", "reason": "Kept as typed", field: typed}

    for htmx in (True, False):
        answer = world.client(world.bob).post(url_of(ada), sent, htmx=htmx)

        page = soup(answer)
        assert answer.status_code == 422
        kind = "kind" if field == "is_member" else field
        assert one(page, f"#switch-{kind}-error").get_text() == sentence
        if field != "is_member":
            assert one(page, f"#switch-{field}")["value"] == typed
        assert one(page, "#switch-reason")["value"] == sent["reason"]
    assert entries(ada) == []


@pytest.mark.parametrize("door", DOORS)
def test_who_may_not_is_refused_and_offered_nothing(
    world: World, ada: int, door: str
) -> None:
    done = switch(world, ada, True, world.bob)
    url = _door(ada, done.entry_id, door)
    for_admins_alone(world)

    seen = {
        who: world.client(getattr(world, who)).post(url, LEAVE).status_code
        for who in ("vera", "bob", "charlie")
    }

    world.enter()
    assert seen == {"vera": 403, "bob": 403, "charlie": 404}
    assert len(entries(ada)) == 1
    for who in ("vera", "bob"):
        for page in (url_of(ada), "/customers", f"/customers/{ada}/drawer"):
            drawn = soup(world.client(getattr(world, who)).get(page))
            assert not drawn.select("[role=switch], #by-hand, form[action$='/undo']")
            assert drawn.select(f'a[href="{url_of(ada)}"] .badge')


@pytest.mark.parametrize("door", DOORS)
def test_what_is_not_there_and_what_is_no_post(
    world: World, ada: int, door: str
) -> None:
    done = switch(world, ada, True, world.bob)
    url = _door(ada, done.entry_id, door)
    browser = world.client(world.alice)

    statuses = {method: browser.client.open(url, method=method) for method in METHODS}
    missing = browser.post(_door(10**9, 10**9, door), LEAVE)
    delete(world, ada)
    deleted = browser.post(url, LEAVE)

    assert {m: a.status_code for m, a in statuses.items()} == dict.fromkeys(
        METHODS, 405
    )
    assert missing.status_code == 404
    assert deleted.status_code == 404


def _door(customer_id: int, entry_id: int | None, door: str) -> str:
    if door == "undo":
        return f"/membership/entries/{entry_id}/undo"
    return url_of(customer_id, door)
