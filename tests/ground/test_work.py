"""One unit of work: all of it is kept, or none; what stands apart stays."""

from __future__ import annotations

import logging
from collections.abc import Callable

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from customers.accounts.models import Shop
from customers.directory.models import Customer
from customers.ground import tenancy, work
from customers.ground.db import db
from customers.ground.errors import Conflict, Invalid
from tests.ground.pair import Pair, new_customer


@pytest.fixture(autouse=True)
def kept_pair(pair: Pair) -> Pair:
    """The two businesses, committed: a unit of work begins with a rollback."""
    db.session.commit()
    return pair


def add(name: str) -> Shop:
    """Add a shop and send it to the database."""
    shop = Shop(name=name)
    db.session.add(shop)
    db.session.flush()
    return shop


def names() -> set[str]:
    """The names of the shops that are kept."""
    work.end_read()
    return set(db.session.scalars(select(Shop.name)))


def refuse_after(name: str) -> None:
    """Add a shop and refuse."""
    add(name)
    raise Invalid("No.")


def test_returning_keeps_everything_and_gives_the_result() -> None:
    shop = work.run(lambda: add("kept"))

    assert shop.name == "kept"
    assert "kept" in names()


@pytest.mark.parametrize("error", [Invalid("No."), RuntimeError(), KeyboardInterrupt()])
def test_raising_keeps_nothing(error: BaseException) -> None:
    def action() -> None:
        add("lost")
        raise error

    with pytest.raises(type(error)):
        work.run(action)

    assert "lost" not in names()


def test_what_was_changed_before_the_unit_is_no_part_of_it(kept_pair: Pair) -> None:
    shop = db.session.get(Shop, kept_pair.alice.shop_id)
    assert shop is not None
    shop.name = "changed outside"

    work.run(lambda: add("inside"))

    assert "inside" in names()
    assert "changed outside" not in names()


def test_a_unit_inside_another_is_refused() -> None:
    with pytest.raises(RuntimeError, match="inside another"):
        work.run(lambda: work.run(lambda: None))


def test_after_a_refused_unit_the_next_one_runs() -> None:
    with pytest.raises(Invalid):
        work.run(lambda: refuse_after("lost"))

    work.run(lambda: add("next"))

    assert "next" in names()


def test_a_collision_is_tried_once_more(kept_pair: Pair) -> None:
    tried = []

    def action() -> None:
        tried.append("again")
        add(kept_pair.alice.mark if len(tried) == 1 else "free")

    work.run(action)

    assert len(tried) == 2
    assert "free" in names()


def test_a_second_collision_is_a_conflict_in_words(kept_pair: Pair) -> None:
    tried = []

    def action() -> None:
        tried.append("again")
        add("half")
        add(kept_pair.alice.mark)

    with pytest.raises(Conflict, match="Look again"):
        work.run(action)

    assert len(tried) == 2
    assert "half" not in names()


def test_a_row_that_is_gone_is_a_conflict(kept_pair: Pair) -> None:
    def action() -> None:
        db.session.add(new_customer("X", "X", preferred_shop_id=10**9))
        db.session.flush()

    with pytest.raises(Conflict):
        work.run(action)


BROKEN: dict[str, Callable[[], object]] = {
    "check": lambda: new_customer("X", "X", customer_type="prince"),
    "not null": lambda: Shop(name=None),
}


@pytest.mark.parametrize("make", BROKEN.values(), ids=BROKEN)
def test_a_broken_rule_of_ours_is_not_hidden(make: Callable[[], object]) -> None:
    tried = []

    def action() -> None:
        tried.append("once")
        db.session.add(make())
        db.session.flush()

    with pytest.raises(IntegrityError):
        work.run(action)

    assert tried == ["once"]


def test_what_stands_apart_is_kept_after_a_commit() -> None:
    def action() -> None:
        add("main")
        work.apart(lambda: add("beside"))

    work.run(action)

    assert {"main", "beside"} <= names()


def test_what_stands_apart_is_kept_after_a_refusal() -> None:
    def action() -> None:
        work.apart(lambda: add("first beside"))
        work.apart(lambda: add("second beside"))
        refuse_after("lost")

    with pytest.raises(Invalid):
        work.run(action)

    assert {"first beside", "second beside"} <= names()
    assert "lost" not in names()


def test_what_stands_apart_waits_for_the_unit_to_end() -> None:
    order = []

    def action() -> None:
        work.apart(lambda: order.append("apart"))
        order.append("unit")

    work.run(action)

    assert order == ["unit", "apart"]


def test_what_stands_apart_outside_a_unit_is_one_by_itself() -> None:
    work.apart(lambda: add("alone"))

    assert "alone" in names()


def test_a_retried_unit_leaves_one_entry_apart(kept_pair: Pair) -> None:
    tried = []

    def action() -> None:
        tried.append("again")
        work.apart(lambda: add(f"beside {len(tried)}"))
        add(kept_pair.alice.mark if len(tried) == 1 else "free")

    work.run(action)

    assert {name for name in names() if name.startswith("beside")} == {"beside 2"}


def test_what_stands_apart_may_itself_stand_apart() -> None:
    work.apart(lambda: work.apart(lambda: add("twice removed")))

    assert "twice removed" in names()


def test_the_business_stays_entered_over_units(kept_pair: Pair) -> None:
    with pytest.raises(Invalid):
        work.run(lambda: refuse_after("lost"))

    work.run(lambda: add("still here"))

    kept = select(func.count(Customer.id))
    assert db.session.scalar(kept) == 1
    assert "still here" in names()


def test_what_fails_apart_hides_no_refusal_and_stops_no_other(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def action() -> None:
        work.apart(lambda: add("first beside"))
        work.apart(lambda: refuse_after("broken beside"))
        work.apart(lambda: add("last beside"))
        raise Conflict("The real reason.")

    with caplog.at_level(logging.ERROR), pytest.raises(Conflict, match="real reason"):
        work.run(action)

    assert {"first beside", "last beside"} <= names()
    assert "broken beside" not in names()
    assert "could not be kept" in caplog.text


def test_what_fails_apart_does_not_undo_what_was_done() -> None:
    def action() -> Shop:
        work.apart(lambda: refuse_after("broken beside"))
        return add("done")

    assert work.run(action).name == "done"
    assert "done" in names()


def test_a_refused_unit_that_entered_another_business_is_back_in_its_own(
    kept_pair: Pair,
) -> None:
    def action() -> None:
        kept_pair.enter(kept_pair.charlie)
        refuse_after("lost")

    with pytest.raises(Invalid):
        work.run(action)

    assert tenancy.entered(db.session()) == kept_pair.alice.business_id
    assert names() == {kept_pair.alice.mark, "High Street"}
    shop = db.session.get(Shop, kept_pair.charlie.shop_id)
    assert shop is None


def test_what_stands_apart_is_kept_in_the_business_of_before(kept_pair: Pair) -> None:
    def action() -> None:
        work.apart(lambda: add("beside"))
        kept_pair.enter(kept_pair.charlie)
        refuse_after("lost")

    with pytest.raises(Invalid):
        work.run(action)

    assert "beside" in names()
