"""An export of a search: the closest, at once, however many more there are."""

from __future__ import annotations

from tests.directory.seen import add_named, soup, text_of
from tests.transfer.exporting import address, ask, codes_of, fill
from tests.world import World


def test_a_search_of_too_many_gives_the_closest_at_once(world: World) -> None:
    add_named(world, "Anna {}", 201)
    browser = world.client(world.alice)

    words = text_of(browser.get(address(q="anna")))
    answer = ask(browser, q="anna")

    closest = len(codes_of(answer))
    assert answer.status_code == 200
    assert 100 < closest <= 201
    assert f"The closest {closest} customers" in words
    assert "in the background" not in words


def test_page_and_list_call_the_same_filters_the_same(world: World) -> None:
    fill(world, 1, visits=5)
    asked = {
        "type": "regular",
        "frequency": "regular",
        "since_from": "2023-01-01",
        "since_to": "2025-01-01",
    }
    browser = world.client(world.alice)

    listed = browser.get("/customers", query_string=asked)
    exported = browser.get(address(**asked))

    chips = [
        chip.get_text(" ").replace("Remove the filter", "").replace(":", "").split()
        for chip in soup(listed).select(".chips a")
    ]
    facts = soup(exported).select_one(".facts")
    assert facts is not None
    told = [fact.get_text(" ").split() for fact in facts.select("div")]
    assert told == chips[:-1]
    assert told[1] == ["Visits", "Regular"]
    assert len(told) == 4
