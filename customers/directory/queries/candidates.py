"""The candidates of a search: where the index has what was typed, some hundred at most.

Each source is one range of one index, read in its order. The statements name the
business themselves (`tenancy.core`) and each shape is made once: what the guard adds
would cost more than the question.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Row,
    Select,
    Table,
    bindparam,
    func,
    literal,
    or_,
    select,
    union_all,
)

from customers.directory.models import (
    Customer,
    CustomerSearch,
    CustomerSuffix,
    CustomerWord,
)
from customers.directory.queries.conditions import conditions
from customers.directory.rules import CODE, EMAIL, NAME, PHONE, PLACE, SIGNS
from customers.ground import tenancy
from customers.ground.db import db

# How many candidates a source gives, and how many rows it may read for them.
MOST_FOUND, MOST_READ = 200, 20_000

_WORD: Table = CustomerWord.__table__  # type: ignore[assignment]
_SUFFIX: Table = CustomerSuffix.__table__  # type: ignore[assignment]
_SEARCH: Table = CustomerSearch.__table__  # type: ignore[assignment]
_CUSTOMER: Table = Customer.__table__  # type: ignore[assignment]
# Behind every text that begins with another, in both databases' order of bytes; and
# behind a text itself, before every longer one: words hold no control character.
_LAST, _NEXT = "\U0010ffff", "\x01"

Rows = Select[*tuple[Any, ...]]
Parameter = BindParameter[Any]


class Range(NamedTuple):
    """A piece of an index: what begins with `begin`, or with `is_whole` what is it.

    `kind` is that of the words, or email or phone.
    """

    kind: str
    begin: str
    is_whole: bool = False


class Source(NamedTuple):
    """A range, and the other words that the same customer must have.

    With `is_anywhere` they may be words of a place as well.
    """

    range: Range
    others: tuple[str, ...] = ()
    is_anywhere: bool = False


class Candidate(NamedTuple):
    """A customer that a source gave, by the word, email or phone's suffix it read."""

    kind: str
    word: str
    customer_id: int
    code: str
    phone_e164: str | None
    sort_name: str
    last_visit_on: Any


def range_of(word: str, *, kind: str) -> Range:
    """Where a query's word is looked for: without a digit, a code only as a whole."""
    return Range(kind, word, kind == CODE and not has_digit(word))


def has_digit(word: str) -> bool:
    """Whether there is a digit in the word."""
    return any(letter.isdigit() for letter in word)


def counted(ranges: Sequence[Range]) -> list[int]:
    """How many rows each range has, as far as they are read: MOST_READ + 1 at most."""
    if not ranges:
        return []
    values = _range_values(ranges)
    found = _run(_counts(tuple(one.kind for one in ranges)), values)
    return [row.total for row in sorted(found, key=lambda row: row.number)]


def found(sources: Sequence[Source], *, filters: dict[str, Any]) -> list[Candidate]:
    """The candidates of these sources, MOST_FOUND + 1 of each at most, of its order."""
    if not sources:
        return []
    shape = tuple(
        (s.range.kind, tuple(map(has_digit, s.others)), s.is_anywhere) for s in sources
    )
    values = _range_values([source.range for source in sources]) | filters
    for number, source in enumerate(sources):
        for place, other in enumerate(source.others):
            for kind, sign in SIGNS.items():
                values[f"{kind}_{number}_{place}"] = _pattern(sign, other)
    # A frequency is a range of visits, of its own shape; other values are parameters.
    names = tuple((n, v if n == "frequency" else None) for n, v in filters.items())
    rows = _run(_candidates(shape, names), values)
    return [Candidate._make((sources[row[0]].range.kind, *row[1:])) for row in rows]


def _pattern(sign: str, word: str) -> str:
    """How LIKE finds the word among those of `customer_search`."""
    is_whole = sign == SIGNS[CODE] and not has_digit(word)
    return f"%{sign}{word} %" if is_whole else f"%{sign}{word}%"


def _range_values(ranges: Sequence[Range]) -> dict[str, Any]:
    values: dict[str, Any] = {"business": tenancy.entered(db.session())}
    for number, one in enumerate(ranges):
        values[f"begin_{number}"] = one.begin
        values[f"end_{number}"] = one.begin + (_NEXT if one.is_whole else _LAST)
    return values


