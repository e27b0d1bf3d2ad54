"""Every export is written down, with its purpose; and nobody exports without end."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from customers.directory.queries.asked import asked
from customers.ground import clock, work
from customers.ground.errors import Forbidden
from customers.transfer import limits
from customers.transfer.export import service
from customers.transfer.schemas import ExportInput
from tests.directory.seen import add, soup
from tests.transfer.exporting import EXPORT, ask, facts, fill, job_of, work_off
from tests.world import World


def test_a_file_given_at_once_is_written_down(world: World) -> None:
    add(world, customer_type="vip", since="2024-02-01")

    ask(
        world.client(world.adam),
        type="vip",
        since_from="2024-01-01",
        sort="name-desc",
        q="anna",
    )

    [fact] = facts(world, "CustomersExported")
    assert (fact.user_id, fact.subject) == (world.adam.id, "business")
    assert fact.subject_id == world.books.id
    assert fact.data == {
        "format": "csv",
        "purpose": "own_records",
        "selection": {"type": "vip", "since_from": "2024-01-01", "sort": "name-desc"},
        "rows": 1,
        "job_id": None,
    }
    assert fact.personal == {"search": "anna"}


def test_the_page_alone_writes_nothing(world: World) -> None:
    add(world)

    world.client(world.alice).get(EXPORT)

    assert facts(world, "CustomersExported") == []


def test_each_export_is_written_down_anew(world: World) -> None:
    add(world)
    browser = world.client(world.alice)

    ask(browser)
    ask(browser, file_format="xlsx")

    found = facts(world, "CustomersExported")
    assert [fact.data["format"] for fact in found] == ["csv", "xlsx"]
    assert [fact.personal for fact in found] == [None, None]


def test_asking_and_each_download_are_written_down(app: Flask, world: World) -> None:
    fill(world, 1100)
    job_id = job_of(ask(world.client(world.alice), type="regular"))
    work_off(app)

    browser = world.client(world.adam)
    browser.client.head(f"{EXPORT}/{job_id}")
    browser.get(f"{EXPORT}/{job_id}")
    browser.get(f"{EXPORT}/{job_id}")

    [asked_for] = facts(world, "CustomersExported")
    assert asked_for.user_id == world.alice.id
    assert (asked_for.data["job_id"], asked_for.data["rows"]) == (job_id, 1100)
    downloads = facts(world, "CustomersExportDownloaded")
    assert [(f.user_id, f.subject_id) for f in downloads] == [
        (world.adam.id, job_id)
    ] * 2
    assert downloads[0].data == {
        "format": "csv",
        "purpose": "own_records",
        "selection": {"type": "regular"},
        "rows": 1100,
    }


def test_one_too_many_within_an_hour_has_to_wait(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MOST", 2)
    add(world, customer_type="vip")
    browser = world.client(world.alice)
    taken = [ask(browser).status_code for _time in range(2)]

    refused = ask(browser, type="vip")
    colleague = ask(world.client(world.adam))

    assert (taken, refused.status_code, colleague.status_code) == ([200, 200], 429, 200)
    assert 3500 < int(refused.headers["Retry-After"]) <= 3601
    page = soup(refused)
    assert "Try again in 60 minutes" in page.get_text()
    assert page.select_one('#export-form [name="type"][value="vip"]')
    assert len(facts(world, "CustomersExported")) == 3


def test_after_an_hour_one_may_export_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MOST", 1)
    add(world)
    browser = world.client(world.alice)
    ask(browser)
    later = clock.now() + timedelta(minutes=61)
    monkeypatch.setattr(clock, "now", lambda: later)

    assert ask(browser).status_code == 200


def test_a_long_export_counts_as_well(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MOST", 1)
    fill(world, 1100)
    browser = world.client(world.alice)

    first, other = ask(browser), ask(browser, file_format="xlsx")

    assert (first.status_code, other.status_code) == (303, 429)


def test_exports_elsewhere_do_not_count(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MOST", 1)
    add(world)
    add(world, by=world.charlie)
    ask(world.client(world.charlie))

    assert ask(world.client(world.alice)).status_code == 200


@pytest.mark.parametrize("person", ["bob", "vera"])
def test_the_verbs_ask_who_acts(world: World, person: str) -> None:
    add(world)
    actor = world.actor(getattr(world, person))
    wanted = ExportInput(format="csv", purpose="own_records")
    boss = world.actor(world.alice)
    world.enter()
    ready = service.make_ready(wanted, asked=asked({}), actor=boss)

    with pytest.raises(Forbidden):
        service.make_ready(wanted, asked=asked({}), actor=actor)
    for verb in (service.give_out, service.ask_for_export):
        with pytest.raises(Forbidden):
            work.run(lambda verb=verb: verb(ready, actor=actor))

    assert facts(world, "CustomersExported") == []
