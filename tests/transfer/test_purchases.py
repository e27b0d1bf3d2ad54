"""Files become purchases: of known customers, of new ones, of nobody; once, or not."""

from __future__ import annotations

from pathlib import Path

from customers.directory.models import Customer, ExternalId
from customers.directory.schemas import ImportedCustomer
from customers.directory.service import delete_customer
from customers.ground import work
from customers.ground.db import db
from customers.purchases.models import PurchaseLine
from tests.transfer.files import written
from tests.transfer.selling import HEADER, bring, figures, kept, know, spend
from tests.world import World


def test_rows_become_purchases_of_their_customers(world: World, tmp_path: Path) -> None:
    know(
        world,
        ImportedCustomer(code="A1", name="Ana"),
        ImportedCustomer(code="B1", external_id="x-7"),
    )
    rows = [
        ["reference", "customer", "date", "amount", "shop", "paid by", "colour"],
        ["1", "a1", "2020-01-01", "5", "high street", "Cash", "red"],
        ["2", "x-7", "2020-01-02 10:00", "-2", "", "", ""],
        ["3", "", "2020-01-03", "7", "", "", ""],
    ]

    result = bring(world, written(tmp_path, rows))

    one, two, three = (kept()[reference] for reference in "123")
    assert figures(result) == (3, 0, 0, 0)
    assert result.columns_not_understood == ("colour",)
    assert spend() == {"A1": (1, 500), "B1": (0, -200)}
    assert one.shop_id == world.book_shop.id
    assert two.kind == "refund"
    assert three.customer_id is None


def test_lines_are_kept_in_their_order(world: World, tmp_path: Path) -> None:
    rows = [
        ["invoice", "date", "item", "qty", "unit price"],
        ["1", "2020-01-01", "Tea", "3", "0.335"],
        ["1", "2020-01-01", "Cup", "1", "4"],
    ]

    bring(world, written(tmp_path, rows))

    lines = db.session.scalars(db.select(PurchaseLine).order_by(PurchaseLine.position))
    assert [(ln.position, ln.description, ln.unit_price_e4) for ln in lines] == [
        (1, "Tea", 3_350),
        (2, "Cup", 40_000),
    ]
    assert kept()["1"].total_minor == 501


def test_the_same_file_twice_changes_nothing(world: World, tmp_path: Path) -> None:
    rows = [HEADER, ["1", "A1", "2020-01-01", "5", "", ""]]
    path = written(tmp_path, rows)

    first = bring(world, path, create_customers=True)
    second = bring(world, path, create_customers=True)
    other = bring(world, path, create_customers=True, source="web")

    assert figures(first) == (1, 0, 0, 1)
    assert figures(second) == (0, 1, 0, 0)
    assert figures(other) == (1, 0, 0, 0)
    assert spend() == {"A1": (2, 1000)}


UNKNOWN = [
    HEADER,
    ["1", "A1", "2020-01-01", "5", "", ""],
    ["2", "no code at all!", "2020-01-01", "5", "", ""],
    ["3", "a1", "2020-01-02", "5", "", ""],
]


def test_unknown_customers_are_told_and_their_purchases_refused(
    world: World, tmp_path: Path
) -> None:
    result = bring(world, written(tmp_path, UNKNOWN))

    assert figures(result) == (0, 0, 3, 0)
    assert [remark.number for remark in result.refused] == [2, 3, 4]
    assert "“A1”" in result.refused[0].reason
    assert kept() == {}


def test_unknown_customers_are_created_with_just_their_code(
    world: World, tmp_path: Path
) -> None:
    result = bring(world, written(tmp_path, UNKNOWN), create_customers=True)

    ids = db.session.scalars(db.select(ExternalId.value)).all()
    assert figures(result) == (3, 0, 0, 2)
    assert spend()["A1"] == (2, 1000)
    assert ids == ["no code at all!"]


def test_a_deleted_customer_gets_no_purchases(world: World, tmp_path: Path) -> None:
    know(world, ImportedCustomer(code="A1"))
    [gone] = db.session.scalars(db.select(Customer))
    actor = world.actor(world.alice)
    work.run(lambda: delete_customer(gone.id, actor=actor))

    result = bring(world, written(tmp_path, UNKNOWN[:2]), create_customers=True)

    assert figures(result) == (0, 0, 1, 0)
    assert "was deleted" in result.refused[0].reason


def test_an_unknown_shop_is_told(world: World, tmp_path: Path) -> None:
    rows = [["ref", "date", "amount", "shop"], ["1", "2020-01-01", "5", "Dockside"]]

    result = bring(world, written(tmp_path, rows))

    assert "“Dockside”" in result.refused[0].reason
    assert kept() == {}


def test_the_same_reference_with_other_content_is_refused(
    world: World, tmp_path: Path
) -> None:
    bring(world, written(tmp_path, [HEADER, ["1", "", "2020-01-01", "5", "", ""]]))

    again = bring(
        world, written(tmp_path, [HEADER, ["1", "", "2020-01-01", "6", "", ""]])
    )

    assert figures(again) == (0, 0, 1, 0)
    assert kept()["1"].total_minor == 500


def test_the_days_are_those_of_the_businesss_time_zone(
    world: World, tmp_path: Path
) -> None:
    work.run(lambda: setattr(world.books, "timezone", "Asia/Tokyo"))
    rows = [
        HEADER,
        ["1", "", "2020-01-01", "5", "", ""],
        ["2", "", "2020-01-01 23:30", "5", "", ""],
        ["3", "", "2020-01-01 23:30Z", "5", "", ""],
    ]

    bring(world, written(tmp_path, rows))

    days = {reference: str(one.purchased_on) for reference, one in kept().items()}
    assert days == {"1": "2020-01-01", "2": "2020-01-01", "3": "2020-01-02"}


def test_hostile_cells_are_refused_in_words_and_stop_no_other(
    world: World, tmp_path: Path
) -> None:
    rows = [HEADER, ["good", "A1", "2020-01-01", "5", "", ""]]
    hostile = ["\x07", "\u202e", "x" * 5_000, "=1+1", "<b>", "\x00", "🙂" * 60]
    for n, text in enumerate(hostile):
        for column in range(6):
            row = [f"R{n}-{column}", "A1", "2020-01-01", "5", "", ""]
            row[column] = text
            rows.append(row)

    for create in (False, True):
        path = written(tmp_path, rows)
        result = bring(world, path, create_customers=create)

        assert result.read == len(rows) - 1
        assert all(len(remark.reason) < 300 for remark in result.refused)
    assert "good" in kept()
