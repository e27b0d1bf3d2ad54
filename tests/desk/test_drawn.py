"""What was drawn once is drawn no more, and never shown when it is not of now."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

from customers.accounts import service as accounts
from customers.accounts.models import Business, User
from customers.accounts.schemas.shops import ShopName
from customers.desk import drawn
from customers.desk.dashboard.asked import INSIGHTS, MEMBERSHIP, PATHS
from customers.ground import clock, work
from customers.ground.db import db
from tests.desk.test_live import asks
from tests.directory.seen import add, soup, statements
from tests.membership.members import save_rule, switch
from tests.membership.running import applied, switched
from tests.purchases.sold import NOON, recorded, sale
from tests.world import Browser, World

LIST, LIVE = "/customers", "/dashboard/live"
URLS = (*PATHS.values(), LIST)
# Who asks, which version of the business, its shops; for some pages no more than that.
FEWEST = 3


def shown(browser: Browser, url: str, **headers: str) -> str:
    """The figures of a page, and the shops to choose from."""
    found = soup(browser.get(url, headers=headers)).select("#figures, #stats, #shop")
    assert found
    return " ".join(" ".join(str(part).split()) for part in found)


def all_shown(browser: Browser, **headers: str) -> list[str]:
    """The same of every page that keeps what it draws."""
    return [shown(browser, url, **headers) for url in URLS]


def test_what_was_drawn_is_not_asked_for_again(world: World) -> None:
    recorded(world, sale("1", 1000, customer_id=add(world, name="Anna")))
    browser = world.client(world.vera)

    for url in URLS:
        drawn.kept().clear()
        with statements() as first:
            before = shown(browser, url)
        with statements() as then:
            after = shown(browser, url)

        assert after == before
        assert len(then) == FEWEST if url != LIST else len(then) < len(first)
    browser.get(PATHS[INSIGHTS])
    with statements() as followed:
        part = asks(browser, LIVE, tab=INSIGHTS, seen="0.2026-01-01")
    assert part.status_code == 200
    assert len(followed) == FEWEST


def test_whatever_changes_is_shown_at_once(world: World) -> None:
    anna = add(world, name="Anna")
    recorded(world, sale("1", 1000, customer_id=anna))
    owner = world.client(world.alice)
    shop = world.book_shop.id

    def rename_shop() -> None:
        values = ShopName(name="By the river")
        actor = world.actor(world.alice)
        work.run(lambda: accounts.rename_shop(shop, values=values, actor=actor))

    def rename_alice() -> None:
        db.session.get_one(User, world.alice.id).name = "Alicia Renamed"

    def move_to_norway() -> None:
        db.session.get_one(Business, world.books.id).country = "NO"

    changes: dict[str, Callable[[], object]] = {
        "customer": lambda: add(world, name="Bert"),
        "sale": lambda: recorded(world, sale("2", 70_000, customer_id=anna)),
        "rule": lambda: save_rule(world, "800"),
        "switch": lambda: switch(world, anna, is_member=True),
        "run": lambda: applied(world, switched(world, [anna], to_member=False)),
        # The version does not move for these two.
        "name": lambda: work.run(rename_alice),
        "country": lambda: work.run(move_to_norway),
        "second shop": lambda: accounts_shop(world),
        "shop": rename_shop,
    }
    before = all_shown(owner)
    for name, change in changes.items():
        change()
        after = all_shown(owner)
        drawn.kept().clear()

        assert after != before, name
        assert after == all_shown(owner), name
        before = after
    assert "Alicia Renamed" in before[1]
    assert "By the river" in before[0]


def accounts_shop(world: World) -> None:
    """Alice opens another shop."""
    actor = world.actor(world.alice)
    work.run(lambda: accounts.add_shop(ShopName(name="Market"), actor=actor))


def test_each_reader_is_shown_what_is_theirs(world: World) -> None:
    recorded(world, sale("1", 1000, customer_id=add(world, name="Anna")))
    world.app.extensions["regulars_languages"].append("de")
    readers = [world.client(user) for user in (world.adam, world.bob, world.charlie)]
    german = {"Accept-Language": "de"}

    try:
        together = [all_shown(reader) for reader in readers]
        together.append(all_shown(readers[0], **german))
        apart = []
        for reader in readers:
            drawn.kept().clear()
            apart.append(all_shown(reader))
        drawn.kept().clear()
        apart.append(all_shown(readers[0], **german))
    finally:
        world.app.extensions["regulars_languages"].remove("de")

    assert together == apart
    of_admin, of_staff, of_another, of_german = together
    assert "Set the threshold" in of_admin[1]
    assert "Set the threshold" not in of_staff[1]
    assert "Anna" in of_staff[0]
    assert "Anna" not in "".join(of_another)
    assert "10,00" in of_german[0]
    assert "10.00" in of_admin[0]


def test_a_new_day_is_drawn_anew(world: World) -> None:
    recorded(world, sale("1", 1000, customer_id=add(world, name="Anna")))
    browser = world.client(world.vera)

    with clock.set_to(NOON):
        today = all_shown(browser)
    with clock.set_to(NOON + timedelta(days=31)):
        later = all_shown(browser)
    with clock.set_to(NOON):
        again = all_shown(browser)

    # Nobody joined or left, today or then.
    changed = [url for url, a, b in zip(URLS, today, later, strict=True) if a != b]
    assert changed == [url for url in URLS if url != PATHS[MEMBERSHIP]]
    assert again == today


def test_nothing_of_one_reader_is_kept(world: World) -> None:
    switch(world, add(world, name="Anna"), is_member=True)
    recorded(world, sale("1", 1000))
    owner = world.client(world.alice)

    all_shown(owner)

    kept = repr(drawn.kept().values())
    assert "Anna" in kept
    token = owner.secrets()["csrf_token"]
    for theirs in ("Alice", "alice", "csrf", "request_key", "next=", token):
        assert theirs not in kept


def test_so_many_are_kept_and_no_more() -> None:
    kept = drawn.Kept(most=2)

    for key in ("a", "b", "a", "c"):
        kept.get(key, version=1, draw=lambda key=key: f"{key}1")
    for key in ("a", "b"):
        kept.get(key, version=1, draw=lambda key=key: f"{key}2")

    assert kept.values() == ["a1", "b2"]


def test_one_of_another_version_takes_its_place_and_none_is_not_kept() -> None:
    kept = drawn.Kept()

    found = [
        kept.get("a", version=version, draw=lambda value=value: value)
        for version, value in ((1, "one"), (1, "no"), (2, None), (2, "two"), (1, "old"))
    ]

    assert found == ["one", "one", None, "two", "old"]
    assert kept.values() == ["old"]


def test_many_threads_wait_for_one_drawing_and_not_for_a_failed_one() -> None:
    kept = drawn.Kept()
    begin = Barrier(8)
    drawings: list[int] = []

    def draw() -> str:
        drawings.append(1)
        if len(drawings) == 1:
            raise RuntimeError("the database did not answer")
        return "drawn"

    def ask(_number: int) -> str:
        begin.wait()
        try:
            return kept.get("a", version=1, draw=draw)
        except RuntimeError:
            return "failed"

    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(ask, range(8)))

    assert sorted(found) == ["drawn"] * 7 + ["failed"]
    assert 2 <= len(drawings) <= 8
    assert kept.values() == ["drawn"]
