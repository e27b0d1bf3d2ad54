"""What pages read of notes: their order, pages, filter, counts, and for whom."""

from __future__ import annotations

import pytest

from customers.ground.db import db
from customers.ground.errors import Invalid, NotFound
from customers.notes import queries, service
from tests.directory.seen import add, delete, statements
from tests.notes.jotted import done, jot, page_of, texts, url_of
from tests.world import World


@pytest.fixture
def anna(world: World) -> int:
    """A customer of Alice's."""
    return add(world)


def note_count(customer_id: int) -> int:
    """How many notes the customer has."""
    return len(db.session.execute(queries.note_ids(customer_id)).all())


def after(url: str | None) -> str:
    """The cursor in the address of another page."""
    assert url is not None
    return url.partition("after=")[2]


def test_pinned_notes_come_first_then_the_newest(world: World, anna: int) -> None:
    for text, is_pinned in [("1", True), ("2", False), ("3", True), ("4", False)]:
        jot(world, anna, text=text, is_pinned=is_pinned)

    assert texts(world, anna) == ["3", "1", "4", "2"]


@pytest.mark.parametrize("pinned", [0, 1, 19, 20, 21, 45])
def test_pages_lead_through_all_notes_once(
    world: World, anna: int, pinned: int
) -> None:
    for n in range(45):
        jot(world, anna, text=str(n), is_pinned=n < pinned)

    pages = [page_of(world, anna)]
    while pages[-1].more_url:
        pages.append(page_of(world, anna, after=after(pages[-1].more_url)))

    seen = [note.text for page in pages for note in page.rows]
    expected = [*reversed(range(pinned)), *reversed(range(pinned, 45))]
    assert [len(page.rows) for page in pages] == [20, 20, 5]
    assert seen == [str(n) for n in expected]
    assert [page.first_url for page in pages] == [None, *[url_of(anna)] * 2]


def test_a_page_behind_the_end_is_empty(world: World, anna: int) -> None:
    ids = [jot(world, anna) for _ in range(21)]
    url = page_of(world, anna).more_url
    done(world, service.delete_note, anna, note_id=ids[0])

    page = page_of(world, anna, after=after(url))

    assert (page.rows, page.more_url, page.first_url) == ([], None, url_of(anna))


def test_the_filter_shows_one_kind(world: World, anna: int) -> None:
    for kind in ("issue", "personal", "issue"):
        jot(world, anna, text=f"an {kind}", kind=kind)

    page = page_of(world, anna, kind="issue")

    assert [note.kind for note in page.rows] == ["issue", "issue"]
    assert [(f.kind, f.url) for f in page.filters if f.is_current] == [
        ("issue", url_of(anna) + "?kind=issue")
    ]
    assert (page.query, page.url) == ("?kind=issue", url_of(anna) + "?kind=issue")


def test_the_filter_goes_on_with_the_pages(world: World, anna: int) -> None:
    for n in range(25):
        jot(world, anna, text=str(n), kind="issue" if n < 22 else "general")

    first = page_of(world, anna, kind="issue")
    second = page_of(world, anna, kind="issue", after=after(first.more_url))

    assert "kind=issue&after=" in str(first.more_url)
    assert [note.text for note in second.rows] == ["1", "0"]
    assert second.first_url == url_of(anna) + "?kind=issue"


@pytest.mark.parametrize("kind", [None, "", "gossip", "issue'--", "ISSUE"])
def test_a_kind_there_is_not_filters_nothing(
    world: World, anna: int, kind: str | None
) -> None:
    jot(world, anna, text="Hello")

    page = page_of(world, anna, kind=kind)

    assert [note.text for note in page.rows] == ["Hello"]
    assert [f.label for f in page.filters if f.is_current] == ["All"]


@pytest.mark.parametrize("cursor", ["x", "é", "WyJpZCIsbnVsbCwxXQ", "a" * 5000])
def test_a_cursor_that_is_none_is_refused(world: World, anna: int, cursor: str) -> None:
    with pytest.raises(Invalid):
        page_of(world, anna, after=cursor)


def test_the_notes_of_others_are_not_among_them(world: World, anna: int) -> None:
    other = add(world, name="Other")
    theirs = add(world, by=world.charlie)
    jot(world, other, text="Of another customer")
    jot(world, theirs, by=world.charlie, text="Of another business")

    assert texts(world, anna) == []
    assert note_count(anna) == 0
    with pytest.raises(NotFound):
        page_of(world, theirs)


@pytest.mark.parametrize(
    ("who", "may_write", "may_edit", "may_tidy"),
    [
        ("bob", True, [False, True], [False, True]),
        ("adam", True, [True, False], [True, True]),
        ("alice", True, [False, False], [True, True]),
        ("vera", False, [False, False], [False, False]),
    ],
)
def test_each_reader_is_told_what_they_may_do(
    world: World,
    anna: int,
    who: str,
    may_write: bool,
    may_edit: list[bool],
    may_tidy: list[bool],
) -> None:
    jot(world, anna, by=world.bob)
    jot(world, anna, by=world.adam)

    page = page_of(world, anna, who=who)

    assert page.may_write is may_write
    assert [note.author for note in page.rows] == ["Adam", "Bob"]
    assert [note.may_edit for note in page.rows] == may_edit
    assert [note.may_tidy for note in page.rows] == may_tidy


@pytest.mark.parametrize("who", ["alice", "adam"])
def test_notes_of_a_deleted_customer_are_read_by_who_may_restore_them(
    world: World, anna: int, who: str
) -> None:
    jot(world, anna, text="Kept", by=getattr(world, who))
    delete(world, anna)

    page = page_of(world, anna, who=who)

    (note,) = page.rows
    assert (note.text, note.may_edit, note.may_tidy) == ("Kept", False, False)
    assert page.may_write is False


@pytest.mark.parametrize("who", ["bob", "vera"])
def test_nobody_else_finds_them(world: World, anna: int, who: str) -> None:
    jot(world, anna)
    delete(world, anna)

    with pytest.raises(NotFound):
        page_of(world, anna, who=who)


def test_deleted_notes_are_left_out(world: World, anna: int) -> None:
    note = jot(world, anna, is_pinned=True)
    done(world, service.delete_note, anna, note_id=note)

    assert texts(world, anna) == []
    assert note_count(anna) == 0
    assert queries.pinned_notes(anna, actor=world.actor(world.vera)) == []


def test_the_newest_pinned_notes_are_for_an_overview(world: World, anna: int) -> None:
    for n in range(5):
        jot(world, anna, text=str(n), is_pinned=n != 3)
    actor = world.actor(world.bob)

    three = queries.pinned_notes(anna, actor=actor)
    all_of_them = queries.pinned_notes(anna, actor=actor, limit=9)

    assert [note.text for note in three] == ["4", "2", "1"]
    assert [note.text for note in all_of_them] == ["4", "2", "1", "0"]
    assert not any(note.may_edit or note.may_tidy for note in three)


@pytest.mark.parametrize("many", [1, 20, 45])
def test_a_page_takes_a_fixed_number_of_questions(
    world: World, anna: int, many: int
) -> None:
    for n in range(many):
        jot(world, anna, by=world.bob if n % 2 else world.adam, is_pinned=n < 30)
    actor = world.actor(world.bob)
    world.enter()

    with statements() as asked:
        queries.notes(anna, actor=actor)
    with statements() as pinned:
        queries.pinned_notes(anna, actor=actor)

    assert (len(asked), len(pinned)) == (3, 2)
