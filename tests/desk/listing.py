"""What the tests of the list put in, and what they read off it."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

from bs4 import Tag
from werkzeug.test import TestResponse

from customers.accounts.models import Shop
from customers.ground import work
from customers.ground.db import db
from tests.directory.seen import add, soup
from tests.world import World

LIST = "/customers"


def add_each(world: World, *people: dict[str, Any]) -> list[int]:
    """Add these customers, in this order, and give their ids."""
    return [add(world, **fields) for fields in people]


def add_shop(world: World, name: str) -> int:
    """Open one more shop of Alice's and give its id."""

    def opened() -> Shop:
        world.enter()
        shop = Shop(name=name)
        db.session.add(shop)
        db.session.flush()
        return shop

    shop_id = work.run(opened).id
    world.enter()
    return shop_id


def one(answer: TestResponse, selector: str) -> Tag:
    """The one element of a page or part."""
    (found,) = soup(answer).select(selector)
    return found


def query_of(url: str) -> dict[str, str]:
    """What an address asks for, by name."""
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


def links(answer: TestResponse, selector: str) -> dict[str, dict[str, str]]:
    """What the links ask for, by their words."""
    return {
        " ".join(link.get_text(" ").split()): query_of(str(link["href"]))
        for link in soup(answer).select(selector)
    }


def unsigned(answer: TestResponse) -> str:
    """A page or part without the tokens of its forms, which say when it was drawn."""
    text = answer.get_data(as_text=True).strip()
    return re.sub(r'(name="csrf_token" value=)"[^"]*"', r"\1", text)
