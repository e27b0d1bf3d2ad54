"""Every shape of query finds the rows of its own business and no others.

Each entry is a query that shows `mark` where it can see a row with that name. It is
run from both sides with both marks: it must find its own and miss the other's.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import (
    and_,
    case,
    cast,
    column,
    except_,
    exists,
    func,
    intersect,
    literal,
    not_,
    or_,
    select,
    true,
    tuple_,
    type_coerce,
    union,
    union_all,
)
from sqlalchemy.orm import Bundle, aliased, join, load_only, outerjoin
from sqlalchemy.types import String

from customers.accounts.models import Business, Shop, User
from customers.directory.models import Customer
from customers.events.models import Event
from customers.ground.db import db
from tests.ground.pair import Pair

pytestmark = pytest.mark.filterwarnings("ignore:.*cartesian product")

Other = aliased(Shop)
of_shop = Event.subject_id == Shop.id
names = select(Shop.name).where(Shop.id > 0)


def hits(condition: Any, *source: Any) -> Callable[[str], Any]:
    """A query that shows the mark where the condition holds for some row."""
    return lambda mark: select(literal(mark), *source).where(condition(mark))


def last_shop_of(query: Any) -> Any:
    """The name that a query of shops ends with, as a value."""
    return query.order_by(Shop.id.desc()).limit(1).scalar_subquery()


PLAIN: dict[str, Callable[[str], Any]] = {
    "entity": lambda mark: select(Shop).where(Shop.name == mark),
    "column": lambda mark: select(Shop.name),
    "label": lambda mark: select((Shop.name + "!").label("loud")),
    "cast": lambda mark: select(cast(Shop.name, String)),
    "type_coerce": lambda mark: select(type_coerce(Shop.name, String)),
    "bundle": lambda mark: select(Bundle("both", Shop.id, Shop.name)),
    "load_only": lambda mark: select(Shop).options(load_only(Shop.name)),
    "alias": lambda mark: select(Other.name),
    "alias by name": lambda mark: select(Other).where(func.lower(Other.name) == mark),
    "only columns": lambda mark: select(Shop).with_only_columns(Shop.name),
    "loose column": lambda mark: select(column("name")).select_from(Shop),
    "distinct": lambda mark: select(Shop.name).distinct(),
    "order and limit": lambda mark: names.order_by(Shop.name.desc()).limit(9),
    "locked": lambda mark: select(Shop.name).with_for_update(),
    "business named": lambda mark: names.where(or_(Shop.business_id > 0, true())),
    "business denied": lambda mark: names.where(not_(Shop.business_id == 0)),
    "window": lambda mark: select(
        Shop.id, func.last_value(Shop.name).over(order_by=Shop.id)
    ),
    "case": lambda mark: select(Shop.id, case((Shop.id > 0, Shop.name))),
    "largest": lambda mark: select(func.max(Shop.name)).where(Shop.name == mark),
    "function": lambda mark: select(func.coalesce(Shop.name, "none")),
    "grouped": lambda mark: select(func.max(Shop.name)).group_by(Shop.id),
    "having": lambda mark: (
        select(func.max(Shop.name)).group_by(Shop.id).having(func.count(Shop.id) > 0)
    ),
    "filtered": lambda mark: select(
        Shop.id, func.max(Shop.name).filter(Shop.id > 0)
    ).group_by(Shop.id),
    "from statement": lambda mark: select(Shop).from_statement(select(Shop)),
    "union as entity": lambda mark: select(Shop).from_statement(
        union(select(Shop), select(Shop))
    ),
}

JOINS: dict[str, Callable[[str], Any]] = {
    "inner": lambda mark: select(Event.id, Shop.name).join(Shop, of_shop),
    "every": lambda mark: select(Event.id, Shop.name).join(Shop, true()),
    "outer": lambda mark: select(Business.id, Shop.name).outerjoin(Shop, true()),
    "outer, two owned": lambda mark: select(Event.id, Shop.name).outerjoin(
        Shop, true()
    ),
    "join from": lambda mark: select(Business.id, Shop.name).join_from(
        Shop, Business, true()
    ),
    "built by hand": lambda mark: select(Event.id, Shop.name).select_from(
        join(Shop, Event, true())
    ),
    "outer by hand": lambda mark: select(Business.id, Shop.name).select_from(
        outerjoin(Business, Shop, true())
    ),
    "nested by hand": lambda mark: select(Event.name, Shop.name).select_from(
        outerjoin(Business, join(Shop, Event, true()), true())
    ),
    "with itself": lambda mark: select(Shop.id, Other.name).join(Other, true()),
    "with a subquery": lambda mark: (
        lambda sub: select(Business.id, sub.c.name).join(sub, true())
    )(names.subquery()),
    "joined, unselected": lambda mark: (
        select(Business.id, literal(mark))
        .join(Shop, true())
        .join(User, true())
        .where(func.lower(Shop.name) == mark)
    ),
    "joined on its name": lambda mark: select(Business.id, literal(mark)).join(
        Shop, Shop.name == mark
    ),
    "alias on its name": lambda mark: select(Business.id, literal(mark)).join(
        Other, Other.name == mark
    ),
    "implicit": lambda mark: select(Business.id, literal(mark)).where(
        Shop.name == mark
    ),
    "implicit, two owned": lambda mark: select(Customer.id, literal(mark)).where(
        and_(Shop.name == mark, Customer.id > 0)
    ),
    "implicit alias": lambda mark: select(Business.id, literal(mark)).where(
        Other.name == mark
    ),
    "implicit in or": lambda mark: select(Business.id, literal(mark)).where(
        or_(Shop.name == mark, Shop.id < 0)
    ),
    "implicit in not": lambda mark: select(Business.id, literal(mark)).where(
        not_(Shop.name != mark)
    ),
    "implicit in case": lambda mark: select(Business.id, literal(mark)).where(
        case((Shop.name == mark, 1), else_=0) == 1
    ),
    "implicit in tuple": lambda mark: select(Business.id, literal(mark)).where(
        tuple_(Shop.name, Shop.name) == tuple_(literal(mark), literal(mark))
    ),
    "on with subquery": lambda mark: select(Business.id, Shop.name).join(
        Shop, Shop.id.in_(select(Event.subject_id).where(Event.name == mark))
    ),
}

NESTED: dict[str, Callable[[str], Any]] = {
    "exists": hits(lambda mark: exists().where(Shop.name == mark)),
    "exists of a query": hits(lambda mark: names.where(Shop.name == mark).exists()),
    "exists selected": lambda mark: select(
        case((exists().where(Shop.name == mark), mark), else_="none")
    ),
    "exists, correlated": hits(
        lambda mark: exists().where(Shop.business_id == Business.id, Shop.name == mark),
        Business.id,
    ),
    "exists in an alias": hits(
        lambda mark: select(Other.id).where(Other.name == mark).exists(), Shop.id
    ),
    "in": hits(lambda mark: literal(mark).in_(names)),
    "tuple in": hits(
        lambda mark: tuple_(literal(mark), literal(1)).in_(
            select(Shop.name, literal(1)).where(Shop.id > 0)
        )
    ),
    "count": hits(
        lambda mark: (
            select(func.count(Shop.id)).where(Shop.name == mark).scalar_subquery() > 0
        )
    ),
    "count of all": hits(
        lambda mark: (
            select(func.count())
            .select_from(names.where(Shop.name == mark).subquery())
            .scalar_subquery()
            > 0
        )
    ),
    "scalar": lambda mark: select(last_shop_of(names.where(Shop.name == mark))),
    "scalar in function": lambda mark: select(
        func.coalesce(last_shop_of(names.where(Shop.name == mark)), "none")
    ),
    "scalar, correlated": lambda mark: select(
        Business.id,
        last_shop_of(select(Shop.name).where(Shop.business_id == Business.id)),
    ),
    "subquery": lambda mark: select(names.subquery().c.name),
    "subquery of subquery": lambda mark: select(
        select(names.subquery().c.name).subquery()
    ),
    "entity over subquery": lambda mark: select(
        aliased(Shop, select(Shop).subquery()).name
    ),
    "CTE": lambda mark: select(names.cte().c.name),
    "entity over CTE": lambda mark: select(aliased(Shop, select(Shop).cte())),
    "CTE joined": lambda mark: (
        lambda cte: select(Business.id, cte.c.name).join(cte, true())
    )(names.cte()),
    "CTE in exists": hits(
        lambda mark: (lambda cte: select(cte.c.name).where(cte.c.name == mark))(
            names.cte()
        ).exists()
    ),
    "recursive CTE": lambda mark: (
        lambda cte: select(cte.union(select(Shop.name).join(cte, true())).c.name)
    )(select(Shop.name).cte(recursive=True)),
    "beside plain tables": hits(
        lambda mark: literal(mark).in_(names), Business.__table__.c.id
    ),
    "of plain tables": lambda mark: select(
        Business.__table__.c.id, last_shop_of(names.where(Shop.name == mark))
    ),
    "in order": lambda mark: (
        select(Business.id, literal(mark).label("mark"))
        .where(literal(mark).in_(names))
        .order_by(last_shop_of(names))
    ),
    "in a limit": lambda mark: select(literal(mark)).limit(
        select(func.count(Shop.id)).where(Shop.name == mark).scalar_subquery()
    ),
    "union": lambda mark: union(select(Shop.name), select(Event.name)),
    "union all": lambda mark: union_all(select(Shop.name), select(Event.name)),
    "union after others": lambda mark: union(
        select(literal("x")), select(Business.slug), names
    ),
    "union beside plain tables": lambda mark: union(
        select(Business.__table__.c.slug), names
    ),
    "union below": lambda mark: select(
        union(select(Shop.name), select(Event.name)).subquery()
    ),
    "union of subqueries": lambda mark: union(
        select(names.subquery()), select(names.subquery())
    ),
    "union ordered": lambda mark: names.union(names).order_by("name").limit(9),
    "intersect": lambda mark: intersect(select(literal(mark)), names),
    "except": hits(
        lambda mark: (
            ~except_(select(literal(mark)), select(Shop.name))
            .subquery()
            .select()
            .exists()
        )
    ),
}

ALL = {
    f"{kind}: {name}": query
    for kind, queries in (("plain", PLAIN), ("join", JOINS), ("nested", NESTED))
    for name, query in queries.items()
}


def texts(rows: list[Any]) -> str:
    """All that the rows show, entities by their names."""
    return repr([[getattr(value, "name", value) for value in row] for row in rows])


@pytest.mark.parametrize("query", ALL.values(), ids=ALL)
def test_a_query_sees_its_own_business_and_no_other(
    pair: Pair, query: Callable[[str], Any]
) -> None:
    for own, other in pair.sides():
        pair.enter(own)

        found = texts(db.session.execute(query(own.mark)).all())
        across = texts(db.session.execute(query(other.mark)).all())

        assert own.mark in found
        assert other.mark not in found
        assert other.mark not in across
