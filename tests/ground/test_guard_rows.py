"""Rows one by one: loaded, added, changed and deleted in one business only."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import func, literal, select, true
from sqlalchemy.exc import IntegrityError, InvalidRequestError, LegacyAPIWarning
from sqlalchemy.orm import aliased, make_transient_to_detached

from customers.accounts.models import Business, Shop
from customers.directory.models import Customer, ExternalId
from customers.ground import tenancy
from customers.ground.db import db
from customers.ground.tenancy import TenancyError
from tests.ground.pair import Pair, new_customer


def stranger(pair: Pair) -> Shop:
    """Charlie's shop, loaded while his business was entered."""
    pair.enter(pair.charlie)
    shop = db.session.get(Shop, pair.charlie.shop_id)
    assert shop is not None
    pair.enter(pair.alice)
    return shop


def test_get_finds_own_rows_and_no_foreign_ones(pair: Pair) -> None:
    own = db.session.get(Shop, pair.alice.shop_id)

    assert own is not None
    assert own.name == pair.alice.mark
    assert db.session.get(Shop, (own.id,)) is own
    assert db.session.get(Shop, pair.charlie.shop_id) is None
    assert db.session.get(Business, pair.charlie.business_id) is not None


def test_get_asks_although_the_row_is_loaded(pair: Pair) -> None:
    loaded = (
        db.session.get(Customer, pair.alice.gone_id)
        or db.session.scalars(
            select(Customer).execution_options(include_deleted=True)
        ).all()
    )

    assert loaded
    assert db.session.get(Customer, pair.alice.gone_id) is None


def test_get_hands_on_what_it_is_told(pair: Pair) -> None:
    shown = {"include_deleted": True}

    gone = db.session.get(Customer, pair.alice.gone_id, execution_options=shown)

    assert gone is not None
    assert gone.deleted_at is not None


def test_get_for_update_reads_the_row_anew(pair: Pair) -> None:
    shop = db.session.get(Shop, pair.alice.shop_id)
    assert shop is not None
    tenancy.write_many(db.session(), Shop, [{"id": shop.id, "name": "new"}], by=["id"])

    again = db.session.get(Shop, shop.id, with_for_update=True)

    assert again is shop
    assert shop.name == "new"


def test_another_business_forgets_what_was_loaded(pair: Pair) -> None:
    own = db.session.get(Shop, pair.alice.shop_id)

    pair.enter(pair.charlie)

    assert own not in db.session()
    assert db.session.get(Shop, pair.alice.shop_id) is None
    assert db.session.scalars(select(Shop.name)).all().count(pair.charlie.mark) == 1


def test_another_business_leaves_what_was_added_in_the_first(pair: Pair) -> None:
    shop = Shop(name="begun")
    db.session.add(shop)

    pair.enter(pair.charlie)

    assert shop.business_id == pair.alice.business_id
    assert "begun" not in db.session.scalars(select(Shop.name)).all()


def test_entering_the_same_business_again_keeps_what_is_loaded(pair: Pair) -> None:
    own = db.session.get(Shop, pair.alice.shop_id)

    pair.enter(pair.alice)

    assert own in db.session()


def test_a_new_row_gets_the_business(pair: Pair) -> None:
    shop = Shop(name="new")

    db.session.add(shop)
    db.session.flush()

    assert shop.business_id == pair.alice.business_id


def test_a_new_row_of_another_business_is_refused(pair: Pair) -> None:
    db.session.add(Shop(name="smuggled", business_id=pair.charlie.business_id))

    with pytest.raises(TenancyError):
        db.session.flush()


def test_a_row_cannot_be_given_away(pair: Pair) -> None:
    shop = db.session.get(Shop, pair.alice.shop_id)
    assert shop is not None
    shop.business_id = pair.charlie.business_id

    with pytest.raises(TenancyError):
        db.session.flush()


def _rename(shop: Shop) -> None:
    db.session.add(shop)
    shop.name = "stolen"


def _reload(shop: Shop) -> None:
    db.session.add(shop)
    db.session.refresh(shop)


def _take(shop: Shop) -> None:
    shop.business_id = db.session().info["business_id"]
    db.session.add(shop)
    shop.name = "stolen"


def _take_and_delete(shop: Shop) -> None:
    shop.business_id = db.session().info["business_id"]
    db.session.delete(shop)


def _pretend(shop: Shop) -> None:
    double = Shop(id=shop.id, business_id=db.session().info["business_id"])
    make_transient_to_detached(double)
    db.session.add(double)
    double.name = "stolen"


