"""The parts: pages include the very same, everybody sees what they may do with them."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup
from werkzeug.test import TestResponse

from customers.accounts.models import User
from tests.directory.seen import add, delete
from tests.notes.jotted import HTMX, filled, jot, one, shown, soup, url_of
from tests.world import World


@pytest.fixture
def anna(world: World) -> int:
    """A customer of Alice's."""
    return add(world)


def same(answer: TestResponse | str) -> str:
    """The markup without what is new in every answer, each blank one space."""
    text = answer if isinstance(answer, str) else answer.get_data(as_text=True)
    fresh = r'(name="(?:csrf_token|request_key)"(?: type="hidden")? value=)"[^"]*"'
    return " ".join(re.sub(fresh, r"\1", text).split())


def test_the_page_of_an_edit_includes_the_part(world: World, anna: int) -> None:
    note = jot(world, anna)
    browser = world.client(world.bob)
    url = url_of(anna, note, "edit")

    part, page = browser.get(url, headers=HTMX), browser.get(url)

    assert same(part) in same(page)
    assert one(soup(page), "h1").get_text() == "Notes on Anna Müller"


def test_the_page_of_a_refusal_includes_the_part(world: World, anna: int) -> None:
    jot(world, anna)
    browser = world.client(world.bob)

    part = browser.post(url_of(anna), {"text": ""}, htmx=True)
    page = browser.post(url_of(anna), {"text": ""})

    assert same(part) in same(page)


@pytest.mark.parametrize("do", ["edit", "pin"])
def test_what_an_action_answers_is_what_the_notes_include(
    world: World, anna: int, do: str
) -> None:
    note = jot(world, anna)
    browser = world.client(world.bob)
    sent = {"edit": {"text": "New", "kind": "issue", "version": "1"}}
    done = browser.post(
        url_of(anna, note, do), sent.get(do, {"pinned": "no"}), htmx=True
    )

    whole = browser.post(url_of(anna), {"text": "x" * 5000}, htmx=True)

    part = str(one(soup(done), f"#note-list-{anna}")).replace(' autofocus=""', "")
    assert same(part) == same(str(one(soup(whole), f"#note-list-{anna}")))


def seen_by(world: World, anna: int, user: User) -> BeautifulSoup:
    """The notes as a page of another room shows them to somebody."""
    from flask import g, render_template

    from customers.notes import queries

    actor = world.actor(user)
    world.enter()
    with world.app.test_request_context(url_of(anna)):
        g.actor = g.person = actor
        page = queries.notes(anna, actor=actor)
        drawn = render_template(
            "notes/_notes.html", customer={"id": anna}, notes=page, current=actor
        )
    return BeautifulSoup(drawn, "html.parser")


def test_a_viewer_sees_notes_without_forms_and_buttons(world: World, anna: int) -> None:
    jot(world, anna, text="Likes red", is_pinned=True)

    part = seen_by(world, anna, world.vera)

    assert one(part, ".note-text").get_text() == "Likes red"
    assert "Pinned" in one(part, ".note-head").get_text()
    assert part.select("form, button, input, textarea") == []


def test_staff_see_what_they_may_do_with_each_note(world: World, anna: int) -> None:
    own, other = jot(world, anna), jot(world, anna, by=world.adam)

    part = seen_by(world, anna, world.bob)

    labels = [b.get_text(strip=True) for b in part.select(f"#note-{own} .button")]
    assert labels == ["Pin", "Edit", "Delete"]
    assert part.select(f"#note-{other} .button") == []
    assert filled(one(part, "#note-form"))["request_key"]


def test_every_form_works_without_scripts(world: World, anna: int) -> None:
    jot(world, anna)

    part = seen_by(world, anna, world.bob)

    forms, links = part.select("form"), part.select("a[hx-get]")
    assert len(forms) == 3
    assert all(f["method"] == "post" and f["action"] == f["hx-post"] for f in forms)
    assert links
    assert all(link["href"] == link["hx-get"] for link in links)
    assert all(
        f["hx-target"] in (f"#notes-{anna}", f"#note-list-{anna}")
        for f in [*forms, *links]
    )


