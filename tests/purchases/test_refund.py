"""Giving money back: the rest, an amount, lines; repeated, never more than was paid."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from customers.accounts.models import Business, User
from customers.events.models import Event
from customers.ground import work
from customers.ground.db import db
from customers.ground.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from customers.ground.forms import checked
from customers.purchases import service
from customers.purchases.input_schemas import RefundInput
from customers.purchases.models import PurchaseLine
from tests.purchases.sold import (
    kept_totals,
    line,
    people,
    recorded,
    refund,
    rows,
    sale,
    totals,
    true_totals,
)
from tests.world import World

LINES = (
    line(2000, 2000, description="Tea", sku="T1", unit_price_e4=100_000),
    line(1000, 3000, description="Rolls"),
)


def give_back(
    world: World, purchase_id: int, user: User | None = None, **values: Any
) -> int:
    """Give back, as Alice unless named, the rest unless said; the refund's id."""
    actor = world.actor(user or world.alice)

    def given() -> int:
        wanted = checked(values, schema=RefundInput)
        return service.refund(purchase_id, values=wanted, actor=actor)

    with world.app.test_request_context():
        return work.run(given)


def of_lines(**quantities: str) -> dict[str, Any]:
    """A refund of the lines called so, by their ids."""
    wanted = select(PurchaseLine).where(PurchaseLine.refund_of_line_id.is_(None))
    ids = {row.description: row.id for row in db.session.scalars(wanted)}
    lines = [{"line_id": ids[n], "quantity": text} for n, text in quantities.items()]
    return {"given_back": "lines", "lines": lines}


def basket(world: World, **more: Any) -> int:
    """Anna's purchase of 30.00 without the discount; its id."""
    [anna] = people(world, "Anna")
    told: dict[str, Any] = {"items": 5000, "lines": LINES, "customer_id": anna, **more}
    [one] = recorded(world, sale("1", 3000 - more.get("discount_minor", 0), **told))
    return one


def refusal(world: World, purchase_id: int, **values: Any) -> Refused:
    """The refusal of a refund."""
    with pytest.raises(Refused) as caught:
        give_back(world, purchase_id, **values)
    assert kept_totals() == true_totals()
    return caught.value


def refunded() -> list[int]:
    """What each refund gave back, in order."""
    return [-row.total_minor for row in rows(kind="refund")]


def test_all_that_was_paid_is_given_back(world: World) -> None:
    purchase_id = basket(world, tax_minor=479, payment_method="Card")

    refund_id = give_back(world, purchase_id, user=world.bob)

    given = rows(id=refund_id)[0]
    assert (given.total_minor, given.items, given.tax_minor) == (-3000, -5000, -479)
    assert (given.reference, given.refund_of_reference) == ("1-R1", "1")
    assert given.payment_method == "Card"
    assert given.staff_member_id == world.membership(world.bob).id
    assert totals(given.customer_id or 0)[:3] == (1, 0, 0)
    assert kept_totals() == true_totals()


def test_an_amount_after_the_other_until_nothing_is_left(world: World) -> None:
    purchase_id = basket(world)

    for amount in ("10", "10.00", "9.99"):
        give_back(world, purchase_id, given_back="amount", amount=amount)
    too_much = refusal(world, purchase_id, given_back="amount", amount="0.02")
    give_back(world, purchase_id)
    nothing = refusal(world, purchase_id)

    assert refunded() == [1000, 1000, 999, 1]
    assert "0.01" in too_much.details["amount"]
    assert isinstance(nothing, Conflict)
    assert [row.reference for row in rows(kind="refund")][-1] == "1-R4"


def test_lines_give_their_share_of_a_discount_of_the_whole(world: World) -> None:
    """30.00 with 2.99 off: tea cost 18.01 of the 27.01 that were paid, rolls 9.00."""
    purchase_id = basket(world, discount_minor=299)

    for quantity in ("1", "1.5", "0.5"):
        give_back(world, purchase_id, **of_lines(Rolls=quantity))
    give_back(world, purchase_id, **of_lines(Tea="2"))

    assert refunded() == [300, 450, 150, 1801]
    assert refusal(world, purchase_id).status == 409
    wanted = select(PurchaseLine).where(PurchaseLine.refund_of_line_id.is_not(None))
    lines = db.session.scalars(wanted.order_by(PurchaseLine.id)).all()
    assert [row.quantity for row in lines] == [-1000, -1500, -500, -2000]
    assert [row.total_minor for row in lines] == [-300, -450, -150, -1801]
    assert lines[-1].sku == "T1"
    assert totals(rows()[0].customer_id or 0)[1:3] == (0, 0)


def test_the_rest_after_lines_and_amounts_is_all_that_is_left(world: World) -> None:
    purchase_id = basket(world, discount_minor=299)
    give_back(world, purchase_id, **of_lines(Tea="1"))
    give_back(world, purchase_id, given_back="amount", amount="5")

    give_back(world, purchase_id)

    assert sum(refunded()) == 2701
    assert sum(row.items for row in rows()) == 0
    assert kept_totals() == true_totals()


