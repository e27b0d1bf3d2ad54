"""What the search index holds of one customer: words of three kinds, and phones."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple

from customers.directory.rules.digits import phone_spellings
from customers.directory.rules.words import identifier_words, name_words

NAME, CODE, PLACE = "name", "code", "place"
# What is found by columns of their own, and so has no words.
EMAIL, PHONE = "email", "phone"
SIGNS = {NAME: "=", CODE: "#", PLACE: "~"}
# A change of these changes the entry.
SEARCHED = frozenset(
    (
        *("code", "name", "first_name", "last_name", "phone", "email"),
        *("street", "town", "country", "external_ids"),
    )
)
_KINDS = {sign: kind for kind, sign in SIGNS.items()}

Word = tuple[str, str]


class SearchEntry(NamedTuple):
    """The (kind, word) pairs under which a customer is found, and phones in digits."""

    words: frozenset[Word]
    phones: frozenset[str]

    @property
    def words_text(self) -> str:
        """The words as one text: each after its sign and before a space."""
        return "".join(sorted(f"{SIGNS[kind]}{word} " for kind, word in self.words))

    @property
    def phones_text(self) -> str:
        """The phones as one text, between spaces."""
        return " ".join(["", *sorted(self.phones), ""]) if self.phones else ""

    @classmethod
    def of_texts(cls, words_text: str, phones_text: str) -> SearchEntry:
        """The entry of which these are the texts."""
        words = frozenset((_KINDS[word[0]], word[1:]) for word in words_text.split())
        return cls(words, frozenset(phones_text.split()))


NOTHING = SearchEntry(frozenset(), frozenset())


def search_entry(
    values: Mapping[str, Any], *, external_ids: Iterable[str]
) -> SearchEntry:
    """What is found of a customer with these fields of the profile and `phone_e164`.

    `external_ids` are the values alone, without their sources.
    """
    words = {(NAME, word) for word in _name_words(values)}
    for identifier in (values["code"] or "", *external_ids):
        words |= {(CODE, word) for word in identifier_words(identifier)}
    for field in ("street", "town"):
        if values[field]:
            words |= {(PLACE, word) for word in name_words(values[field])}
    phone = values["phone"]
    spelt = phone_spellings(phone, values["phone_e164"]) if phone else frozenset()
    return SearchEntry(frozenset(words), frozenset(spelt))


def _name_words(values: Mapping[str, Any]) -> Collection[str]:
    name = values["name"]
    words = set(name_words(name)) if name else set()
    for half in (values["first_name"], values["last_name"]):
        if half and half not in name:
            words |= name_words(half)
    if values["email"]:
        words |= name_words(values["email"].partition("@")[0])
    return words
