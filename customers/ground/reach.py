"""Which statements the business's criterion reaches; all others are refused.

SQLAlchemy adds the criterion to an owned entity in most places where an ORM statement
reads it, not in all: it misses one that stands only inside a function in WHERE, or to
the right in a join built by hand. What would be missed is a mistake in the code, named
here before anything runs: better a refused statement than a row of another business.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from sqlalchemy import (
    CompoundSelect,
    Delete,
    FromClause,
    Insert,
    Join,
    Select,
    Table,
    TableClause,
    TextClause,
    Update,
)
from sqlalchemy.sql import util as sql_util
from sqlalchemy.sql.elements import ColumnClause
from sqlalchemy.sql.operators import custom_op
from sqlalchemy.sql.visitors import HasTraverseInternals

from customers.ground.tenancy import TenancyError, is_owned

_PLAIN_OPERATOR = re.compile(r"\w+|(?!.*(--|/\*))[-+*/<>=!~@#%^&|?]+")
# The very functions by which SQLAlchemy finds the entities that it gives criteria.
_first_entity: Any = sql_util.extract_first_column_annotation
_surface: Any = sql_util.surface_expressions

# Statements of one shape become the same SQL, whatever values they carry: each shape is
# judged once, since looking through one costs as much as running it.
_judged: dict[Any, bool] = {}
_MOST_JUDGED = 2_000

_READS_OR_WRITES = (Select, CompoundSelect, Insert, Update, Delete)
_OPENS_A_SCOPE = (Select, Insert, Update, Delete)
_TEXT_BESIDE = ("_prefixes", "_suffixes", "_hints", "_statement_hints")


class _Scope:
    """One SELECT, UPDATE or DELETE: what was met in it, the entities it reads itself.

    What was met is kept, so that no id is given out twice while it is asked for.
    """

    def __init__(self) -> None:
        self.met: dict[int, tuple[Any, bool]] = {}
        self.reads: set[Any] = set()


def touches_owned(statement: Any) -> bool:
    """Whether owned entities take part in the statement.

    Raises: TenancyError where the criterion would not reach one of them.
    """
    key = statement._generate_cache_key()
    shape = key and key.key
    judged = _judged.get(shape)
    if judged is not None:
        return judged
    _refuse_text(statement)
    kind = getattr(statement, "element", statement)
    if not isinstance(kind, _READS_OR_WRITES):
        raise TenancyError("This kind of statement passes by the guard.")
    found = _holds_owned(statement, _Scope(), {})
    if shape is not None:
        if len(_judged) >= _MOST_JUDGED:
            _judged.clear()
        _judged[shape] = found
    return found


def _holds_owned(element: Any, scope: _Scope, known: dict[int, Any]) -> bool:
    """Whether the element is, or has within it, something owned."""
    opens = isinstance(element, _OPENS_A_SCOPE)
    met = known if opens else scope.met
    if id(element) in met:
        return met[id(element)][1]
    met[id(element)] = (element, False)
    _refuse_text(element)
    if table := _owned_table(element):
        scope.reads.add(_entity_of(element, table))
        found = True
    else:
        inner = _Scope() if opens else scope
        # Not its own get_children: a Select adds the bare tables of its columns there.
        children = HasTraverseInternals.get_children(element)
        found = False
        for child in children:
            found |= _holds_owned(child, inner, known)
        if found:
            _refuse_unreached(element, inner.reads)
    met[id(element)] = (element, found)
    return found


def _owned_table(element: Any) -> str | None:
    """The owned table that this element is, or reads from, itself."""
    source: Any = element.table if isinstance(element, ColumnClause) else element
    inner = getattr(source, "element", None)
    if isinstance(source, FromClause) and isinstance(inner, TableClause):
        source = inner
    if isinstance(source, TableClause) and not isinstance(source, Table):
        raise TenancyError("A table by its name alone passes by the guard.")
    if isinstance(source, Table) and is_owned(source.name):
        return source.name
    return None


def _entity_of(element: Any, table: str) -> Any:
    entity = element._annotations.get("parententity")
    if entity is None:
        raise TenancyError(f"{table} as a bare table passes by the guard.")
    return entity


def _refuse_unreached(element: Any, reads: set[Any]) -> None:
    """Refuse what is built of owned entities in a way that loses their criterion."""
    if isinstance(element, Insert):
        raise TenancyError("Criteria do not reach an INSERT: use tenancy.write_many.")
    if isinstance(element, Join) and element.full:
        raise TenancyError("A FULL JOIN of owned entities passes by the guard.")
    if isinstance(element, Select | Update | Delete) and reads:
        plugin = element._propagate_attrs.get("compile_state_plugin")
        if plugin != "orm":
            raise TenancyError("Select an entity, or a column of one by itself, first.")
    if isinstance(element, Select):
        _refuse_missed(element, reads)
    elif isinstance(element, Update | Delete):
        _refuse_crossing(element, reads)


def _refuse_missed(statement: Select[Any], reads: set[Any]) -> None:
    if any(flags["full"] for *_, flags in statement._setup_joins):
        raise TenancyError("A FULL JOIN of owned entities passes by the guard.")
    if missed := reads.difference(_reached(statement)):
        names = ", ".join(sorted(entity.class_.__name__ for entity in missed))
        raise TenancyError(f"Name {names} in the columns, select_from() or join().")


def _refuse_crossing(statement: Update | Delete, reads: set[Any]) -> None:
    own = statement.table._annotations.get("parententity")
    if not isinstance(statement.table, Table) or reads - {own}:
        raise TenancyError("UPDATE and DELETE read owned tables by subquery only.")
    values = getattr(statement, "_values", None) or ()
    if reads and "business_id" in {getattr(key, "key", key) for key in values}:
        raise TenancyError("A row cannot be given to another business.")


def _reached(statement: Select[Any]) -> Iterator[Any]:
    """The entities of a SELECT that SQLAlchemy gives their criteria."""
    for column in statement._raw_columns:
        yield _first_entity(column, "parententity")
    sources: list[Any] = [*statement._from_obj]
    for right, _, left, _ in statement._setup_joins:
        sources += [right, left] if left is not None else [right]
    for condition in statement._where_criteria:
        sources += _surface(condition)
    for source in sources:
        yield source._annotations.get("parententity")


def _refuse_text(element: Any) -> None:
    """Refuse SQL that is written out: nobody can see what it reads."""
    raw = isinstance(element, TextClause)
    if isinstance(element, ColumnClause) and element.is_literal:
        raw = not (element.name == "*" or element.name.isdigit())
    own = vars(element)
    raw = raw or any(own.get(name) for name in _TEXT_BESIDE)
    for operator in (own.get("operator"), own.get("modifier")):
        if isinstance(operator, custom_op):
            raw = raw or not _PLAIN_OPERATOR.fullmatch(operator.opstring)
    if raw:
        raise TenancyError("Text cannot be guarded: use tenancy.core.")
