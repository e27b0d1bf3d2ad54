"""Rows of the search index that nobody should be found under.

Each is looked for in the one row that says what its customer is found under, which
was proven before.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, case, func, or_, select

from customers import events
from customers.accounts.actors import Actor
from customers.directory.events import IndexRepaired
from customers.directory.models import (
    Customer,
    CustomerSearch,
    CustomerSuffix,
    CustomerWord,
)
from customers.directory.rules import SIGNS
from customers.directory.service.verifying.found_under import right_rows
from customers.ground import keyed, work
from customers.ground.db import db
from customers.ground.proof import (
    Difference,
    Span,
    parts,
    repair_alone,
    spans,
    those_there,
)

SPAN, AT_ONCE = 20_000, 500
Keys = Sequence[tuple[Any, ...]]


def check(*, mends: bool, actor: Actor) -> Iterator[Difference]:
    """Index rows under which nobody should be found, taken away if asked.

    Records: IndexRepaired.
    """
    for table, key, is_known in (
        (CustomerWord, _WORD, _has_word()),
        (CustomerSuffix, _SUFFIX, _has_suffix()),
        (CustomerSearch, _SEARCH, _is_somebody()),
    ):
        for span in spans(*key, size=SPAN):
            found = _strays(span, key, is_known)
            work.end_read()
            for part in parts(found, size=AT_ONCE):
                rows = work.run(partial(_look, table, part, mends=mends, actor=actor))
                for *_word, customer_id in rows:
                    where = f"customer {customer_id}"
                    yield Difference(
                        table.__tablename__, where, "a needless row", "none"
                    )


_WORD = (CustomerWord.kind, CustomerWord.word, CustomerWord.customer_id)
_SUFFIX = (CustomerSuffix.suffix, CustomerSuffix.customer_id)
_SEARCH = (CustomerSearch.customer_id,)


def _has_word() -> ColumnElement[bool]:
    signs = [(CustomerWord.kind == kind, sign) for kind, sign in SIGNS.items()]
    written = case(*signs, else_="").concat(CustomerWord.word).concat(" ")
    return _holds(CustomerSearch.words, written)


def _has_suffix() -> ColumnElement[bool]:
    return _holds(CustomerSearch.phones, CustomerSuffix.suffix.concat(" "))


def _holds(text: Any, part: Any) -> ColumnElement[bool]:
    """Whether the part stands in the text; LIKE would read signs in it."""
    return text != func.replace(text, part, "")


def _is_somebody() -> ColumnElement[bool]:
    return Customer.id.is_not(None)


def _strays(span: Span, key: Any, is_known: ColumnElement[bool]) -> Keys:
    """Rows of a span that the row of their customer does not name."""
    customer_id = key[-1]
    beside: Any = CustomerSearch
    its: Any = CustomerSearch.customer_id
    if key is _SEARCH:
        beside, its = Customer, Customer.id
    wanted = (
        select(*key)
        .outerjoin(beside, its == customer_id)
        .where(span.holds(*key), or_(its.is_(None), ~is_known))
    )
    everybody = {"include_deleted": True}
    found = db.session.execute(wanted, execution_options=everybody)
    return [tuple(row) for row in found]


def _look(table: Any, keys: Keys, *, mends: bool, actor: Actor) -> list[Any]:
    """Look again with the customers locked, and take away what is needless if asked."""
    repair_alone()
    right = right_rows(table, customer_ids={key[-1] for key in keys})
    session = db.session()
    found = sorted(those_there(session, table, keys) - right)
    if mends and found:
        keyed.remove_rows(session, table, found)
        data = {"repaired": [table.__tablename__]}
        ids = sorted({row[-1] for row in found})
        events.record([IndexRepaired(one, data=data) for one in ids], actor=actor)
    return found
