"""Who is a member, in a file of customers: brought in, and given out again."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from flask import Flask

from customers.directory.models import FOREVER, NEVER, Customer
from customers.ground import clock, work
from customers.ground.db import db
from customers.membership import service as membership
from customers.membership.models import MembershipEntry
from customers.membership.schemas import SwitchInput
from customers.transfer.columns import understand
from customers.transfer.customers import Result, import_customers
from customers.transfer.rows import Reading, RowReader
from tests.directory.seen import add
from tests.transfer.exporting import ask, cells_of, rows_of
from tests.transfer.files import written
from tests.transfer.test_uploads_imported import figures
from tests.transfer.uploading import act, sent, work_off
from tests.world import World

HEADER = ["code", "name", "membershipStatus"]
PEOPLE = [["A1", "Ana", "active"], ["A2", "Bo", "no"], ["A3", "Cy", ""]]
MEANT = {
    True: """active Active ACTIVE yes YES y true TRUE 1 member Member ja Ja wahr
        Mitglied sí oui on enabled""",
    False: """inactive InActive no NO n false FALSE 0 none None nein NEIN falsch non
        não off disabled non-member expired""",
}


def bring(world: World, path: Path, *, dry_run: bool = False) -> Result:
    return import_customers(path, actor=world.actor(world.alice), dry_run=dry_run)


def bring_rows(world: World, folder: Path, *rows: list[str]) -> Result:
    return bring(world, written(folder, rows))


def members(world: World) -> set[str]:
    """The codes of those who are members as their rows say it."""
    world.enter()
    db.session.expire_all()
    everybody = db.session.scalars(db.select(Customer))
    return {one.code for one in everybody if one.is_member}


def entries(world: World) -> list[MembershipEntry]:
    """All changes of memberships in Alice's business, oldest first."""
    world.enter()
    wanted = db.select(MembershipEntry).order_by(MembershipEntry.id)
    return list(db.session.scalars(wanted))


def stand(
    code: str, *, member_until: date = NEVER, held_until: date = NEVER
) -> Customer:
    """Let a customer's row say this of their membership."""

    def write() -> Customer:
        wanted = db.select(Customer).where(Customer.code == code)
        customer: Customer = db.session.scalars(wanted).one()
        customer.is_member = member_until > NEVER
        customer.member_until, customer.held_until = member_until, held_until
        return customer

    return work.run(write)


def reading(name: str, cell: str) -> Reading:
    """What a row says with one cell beside its code."""
    header = ["code", name]
    reader = RowReader(understand(header), header=header, day_first={})
    return reader.read(["A1", cell])


def test_a_row_says_whether_they_are_a_member() -> None:
    meant = {cell: state for state, cells in MEANT.items() for cell in cells.split()}
    meant |= {"Not a member": False, "kein Mitglied": False}

    found = {cell: reading("membershipStatus", cell).is_member for cell in meant}

    assert found == meant


def test_an_unknown_membership_is_left_out_and_none_is_none() -> None:
    odd, empty, without = (
        reading("Membership", "gold"),
        reading("Membership", "  "),
        reading("town", "Bath"),
    )

    assert odd.left_out == ["Membership: “gold” is none of active, inactive."]
    assert (empty.left_out, without.left_out) == ([], [])
    assert {odd.is_member, empty.is_member, without.is_member} == {None}
    assert all(answer.customer is not None for answer in (odd, empty, without))


def test_a_file_makes_members(world: World, tmp_path: Path) -> None:
    result = bring_rows(world, tmp_path, HEADER, *PEOPLE)

    [entry] = entries(world)
    assert (result.added, result.memberships) == (3, 1)
    assert members(world) == {"A1"}
    assert (entry.cause, entry.is_member, entry.was_member) == ("import", True, False)
    assert (entry.until, entry.held_until) == (FOREVER, NEVER)
    assert entry.created_by == world.alice.id


def test_the_same_file_twice_changes_nothing(world: World, tmp_path: Path) -> None:
    path = written(tmp_path, [HEADER, *PEOPLE])

    first, second = bring(world, path), bring(world, path)

    assert (first.memberships, second.memberships) == (1, 0)
    assert second.unchanged == 3
    assert len(entries(world)) == 1


def test_a_file_ends_memberships_and_one_without_the_column_none(
    world: World, tmp_path: Path
) -> None:
    bring_rows(world, tmp_path, HEADER, *PEOPLE)

    silent = bring_rows(world, tmp_path, ["code", "name"], ["A1", "Ana Sá"])
    empty = bring_rows(world, tmp_path, HEADER, ["A1", "Ana", " "])
    odd = bring_rows(world, tmp_path, HEADER, ["A1", "Ana", "gold"])
    still = members(world)
    ended = bring_rows(world, tmp_path, HEADER, ["A1", "Ana", "0"], PEOPLE[1])

    assert (silent.memberships, empty.memberships, odd.memberships) == (0, 0, 0)
    assert odd.left_out_count == 1
    assert still == {"A1"}
    assert (ended.memberships, ended.unchanged) == (1, 2)
    assert members(world) == set()


