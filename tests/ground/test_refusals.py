"""Whatever goes wrong is said in words, to each in its own shape, and tells nothing."""

from __future__ import annotations

import logging

import pytest
from werkzeug.test import TestResponse

from tests.world import World

HTMX = {"HX-Request": "true"}
JSON = {"Accept": "application/json"}
WAYS = [{}, HTMX, JSON]

FAULTS = {
    "surprise": (500, "error"),
    "missing": (404, "not_found"),
    "forbidden": (403, "forbidden"),
    "taken": (409, "conflict"),
    "invalid": (422, "invalid"),
    "often": (429, "too_many"),
    "large": (413, "too_large"),
    "away": (503, "unavailable"),
    "closed": (503, "unavailable"),
    "full": (503, "unavailable"),
    "busy": (503, "unavailable"),
}
TOLD_NOBODY = (
    *("Traceback", "SELECT", "secret", "alice@example.com", "connection to server"),
    *("QueuePool", "RuntimeError", "OperationalError", ".py"),
)


def expect_shape(answer: TestResponse, headers: dict[str, str]) -> None:
    """A page, a toast for htmx, or the JSON error: in words in every case."""
    if headers == JSON:
        error = answer.get_json()["error"]
        assert set(error) == {"code", "message", "details"}
        assert error["message"].endswith(".")
    elif headers == HTMX:
        assert "<html" not in answer.text
        assert 'hx-target="#toasts"' in answer.text
    else:
        assert answer.text.lower().startswith("<!doctype html>")
        assert f"Error {answer.status_code}" in answer.text
        assert "<h1>" in answer.text


@pytest.mark.parametrize("headers", WAYS, ids=["browser", "htmx", "program"])
@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_told_in_the_shape_that_was_asked_for(
    world: World, fault: str, headers: dict[str, str]
) -> None:
    answer = world.client().get(f"/tiny/fails/{fault}", headers=headers)

    assert answer.status_code == FAULTS[fault][0]
    expect_shape(answer, headers)
    for words in TOLD_NOBODY:
        assert words not in answer.text


@pytest.mark.parametrize("fault", FAULTS)
def test_a_program_gets_the_code_of_the_fault(world: World, fault: str) -> None:
    answer = world.client().get(f"/tiny/fails/{fault}", headers=JSON)

    assert answer.get_json()["error"]["code"] == FAULTS[fault][1]


def test_details_name_the_fields(world: World) -> None:
    answer = world.client().get("/tiny/fails/invalid", headers=JSON)

    assert answer.get_json()["error"]["details"] == {"name": "Wrong."}


@pytest.mark.parametrize("headers", WAYS, ids=["browser", "htmx", "program"])
def test_who_asks_too_often_is_told_when_to_try_again(
    world: World, headers: dict[str, str]
) -> None:
    answer = world.client().get("/tiny/fails/often", headers=headers)

    assert answer.headers["Retry-After"] == "30"


def test_a_full_disk_is_called_by_its_name(world: World) -> None:
    answer = world.client().get("/tiny/fails/full")

    assert "The disk is full" in answer.text


@pytest.mark.parametrize("headers", WAYS, ids=["browser", "htmx", "program"])
def test_an_unknown_address_is_a_404(world: World, headers: dict[str, str]) -> None:
    answer = world.client().get("/no/such/place", headers=headers)

    assert answer.status_code == 404
    expect_shape(answer, headers)


@pytest.mark.parametrize("headers", WAYS, ids=["browser", "htmx", "program"])
def test_a_wrong_method_is_a_405_that_says_which_are_right(
    world: World, headers: dict[str, str]
) -> None:
    browser = world.client()

    answer = browser.post("/tiny/word", headers=headers)

    assert answer.status_code == 405
    assert {"GET", "HEAD"} <= set(answer.headers["Allow"].split(", "))
    expect_shape(answer, headers)


@pytest.mark.parametrize("headers", WAYS, ids=["browser", "htmx", "program"])
def test_too_large_a_body_is_a_413(world: World, headers: dict[str, str]) -> None:
    browser = world.client(world.bob)
    fields = {"name": "x" * 1_100_000}

    answer = browser.post("/tiny/shops", fields, headers=headers)

    assert answer.status_code == 413
    expect_shape(answer, headers)


def test_too_many_fields_are_a_413(world: World) -> None:
    body = "&".join(f"f{number}=1" for number in range(6000))
    token = world.client().secrets()["csrf_token"]

    answer = world.client().client.post(
        "/tiny/prepared",
        data=f"csrf_token={token}&{body}",
        content_type="application/x-www-form-urlencoded",
    )

    assert answer.status_code in (400, 413)


@pytest.mark.parametrize("headers", WAYS, ids=["browser", "htmx", "program"])
@pytest.mark.parametrize("token", [None, "", "made up"])
def test_a_form_without_its_token_is_refused(
    world: World, token: str | None, headers: dict[str, str]
) -> None:
    browser = world.client(world.bob)
    fields = {**browser.secrets(), "name": "Forged", "request_key": "k" * 20}
    fields.pop("csrf_token")
    if token is not None:
        fields["csrf_token"] = token

    answer = browser.post("/tiny/shops", fields, raw=True, headers=headers)

    assert answer.status_code == 400
    expect_shape(answer, headers)


def test_another_browsers_token_is_refused(world: World) -> None:
    token = world.client(world.adam).secrets()["csrf_token"]
    browser = world.client(world.bob)

    answer = browser.post("/tiny/sure", {"csrf_token": token})

    assert answer.status_code == 400


def test_a_fault_of_ours_is_logged_with_its_trace(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        world.client().get("/tiny/fails/surprise")

    assert any(record.exc_info for record in caplog.records)


@pytest.mark.parametrize("fault", ["away", "full", "busy"])
def test_the_log_of_an_absent_database_holds_no_data(
    world: World, caplog: pytest.LogCaptureFixture, fault: str
) -> None:
    with caplog.at_level(logging.DEBUG):
        world.client().get(f"/tiny/fails/{fault}")

    assert "The database failed" in caplog.text
    assert "SELECT" not in caplog.text
    assert "secret-host" not in caplog.text


@pytest.mark.parametrize("fault", ["surprise", "away", "taken"])
def test_a_fault_inside_a_unit_of_work_keeps_nothing(world: World, fault: str) -> None:
    browser = world.client(world.bob)

    answer = browser.post("/tiny/fails", {"how": fault})
    later = browser.post("/tiny/drawn")

    assert answer.status_code == FAULTS[fault][0]
    assert "<p id='word'>1</p>" in later.text


@pytest.mark.parametrize(
    "path",
    [
        *("/customers//new", "//customers//new", "//evil.example/customers"),
        *("/static//css/shell.css", "//static//css/shell.css", "/customers//"),
    ],
)
def test_a_doubled_slash_leads_nowhere(world: World, path: str) -> None:
    browser = world.client(world.bob)
    environ = {"PATH_INFO": path, "HTTP_HOST": "evil.example"}

    answer = browser.client.get("/", environ_overrides=environ)

    assert answer.status_code == 404
    assert "Location" not in answer.headers
    assert "evil.example" not in answer.text


@pytest.mark.parametrize("path", ["//customers", "///customers", "//customers/new"])
def test_slashes_before_a_page_lead_to_no_other_place(world: World, path: str) -> None:
    environ = {"PATH_INFO": path, "HTTP_HOST": "evil.example"}

    answer = world.client().client.get("/", environ_overrides=environ)

    page = f"/{path.lstrip('/')}"
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"/login?next={page}"
