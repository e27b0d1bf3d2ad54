"""The arithmetic of purchases, at every boundary."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customers.purchases import rules
from customers.purchases.schemas import NewLine
from tests.purchases.sold import sale

DAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("price_e4", "quantity", "decimals", "total"),
    [
        (29_900, 1_000, 2, 299),
        (33_750, 1_333, 2, 450),
        (50, 1_000, 2, 1),  # half a cent is a cent
        (49, 1_000, 2, 0),
        (-50, 1_000, 2, -1),
        (50, -1_000, 2, -1),
        (4_950_000, 2_500, 0, 1_238),  # 1,237.5 yen
        (12_345, 1_000, 3, 1_235),  # 1.2345 dinar
        (0, 5_000, 2, 0),
        (1, 1, 2, 0),
    ],
)
def test_a_line_is_rounded_half_up_to_what_can_be_paid(
    price_e4: int, quantity: int, decimals: int, total: int
) -> None:
    assert rules.line_total(price_e4, quantity=quantity, decimals=decimals) == total


@pytest.mark.parametrize(
    ("amount", "of", "part", "shared"),
    [(100, 3, 1, 33), (100, 3, 2, 67), (100, 3, 3, 100), (-5, 2, 1, -3), (1, 2, 1, 1)],
)
def test_a_share_is_rounded_half_away_from_zero(
    amount: int, of: int, part: int, shared: int
) -> None:
    assert rules.share(amount, of=of, part=part) == shared


@given(st.integers(-(10**9), 10**9), st.lists(st.integers(1, 10**6), min_size=1))
def test_shares_of_growing_parts_add_up_to_the_whole(
    amount: int, parts: list[int]
) -> None:
    whole, so_far, given_out = sum(parts), 0, 0
    for part in parts:
        so_far += part
        given_out += rules.share(amount, of=whole, part=so_far) - given_out

    assert given_out == amount


@pytest.mark.parametrize(
    ("days", "interval"),
    [
        ([], None),
        ([0], None),
        ([0, 0], None),
        ([0, 7], 7),
        ([0, 7, 21], 7),
        ([21, 0, 7, 28], 7),
        ([0, 1, 1, 101], 1),
        ([0, 10, 40, 90], 30),
    ],
)
def test_the_usual_interval_is_the_median_of_those_between_days(
    days: list[int], interval: int | None
) -> None:
    assert rules.usual_interval([DAY + timedelta(n) for n in days]) == interval


@pytest.mark.parametrize(
    ("amounts", "room", "fits"),
    [
        ([], 10, []),
        ([10], 10, [True]),
        ([11], 10, [False]),
        ([6, 6, 4], 10, [True, False, True]),
        ([1], 0, [False]),
    ],
)
def test_waiting_refunds_fit_the_oldest_first(
    amounts: list[int], room: int, fits: list[bool]
) -> None:
    assert rules.fitting(amounts, room=room) == fits


def test_texts_are_kept_trimmed_and_composed() -> None:
    told = sale(
        " 1 ",
        5,
        customer_name="Zoe\u0308 ",
        payment_method=" ",
        lines=(NewLine(1000, 5, description=" Tea\u00a0cup "),),
    )

    kept = rules.checked(told, today=DAY, on=DAY)

    assert (kept.reference, kept.customer_name) == ("1", "Zoë")
    assert kept.payment_method is None
    assert kept.lines[0].description == "Tea\u00a0cup"


@pytest.mark.parametrize(
    ("on", "is_taken"),
    [
        (DAY, True),
        (DAY + timedelta(1), False),
        (date(1970, 1, 1), True),
        (date(1969, 12, 31), False),
    ],
)
def test_a_purchase_was_between_1970_and_today(on: date, is_taken: bool) -> None:
    try:
        rules.checked(sale("1"), today=DAY, on=on)
    except rules.Fault:
        assert not is_taken
    else:
        assert is_taken


def test_the_fingerprint_is_of_what_was_sold_not_of_who_rang_it_up() -> None:
    told = sale("1", staff_member_id=1)

    other = told._replace(staff_member_id=2)

    assert rules.fingerprint(told) == rules.fingerprint(other)
    assert rules.fingerprint(told) != rules.fingerprint(told._replace(items=1))