def test_a_dry_run_answers_the_same_and_keeps_nothing(
    world: World, tmp_path: Path
) -> None:
    again = [["A2", "Bo", "yes"], ["A1", "Ana", "no"], ["bad code!", "Di", "yes"]]
    path = written(tmp_path, [HEADER, *PEOPLE, *again])

    dry = bring(world, path, dry_run=True)
    before = entries(world)
    done = bring(world, path)

    assert before == []
    assert dry.counts() == done.counts()
    assert done.refused_count == 1
    # Of two rows that mean the same customer the last one counts.
    assert members(world) == {"A2"}


def test_who_is_held_stays_as_they_are(world: World, tmp_path: Path) -> None:
    bring_rows(world, tmp_path, HEADER[:2], *(row[:2] for row in PEOPLE))
    hold(world, "A1", is_member=False)
    hold(world, "A2", is_member=True)
    before = len(entries(world))

    result = bring_rows(world, tmp_path, HEADER, *PEOPLE)

    assert result.memberships == 0
    assert members(world) == {"A2"}
    assert len(entries(world)) == before == 2


def hold(world: World, code: str, *, is_member: bool) -> None:
    """Switch a customer by hand."""
    wanted = db.select(Customer.id).where(Customer.code == code)
    values = SwitchInput(is_member=is_member, reason="Said so at the counter")
    actor = world.actor(world.bob)
    customer_id = db.session.scalars(wanted).one()
    work.run(lambda: membership.switch(customer_id, values=values, actor=actor))


def test_a_row_without_a_code_speaks_once(world: World, tmp_path: Path) -> None:
    path = written(tmp_path, [["name", "member"], ["Ana", "yes"]])
    bring(world, path)
    [code] = members(world)
    bring_rows(world, tmp_path, ["code", "member"], [code, "no"])

    again = bring(world, written(tmp_path, [["name", "member"], ["Ana", "yes"]]))

    assert (again.unchanged, again.memberships) == (1, 0)
    assert members(world) == set()


def test_what_became_of_them_is_said_on_the_page(app: Flask, world: World) -> None:
    browser = world.client(world.alice)
    content = b"Code,Name,Membership\r\nA-1,Anna,yes\r\nA-2,Omar,no\r\n"
    upload_id = sent(browser, content)
    page = browser.get(f"/import/{upload_id}").text
    act(browser, upload_id, "begin")

    work_off(app)

    shown = figures(browser, upload_id)
    assert "Membership" in page
    assert (shown["Added"], shown["Memberships changed"]) == ("2", "1")
    assert members(world) == {"A-1"}


NOON = datetime(2026, 5, 10, 12, tzinfo=UTC)
DAYS = {
    "A": (NEVER, NEVER),
    "B": (FOREVER, NEVER),
    "C": (date(2026, 5, 11), FOREVER),
    "D": (date(2026, 5, 10), date(2026, 5, 10)),
    "E": (NEVER, date(2026, 6, 1)),
}


def test_an_export_says_what_counts_today(world: World) -> None:
    for code, (member_until, held_until) in DAYS.items():
        add(world, code=code, name=code, since="2024-01-02")
        stand(code, member_until=member_until, held_until=held_until)

    with clock.set_to(NOON):
        browser = world.client(world.alice)
        rows = rows_of(ask(browser, sort="code").data)
        found = rows_of(ask(browser, q="C").data)
        book = cells_of(ask(browser, file_format="xlsx", sort="code").data)

    told = {row["Code"]: tuple(list(row.values())[-3:]) for row in rows}
    assert told == {
        "A": ("inactive", "", ""),
        "B": ("active", "", ""),
        "C": ("active", "2026-05-11", ""),
        "D": ("inactive", "", ""),
        "E": ("inactive", "", "2026-06-01"),
    }
    assert [row["Member until"] for row in found] == ["2026-05-11"]
    assert book[2]["Membership status"] == ("inlineStr", "active")
    assert book[2]["Member until"] == ("n", "46153")
    assert "Held until" not in book[2]
    assert book[4]["Held until"][0] == "n"


def test_the_day_ends_where_the_business_is(world: World) -> None:
    add(world, code="C", name="C", since="2024-01-02")
    stand("C", member_until=date(2026, 5, 11))
    states = []
    # London is an hour ahead of UTC in May.
    for minute in (59, 60):
        with clock.set_to(NOON + timedelta(hours=10, minutes=minute)):
            [row] = rows_of(ask(world.client(world.alice)).data)
        states.append((row["Membership status"], row["Member until"]))

    assert states == [("active", "2026-05-11"), ("inactive", "")]


def test_members_come_in_elsewhere(world: World, tmp_path: Path) -> None:
    bring_rows(world, tmp_path, HEADER, *PEOPLE)
    path = tmp_path / "export.csv"
    path.write_bytes(ask(world.client(world.alice)).data)
    world.enter(world.bikes)

    result = import_customers(path, actor=world.actor(world.charlie))

    wanted = db.select(Customer.code, Customer.is_member)
    states = {row.code: row.is_member for row in db.session.execute(wanted)}
    assert (result.added, result.memberships) == (3, 1)
    assert states == {"A1": True, "A2": False, "A3": False}
    world.enter()
    assert bring(world, path).memberships == 0
