"""Likely duplicates while a customer is typed: the part, its page, the form's own."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from tests.directory.seen import (
    HTMX,
    NEW,
    ROLES_THAT_EDIT,
    add,
    delete,
    rows,
    soup,
    text_of,
    url_of,
)
from tests.world import World

DUPLICATES = "/customers/duplicates"


def found(page: BeautifulSoup) -> dict[str, str]:
    """The reason of each likely duplicate, by the address it leads to."""
    return {
        str(link["href"]): link.select_one("b").get_text()  # type: ignore[union-attr]
        for link in page.select("#duplicates a")
    }


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ({"phone": "0044 20 7946 0018"}, "Same phone"),
        ({"email": "ANNA@example.com"}, "Same email"),
        ({"name": "anna muller"}, "Same name"),
        ({"name": "Mull"}, "Similar name"),
        ({"code": "c-000001"}, "Same code"),
    ],
)
def test_whoever_is_alike_is_named_with_the_reason_and_the_way_to_them(
    world: World, typed: dict[str, str], reason: str
) -> None:
    anna = add(world, phone="020 7946 0018", email="anna@example.com")
    add(world, name="Bert", phone="0161 496 0000")

    answer = world.client(world.bob).get(DUPLICATES, query_string=typed, headers=HTMX)

    part = soup(answer)
    assert part.select_one("html") is None
    assert found(part) == {url_of(anna): reason}
    assert "Anna Müller C-000001" in text_of(answer)


def test_a_taken_code_is_said_beside_the_code(world: World) -> None:
    add(world)
    browser = world.client(world.bob)

    taken = soup(browser.get(f"{DUPLICATES}?code=c-000001", headers=HTMX))
    free = soup(browser.get(f"{DUPLICATES}?code=c-000009", headers=HTMX))

    partial = taken.select_one("hx-partial")
    assert partial is not None
    assert partial["hx-target"] == "#code-taken"
    assert "C-000001 already belongs to Anna Müller." in partial.get_text()
    assert free.select_one("#code-taken").get_text() == ""  # type: ignore[union-attr]


def test_the_code_of_a_deleted_customer_is_taken_and_leads_nowhere(
    world: World,
) -> None:
    delete(world, add(world))

    part = soup(
        world.client(world.bob).get(f"{DUPLICATES}?code=c-000001", headers=HTMX)
    )

    assert found(part) == {}
    assert "already belongs" in part.get_text()


def test_who_is_being_edited_is_no_duplicate_of_themselves(world: World) -> None:
    anna = add(world)

    part = soup(
        world.client(world.bob).get(
            f"{DUPLICATES}?name=Anna+Müller&code=c-000001&except={anna}", headers=HTMX
        )
    )

    assert found(part) == {}
    assert "already belongs" not in part.get_text()


@pytest.mark.parametrize(
    "junk",
    [
        "",
        "name=%00",
        "name=" + "x" * 5000,
        "phone=%F0%9F%98%80",
        "email=anna%40",
        "code=%20%20",
        "code=ä",
        "except=x",
        "except=-1",
        "except=" + "9" * 40,
        "except=%D9%A3&name=Anna",
        "name=Anna&name=Bert",
        "phone=12&email=%40&code=%2F",
    ],
)
def test_junk_finds_nobody_and_breaks_nothing(world: World, junk: str) -> None:
    add(world, name="Zoë")

    answer = world.client(world.bob).get(f"{DUPLICATES}?{junk}", headers=HTMX)

    assert answer.status_code == 200
    assert found(soup(answer)) == {}


def test_its_page_includes_the_part(world: World) -> None:
    add(world)
    browser = world.client(world.bob)
    url = f"{DUPLICATES}?name=anna"

    page, part = soup(browser.get(url)), soup(browser.get(url, headers=HTMX))

    assert page.select_one("h1") is not None
    assert str(page.select_one("#duplicates")) == str(part.select_one("#duplicates"))


def test_an_outsider_finds_nobody(world: World) -> None:
    add(world)

    answer = world.client(world.charlie).get(f"{DUPLICATES}?name=anna&code=c-000001")

    assert "Anna" not in answer.text
    assert "already belongs" not in answer.text


def test_a_viewer_writes_nobody_down_and_is_told_so(world: World) -> None:
    answer = world.client(world.vera).get(f"{DUPLICATES}?name=anna")

    assert answer.status_code == 403


def test_it_takes_no_other_method(world: World) -> None:
    browser = world.client(world.bob)

    answer = browser.post(DUPLICATES, {"name": "anna"})

    assert answer.status_code == 405


def test_a_shared_phone_is_no_reason_to_refuse(world: World) -> None:
    add(world, phone="020 7946 0018")

    answer = world.client(world.bob).post(
        NEW, {"name": "Ben Müller", "phone": "020 7946 0018"}
    )

    assert answer.status_code == 303
    assert [row.name for row in rows(world)] == ["Anna Müller", "Ben Müller"]


@pytest.mark.parametrize("who", ROLES_THAT_EDIT)
def test_a_form_that_comes_back_names_them_without_scripts(
    world: World, who: str
) -> None:
    anna = add(world, phone="020 7946 0018")

    answer = world.client(getattr(world, who)).post(
        NEW, {"name": "Ben", "phone": "020 7946 0018", "birthday": "2999-01-01"}
    )

    assert answer.status_code == 422
    assert found(soup(answer)) == {url_of(anna): "Same phone"}


def test_an_address_that_fills_the_form_names_them_at_once(world: World) -> None:
    anna = add(world)

    page = soup(world.client(world.bob).get(f"{NEW}?name=anna+müller"))

    assert found(page) == {url_of(anna): "Same name"}
