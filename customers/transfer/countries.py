"""Countries as people write them, to ISO 3166 alpha-2."""

from __future__ import annotations

import re
from functools import cache

from anyascii import anyascii
from babel import Locale
from babel.core import get_global

from customers.ground.places import country_codes

# What no list of countries knows, though exports are full of it.
_OTHER_NAMES = {
    "uk": "GB",
    "greatbritain": "GB",
    "britain": "GB",
    "england": "GB",
    "scotland": "GB",
    "wales": "GB",
    "northernireland": "GB",
    "eire": "IE",
    "republicofireland": "IE",
    "rsa": "ZA",
    "uae": "AE",
    "unitedstatesofamerica": "US",
    "america": "US",
    "holland": "NL",
    "thenetherlands": "NL",
    "czechrepublic": "CZ",
    "ivorycoast": "CI",
    "burma": "MM",
    "macedonia": "MK",
    "russianfederation": "RU",
    "republicofkorea": "KR",
    "korea": "KR",
    "korearepublicof": "KR",
    "peoplesrepublicofchina": "CN",
    "prchina": "CN",
    "turkey": "TR",
    "swaziland": "SZ",
    "vietnam": "VN",
    "hongkong": "HK",
    "macau": "MO",
    "usofa": "US",
}
_LANGUAGES = (
    *("de", "fr", "es", "it", "pt", "nl", "sv", "da", "nb", "fi", "pl", "cs", "sk"),
    *("hu", "ro", "bg", "hr", "sl", "sr", "lt", "lv", "et", "el", "tr", "ru", "uk"),
    *("ca", "eu", "gl", "ga", "cy", "ja", "zh", "zh_Hant", "ko", "ar", "he", "fa"),
    *("hi", "th", "vi", "id", "ms"),
)


@cache
def country_code(text: str) -> str | None:
    """The code of the country that a code (two or three letters) or a name means.

    Names are understood in some forty languages, whatever their case and accents.
    None means that no single country is meant.
    """
    folded = _folded(text[:100])
    if not folded:
        return None
    if code := _code(folded.upper()):
        return code
    if code := _OTHER_NAMES.get(folded) or _names(("en",)).get(folded):
        return code
    return _names(_LANGUAGES).get(folded)


def _folded(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "", anyascii(text).casefold())


def _code(folded: str) -> str | None:
    if not 2 <= len(folded) <= 3 or folded.isdigit():
        return None
    if folded in country_codes():
        return folded
    meant = get_global("territory_aliases").get(folded, [])
    return meant[0] if len(meant) == 1 and meant[0] in country_codes() else None


@cache
def _names(languages: tuple[str, ...]) -> dict[str, str]:
    """The codes by folded name; a name that two countries share means neither."""
    found: dict[str, str] = {}
    for language in languages:
        for key, name in Locale.parse(language).territories.items():
            if (code := str(key)) in country_codes() and (folded := _folded(name)):
                found[folded] = code if found.get(folded, code) == code else ""
    return {name: code for name, code in found.items() if code}
