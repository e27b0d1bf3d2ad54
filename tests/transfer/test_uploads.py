"""Sending a file: what is shown and kept of it, and for how long."""

from __future__ import annotations

import pytest
from flask import Flask

from customers.ground import clock, work
from customers.transfer.uploads import contents, examples, forgetting, storage
from tests.directory.seen import soup
from tests.transfer.uploading import (
    IMPORT,
    PEOPLE,
    act,
    facts,
    parts,
    people,
    send,
    sent,
    uploads,
    words_of,
    work_off,
    zipped,
)
from tests.world import World


def test_a_sent_file_is_shown_with_its_columns(world: World) -> None:
    browser = world.client(world.adam)

    upload_id = sent(browser, name="Our list.csv")

    page = soup(browser.get(f"{IMPORT}/{upload_id}"))
    assert page.h1
    assert page.h1.get_text() == "Our list.csv"
    columns = {
        row.dt.get_text(strip=True): row.dd.get_text(strip=True)
        for row in page.select("section[aria-labelledby=columns-title] dl > div")
    }
    assert columns["Code"] == "Code"
    assert columns["Phone"] == "Phone"
    assert columns["Hat size"] == "Not understood: it is left out"
    words = page.get_text()
    assert "UTF-8, columns divided by comma, 1 KB" in words
    assert page.select_one("#upload-try")
    assert page.select_one("#upload-begin")
    listed = soup(browser.get(IMPORT)).select("ul.jobs li")
    assert ["Our list.csv" in row.get_text() for row in listed] == [True]


def test_a_sent_file_is_written_down(world: World) -> None:
    upload_id = sent(world.client(world.alice))

    (fact,) = facts(world, "FileUploaded")
    assert (fact.subject_id, fact.user_id) == (upload_id, world.alice.id)
    assert fact.data == {"kind": "customers", "size": len(PEOPLE), "rows": 2}
    assert fact.personal == {"name": "list.csv"}


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (PEOPLE, "UTF-8"),
        (zipped(PEOPLE), "UTF-8"),
        (PEOPLE.decode().encode("utf-16"), "UTF-16"),
        (PEOPLE.replace(b"Omar", b"Ren\xe9"), "Windows-1252"),
    ],
    ids=["plain", "packed", "utf-16", "windows"],
)
def test_texts_of_every_kind_are_taken(
    world: World, content: bytes, encoding: str
) -> None:
    browser = world.client(world.alice)

    upload_id = sent(browser, content)

    assert encoding in words_of(browser.get(f"{IMPORT}/{upload_id}"))
    world.enter()
    with storage.fetch(upload_id, size=len(content)) as file:
        file.seek(0)
        assert file.read() == content


def test_a_megabyte_and_more_is_taken_here_and_nowhere_else(world: World) -> None:
    browser = world.client(world.alice)
    content = people(120_000)
    assert len(content) > 2_000_000

    upload_id = sent(browser, content)
    elsewhere = browser.post("/customers/new", {"name": "x" * 2_000_000})

    assert elsewhere.status_code == 413
    assert parts(world) == 3
    world.enter()
    with storage.fetch(upload_id, size=len(content)) as file:
        assert file.tell() == len(content)


NAMES = {
    "../../etc/passwd": "passwd",
    "C:\\Users\\anna\\list.csv": "list.csv",
    "<b>bold</b> list.csv": "b> list.csv",
    "a\u202ecsv\x00\n.exe": "a csv .exe",
    "x" * 5_000 + ".csv": "x" * 120,
    " / ": "File without a name",
}


def test_a_hostile_name_is_only_shown(world: World) -> None:
    browser = world.client(world.alice)

    answer = send(browser, name="<script>alert(1)<.csv")

    page = soup(browser.get(answer.location))
    assert page.h1
    assert page.h1.get_text() == "<script>alert(1)<.csv"
    assert not page.select("script:not([src])")
    assert {name: contents.shown_name(name) for name in NAMES} == NAMES


def test_the_same_form_twice_is_one_upload(world: World) -> None:
    browser = world.client(world.alice)
    key = {"request_key": "k" * 32}

    first, again = (send(browser, **key) for _time in range(2))
    other = send(browser, people(3), **key)

    assert (first.status_code, again.status_code) == (303, 303)
    assert first.location == again.location
    assert other.status_code == 409
    assert len(uploads(world)) == 1


def test_a_file_may_be_removed_before_its_time(world: World) -> None:
    browser = world.client(world.alice)
    upload_id = sent(browser)

    answer = browser.post(f"{IMPORT}/{upload_id}/remove")
    again = browser.post(f"{IMPORT}/{upload_id}/remove")

    assert (answer.status_code, answer.location) == (303, IMPORT)
    assert again.status_code == 404
    assert (uploads(world), parts(world)) == ([], 0)
    assert len(facts(world, "UploadRemoved")) == 1


def test_files_are_forgotten_after_a_week(
    app: Flask, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forgetting, "PARTS_AT_ONCE", 2)
    browser = world.client(world.alice)
    old = sent(browser, people(120_000))
    later = clock.now() + forgetting.KEPT
    monkeypatch.setattr(clock, "now", lambda: later)
    young = sent(world.client(world.adam))
    world.enter()

    while work.run(lambda: forgetting.forget_old_uploads(None)):
        pass

    assert [upload.id for upload in uploads(world)] == [young]
    assert parts(world) == 1
    assert old != young


@pytest.mark.parametrize("kind", ["customers", "purchases"])
def test_the_example_is_understood_whole(world: World, kind: str) -> None:
    browser = world.client(world.alice)
    example = browser.get(f"{IMPORT}/examples/{kind}")

    upload_id = sent(browser, example.data, kind=kind)

    assert example.headers["Content-Disposition"].startswith("attachment; ")
    assert "Not understood" not in browser.get(f"{IMPORT}/{upload_id}").text
    assert examples.example("secrets") is None
    assert browser.get(f"{IMPORT}/examples/secrets").status_code == 404


def test_the_page_says_what_may_be_imported(world: World) -> None:
    page = soup(world.client(world.alice).get(f"{IMPORT}?kind=purchases"))

    chosen = page.select_one("select[name=kind] option[selected]")
    assert chosen
    assert chosen["value"] == "purchases"
    form = page.select_one("form#upload-form")
    assert form
    assert form["enctype"] == "multipart/form-data"


def test_broken_and_invisible_letters_in_headers_are_marked(
    app: Flask, world: World
) -> None:
    browser = world.client(world.alice)
    good = "Größe Zoë Müller".encode()
    broken = b"Code,Name,Birthday \x01\xff," + good + b"\r\nA-1," + good + b",soon,\r\n"

    upload_id = sent(browser, broken)
    act(browser, upload_id, "try")
    work_off(app)

    page = words_of(browser.get(f"{IMPORT}/{upload_id}"))
    assert "Birthday \ufffd\ufffd" in page
    assert "“soon” is no date" in page
