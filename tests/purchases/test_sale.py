"""One sale on its page: seen, given back, undone."""

from __future__ import annotations

import pytest

from tests.directory.seen import HTMX, soup, statements, text_of
from tests.purchases.one_sale import basket, same, toast_undo, url_of
from tests.purchases.sold import (
    kept_totals,
    line,
    people,
    recorded,
    refund,
    rows,
    sale,
    states,
    totals,
    true_totals,
)
from tests.world import World


def test_the_page_says_all_that_is_kept(world: World) -> None:
    [anna] = people(world, "Anna")
    one = basket(world, customer_id=anna)

    words = text_of(world.client(world.vera).get(url_of(one)))

    for said in (
        *("Purchase 1", "£27.00", "2 Mar 2026", "High Street", "Bob", "Card", "till"),
        *("Tea", "T1", "£10.00", "discount -£1.00", "£19.00", "Rolls", "3.3333"),
        *("Together £29.00", "Discount -£2.00", "Tax within £4.31", "Paid £27.00"),
        *("Anna", "At the time of the sale:", "by Alice"),
    ):
        assert said in words, said


def test_a_viewer_sees_and_does_not_act(world: World) -> None:
    [anna] = people(world, "Anna")
    one = basket(world)
    browser = world.client(world.vera)

    page = soup(browser.get(url_of(one)))
    answers = [
        browser.post(url_of(one, "/refund"), {"given_back": "rest"}),
        browser.post(url_of(one, "/void")),
        browser.post(url_of(one, "/customer"), {"customer_id": str(anna)}),
        browser.get(url_of(one, "/void")),
    ]

    assert page.select("main form") == []
    assert [answer.status_code for answer in answers] == [403] * 4
    assert states() == {"1": "counted"}


def test_another_business_knows_no_such_sale(world: World) -> None:
    one = basket(world)
    browser = world.client(world.charlie)
    answers = [
        browser.get(url_of(one)),
        browser.get(url_of(one, "/void")),
        browser.post(url_of(one, "/refund"), {"given_back": "rest"}),
        browser.post(url_of(one, "/void")),
        browser.post(url_of(one, "/customer"), {"customer_id": "", "seen_id": "1"}),
    ]
    world.enter()

    assert [answer.status_code for answer in answers] == [404] * 5
    assert states() == {"1": "counted"}


def test_a_refund_by_lines_is_given_and_undone(world: World) -> None:
    [anna] = people(world, "Anna")
    one = basket(world, customer_id=anna)
    browser = world.client(world.bob)
    page = soup(browser.get(url_of(one)))
    names = [str(field["name"]) for field in page.select(".refund-lines input")]
    sent = {"given_back": "lines", names[0]: "1", names[1]: ""}

    given = browser.post(url_of(one, "/refund"), sent, htmx=True)
    action, fields = toast_undo(given)
    undone = browser.post(action, fields, htmx=True)

    # Half of 19.00, less its part of the 2.00 that were off all.
    assert "-£8.85" in text_of(given)
    assert "1-R1" in text_of(given)
    assert (fields["seen"], fields["refreshes"]) == (str(one), "sale")
    assert "Purchase 1" in text_of(undone)
    assert states() == {"1": "counted", "1-R1": "void"}
    assert totals(anna)[1] == 2700
    assert kept_totals() == true_totals()


def test_without_scripts_a_refund_leads_to_the_sale(world: World) -> None:
    one = basket(world)
    browser = world.client(world.bob)

    answer = browser.post(
        url_of(one, "/refund"), {"given_back": "amount", "amount": "2.50"}
    )
    page = browser.get(answer.location)

    assert (answer.status_code, answer.location) == (303, url_of(one))
    assert "The refund was recorded." in text_of(page)
    assert "£24.50 is left to give back." in text_of(page)


def test_the_same_form_sent_twice_gives_back_once(world: World) -> None:
    one = basket(world)
    browser = world.client(world.bob)
    sent = {"given_back": "amount", "amount": "1", "request_key": "k" * 24}

    first = browser.post(url_of(one, "/refund"), sent)
    second = browser.post(url_of(one, "/refund"), sent)

    assert (first.status_code, second.status_code) == (303, 303)
    assert len(rows(kind="refund")) == 1


REFUSED = [
    ({"given_back": "amount", "amount": "27.01"}, 422, "Only £27.00 is left"),
    ({"given_back": "amount", "amount": "1.005"}, 422, "GBP has 2 decimals at most"),
    ({"given_back": "amount", "amount": "much"}, 422, "Write a number"),
    ({"given_back": "amount", "amount": ""}, 422, "Write how much is given back"),
    ({"given_back": "lines"}, 422, "Write how many of a line"),
    ({"given_back": "lines", "quantity-LINE": "2.5"}, 422, "more of a line"),
    ({"given_back": "lines", "quantity-LINE": "x"}, 422, "Write a number"),
    ({"given_back": "gift"}, 422, "Choose one of the list"),
    ({"given_back": "rest", "reference": "1"}, 409, "1 is taken already"),
]


