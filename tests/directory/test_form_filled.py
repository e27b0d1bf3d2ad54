"""The form of a new customer, filled by the address that leads to it."""

from __future__ import annotations

import pytest

from tests.directory.seen import NEW, filled, soup
from tests.world import World


def test_name_phone_and_email_are_taken_from_the_address(world: World) -> None:
    url = f"{NEW}?name=Zo%C3%AB+M&phone=020+7946+0018&email=zoe%40example.com"

    form = filled(soup(world.client(world.bob).get(url)))

    assert (form["name"], form["phone"], form["email"]) == (
        "Zoë M",
        "020 7946 0018",
        "zoe@example.com",
    )
    assert form["customer_type"] == "walk_in"


@pytest.mark.parametrize(
    "junk",
    [
        "name=" + "x" * 201,
        "name=%00",
        "name=a%07b",
        "phone=ab",
        "email=zoe",
        "name[]=x",
        "town=Leeds&code=X&status=inactive&profile_version=7",
    ],
)
def test_junk_is_left_out(world: World, junk: str) -> None:
    answer = world.client(world.bob).get(f"{NEW}?{junk}")

    form = filled(soup(answer))
    typed = ("name", "phone", "email", "town", "code")
    assert answer.status_code == 200
    assert {name: form[name] for name in typed} == dict.fromkeys(typed, "")
    assert form["status"] == "active"


def test_what_is_filled_is_escaped(world: World) -> None:
    answer = world.client(world.bob).get(f'{NEW}?name="><script>x</script>')

    assert "<script>x" not in answer.text
    assert filled(soup(answer))["name"] == '"><script>x</script>'
