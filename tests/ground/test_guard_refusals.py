"""What the business's criterion cannot reach is refused before it runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Column as TableColumn
from sqlalchemy import (
    CreateTableAs,
    MetaData,
    String,
    Table,
    bindparam,
    case,
    column,
    delete,
    exists,
    func,
    insert,
    inspect,
    lambda_stmt,
    literal,
    literal_column,
    select,
    table,
    text,
    true,
    union_all,
    update,
)
from sqlalchemy import join as core_join
from sqlalchemy.orm import aliased, join, outerjoin

from customers.accounts.models import Attempt, Business, Shop
from customers.events.models import Event
from customers.ground import clock, tenancy
from customers.ground.db import db
from customers.ground.reach import touches_owned
from customers.ground.tenancy import TenancyError
from tests.ground.pair import Pair

shop = Shop.__table__
Other = aliased(Shop)
biggest = func.last_value(Shop.name).over(order_by=Shop.id)
a_shop = {"name": "x", "business_id": 1}

BARE: dict[str, Callable[[], Any]] = {
    "table": lambda: select(shop),
    "column": lambda: select(shop.c.name),
    "alias": lambda: select(shop.alias().c.name),
    "aliased": lambda: select(aliased(shop)),
    "aggregate": lambda: select(func.max(shop.c.name)),
    "in where": lambda: select(Business.name).where(shop.c.name == "x"),
    "beside its entity": lambda: select(Shop.name).where(shop.c.name == "x"),
    "joined": lambda: select(Business.name).join(shop, true()),
    "joined by hand": lambda: select(Business.name).select_from(
        core_join(Business, shop, true())
    ),
    "in exists": lambda: select(Business.name).where(exists().where(shop.c.id > 0)),
    "in a CTE": lambda: select(shop.select().cte()),
    "in a lateral": lambda: select(shop.select().lateral()),
    "under an entity": lambda: select(aliased(Shop, shop.select().subquery())),
    "in a statement": lambda: select(Shop).from_statement(shop.select()),
    "in a union": lambda: union_all(select(Shop.name), select(shop.c.name)),
    "mapper's": lambda: select(inspect(Shop).local_table),
    "property's": lambda: select(Shop.name.property.columns[0]),
    "alias's": lambda: select(inspect(Other).selectable),
    "another spelling": lambda: select(
        Table("SHOP", MetaData(), TableColumn("name", String)).c.name
    ),
    "its name": lambda: select(table("shop", column("name")).c.name),
    "its name, shouted": lambda: select(table("SHOP", column("name")).c.name),
    "update": lambda: update(shop).values(name="x"),
    "delete": lambda: delete(shop),
    "insert": lambda: insert(shop).values(a_shop),
}

WRITTEN: dict[str, Callable[[], Any]] = {
    "statement": lambda: text("SELECT name FROM shop"),
    "statement with columns": lambda: text("SELECT name FROM shop").columns(Shop.name),
    "for an entity": lambda: select(Shop).from_statement(text("SELECT * FROM shop")),
    "in where": lambda: select(Shop.name).where(text("1 = 1")),
    "in order": lambda: select(Shop.name).order_by(text("name")),
    "in from": lambda: select(column("name")).select_from(text("shop")),
    "in a subquery": lambda: select(
        select(Shop.name).where(text("1 = 1")).subquery().c.name
    ),
    "column": lambda: select(literal_column("(SELECT max(name) FROM shop)")),
    "column in where": lambda: select(Shop.name).where(literal_column("1 = 1")),
    "prefix": lambda: select(Shop.name).prefix_with("name FROM shop UNION SELECT"),
    "suffix": lambda: select(Shop.name).suffix_with("UNION SELECT name FROM shop"),
    "suffix of a CTE": lambda: select(select(Shop.name).cte().suffix_with("x")),
    "hint": lambda: select(Shop.name).with_hint(Shop, "x"),
    "hint at the end": lambda: select(Shop.name).with_statement_hint("UNION SELECT 1"),
    "operator": lambda: select(Shop.name).where(Shop.id.op("> 0 OR 1 =")(1)),
    "comment": lambda: select(Shop.name).where(Shop.id.op("--")(1)),
    "for plain tables": lambda: text("SELECT 1"),
}

MISSED: dict[str, Callable[[], Any]] = {
    "function in where": lambda: select(Business.id).where(
        func.lower(Shop.name) == "x"
    ),
    "function in exists": lambda: select(Business.id).where(
        exists().where(func.lower(Shop.name) == "x")
    ),
    "list in where": lambda: select(Business.id).where(literal("x").in_([Shop.name])),
    "second in a function": lambda: select(func.concat(Event.name, Shop.name)),
    "two in one column": lambda: select(Event.name + Shop.name),
    "window alone": lambda: select(biggest),
    "window below": lambda: select(Business.id, select(biggest).scalar_subquery()),
    "window in a union": lambda: union_all(select(literal("x")), select(biggest)),
    "filter alone": lambda: select(func.max(Shop.name).filter(Shop.id > 0)),
    "group alone": lambda: select(func.mode().within_group(Shop.name)),
    "case alone": lambda: select(case((true(), Shop.name), else_="x")),
    "right by hand": lambda: select(Business.id).select_from(
        join(Business, Shop, Shop.name == "x")
    ),
    "outer by hand": lambda: select(Business.id).select_from(
        outerjoin(Business, join(Shop, Event, true()), true())
    ),
    "plain join": lambda: select(Business.id).select_from(
        core_join(Business, Shop, Shop.name == "x")
    ),
    "order": lambda: select(Business.id).order_by(Shop.name),
    "full join": lambda: select(Event.name).join(Shop, Shop.id < 0, full=True),
    "full join to others": lambda: select(Event.id).select_from(
        outerjoin(Business, Event, Event.id < 0, full=True)
    ),
    "function as statement": lambda: func.max(Shop.name),
    "table made of it": lambda: CreateTableAs(select(Shop.name), "copy"),
    "lambda": lambda: lambda_stmt(lambda: select(Shop)),
}

WRITES: dict[str, Callable[[], Any]] = {
    "insert": lambda: insert(Shop).values(a_shop),
    "insert of a query": lambda: insert(Event).from_select(["name"], select(Shop.name)),
    "insert into others": lambda: insert(Attempt).from_select(
        ["key"], select(Shop.name)
    ),
    "insert of a value": lambda: insert(Attempt).values(
        key=select(func.max(Shop.name)).scalar_subquery()
    ),
    "insert in a CTE": lambda: select(
        insert(Shop).values(a_shop).returning(Shop.name).cte()
    ),
    "insert for an entity": lambda: select(Shop).from_statement(
        insert(Shop).values(a_shop).returning(Shop)
    ),
    "to another business": lambda: update(Shop).values(business_id=1),
    "to another, by column": lambda: update(Shop).values({Shop.business_id: 1}),
    "to another, in order": lambda: update(Shop).ordered_values((Shop.business_id, 1)),
    "alias": lambda: update(Other).values(name="x"),
    "from another table": lambda: (
        update(Shop).where(Event.name == "x").values(name="x")
    ),
    "from itself": lambda: update(Shop).where(Other.id > 0).values(name=Other.name),
    "others from it": lambda: (
        update(Business).where(Shop.name == "x").values(name=Shop.name)
    ),
    "plain others from it": lambda: (
        update(Business.__table__).where(Shop.name == "x").values(name="x")
    ),
    "delete using another": lambda: delete(Event).where(Shop.name == "x"),
    "delete others using it": lambda: delete(Attempt).where(Shop.name == "x"),
}

ALL = {
    f"{kind}: {name}": statement
    for kind, statements in (
        ("bare", BARE),
        ("written", WRITTEN),
        ("missed", MISSED),
        ("write", WRITES),
    )
    for name, statement in statements.items()
}


@pytest.mark.parametrize("statement", ALL.values(), ids=ALL)
def test_a_statement_that_would_pass_by_the_guard_is_refused(
    pair: Pair, statement: Callable[[], Any]
) -> None:
    before = pair.everything_of(pair.alice), pair.everything_of(pair.charlie)

    with pytest.raises(TenancyError):
        db.session.execute(statement())

    assert before == (pair.everything_of(pair.alice), pair.everything_of(pair.charlie))


@pytest.mark.parametrize(
    "rows",
    [
        [{"id": 1, "name": "x"}],
        [{"id": 1, "name": "x"}, {"id": 2, "name": "y"}],
    ],
)
def test_updates_by_primary_key_are_refused(pair: Pair, rows: list[Any]) -> None:
    by_binding = update(Shop).where(Shop.id == bindparam("id"))

    for statement in (update(Shop), insert(Shop), by_binding):
        with pytest.raises(TenancyError):
            db.session.execute(statement, rows)


def test_a_business_cannot_slip_in_as_a_parameter(pair: Pair) -> None:
    with pytest.raises(TenancyError):
        db.session.execute(update(Event), {"business_id": pair.charlie.business_id})


@pytest.mark.parametrize(
    "bulk", ["bulk_save_objects", "bulk_insert_mappings", "bulk_update_mappings"]
)
def test_the_bulk_methods_of_the_session_are_refused(pair: Pair, bulk: str) -> None:
    with pytest.raises(TenancyError):
        getattr(db.session(), bulk)(Shop, [{"id": pair.charlie.shop_id, "name": "x"}])


@pytest.mark.parametrize(
    "statement",
    [
        lambda: select(Shop),
        lambda: select(Business.id).where(exists().where(Shop.id > 0)),
        lambda: update(Shop).values(name="x"),
        lambda: delete(Shop),
    ],
)
def test_without_a_business_nothing_owned_is_asked(
    pair: Pair, statement: Callable[[], Any]
) -> None:
    tenancy.leave(db.session())

    with pytest.raises(TenancyError):
        db.session.execute(statement())


def test_without_a_business_no_row_is_written(pair: Pair) -> None:
    tenancy.leave(db.session())
    db.session.add(Shop(name="homeless"))

    with pytest.raises(TenancyError):
        db.session.flush()


def test_what_belongs_to_no_business_needs_none(pair: Pair) -> None:
    tenancy.leave(db.session())

    names = db.session.scalars(select(Business.name).order_by(Business.id)).all()
    db.session.execute(
        insert(Attempt).values(key="sign_in:x", count=1, last_at=clock.now())
    )

    assert names == ["Alice's Books", "Charlie's Bikes"]


TWINS: dict[str, Callable[[Any, Any], Any]] = {
    "where": lambda name, _: select(Business.id).where(name == "x"),
    "column": lambda name, _: select(Business.id, name),
    "beside": lambda name, _: select(Shop.id).where(name == "x"),
    "exists": lambda name, _: select(Business.id).where(exists().where(name == "x")),
    "subquery": lambda name, _: select(Business.id, select(name).scalar_subquery()),
    "from": lambda _, source: select(Business.id).select_from(Business, source),
    "join": lambda _, source: select(Business.id).join(source, true()),
}


@pytest.mark.parametrize("shape", TWINS.values(), ids=TWINS)
def test_a_plain_table_is_refused_after_its_entity_passed(
    shape: Callable[[Any, Any], Any],
) -> None:
    for _ in range(2):
        assert touches_owned(shape(Shop.name, Shop))
        with pytest.raises(TenancyError):
            touches_owned(shape(shop.c.name, shop))


@pytest.mark.parametrize("operator", [">", "=", "<>", "||", "LIKE", "@>", "->>"])
def test_a_plain_operator_is_no_text(operator: str) -> None:
    statement = select(Shop.name).where(Shop.name.op(operator)("x"))

    assert touches_owned(statement)