def test_what_is_refused_comes_back_in_the_open_form(world: World) -> None:
    one = basket(world)
    browser = world.client(world.bob)
    page = soup(browser.get(url_of(one)))
    line_field = str(page.select(".refund-lines input")[0]["name"])
    for sent, status, said in REFUSED:
        fields = {n.replace("quantity-LINE", line_field): t for n, t in sent.items()}
        part = browser.post(url_of(one, "/refund"), fields, htmx=True)
        whole = browser.post(url_of(one, "/refund"), fields)

        assert (part.status_code, whole.status_code) == (status, status), sent
        assert said in text_of(part), sent
        assert soup(part).select_one("details[open]"), sent
        assert same(part) in same(whole), sent
        for name, text in fields.items():
            control = soup(part).select_one(f"input[name='{name}']:not([type=radio])")
            assert control is None or control.get("value", "") == text, sent
    assert rows(kind="refund") == []


def test_what_stands_beside_another_choice_is_not_meant(world: World) -> None:
    one = basket(world)
    sent = {"given_back": "rest", "amount": "nonsense", "quantity-1": "x"}

    answer = world.client(world.bob).post(url_of(one, "/refund"), sent)

    assert answer.status_code == 303
    assert [row.total_minor for row in rows(kind="refund")] == [-2700]


def test_undoing_asks_first(world: World) -> None:
    [anna] = people(world, "Anna")
    one = basket(world, customer_id=anna)
    browser = world.client(world.alice)

    asked = browser.get(url_of(one, "/void"))
    part = browser.get(url_of(one, "/void"), headers=HTMX)
    done = browser.post(url_of(one, "/void"))
    again = browser.post(url_of(one, "/void"))
    page = browser.get(url_of(one))

    assert "Undo Purchase 1?" in text_of(asked)
    assert same(part) in same(asked)
    assert (done.location, again.status_code) == (url_of(one), 303)
    assert "by Alice" in text_of(page).rpartition("Undone")[2]
    assert soup(page).select("#refund, a[href$='/void']") == []
    assert totals(anna)[:2] == (0, 0)


def test_staff_undo_what_they_recorded_alone(world: World) -> None:
    one = basket(world)
    browser = world.client(world.bob)

    page = browser.get(url_of(one))
    answer = browser.post(url_of(one, "/void"))

    assert soup(page).select("a[href$='/void']") == []
    assert answer.status_code == 403
    assert states() == {"1": "counted"}


def test_refund_and_purchase_lead_to_each_other(world: World) -> None:
    one, given, waits = recorded(
        world,
        sale("1"),
        refund("2", 400, refund_of_reference="1"),
        refund("3", 100, refund_of_reference="9"),
    )
    browser = world.client(world.bob)

    page = soup(browser.get(url_of(one)))
    of_refund = soup(browser.get(url_of(given)))
    waiting = browser.get(url_of(waits))

    assert page.select_one(f"#sale-refunds a[href='{url_of(given)}']")
    assert of_refund.select_one(f"#sale-details a[href='{url_of(one)}']")
    assert of_refund.select("#refund, #sale-customer form") == []
    assert "This refund waits" in text_of(waiting)
    assert "Gives back: Purchase 9" in text_of(waiting)


def test_more_refunds_than_are_listed_are_told_of(world: World) -> None:
    one, *_refunds = recorded(
        world,
        sale("1"),
        *(refund(f"r{n}", 1, refund_of_reference="1") for n in range(100)),
    )
    browser = world.client(world.vera)
    all_shown = browser.get(url_of(one))
    recorded(world, refund("last", 1, refund_of_reference="1"))

    page = browser.get(url_of(one))

    told = "Only the newest 100 are shown."
    assert told not in text_of(all_shown)
    assert told in text_of(page)
    listed = soup(page).select("#sale-refunds li a")
    assert (len(listed), listed[0].get_text()) == (100, "last")


def test_what_is_left_is_asked_where_one_may_give_back(world: World) -> None:
    one = basket(world)
    counts = []
    for person in (world.bob, world.vera):
        browser = world.client(person)
        browser.get(url_of(one))
        with statements() as asked:
            browser.get(url_of(one))
        counts.append(sum("FROM purchase_line" in text for text in asked))

    assert counts == [2, 1]


def test_the_number_of_questions_is_fixed(world: World) -> None:
    many = tuple(line(100, description=f"Thing {number}") for number in range(40))
    few, more = recorded(
        world,
        sale("few", 100, lines=many[:1]),
        sale("many", 4000, lines=many, items=40_000),
    )
    told = [
        refund(f"{name}-{number}", 1, refund_of_reference=name)
        for name, count in (("few", 1), ("many", 9))
        for number in range(count)
    ]
    recorded(world, *told)
    browser = world.client(world.alice)
    browser.get(url_of(few))
    with statements() as for_few:
        browser.get(url_of(few))
    with statements() as for_many:
        browser.get(url_of(more))

    assert len(for_many) == len(for_few)


@pytest.mark.parametrize("who", ["alice", "adam", "bob"])
def test_everybody_who_records_gives_back(world: World, who: str) -> None:
    one = basket(world)

    answer = world.client(getattr(world, who)).post(
        url_of(one, "/refund"), {"given_back": "rest"}
    )

    assert answer.status_code == 303
    assert rows(kind="refund")[0].created_by == getattr(world, who).id
