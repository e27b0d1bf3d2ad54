"""Every figure of the dashboard leads to a list, and that has as many rows."""

from __future__ import annotations

import re
from decimal import Decimal
from html import unescape

from customers.accounts import queries as accounts
from customers.desk.dashboard.asked import CUSTOMERS, INSIGHTS, MEMBERSHIP, PATHS
from customers.ground import clock
from tests.desk.dashboards import counted, drawn, figures, lived
from tests.directory.seen import HTMX, soup
from tests.purchases.sold import NOON
from tests.world import Browser, World

# (tab, what its address says beside); "low" is the second shop.
TABLE = [
    (CUSTOMERS, {}),
    (CUSTOMERS, {"days": "90", "shop": "low"}),
    (MEMBERSHIP, {"days": "365"}),
    (INSIGHTS, {}),
    (INSIGHTS, {"days": "365", "shop": "low"}),
]
# Reading some hundred lists takes as long as drawing them, unless they are but parts
# and looked at as text.
ROW = re.compile(r"<tr\b.*?</tr>", re.DOTALL)
AMOUNT = re.compile(r'class="paid"><span>(.*?)</span>')
NEXT = re.compile(r'rel="next" href="(.*?)"')


def all_rows(browser: Browser, url: str) -> list[str]:
    """The rows of a list through all its pages."""
    found: list[str] = []
    following = url
    while following:
        answer = browser.get(following, headers=HTMX)
        assert answer.status_code == 200, url
        text = answer.get_data(as_text=True)
        found += ROW.findall(text.partition("<tbody>")[2])
        link = NEXT.search(text)
        following = unescape(link[1]) if link else ""
    return found


def amount_of(text: str) -> Decimal:
    """An amount of pounds as it is written."""
    return Decimal(text.replace("£", "").replace(",", ""))


def spent(rows: list[str]) -> Decimal:
    """What the sales of a list come to."""
    amounts = [amount_of(AMOUNT.search(row)[1]) for row in rows]  # type: ignore[index]
    return sum(amounts, Decimal())


def test_each_leads_to_a_list_of_so_many_rows(world: World) -> None:
    lived(world)
    low = str(max(shop.id for shop in accounts.shops_of_business()))
    browser = world.client(world.vera)
    rows: dict[str, list[str]] = {}

    for tab, said in TABLE:
        given = {name: low if text == "low" else text for name, text in said.items()}
        found = figures(world, tab, world.vera, **given)
        told = [one for one in counted(found) if one.rows != 0]
        with clock.set_to(NOON):
            shown = soup(browser.get(PATHS[tab], query_string=given))
            for one in told:
                if one.url not in rows:
                    rows[one.url] = all_rows(browser, one.url)
        links = {str(a["href"]) for a in shown.select("#figures :is(dl, table) a")}
        bars = {str(a["href"]) for a in shown.select("#figures svg a")}

        assert len(told) > 3
        assert links == {one.url for one in told}
        assert bars == set(drawn(found))
        assert bars <= links
        for one in told:
            assert len(rows[one.url]) == one.rows, (one, tab, given)
            if "/sales" in one.url and "kind=" not in one.url and "£" in one.text:
                assert spent(rows[one.url]) == amount_of(one.text), one

    assert len(rows) > 100
    assert max(map(len, rows.values())) > 50
