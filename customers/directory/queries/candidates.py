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
    Integer,
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
_FEW_LOOKS = 300

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

    With `is_anywhere` they may be words of a place as well. `by_ranges`: the others are
    looked for in the index of words, not in what is known of each customer.
    """

    range: Range
    others: tuple[str, ...] = ()
    is_anywhere: bool = False
    by_ranges: bool = False


class Candidate(NamedTuple):
    """A customer that a source gave, by the word, email or phone's suffix it read.

    `source` is its place among those that were asked.
    """

    source: int
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


def better_by_ranges(fewest: int) -> bool:
    """Whether other words are found quicker by their own ranges.

    `fewest` is how many customers the rarest word has. PostgreSQL hashes a range of
    thousands in the time of a few hundred looks at single customers; SQLite does not.
    """
    return _is_postgres() and fewest > _FEW_LOOKS


def counted(ranges: Sequence[Range], *, most: int) -> list[int]:
    """How many rows each range has, counting `most` at most."""
    if not ranges:
        return []
    values = _range_values(ranges) | {"most": most}
    found = _run(_counts(tuple(one.kind for one in ranges)), values)
    return [row.total for row in sorted(found, key=lambda row: row.number)]


def found(sources: Sequence[Source], *, filters: dict[str, Any]) -> list[Candidate]:
    """The candidates of these sources, MOST_FOUND + 1 of each at most, in no order."""
    if not sources:
        return []
    shape = tuple(
        (s.range.kind, len(s.others), s.is_anywhere, s.by_ranges) for s in sources
    )
    values = _range_values([source.range for source in sources]) | filters
    for number, source in enumerate(sources):
        for place, other in enumerate(source.others):
            values |= _other_values(other, f"{number}_{place}")
    # What finds a text in another is called differently; LIKE takes twice as long.
    finder = "strpos" if _is_postgres() else "instr"
    rows = _run(_candidates(shape, tuple(filters), finder), values)
    kinds = [source.range.kind for source in sources]
    return [Candidate._make((row[0], kinds[row[0]], *row[1:])) for row in rows]


def _other_values(word: str, number: str) -> dict[str, str]:
    """The word as it stands among those of `customer_search`, and its ranges."""
    values = {}
    for kind, sign in SIGNS.items():
        is_whole = range_of(word, kind=kind).is_whole
        values[f"{kind}_{number}"] = f"{sign}{word} " if is_whole else f"{sign}{word}"
        values[f"{kind}_begin_{number}"] = word
        values[f"{kind}_end_{number}"] = word + (_NEXT if is_whole else _LAST)
    return values


def _is_postgres() -> bool:
    return db.session().get_bind().dialect.name == "postgresql"


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
        most: Parameter = bindparam("most", type_=Integer())
        read = _range(kind, str(number)).limit(most).subquery()
        total = func.count().label("total")
        counts.append(select(literal(number).label("number"), total).select_from(read))
    return union_all(*counts)


Shape = tuple[str, int, bool, bool]
FilterNames = tuple[str, ...]


@cache
def _candidates(shapes: tuple[Shape, ...], filters: FilterNames, finder: str) -> Any:
    parts = [
        _source(number, shape, filters, finder).subquery(f"source_{number}")
        for number, shape in enumerate(shapes)
    ]
    return union_all(*(select(part) for part in parts))


def _source(number: int, shape: Shape, filters: FilterNames, finder: str) -> Rows:
    kind, others, is_anywhere, by_ranges = shape
    is_bounded = bool(others or filters)
    in_order = _range(kind, str(number)).order_by("word", "customer_id")
    read = in_order.limit(MOST_READ if is_bounded else MOST_FOUND + 1)
    piece = read.subquery(f"range_{number}")
    if others:
        kinds = (NAME, CODE, PLACE) if is_anywhere else (NAME, CODE)
        if by_ranges:
            with_others = _having_ranges(piece, number, others, kinds)
        else:
            with_others = _having(piece, number, others, kinds, getattr(func, finder))
        if not filters:
            with_others = with_others.limit(MOST_FOUND + 1)
        piece = with_others.subquery(f"having_{number}")
    business: Parameter = bindparam("business")
    customer = _CUSTOMER.c
    is_theirs = (customer.business_id == business) & (
        customer.id == piece.c.customer_id
    )
    named: dict[str, Parameter] = {name: bindparam(name) for name in filters}
    return (
        select(
            literal(number).label("number"),
            piece.c.word,
            piece.c.customer_id,
            *(customer[name] for name in Candidate._fields[4:]),
        )
        .join_from(piece, _CUSTOMER, is_theirs)
        .where(customer.deleted_at.is_(None))
        .where(*conditions(named, columns=customer))
        .limit(MOST_FOUND + 1)
    )


def _having(
    piece: Any, number: int, others: int, kinds: Sequence[str], finder: Any
) -> Rows:
    """What of a range also has the other words, looked at customer by customer.

    In no order: to keep one, SQLite would read the whole range before the first row.
    """
    search = _SEARCH.c
    business: Parameter = bindparam("business")
    is_theirs = (search.business_id == business) & (
        search.customer_id == piece.c.customer_id
    )
    wanted = select(piece.c.word, piece.c.customer_id)
    wanted = wanted.join_from(piece, _SEARCH, is_theirs)
    for place in range(others):
        found = (
            finder(search.words, bindparam(f"{kind}_{number}_{place}")) > 0
            for kind in kinds
        )
        wanted = wanted.where(or_(*found))
    return wanted


def _having_ranges(piece: Any, number: int, others: int, kinds: Sequence[str]) -> Rows:
    """The same, by the ranges that the other words have in the index."""
    wanted = select(piece.c.word, piece.c.customer_id)
    for place in range(others):
        ranges = [
            _range(kind, f"{number}_{place}", prefix=f"{kind}_") for kind in kinds
        ]
        found = union_all(*ranges).subquery(f"other_{number}_{place}")
        wanted = wanted.where(piece.c.customer_id.in_(select(found.c.customer_id)))
    return wanted


def _range(kind: str, number: str, *, prefix: str = "") -> Rows:
    """The rows of a range as (word, customer_id), in no order yet."""
    begin: Parameter = bindparam(f"{prefix}begin_{number}")
    end: Parameter = bindparam(f"{prefix}end_{number}")
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
