"""What is not taken: what is no list, too much at once, from whom it is not for."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
from bs4 import BeautifulSoup

from customers.ground import bodies
from customers.transfer import limits
from tests.transfer.uploading import (
    IMPORT,
    PEOPLE,
    facts,
    send,
    sent,
    uploads,
    words_of,
    zipped,
)
from tests.world import World


def zip_of(name: str) -> bytes:
    """An archive with one file."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr(name, PEOPLE)
    return made.getvalue()


REFUSED = {
    "nothing": (b"", "The file is empty."),
    "blanks": (b" \r\n\r\n ", "The file is empty."),
    "packed nothing": (zipped(b""), "The file is empty."),
    "no rows": (b"Code,Name\r\n", "no rows below them"),
    "no names": (b"Colour,Weight\r\nred,3\r\n", "No column tells who"),
    "zip": (zip_of("list.csv"), "Save the sheet as CSV"),
    "workbook": (zip_of("xl/workbook.xml"), "Save the sheet as CSV"),
    "packed zip": (zipped(zip_of("list.csv")), "Save the sheet as CSV"),
    "packed twice": (zipped(zipped(PEOPLE)), "This is not a list."),
    "svg": (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "This is not a list."),
    "html": (b"\xef\xbb\xbf <!DOCTYPE html><p>Code,Name", "This is not a list."),
    "utf-16 html": ("<html>".encode("utf-16"), "This is not a list."),
    "pdf": (b"%PDF-1.7\n" + PEOPLE, "This is not a list."),
    "binary": (bytes(range(256)) * 40, "This is not a text file."),
    "broken gzip": (zipped(PEOPLE * 99)[:-20], "The packed file is damaged"),
    "half a gzip": (b"\x1f\x8b\x08", "The packed file is damaged"),
    "too wide": (b"Name" + b",x" * 500_000 + b"\r\nAnna\r\n", "too long"),
    "wide": (b"Name" + b",x" * 600 + b"\r\nAnna\r\n", "more than 500 columns"),
}


def test_what_is_no_list_is_refused_beside_the_field(world: World) -> None:
    browser = world.client(world.alice)

    answers = {
        name: send(browser, content) for name, (content, _why) in REFUSED.items()
    }

    for name, answer in answers.items():
        page = BeautifulSoup(answer.text, "html.parser")
        error = page.select_one("#file-error")
        assert answer.status_code == 422, name
        assert REFUSED[name][1] in (error.get_text() if error else ""), name
    assert uploads(world) == []
    assert facts(world, "FileUploaded") == []


def test_a_form_without_a_file_is_refused(world: World) -> None:
    answer = world.client(world.alice).post(IMPORT, {"kind": "customers"})

    assert answer.status_code == 422
    assert "Choose a file." in answer.text


def test_what_unpacks_to_too_much_is_refused(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bodies, "most_upload_bytes", lambda: 50_000)

    content = zipped(b"Code,Name\r\n" + b"A-1,Anna\r\n" * 40_000)
    answer = send(world.client(world.alice), content)

    assert len(content) < 50_000
    assert answer.status_code == 422
    assert "The file is too large." in answer.text


def test_too_large_a_file_is_a_413_in_words(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bodies, "most_upload_bytes", lambda: 50_000)
    browser = world.client(world.alice)

    answers = [send(browser, b"x" * size) for size in (60_000, 400_000, 3_000_000)]

    assert [answer.status_code for answer in answers] == [413, 413, 413]
    assert all("The file is larger than" in words_of(answer) for answer in answers)
    assert uploads(world) == []


def test_only_who_may_import_gets_near_the_body(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[int] = []
    monkeypatch.setattr(bodies, "read_upload", lambda *, user_id: read.append(user_id))

    for person in (world.bob, world.vera):
        assert world.client(person).get(IMPORT).status_code == 403
        assert send(world.client(person)).status_code == 403
    assert send(world.client()).status_code == 401

    assert read == []


def test_another_business_finds_nothing(world: World) -> None:
    upload_id = sent(world.client(world.alice))
    outsider = world.client(world.charlie)

    assert outsider.get(f"{IMPORT}/{upload_id}").status_code == 404
    for verb in ("try", "begin", "stop", "remove"):
        assert outsider.post(f"{IMPORT}/{upload_id}/{verb}").status_code == 404
    assert "list.csv" not in outsider.get(IMPORT).text


def test_a_file_too_many_within_the_hour_waits(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MOST", 2)
    browser = world.client(world.alice)
    for _time in range(2):
        sent(browser)

    late = send(browser)

    assert late.status_code == 429
    assert int(late.headers["Retry-After"]) > 3000
    assert send(world.client(world.adam)).status_code == 303


def test_a_person_sends_few_files_at_a_time(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bodies, "UPLOADS_OF_ONE", 0)

    answer = send(world.client(world.alice))

    assert answer.status_code == 429
    assert "Other files are being sent" in answer.text
