"""What makes no purchase is refused, in words that name the row and the column."""

from __future__ import annotations

from pathlib import Path

import pytest

from customers.transfer.errors import Unreadable
from customers.transfer.purchases import groups, learning
from tests.transfer.files import course_of, told_in, told_of, written

FAULTS = """ref | customer | date       | amount | kind  | shop  | refund of | currency
            A   | 1        | 2020-01-01 | 12.345 |       |       |           |
            B   | 1        | 2020-01-01 | 5      | gift  |       |           |
            C   | 1        | never      | 5      |       |       |           |
            D   | 1        | 2020-01-01 |        |       |       |           |
            E   | 1        |            | 5      |       |       |           |
                | 1        | 2020-01-01 | 5      |       |       |           |
            F   | 1        | 2020-01-01 | 5      |       |       |           |
            F   | 2        | 2020-01-01 | 5      |       |       |           |
            G   | 1        | 2020-01-01 | 5      |       | North |           |
            G   | 1        | 2020-01-01 | 5      |       | South |           |
            H   | 1        | 2020-01-01 | -5     |       |       | A         |
            H   | 1        | 2020-01-01 | -5     |       |       | B         |
            I   | 1        | 2020-01-01 | 5      |       |       |           | EUR
            J   | 1        | 2020-01-01 | 5      |       |       |           | gbp"""


def test_what_makes_no_purchase_is_refused_in_words(tmp_path: Path) -> None:
    found = {
        one.number: one.fault
        for one in told_in(tmp_path, FAULTS)
        if one.purchase is None
    }

    assert found == {
        2: "amount: “12.345” has more decimals than GBP.",
        3: "kind: “gift” is neither sale nor refund.",
        4: "date: “never” is no date; write year, month and day, as in 1990-04-03.",
        5: "It has no amount.",
        6: "It has no date.",
        7: "It has no reference.",
        9: "The rows of F contradict each other: row 8 says “1”, row 9 says “2”.",
        11: "The rows of G contradict each other: row 10 says “North”, "
        "row 11 says “South”.",
        13: "The rows of H contradict each other: row 12 says “A”, row 13 says “B”.",
        14: "currency: the business sells in GBP.",
    }


@pytest.mark.parametrize(
    ("currency", "text", "minor"),
    [
        ("JPY", "1,250", 1250),
        ("JPY", "1250.00", 1250),
        ("JPY", "12.5", None),
        ("KWD", "1.234", 1234),
        ("KWD", "1.2345", None),
        ("KWD", "1,234", None),
        ("EUR", "1.234,50 €", 123450),
    ],
)
def test_currencies_have_their_own_decimals(
    tmp_path: Path, currency: str, text: str, minor: int | None
) -> None:
    rows = [["ref", "date", "amount"], ["A", "2020-01-01", text]]

    [one] = told_of(written(tmp_path, rows), currency=currency)

    assert (one.purchase and one.purchase.total_minor) == minor


def test_one_row_that_cannot_be_read_stops_its_whole_purchase(tmp_path: Path) -> None:
    path = tmp_path / "sales.csv"
    path.write_text(
        "ref,date,amount\nA,2020-01-01,5\nA,2020-01-01,5,too,many\nB,2020-01-01,5\n"
    )

    [bad, good] = told_of(path)

    assert (bad.purchase, bad.number, bad.rows) == (None, 3, 2)
    assert "5 cells" in bad.fault
    assert good.purchase


def test_too_many_scattered_rows_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pairs = [[str(n % 50), "2020-01-01", "1"] for n in range(100)]
    path = written(tmp_path, [["ref", "date", "amount"], *pairs])

    assert len(told_of(path)) == 50
    monkeypatch.setattr(groups, "MOST_GATHERED", 50)
    assert len(told_of(path)) == 50
    monkeypatch.setattr(groups, "MOST_GATHERED", 20)
    # Before a row is taken: the file is surveyed as it is sent.
    with pytest.raises(Unreadable, match="Sort the file"):
        course_of(path)
    monkeypatch.setattr(learning, "MOST_SCATTERED", 20)
    with pytest.raises(Unreadable, match="Sort the file"):
        told_of(path)