@pytest.mark.parametrize(("who", "forms"), [("vera", 0), ("bob", 1)])
def test_nobody_has_written_anything_yet(
    world: World, anna: int, who: str, forms: int
) -> None:
    part = seen_by(world, anna, getattr(world, who))

    assert "No notes yet" in part.get_text()
    assert len(part.select("form")) == forms
    assert part.select("nav") == []


def test_ids_are_there_once(world: World, anna: int) -> None:
    note = jot(world, anna)
    jot(world, anna)
    answer = world.client(world.bob).get(url_of(anna, note, "edit"))

    ids = [str(found["id"]) for found in soup(answer).select("[id]")]

    assert len(ids) == len(set(ids))


def test_a_page_of_notes_is_small(world: World, anna: int) -> None:
    import gzip

    for n in range(20):
        jot(world, anna, text=f"{n} likes red, but on Sundays they come for blue.")

    answer = world.client(world.bob).post(url_of(anna), {"text": "One"}, htmx=True)

    assert len(shown(answer)) == 20
    assert len(gzip.compress(answer.data, 6)) < 6_000


def test_the_profile_includes_what_htmx_gets(world: World, anna: int) -> None:
    for kind in ("issue", "general", "issue"):
        jot(world, anna, text=f"an {kind}", kind=kind)
    browser = world.client(world.bob)
    url = url_of(anna) + "?kind=issue"

    part, page = browser.get(url, headers=HTMX), browser.get(url)

    assert soup(part).find(True) == one(soup(part), f"#notes-{anna}")
    assert shown(page) == ["an issue", "an issue"]
    assert same(part) in same(page)


def test_what_an_addition_answers_is_what_the_profile_shows(
    world: World, anna: int
) -> None:
    browser = world.client(world.bob)

    added = browser.post(url_of(anna), {"text": "Likes red"}, htmx=True)

    part = str(one(soup(added), f"#notes-{anna}")).replace(' autofocus=""', "")
    assert same(part) in same(str(soup(browser.get(url_of(anna)))))


def test_the_drawer_shows_the_same_notes(world: World, anna: int) -> None:
    jot(world, anna, text="Likes red")
    browser = world.client(world.bob)

    drawer = browser.get(f"/customers/{anna}/drawer", headers=HTMX)

    profile = browser.get(url_of(anna), headers=HTMX)
    assert same(str(one(soup(profile), f"#notes-{anna}"))) in same(str(soup(drawer)))


@pytest.mark.parametrize(
    ("who", "status"), [("alice", 200), ("bob", 404), ("charlie", 404)]
)
def test_notes_of_a_deleted_customer_are_for_those_who_may_restore_them(
    world: World, anna: int, who: str, status: int
) -> None:
    jot(world, anna, text="Kept")
    delete(world, anna)

    answer = world.client(getattr(world, who)).get(url_of(anna))

    assert answer.status_code == status
    assert shown(answer) == (["Kept"] if status == 200 else [])
    assert soup(answer).select(f"#notes-{anna} form") == []


def test_a_cursor_that_is_none_is_said_so(world: World, anna: int) -> None:
    answer = world.client(world.vera).get(url_of(anna) + "?after=nonsense")

    assert answer.status_code == 422


def test_the_parts_of_two_customers_are_not_taken_for_each_other(
    world: World, anna: int
) -> None:
    other = add(world, name="Ben", phone="020 7946 0555")
    browser = world.client(world.bob)

    pages = [soup(browser.get(url_of(each))) for each in (anna, other)]

    swapped = [
        {str(each["hx-target"]) for each in page.select(".notes [hx-target]")}
        for page in pages
    ]
    assert not swapped[0] & swapped[1]
    for page, targets in zip(pages, swapped, strict=True):
        assert targets
        assert all(len(page.select(target)) == 1 for target in targets)
