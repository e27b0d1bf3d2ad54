"""The list by its address: what is searched for, and where nobody is found."""

from __future__ import annotations

import pytest

from tests.desk.listing import LIST, add_each, links, one, query_of, unsigned
from tests.directory.seen import HTMX, add, names, soup, statements, text_of
from tests.world import World


def test_what_is_typed_finds_people_and_stays_in_the_field(world: World) -> None:
    add_each(world, {"name": "Anna Müller"}, {"name": "Bruno Katz"})

    answer = world.client(world.vera).get(f"{LIST}?q=anna")

    assert names(answer) == ["Anna Müller"]
    assert one(answer, "#q")["value"] == "anna"
    assert one(answer, "#results mark").get_text() == "Anna"
    assert one(answer, "#results")["data-said"] == "1 customer"


def test_without_scripts_the_form_sends_everything_by_get(world: World) -> None:
    add(world)

    answer = world.client(world.bob).get(f"{LIST}?size=50&type=vip")

    form = one(answer, "#list-form")
    assert form.get("method", "get") == "get"
    assert form["action"] == LIST
    assert form.select("noscript button")
    sent = {str(control["name"]) for control in form.select("[name]")}
    assert {"q", "type", "status", "frequency", "sort", "size"} <= sent
    assert {"since_from", "since_to"} <= sent
    assert one(answer, '#list-form [name="size"]')["value"] == "50"
    assert one(answer, "#filter-type option[selected]")["value"] == "vip"


def test_a_search_is_the_part_that_the_page_holds(world: World) -> None:
    add_each(world, {"name": "Anna Müller"}, {"name": "Anna Katz"})
    browser = world.client(world.bob)
    url = f"{LIST}?q=anna&status=active"

    page = unsigned(browser.get(url))
    part = unsigned(browser.get(url, headers=HTMX))

    assert 'id="q"' not in part
    assert part in page


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ("Zoë Quill", "name"),
        ("zoe@example.com", "email"),
        ("020 7946 0999", "phone"),
        ("+44 (0)20", "phone"),
    ],
)
def test_where_nobody_is_found_what_was_typed_can_be_added(
    world: World, typed: str, field: str
) -> None:
    add(world)

    answer = world.client(world.bob).get(LIST, query_string={"q": typed})

    assert f"No match for “{typed}”" in text_of(answer)
    (offer,) = soup(answer).select("#results .empty a")
    assert str(offer["href"]).startswith("/customers/new?")
    assert query_of(str(offer["href"])) == {field: typed}


def test_a_viewer_is_not_offered_to_add(world: World) -> None:
    answer = world.client(world.vera).get(f"{LIST}?q=zzz")

    assert "No match for “zzz”" in text_of(answer)
    assert not soup(answer).select("#results .empty a")


def test_what_is_typed_is_shown_as_text(world: World) -> None:
    answer = world.client(world.bob).get(LIST, query_string={"q": "<b>&'\""})

    assert answer.status_code == 200
    assert one(answer, "#q")["value"] == "<b>&'\""
    assert not soup(answer).select("#results b")


def test_a_search_has_the_order_of_the_search(world: World) -> None:
    add_each(world, {"name": "Anna"}, {"name": "Annabel"})

    answer = world.client(world.bob).get(f"{LIST}?q=anna&sort=name-desc")

    assert names(answer) == ["Anna", "Annabel"]
    assert not soup(answer).select("th a.sort")
    assert one(answer, "#sort").has_attr("disabled")


def test_more_matches_than_a_page_go_on(world: World) -> None:
    for number in range(30):
        add(world, name=f"Anna {number:02d}")
    browser = world.client(world.bob)

    first = browser.get(f"{LIST}?q=anna")
    onward = links(first, "nav.pager a")["Next"]
    second = browser.get(LIST, query_string=onward)

    assert onward["q"] == "anna"
    assert len(names(first)) == 25
    assert len(names(second)) == 5
    assert not set(names(first)) & set(names(second))


def test_nothing_of_another_business_is_found(world: World) -> None:
    add(world, name="Secret Cyclist", by=world.charlie)

    answer = world.client(world.alice).get(f"{LIST}?q=secret")

    assert names(answer) == []


@pytest.mark.parametrize("query", ["", "?q=anna", "?type=vip", "?sort=name&size=100"])
def test_the_number_of_questions_does_not_grow_with_the_rows(
    world: World, query: str
) -> None:
    browser = world.client(world.bob)
    add(world, name="Anna", customer_type="vip")
    browser.get(LIST + query)
    # What was drawn is drawn anew once something changed.
    add(world, name="Anna Rowe", customer_type="vip")
    with statements() as few:
        browser.get(LIST + query)
    for number in range(30):
        add(world, name=f"Anna {number}", customer_type="vip")

    with statements() as many:
        answer = browser.get(LIST + query)

    assert len(names(answer)) >= 25
    assert 0 < len(few) == len(many) <= 10


def test_a_part_asks_for_less_than_its_page(world: World) -> None:
    browser = world.client(world.bob)
    add(world, name="Anna")
    with statements() as of_page:
        browser.get(f"{LIST}?q=anna")

    with statements() as of_part:
        browser.get(f"{LIST}?q=anna", headers=HTMX)

    assert len(of_part) < len(of_page)