def _run(statement: Any, values: dict[str, Any]) -> Sequence[Row[Any]]:
    named = tenancy.entered(db.session())
    return tenancy.core(db.session(), statement, values, business_id=named).all()


@cache
def _counts(kinds: tuple[str, ...]) -> Any:
    counts = []
    for number, kind in enumerate(kinds):
        read = _range(kind, number).limit(MOST_READ + 1).subquery()
        total = func.count().label("total")
        counts.append(select(literal(number).label("number"), total).select_from(read))
    return union_all(*counts)


Shape = tuple[str, tuple[bool, ...], bool]
FilterNames = tuple[tuple[str, Any], ...]


@cache
def _candidates(shapes: tuple[Shape, ...], filters: FilterNames) -> Any:
    parts = [
        _source(number, shape, filters).subquery(f"source_{number}")
        for number, shape in enumerate(shapes)
    ]
    return union_all(*(select(part) for part in parts))


def _source(number: int, shape: Shape, filters: FilterNames) -> Rows:
    kind, others, is_anywhere = shape
    is_bounded = bool(others or filters)
    in_order = _range(kind, number).order_by("word", "customer_id")
    read = in_order.limit(MOST_READ if is_bounded else MOST_FOUND + 1)
    piece = read.subquery(f"range_{number}")
    if others:
        kinds = (NAME, CODE, PLACE) if is_anywhere else (NAME, CODE)
        with_others = _having(piece, number, len(others), kinds)
        if not filters:
            with_others = with_others.limit(MOST_FOUND + 1)
        piece = with_others.subquery(f"having_{number}")
    business: Parameter = bindparam("business")
    customer = _CUSTOMER.c
    is_theirs = (customer.business_id == business) & (
        customer.id == piece.c.customer_id
    )
    named = {name: value or bindparam(name) for name, value in filters}
    return (
        select(
            literal(number).label("number"),
            piece.c.word,
            piece.c.customer_id,
            *(customer[name] for name in Candidate._fields[3:]),
        )
        .join_from(piece, _CUSTOMER, is_theirs)
        .where(customer.deleted_at.is_(None))
        .where(*conditions(named, columns=customer))
        .order_by(piece.c.word, piece.c.customer_id)
        .limit(MOST_FOUND + 1)
    )


def _having(piece: Any, number: int, others: int, kinds: Sequence[str]) -> Rows:
    """What of a range also has the other words, in the range's order."""
    search = _SEARCH.c
    business: Parameter = bindparam("business")
    is_theirs = (search.business_id == business) & (
        search.customer_id == piece.c.customer_id
    )
    return (
        select(piece.c.word, piece.c.customer_id)
        .join_from(piece, _SEARCH, is_theirs)
        .where(*(_has_word(number, place, kinds) for place in range(others)))
        .order_by(piece.c.word, piece.c.customer_id)
    )


def _has_word(number: int, place: int, kinds: Sequence[str]) -> ColumnElement[bool]:
    words = _SEARCH.c.words
    return or_(*(words.like(bindparam(f"{kind}_{number}_{place}")) for kind in kinds))


def _range(kind: str, number: int) -> Rows:
    """The rows of a range as (word, customer_id), in no order yet."""
    begin: Parameter = bindparam(f"begin_{number}")
    end: Parameter = bindparam(f"end_{number}")
    table, name = {
        EMAIL: (_CUSTOMER, "sort_email"),
        PHONE: (_SUFFIX, "suffix"),
    }.get(kind, (_WORD, "word"))
    column: ColumnElement[str] = table.c[name]
    customer_id = table.c.id if kind == EMAIL else table.c.customer_id
    wanted = select(column.label("word"), customer_id.label("customer_id")).where(
        table.c.business_id == bindparam("business"), column >= begin, column < end
    )
    if kind == EMAIL:
        return wanted.where(table.c.deleted_at.is_(None))
    return wanted if kind == PHONE else wanted.where(table.c.kind == literal(kind))
