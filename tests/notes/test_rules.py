"""Who may do what with a note."""

from __future__ import annotations

import pytest

from customers.accounts.actors import Actor
from customers.accounts.permissions import ROLES
from customers.notes import rules, wording
from customers.notes.schemas import NoteEdit, NoteInput


def somebody(role: str, user_id: int | None = 1) -> Actor:
    """A person of this role."""
    return Actor(business_id=1, business_name="Books", role=role, user_id=user_id)


@pytest.mark.parametrize(
    ("role", "own", "of_others"),
    [
        ("owner", (True, True), (False, True)),
        ("admin", (True, True), (False, True)),
        ("staff", (True, True), (False, False)),
        ("viewer", (False, False), (False, False)),
    ],
)
def test_who_may_edit_and_tidy(
    role: str, own: tuple[bool, bool], of_others: tuple[bool, bool]
) -> None:
    asker = somebody(role)

    for by, expected in ((1, own), (2, of_others), (None, of_others)):
        may = rules.may_edit(asker, author_id=by), rules.may_tidy(asker, owner_id=by)
        assert may == expected


def test_a_command_acts_as_an_owner_on_what_commands_wrote() -> None:
    command = somebody("owner", user_id=None)

    assert rules.may_edit(command, author_id=None)
    assert not rules.may_edit(command, author_id=1)


def test_every_kind_is_worded_and_taken() -> None:
    assert [kind for kind, _label in wording.kind_choices()] == list(rules.KINDS)
    for kind in rules.KINDS:
        assert NoteInput(text="x", kind=kind).kind == kind  # type: ignore[arg-type]
        edit = NoteEdit(text="x", kind=kind, version=1)  # type: ignore[arg-type]
        assert edit.kind == kind


def test_the_roles_are_those_of_the_table() -> None:
    assert set(ROLES) == {"owner", "admin", "staff", "viewer"}