def test_an_undone_refund_can_be_given_again(world: World) -> None:
    purchase_id = basket(world)
    actor = world.actor(world.alice)
    first = give_back(world, purchase_id, **of_lines(Rolls="2"))

    work.run(lambda: service.void(first, actor=actor))
    give_back(world, purchase_id, **of_lines(Rolls="3"))

    assert refunded() == [667, 1000]
    assert rows(id=purchase_id)[0].refunded_minor == 1000


REFUSED = [
    ("more of a line", of_lines, {"Tea": "2.001"}, "lines"),
    ("a line of nobody", None, [{"line_id": 10**9, "quantity": "1"}], "lines"),
    ("no quantity", of_lines, {"Tea": "0"}, "lines"),
    ("more than was paid", None, "30.01", "amount"),
    ("too many decimals", None, "1.005", "amount"),
    ("nothing", None, "0.00", "amount"),
    ("less than nothing", None, "-1", "amount"),
    ("no amount", None, None, "amount"),
]


def test_what_cannot_be_given_back_is_refused_beside_its_field(world: World) -> None:
    purchase_id = basket(world)
    found = {}
    for name, made, given, field in REFUSED:
        values = made(**given) if made else {"given_back": field, field: given}
        refused = refusal(world, purchase_id, **values)
        found[name] = (type(refused), list(refused.details))

    assert found == {name: (Invalid, [field]) for name, _m, _g, field in REFUSED}
    assert refunded() == []


def test_a_line_of_another_purchase_is_not_given_back(world: World) -> None:
    purchase_id = basket(world)
    recorded(world, sale("2", 500, lines=(line(500, description="Jam"),)))

    refused = refusal(world, purchase_id, **of_lines(Jam="1"))

    assert "lines" in refused.details


def test_lines_give_no_more_than_amounts_have_left(world: World) -> None:
    purchase_id = basket(world)
    give_back(world, purchase_id, given_back="amount", amount="25")

    refused = refusal(world, purchase_id, **of_lines(Tea="1"))

    assert "5.00" in refused.details["lines"]


def test_what_was_undone_or_is_a_refund_gives_nothing_back(world: World) -> None:
    purchase_id = basket(world)
    actor = world.actor(world.alice)
    refund_id = give_back(world, purchase_id, given_back="amount", amount="1")

    of_refund = refusal(world, refund_id)
    work.run(lambda: service.void(purchase_id, actor=actor))
    of_void = refusal(world, purchase_id)
    of_nothing = refusal(world, recorded(world, sale("gift", 0))[0])

    kinds = [type(one) for one in (of_refund, of_void, of_nothing)]
    assert kinds == [Conflict] * 3


def test_a_typed_reference_is_kept_and_taken_once(world: World) -> None:
    purchase_id = basket(world)
    typed = {"given_back": "amount", "amount": "1", "reference": "Credit 7"}
    give_back(world, purchase_id, **typed)

    refused = refusal(world, purchase_id, **typed)

    assert "Credit 7" in refused.details["reference"]
    assert rows(kind="refund")[0].reference == "Credit 7"


def test_made_references_are_free_and_short_enough(world: World) -> None:
    long = "x" * 100
    one, other = recorded(world, sale(long), sale("1"))
    recorded(world, *(refund(f"1-R{number}", 1) for number in range(1, 22)))

    give_back(world, one, given_back="amount", amount="1")
    give_back(world, other)

    references = [row.reference for row in rows(kind="refund")][-2:]
    assert references == ["x" * 97 + "-R1", "1-R22"]


def test_nobody_s_refund_says_who_the_sale_said(world: World) -> None:
    [one] = recorded(world, sale("1", customer_name="Zoe", customer_phone="0123"))

    give_back(world, one)

    given = rows(kind="refund")[0]
    assert (given.customer_name, given.customer_phone) == ("Zoe", "0123")
    assert given.items == -1000


def test_a_viewer_and_an_outsider_give_nothing_back(world: World) -> None:
    purchase_id = basket(world)

    with pytest.raises(Forbidden):
        give_back(world, purchase_id, user=world.vera)
    world.enter(world.bikes)
    with pytest.raises(NotFound):
        give_back(world, purchase_id, user=world.charlie)
    world.enter()

    assert refunded() == []


def test_the_fact_names_the_purchase(world: World) -> None:
    purchase_id = basket(world)

    give_back(world, purchase_id)

    wanted = select(Event.data).where(Event.name == "PurchaseRefunded")
    [data] = db.session.scalars(wanted)
    assert (data["refund_of_id"], data["total_minor"]) == (purchase_id, -3000)
    assert data["after"] == {"visits": 1, "spend_minor": 0}


@pytest.mark.parametrize(("currency", "paid"), [("JPY", "1000"), ("KWD", "1.000")])
def test_other_currencies_are_as_exact(world: World, currency: str, paid: str) -> None:
    def set_currency() -> None:
        world.books.currency = currency
        db.session.get_one(Business, world.books.id).currency = currency

    work.run(set_currency)
    purchase_id = basket(world)

    give_back(world, purchase_id, given_back="amount", amount=paid)
    give_back(world, purchase_id, **of_lines(Rolls="1"))

    assert refunded() == [1000, 333]
