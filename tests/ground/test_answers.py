"""Answers: a part for htmx, the page for everybody else, and the ways elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from flask import Response

from customers.ground import answers
from customers.ground.answers import Undo
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


UNDO = Undo("/tiny/back", "Undo", {"wanted": "off"}, refreshes="word")


def changed(
    world: World,
    *,
    headers: Mapping[str, str] = HTMX,
    sent: Mapping[str, str] | None = None,
    **said: Any,
) -> Response:
    """The answer to an action that changed the word of the tiny part."""
    there = {"method": "POST", "headers": headers, "data": sent}
    with world.app.test_request_context("/tiny/changes", **there):  # type: ignore[arg-type]
        answer = answers.changed(
            "tiny/_part.html", location="/tiny/page", word="new", **said
        )
        return answer.respond()


def partial(response: Response, target: str) -> Tag:
    """What the answer puts into another place of the page."""
    page = BeautifulSoup(response.get_data(as_text=True), "html.parser")
    (found,) = page.select(f'hx-partial[hx-target="{target}"]')
    return found


def test_a_change_gives_htmx_the_part_and_a_toast_beside_it(world: World) -> None:
    response = changed(world, toast="Done <b>now</b>.")

    toast = partial(response, "#toasts")
    assert response.status_code == 200
    assert response.get_data(as_text=True).startswith("<p id='word'>new</p>")
    assert toast["hx-swap"] == "beforeend"
    assert toast.select(".toast-text")[0].get_text() == "Done <b>now</b>."
    assert toast.select("form") == []
    assert "Set-Cookie" not in response.headers
    assert "HX-Request" in response.headers["Vary"]


def test_a_change_without_a_toast_is_the_part_alone(world: World) -> None:
    response = changed(world)

    assert response.get_data(as_text=True).strip() == "<p id='word'>new</p>"


@pytest.mark.parametrize(
    "headers", [{}, {**HTMX, "HX-History-Restore-Request": "true"}]
)
def test_a_change_leads_everybody_else_on(
    world: World, headers: dict[str, str]
) -> None:
    response = changed(world, headers=headers, toast="Done.", undo=UNDO, row_id=7)

    assert (response.status_code, response.location) == (303, "/tiny/page")
    assert response.get_data(as_text=True) == ""


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_change_remembers_the_row_it_made(
    world: World, headers: dict[str, str]
) -> None:
    with world.app.test_request_context("/", headers=headers):
        answer = answers.changed("tiny/_part.html", location="/tiny/page", row_id=7)

    assert answer.row_id == 7


def test_undo_beside_a_part_is_sent_by_htmx_and_takes_its_toast_away(
    world: World,
) -> None:
    toast = partial(changed(world, toast="Done.", undo=UNDO), "#toasts")

    (form,) = toast.select("form")
    sent = {str(i["name"]): i["value"] for i in form.select("input")}
    assert (form["method"], form["action"]) == ("post", "/tiny/back")
    assert (form["hx-post"], form["hx-target"]) == ("/tiny/back", "closest .toast")
    assert form["hx-swap"] == "delete"
    assert (sent["wanted"], sent["refreshes"]) == ("off", "word")


def test_undo_puts_the_part_into_its_place(world: World) -> None:
    response = changed(world, sent={"refreshes": "word"}, toast="It is back.")

    place = partial(response, "#word")
    assert place["hx-swap"] == "outerHTML"
    assert place.decode_contents().strip() == '<p id="word">new</p>'
    assert "It is back." in partial(response, "#toasts").get_text()


@pytest.mark.parametrize(
    "place", ["#word", "a b", '"><script>', "word, #main", "Word", "w" * 60]
)
def test_what_is_no_id_is_no_place(world: World, place: str) -> None:
    response = changed(world, sent={"refreshes": place})

    assert response.get_data(as_text=True).strip() == "<p id='word'>new</p>"


def test_a_toast_is_short(world: World) -> None:
    toast = partial(changed(world, toast="Very much. " * 100), "#toasts")

    assert len(toast.select(".toast-text")[0].get_text()) == answers.MAX_TOAST
