"""How passwords are kept, and which are refused."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher, Type
from flask import Flask

from customers.accounts import passwords
from customers.accounts.passwords import check_password, hash_password, verify_password
from customers.ground.errors import Invalid


@pytest.mark.parametrize("password", ["a" * 10, "a" * 128, "пароль-юсуфа", "🔑" * 10])
def test_a_password_of_10_to_128_characters_is_taken(app: Flask, password: str) -> None:
    check_password(password, "bob@example.com")


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("", "at least 10"),
        ("a" * 9, "at least 10"),
        ("a" * 129, "at most 128"),
        ("BOB.baker@example.com", "own name or email"),
        ("  bob.baker ", "own name or email"),
        ("Bob Baker Jr", "own name or email"),
    ],
)
def test_a_poor_password_is_refused_beside_its_field(
    app: Flask, password: str, words: str
) -> None:
    with app.test_request_context(), pytest.raises(Invalid) as refused:
        check_password(password, "bob.baker@example.com", name="bob baker jr")

    assert words in refused.value.details["password"]


def test_the_hash_is_argon2id_with_a_salt() -> None:
    first, second = hash_password("correct horse"), hash_password("correct horse")

    assert first.startswith("$argon2id$")
    assert first != second
    assert len(first) <= 200


def test_a_hash_costs_what_owasp_asks_for(real_hasher: PasswordHasher) -> None:
    assert real_hasher.type is Type.ID
    assert (real_hasher.memory_cost, real_hasher.time_cost) == (19 * 1024, 2)


@pytest.mark.parametrize("password", ["", " x ", "\x00\x01", "\ud800", "a" * 1000])
def test_any_text_verifies_as_itself_alone(password: str) -> None:
    kept = hash_password(password)

    assert verify_password(password, kept)
    assert not verify_password(password + "x", kept)


def test_the_same_letters_differently_composed_are_the_same_password() -> None:
    assert verify_password("cafe\u0301 au lait", hash_password("caf\u00e9 au lait"))


def test_what_is_no_hash_verifies_nothing() -> None:
    assert not verify_password("nobody", None)
    assert not verify_password("x", "no hash at all")


def test_a_hash_with_other_parameters_is_outdated() -> None:
    old = passwords.PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1)

    assert passwords.needs_rehash(old.hash("x"))
    assert not passwords.needs_rehash(hash_password("x"))