STRANGERS: dict[str, Callable[[Shop], object]] = {
    "added": lambda shop: db.session.add(shop),
    "renamed": _rename,
    "reloaded": _reload,
    "taken": _take,
    "deleted": lambda shop: db.session.delete(shop),
    "taken and deleted": _take_and_delete,
    "pretended": _pretend,
    "merged": lambda shop: db.session.merge(shop),
    "merged unasked": lambda shop: db.session.merge(shop, load=False),
    "merged by id": lambda shop: db.session.merge(Shop(id=shop.id, name="stolen")),
}


def _flush_after(act: Callable[[Shop], object], shop: Shop) -> None:
    act(shop)
    db.session.flush()


@pytest.mark.parametrize("act", STRANGERS.values(), ids=STRANGERS)
def test_a_row_of_another_business_is_refused(
    pair: Pair, act: Callable[[Shop], object]
) -> None:
    shop = stranger(pair)
    theirs = pair.everything_of(pair.charlie)
    savepoint = db.session.begin_nested()

    with pytest.raises((TenancyError, IntegrityError)):
        _flush_after(act, shop)

    savepoint.rollback()
    assert pair.everything_of(pair.charlie) == theirs


def test_a_row_of_another_business_cannot_be_read_again(pair: Pair) -> None:
    shop = stranger(pair)

    with pytest.raises(InvalidRequestError):
        db.session.refresh(shop)


def test_an_own_row_is_merged(pair: Pair) -> None:
    merged = db.session.merge(Shop(id=pair.alice.shop_id, name="merged"))
    db.session.flush()

    assert merged.business_id == pair.alice.business_id
    assert db.session.get(Shop, pair.alice.shop_id) is merged


def test_a_reference_across_businesses_is_refused_by_the_database(pair: Pair) -> None:
    db.session.add(new_customer("X", "X", preferred_shop_id=pair.charlie.shop_id))

    with pytest.raises(IntegrityError):
        db.session.flush()


def test_a_child_of_another_business_is_refused_by_the_database(pair: Pair) -> None:
    row = {"customer_id": pair.charlie.customer_id, "source": "till", "value": "1"}

    with pytest.raises(IntegrityError):
        tenancy.write_many(db.session(), ExternalId, [{**row, "kind": "external"}])


def test_deleted_rows_are_hidden_everywhere_unless_asked(pair: Pair) -> None:
    other = aliased(Customer)
    gone = f"{pair.alice.mark}-gone"
    shapes = [
        select(Customer.name),
        select(other.name),
        select(Shop.id, Customer.name).outerjoin(Customer, true()),
        select(select(Customer.name).subquery().c.name),
        select(Customer.name).union(select(Customer.name)),
        select(literal(gone)).where(literal(gone).in_(select(Customer.name))),
        select(func.max(Customer.name)),
    ]

    for shape in shapes:
        hidden = repr(db.session.execute(shape).all())
        options = {"include_deleted": True}
        shown = repr(db.session.execute(shape, execution_options=options).all())

        assert gone not in hidden
        assert gone in shown
        assert pair.charlie.mark not in hidden + shown


def test_the_old_style_queries_see_their_own_business_alone(pair: Pair) -> None:
    query = db.session.query(Shop).filter(Shop.name.startswith("of-"))

    assert [shop.name for shop in query] == [pair.alice.mark]
    assert [shop.name for shop in query.union(query)] == [pair.alice.mark]
    assert query.count() == 1
    assert query.with_entities(func.max(Shop.name)).scalar() == pair.alice.mark
    assert query.filter_by(name=pair.charlie.mark).first() is None
    assert db.session.query(query.exists()).scalar()


def test_the_old_style_get_is_refused(pair: Pair) -> None:
    query = db.session.query(Shop)

    with pytest.warns(LegacyAPIWarning), pytest.raises(TenancyError):
        query.get(pair.alice.shop_id)


def test_laterals_see_their_own_business_alone(pair: Pair) -> None:
    if db.session.get_bind().dialect.name != "postgresql":
        pytest.skip("SQLite has no LATERAL.")
    of_business = select(Shop.name).where(Shop.business_id == Business.id).lateral()

    rows = db.session.execute(
        select(Business.slug, of_business.c.name).outerjoin(of_business, true())
    ).all()

    assert pair.alice.mark in {row.name for row in rows}
    assert {row.name for row in rows if row.slug == "charlies-bikes"} == {None}
