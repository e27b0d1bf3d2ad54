"""Rows become purchases: signs, lines, discounts, and what contradicts itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from customers.purchases.schemas import NewLine, NewPurchase
from tests.transfer.files import told_in, told_of, written


def purchases(folder: Path, text: str, **options: str) -> list[NewPurchase]:
    found = [one.purchase for one in told_in(folder, text, **options)]
    assert None not in found
    return [one for one in found if one is not None]


def faults(folder: Path, text: str, **options: str) -> list[tuple[int, str]]:
    return [
        (one.number, one.fault)
        for one in told_in(folder, text, **options)
        if one.purchase is None
    ]


def test_a_row_is_a_purchase(tmp_path: Path) -> None:
    [one] = told_in(
        tmp_path,
        """purchase_no | customer_code | purchase_date | quantity | amount
           P1          | CD1           | 1997-01-01    | 2        | 11.77""",
    )

    assert one.customer == "CD1"
    assert one.purchase
    assert one.purchase.purchased_at.isoformat() == "1997-01-01T00:00:00+00:00"
    assert (one.purchase.total_minor, one.purchase.items) == (1177, 2_000)
    assert one.purchase.lines == ()


def test_rows_of_one_reference_are_lines_of_one_purchase(tmp_path: Path) -> None:
    [one] = purchases(
        tmp_path,
        """invoice_no | sku | description | quantity | invoice_at       | unit_price
           1          | A   | Tea         | 3        | 2010-12-01 09:00 | 0.335
           1          | B   | Cup         | 0.5      | 2010-12-01 08:00 | 4""",
    )

    assert one.purchased_at.hour == 8
    assert (one.total_minor, one.items) == (301, 3_500)
    assert one.lines == (
        NewLine(3_000, 101, "Tea", "A", None, 3_350),
        NewLine(500, 200, "Cup", "B", None, 40_000),
    )


@pytest.mark.parametrize(
    ("quantity", "price", "total", "items"),
    [
        ("2", "2.50", 500, 2_000),
        ("-2", "2.50", -500, -2_000),
        # One of a negative price is one given back.
        ("1", "-2.50", -250, -1_000),
        ("-1", "-2.50", 250, 1_000),
        # Zero is a purchase, whatever its quantity.
        ("-10", "0", 0, -10_000),
        ("", "2.50", 250, 1_000),
        # Half up, away from zero, per line.
        ("1", "0.005", 1, 1_000),
        ("-1", "0.005", -1, -1_000),
        ("3", "0.33333333", 100, 3_000),
    ],
)
def test_the_sign_of_the_sum_says_what_it_is(
    tmp_path: Path, quantity: str, price: str, total: int, items: int
) -> None:
    [one] = purchases(
        tmp_path,
        f"ref|date|quantity|unit_price|item\nA|2020-01-01|{quantity}|{price}|Tea",
    )

    assert (one.total_minor, one.items) == (total, items)
    assert one.kind == ("refund" if total < 0 else "purchase")
    [line] = one.lines
    assert (line.unit_price_e4 or 0) >= 0


def test_lines_of_both_signs_are_one_exchange(tmp_path: Path) -> None:
    [more, less] = purchases(
        tmp_path,
        """ref | date       | item | quantity | amount
           A   | 2020-01-01 | Tea  | 1        | 5
           A   | 2020-01-01 | Cup  | -1       | -3
           B   | 2020-01-01 | Tea  | 1        | 5
           B   | 2020-01-01 | Cup  | -1       | -8""",
    )

    assert (more.kind, more.total_minor, more.items) == ("purchase", 200, 0)
    assert (less.kind, less.total_minor) == ("refund", -300)


def test_refunds_that_only_a_word_tells_are_turned(tmp_path: Path) -> None:
    [sale, refund] = purchases(
        tmp_path,
        """ref | date       | kind      | quantity | amount | tax
           A   | 2020-01-01 | Sale      | 2        | 5      | 1
           B   | 2020-01-01 | Gutschrift| 2        | 5      | 1""",
    )

    assert (sale.kind, sale.total_minor, sale.tax_minor) == ("purchase", 500, 100)
    assert (refund.total_minor, refund.items, refund.tax_minor) == (-500, -2_000, -100)


def test_each_refund_is_turned_that_has_no_minus_of_its_own(tmp_path: Path) -> None:
    text = """ref | date       | kind   | quantity | amount | tax
              A   | 2020-01-01 | return | -2       | −5     | -1
              B   | 2020-01-01 | return | 1        | 5.-    | 1
              C   | 2020-01-01 | return | 1        | 5      | -1
              D   | 2020-01-01 | return | -1       | 5      | 1"""

    found = [one.purchase for one in told_in(tmp_path, text) if one.purchase]

    assert [(one.total_minor, one.items, one.tax_minor) for one in found] == [
        (-500, -2_000, -100),
        (-500, -1_000, -100),
        (-500, -1_000, -100),
    ]
    assert faults(tmp_path, text) == [
        (5, "It says that it is a refund, and its amount says that it is none.")
    ]


def test_the_discount_of_a_line_is_off_its_price(tmp_path: Path) -> None:
    [sale, refund] = purchases(
        tmp_path,
        """ref | date       | item | qty | price | discount
           A   | 2020-01-01 | Tea  | 2   | 5     | 1.50
           B   | 2020-01-01 | Tea  | -2  | 5     | -1.50""",
    )

    assert (sale.total_minor, sale.discount_minor) == (850, 0)
    assert sale.lines[0].discount_minor == 150
    assert refund.total_minor == -850


def test_a_discount_turns_nothing_sold_into_something_given_back(
    tmp_path: Path,
) -> None:
    text = """ref | date       | item | qty | price | discount
              A   | 2020-01-01 | Tea  | 1   | 5     | 10
              B   | 2020-01-01 | Tea  | 1   | 5     | 5
              C   | 2020-01-01 | Tea  | 1   | -5    | 5
              D   | 2020-01-01 | Tea  | 1   | 5     | 10%"""

    free, back = [one.purchase for one in told_in(tmp_path, text) if one.purchase]

    assert (free.total_minor, free.items) == (0, 1_000)
    assert (back.total_minor, back.items) == (0, -1_000)
    assert faults(tmp_path, text) == [
        (2, "discount: “10” is more than the line costs."),
        (5, "discount: “10%” is a percentage; write the amount itself."),
    ]


def test_a_total_of_the_whole_below_its_lines_is_a_discount(tmp_path: Path) -> None:
    text = """order | created at | total | lineitem name | lineitem price | qty
              A     | 2020-01-01 | 8     | Tea           | 5              | 1
              A     |            |       | Cup           | 2.50           | 2
              B     | 2020-01-01 | 12    | Tea           | 5              | 2"""

    [one] = [one.purchase for one in told_in(tmp_path, text) if one.purchase]

    assert (one.total_minor, one.discount_minor, len(one.lines)) == (800, 200, 2)
    assert faults(tmp_path, text) == [
        (4, "Its lines do not add up to the total that it says.")
    ]


def test_what_an_order_says_of_a_person_is_kept(tmp_path: Path) -> None:
    [one] = told_in(
        tmp_path,
        """ref | date       | amount | Ship to name | Phone | Street        | City
           A   | 2020-01-01 | 5      | Zoë          | 0171  | High Street 1 | Bath""",
    )

    assert one.purchase
    assert one.customer == ""
    assert one.purchase.customer_name == "Zoë"
    assert one.purchase.customer_phone == "0171"
    assert one.purchase.customer_address == "High Street 1, Bath"


def test_rows_need_not_follow_each_other(tmp_path: Path) -> None:
    found = told_in(
        tmp_path,
        """ref | date             | amount
           A   | 2020-01-01 10:00 | 1
           B   | 2020-01-01       | 2
           A   | 2020-01-01 09:00 | 4
           C   | 2020-01-01       | 8
           A   | 2020-01-01 11:00 | 16""",
    )

    sums = {o.purchase.reference: o.purchase.total_minor for o in found if o.purchase}
    assert sums == {"A": 2100, "B": 200, "C": 800}
    [a] = [o.purchase for o in found if o.purchase and o.purchase.reference == "A"]
    assert a.purchased_at.hour == 9


def test_several_payment_methods_leave_a_remark(tmp_path: Path) -> None:
    [one] = told_in(
        tmp_path,
        """ref | date       | amount | paid by
           A   | 2020-01-01 | 5      | cash
           A   | 2020-01-01 | 5      | card""",
    )

    assert one.purchase
    assert one.purchase.payment_method == "cash"
    assert one.left_out == ("Of several payment methods only the first is kept.",)


def test_a_dry_run_keeps_refunds_with_their_purchases_until_the_end(
    tmp_path: Path,
) -> None:
    rows = [
        ["ref", "date", "amount", "refund of"],
        ["A", "2020-01-01", "5", ""],
        ["B", "2020-01-01", "5", ""],
        ["C", "2020-01-02", "-2", "A"],
        ["D", "2020-01-02", "6", ""],
        ["E", "2020-01-02", "-2", "A"],
    ]

    order = [
        one.purchase.reference
        for one in told_of(written(tmp_path, rows), dry_run=True)
        if one.purchase
    ]

    assert order == ["B", "D", "A", "C", "E"]


def test_codes_and_shops_are_the_same_in_any_case(tmp_path: Path) -> None:
    [one] = told_in(
        tmp_path,
        """ref | date       | amount | customer | shop
           A   | 2020-01-01 | 5      | a1       | North
           A   | 2020-01-01 | 5      | A1       | north""",
    )

    assert (one.fault, one.customer, one.shop) == ("", "a1", "North")
