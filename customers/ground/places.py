"""Countries, currencies and time zones there are to choose from, with their names.

Countries (ISO 3166) and currencies (ISO 4217) come from the CLDR tables of Babel, time
zones from the IANA database: none of them is listed by hand.
"""

from __future__ import annotations

import zoneinfo
from functools import cache
from importlib import resources
from typing import Annotated

from babel import Locale
from babel.core import get_global
from babel.numbers import get_territory_currencies
from flask_babel import get_locale
from flask_babel import lazy_gettext as _l
from pydantic import AfterValidator

from customers.ground.fields import NeededLine, refusal

# Two islands of ISO 3166 without clocks, and Kosovo, which ISO leaves to its users.
_MORE_COUNTRIES = {"BV", "HM", "XK"}
_UNKNOWN = "ZZ"
_NO_PLACES = {"Factory", "localtime", "posixrules"}

Choices = list[tuple[str, str]]


def countries() -> Choices:
    """(Code of a country, its name in the reader's language), by name."""
    return _by_name({code: country_name(code) for code in country_codes()})


def country_name(code: str) -> str:
    """The country's name in the reader's language; an unknown code is its own name."""
    return str(_locale().territories.get(code, code))


def currencies(kept: str | None = None) -> Choices:
    """(ISO 4217 code, "name (code)"), by name; `kept` is offered as well."""
    names = _locale().currencies
    codes = currency_codes() | {kept} if kept else currency_codes()
    return _by_name({code: f"{names.get(code, code)} ({code})" for code in codes})


def timezones(kept: str | None = None) -> Choices:
    """(IANA name, the same with blanks), by name; `kept` is offered as well."""
    codes = _one_name_each() | {kept} if kept else _one_name_each()
    return [(code, code.replace("_", " ")) for code in sorted(codes)]


@cache
def country_codes() -> frozenset[str]:
    """The 249 alpha-2 codes that ISO 3166 assigns, as CLDR has them, and XK (Kosovo).

    What ISO only keeps free is no country here: islands and towns that belong to one
    of these (AC, CP, CQ, DG, EA, IC, TA), the EU, the UN, codes for tests.
    """
    clocks = get_global("zone_territories").values()
    codes = {code for code in clocks if len(code) == 2 and code.isalpha()}
    return frozenset(codes - {_UNKNOWN} | _MORE_COUNTRIES)


@cache
def currency_codes() -> frozenset[str]:
    """The ISO 4217 codes of what is legal tender somewhere now."""
    return frozenset(
        code
        for country in country_codes()
        for code in get_territory_currencies(country)
    )


@cache
def timezone_names() -> frozenset[str]:
    """The IANA names, old spellings among them."""
    return frozenset(zoneinfo.available_timezones() - _NO_PLACES)


@cache
def _one_name_each() -> frozenset[str]:
    """The zones as the database lists them; of all spellings many mean the same."""
    table = resources.files("tzdata.zoneinfo").joinpath("zone.tab").read_text()
    lines = [line.split("\t") for line in table.splitlines() if line[:1] != "#"]
    return frozenset(columns[2] for columns in lines) & timezone_names() | {"UTC"}


def _locale() -> Locale:
    return get_locale() or Locale("en")


def _by_name(names: dict[str, str]) -> Choices:
    return sorted(names.items(), key=lambda item: item[1].casefold())


def _country(value: str) -> str:
    if value.upper() not in country_codes():
        raise refusal("country", _l("Choose a country of the list, such as GB."))
    return value.upper()


def _currency(value: str) -> str:
    if value.upper() not in currency_codes():
        raise refusal("currency", _l("Choose a currency of the list, such as GBP."))
    return value.upper()


def _timezone(value: str) -> str:
    if value not in timezone_names():
        sentence = _l("Choose a time zone of the list, such as Europe/London.")
        raise refusal("timezone", sentence)
    return value


# Fields of schemas: a code that must be there and be one of the above.
Country = Annotated[str, NeededLine(40), AfterValidator(_country)]
Currency = Annotated[str, NeededLine(40), AfterValidator(_currency)]
TimeZone = Annotated[str, NeededLine(64), AfterValidator(_timezone)]
