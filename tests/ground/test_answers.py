"""Answers: a part for htmx, the page for everybody else, and the ways elsewhere."""

from __future__ import annotations

import pytest

from tests.world import World

WORD = "<p id='word'>hello</p>"
HTMX = {"HX-Request": "true"}


def test_a_browser_gets_the_page_that_includes_the_part(world: World) -> None:
    answer = world.client().get("/tiny/word")

    assert answer.text.startswith("<!doctype html><title>whole</title>" + WORD)


def test_htmx_gets_the_part_alone(world: World) -> None:
    answer = world.client().get("/tiny/word", headers=HTMX)

    assert answer.text == WORD


@pytest.mark.parametrize(
    "headers",
    [
        {**HTMX, "HX-History-Restore-Request": "true"},
        {"HX-Request": "false"},
        {"HX-Request": ""},
    ],
)
def test_a_restored_history_gets_the_page(
    world: World, headers: dict[str, str]
) -> None:
    answer = world.client().get("/tiny/word", headers=headers)

    assert "whole" in answer.text


@pytest.mark.parametrize("headers", [{}, HTMX])
@pytest.mark.parametrize(
    "url", ["/tiny/word", "/tiny/page", "/tiny/mine", "/tiny/things/1", "/nowhere"]
)
def test_every_answer_varies_with_htmx(
    world: World, url: str, headers: dict[str, str]
) -> None:
    answer = world.client().get(url, headers=headers)

    assert "HX-Request" in answer.headers["Vary"]


def test_a_done_action_leads_a_browser_on_by_303(world: World) -> None:
    answer = world.client(world.bob).post("/tiny/sure")

    assert answer.status_code == 303
    assert answer.location == "/tiny/page"
    assert "HX-Redirect" not in answer.headers


def test_a_done_action_leads_htmx_on_without_a_redirect(world: World) -> None:
    answer = world.client(world.bob).post("/tiny/sure", htmx=True)

    assert answer.status_code == 200
    assert answer.headers["HX-Redirect"] == "/tiny/page"
    assert "Location" not in answer.headers


def test_a_created_row_is_looked_at(world: World) -> None:
    answer = world.client(world.bob).post("/tiny/shops", {"name": "New"})

    assert answer.status_code == 303
    assert answer.location.startswith("/tiny/things/")


def test_the_toast_is_shown_once_with_its_way_back(world: World) -> None:
    browser = world.client(world.bob)
    browser.post("/tiny/sure")

    first, second = browser.get("/tiny/page").text, browser.get("/tiny/page").text

    assert "<i>Done.|" in first
    for piece in ("/tiny/back", "Undo", "wanted", "off"):
        assert piece in first
    assert "<i>" not in second


def test_toasts_come_in_the_order_of_the_actions(world: World) -> None:
    browser = world.client(world.bob)
    for name in ("One", "Two"):
        browser.post("/tiny/shops", {"name": name})

    page = browser.get("/tiny/page").text

    assert 0 < page.index("One added.") < page.index("Two added.")


def test_json_comes_in_one_envelope(world: World) -> None:
    answer = world.client().get("/tiny/things/7")

    assert answer.get_json() == {"data": {"id": 7}, "meta": {"kind": "thing"}}
    assert answer.content_type == "application/json"


def test_a_refused_form_comes_back_with_what_was_typed(world: World) -> None:
    typed = {"name": "", "about": "Kept <b>as</b> typed"}

    answer = world.client(world.bob).post("/tiny/shops", typed)

    assert answer.status_code == 422
    assert answer.text.startswith("<!doctype html>")
    assert "Kept &lt;b&gt;as&lt;/b&gt; typed" in answer.text
    assert "<b id='name-error'>This is needed.</b>" in answer.text


def test_htmx_gets_the_refused_form_alone(world: World) -> None:
    answer = world.client(world.bob).post("/tiny/shops", {"name": ""}, htmx=True)

    assert answer.status_code == 422
    assert answer.text.startswith("<form id='shop'")
    assert "This is needed." in answer.text


def test_a_conflict_stands_above_the_form(world: World) -> None:
    answer = world.client(world.bob).post("/tiny/shops", {"name": "no"})

    assert answer.status_code == 409
    assert "<u>No shop is called no.</u>" in answer.text
    assert 'value="no"' in answer.text
