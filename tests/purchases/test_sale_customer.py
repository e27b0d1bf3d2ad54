"""A sale and its customer: found, attached, taken off, deleted since."""

from __future__ import annotations

from tests.directory.seen import HTMX, delete, soup, text_of
from tests.purchases.one_sale import basket, same, toast_undo, url_of
from tests.purchases.sold import (
    people,
    totals,
)
from tests.world import World


def test_a_sale_gets_its_customer_and_loses_a_wrong_one(world: World) -> None:
    [anna] = people(world, "Anna")
    one = basket(world)
    browser = world.client(world.bob)

    found = browser.get(url_of(one, "?q=ann"))
    button = soup(found).select_one("#sale-offered form")
    assert button is not None
    attached = browser.post(
        str(button["action"]), {"customer_id": str(anna)}, htmx=True
    )
    spend = totals(anna)[:2]
    action, fields = toast_undo(attached)
    taken = browser.post(action, fields, htmx=True)

    assert "The sale is Anna's now." in text_of(attached)
    assert spend == (1, 2700)
    assert (fields["customer_id"], fields["seen_id"]) == ("", str(anna))
    assert "The sale is nobody's now." in text_of(taken)
    assert totals(anna)[:2] == (0, 0)
    assert toast_undo(taken)[1]["customer_id"] == str(anna)


def test_another_s_sale_is_not_taken_off_by_a_page_of_before(world: World) -> None:
    anna, ben = people(world, "Anna", "Ben")
    one = basket(world, customer_id=anna)
    browser = world.client(world.bob)
    url = url_of(one, "/customer")
    forms = soup(browser.get(url_of(one))).select(f"form[action='{url}']")
    [sent] = [
        {str(f["name"]): str(f.get("value", "")) for f in form.select("input[name]")}
        for form in forms
    ]

    first = browser.post(url, sent, htmx=True)
    again = browser.post(url, sent, htmx=True)
    browser.post(url, {"customer_id": str(ben)})
    late = browser.post(url, sent, htmx=True)
    whole = browser.post(url, sent)
    unsaid = browser.post(url, {"customer_id": ""})

    answers = (first, again, late, whole, unsaid)
    assert [each.status_code for each in answers] == [200, 200, 409, 409, 422]
    assert soup(again).select(".toast form") == []
    for refused in (late, whole):
        part = soup(refused).select_one("#sale")
        assert part is not None
        assert "another customer's by now" in part.get_text()
        assert part.select_one(f"a[href='/customers/{ben}']") is not None
    assert (totals(anna)[0], totals(ben)[0]) == (0, 1)


def test_attaching_twice_is_once_and_another_is_refused(world: World) -> None:
    anna, ben = people(world, "Anna", "Ben")
    one = basket(world)
    browser = world.client(world.bob)
    url = url_of(one, "/customer")

    first = browser.post(url, {"customer_id": str(anna)})
    twice = browser.post(url, {"customer_id": str(anna)})
    other = browser.post(url, {"customer_id": str(ben)})
    nobody = browser.post(url, {"customer_id": "9" * 18})
    nonsense = browser.post(url, {"customer_id": "x"})

    statuses = [each.status_code for each in (first, twice, other, nobody, nonsense)]
    assert statuses == [303, 303, 409, 404, 422]
    assert totals(anna)[0] == 1


def test_a_search_for_a_customer_finds_ten_at_most(world: World) -> None:
    people(world, *(f"Ann-{number}" for number in range(12)))
    one = basket(world)
    browser = world.client(world.bob)

    page = browser.get(url_of(one, "?q=ann"))
    part = browser.get(url_of(one, "?q=ann"), headers=HTMX)
    nobody = browser.get(url_of(one, "?q=zzzz"))

    assert len(soup(page).select("#sale-offered li")) == 10
    assert same(part) in same(page)
    assert "Nobody fits “zzzz”." in text_of(nobody)


def test_a_deleted_customer_is_told_by_what_the_sale_kept(world: World) -> None:
    [anna] = people(world, "Anna")
    one = basket(world, customer_id=anna)
    delete(world, anna)

    page = soup(world.client(world.vera).get(url_of(one)))

    assert page.select(f"a[href='/customers/{anna}']") == []
    assert "Anna" in page.get_text()
