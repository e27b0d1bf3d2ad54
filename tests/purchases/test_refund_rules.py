"""What giving lines back comes to: shares of what was paid, which never drift."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customers.purchases.refund_rules import LineLeft, lines_left, rest, shares

SHARES = [
    # Amount, parts, shares.
    (1000, (1000,), [1000]),
    (900, (500, 500), [450, 450]),
    (999, (500, 500), [500, 499]),
    (100, (1, 1, 1), [33, 34, 33]),
    (2, (1, 1, 1), [1, 0, 1]),
    (0, (5, 5), [0, 0]),
    (20, (30, -10), [30, -10]),
    (18, (30, -10), [27, -9]),
    (5, (0, 0), [0, 0]),
    (5, (), []),
    (7, (0, 10), [0, 7]),
]


@pytest.mark.parametrize(("amount", "parts", "wanted"), SHARES)
def test_an_amount_is_shared_by_growing_parts(
    amount: int, parts: tuple[int, ...], wanted: list[int]
) -> None:
    assert shares(amount, parts) == wanted


@given(
    amount=st.integers(0, 10**9),
    parts=st.lists(st.integers(0, 10**6), min_size=1, max_size=12),
)
def test_shares_add_up_to_the_whole(amount: int, parts: list[int]) -> None:
    found = shares(amount, parts)

    assert sum(found) == (amount if sum(parts) else 0)
    assert all(one >= 0 for one in found)


# One line: quantity and total, what was paid, quantities given back one after the
# other, and what each must come to. Amounts are cents, yen and thousandths of a dinar.
STEPS = [
    ((3000, 1000), 1000, (1000, 1000, 1000), [333, 334, 333]),
    ((3000, 1000), 900, (1000, 1000, 1000), [300, 300, 300]),
    ((3000, 100), 100, (2000, 1000), [67, 33]),
    ((7000, 10), 10, (1000,) * 7, [1, 2, 1, 2, 1, 2, 1]),
    ((1500, 12345), 12345, (500, 500, 500), [4115, 4115, 4115]),
    ((1000, 5), 5, (1, 999), [0, 5]),
    ((2000, 1), 1, (1000, 1000), [1, 0]),
]


@pytest.mark.parametrize(("line", "paid", "quantities", "wanted"), STEPS)
def test_refunds_of_a_line_never_drift(
    line: tuple[int, int], paid: int, quantities: tuple[int, ...], wanted: list[int]
) -> None:
    given_quantity = given_minor = 0
    found = []
    for quantity in quantities:
        given = {7: (given_quantity, given_minor)}
        [left] = lines_left([(7, *line)], total_minor=paid, given=given)
        found.append(left.amount(quantity))
        given_quantity += quantity
        given_minor += found[-1]

    assert found == wanted
    assert sum(found) == paid


@given(
    totals=st.lists(st.integers(0, 10**5), min_size=1, max_size=6),
    off=st.integers(0, 100),
    pieces=st.lists(st.integers(1, 999), min_size=0, max_size=4),
)
def test_all_lines_in_any_pieces_give_what_was_paid(
    totals: list[int], off: int, pieces: list[int]
) -> None:
    paid = sum(totals) - sum(totals) * off // 100
    lines = [(number, 4000, total) for number, total in enumerate(totals)]
    given: dict[int, tuple[int, int]] = {}
    for number, _quantity, _total in lines:
        for piece in [*pieces, 4000 - sum(pieces)]:
            left = lines_left(lines, total_minor=paid, given=given)[number]
            amount = left.amount(piece)
            before = given.get(number, (0, 0))
            given[number] = (before[0] + piece, before[1] + amount)

    assert sum(amount for _quantity, amount in given.values()) == paid


def left(line_id: int, quantity: int, left_minor: int) -> LineLeft:
    """A line of which nothing came back yet."""
    return LineLeft(line_id, quantity, left_minor, quantity, left_minor)


def test_the_rest_is_divided_among_what_is_left_of_the_lines() -> None:
    cases = [
        ([left(1, 1000, 500), left(2, 1000, 500)], 1000, [500, 500]),
        # Half of it was given back as an amount, beside the lines.
        ([left(1, 1000, 500), left(2, 1000, 500)], 500, [250, 250]),
        ([left(1, 1000, 500), left(2, 0, 0)], 500, [500]),
        ([left(1, 1000, 30), left(2, -1000, -10)], 20, [30, -10]),
        # What was paid for nothing that lines tell of.
        ([left(1, 1000, 0)], 500, []),
        ([], 500, []),
    ]
    for lines, room, wanted in cases:
        assert [amount for _line, amount in rest(lines, room=room)] == wanted
