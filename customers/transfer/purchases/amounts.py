"""Amounts, prices and quantities as other programs write them; exact, never a float."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from flask_babel import gettext as _

from customers.ground.places import currency_codes

# Digits of a number, so that no arithmetic on it grows without bound.
MOST_DIGITS = 30
_PLAIN = re.compile(r"(-?)(\d{1,18})(?:\.(\d{1,12}))?")
_NUMBER = re.compile(
    r"(?P<sign>[-+(]?)(?P<before>[^\d.,()+-]{0,4}[^\W\d_]\.|[^\d.,()+-]{0,5})"
    r"(?P<inner>[-+]?)"
    r"(?P<digits>[\d.,']*\d[.,]?)"
    r"(?P<after>[^\d,()+-]{0,6})(?P<end>[-)]?)"
)
_BLANKS = re.compile(r"(?<=\d)\s(?=\d)")
_MINUSES = str.maketrans({"−": "-", "–": "-", "﹣": "-", "’": "'", "٫": ".", "٬": "'"})
# What may stand beside the digits, in small letters, but for signs and ISO codes.
_WORDS = frozenset(
    """kr fr sfr rs zł zl kč kc ft lei лв руб р tl rm rp tk din дин ден сом сум
    us$ a$ c$ ca$ r$ s$ nz$ hk$ nt$ mx$ au$ r euro euros""".split()
)
_CURRENCIES_OF_SIGN = {
    "€": {"EUR"},
    "₹": {"INR"},
    "₽": {"RUB"},
    "₺": {"TRY"},
    "₴": {"UAH"},
    "₫": {"VND"},
    "₪": {"ILS"},
    "₱": {"PHP"},
    "₩": {"KRW", "KPW"},
    "¥": {"JPY", "CNY"},
    "£": {"GBP", "EGP", "FKP", "GIP", "LBP", "SHP", "SSP", "SDG", "SYP"},
}


class NumberError(ValueError):
    """A text that is no one number; its text is the sentence that says why."""


class Number(NamedTuple):
    """A decimal number: `digits` / 10 ** `decimals`, without zeros behind."""

    digits: int
    decimals: int


def half_up(product: int, *, divisor: int) -> int:
    """`product` / `divisor` (over 0), half a unit rounded away from zero."""
    rounded = (2 * abs(product) + divisor) // (2 * divisor)
    return -rounded if product < 0 else rounded


# Longer than any number with its currency: such a cell is neither read nor remembered.
MOST_SIGNS = 80


class Decimals:
    """Learns from a column whether a comma or a point stands before the decimals.

    What it looks at is the shape alone: 1.234,50 and 12,5 tell, 1,234 does not.
    """

    def __init__(self) -> None:
        self.said: set[bool] = set()
        self.looked_at: set[str] = set()

    def look(self, text: str) -> None:
        """Learn from one cell."""
        if len(text) > MOST_SIGNS or text in self.looked_at:
            return
        if len(self.looked_at) > 20_000:
            self.looked_at.clear()
        self.looked_at.add(text)
        if not text.isdigit() and (says := says_comma(text)) is not None:
            self.said.add(says)

    def are_commas(self, *, others: Iterable[Decimals] = ()) -> frozenset[bool]:
        """Whether its decimals stand behind a comma: both where cells differ, and
        where the column says nothing, what all `others` say together.
        """
        return frozenset(self.said or set().union(*(other.said for other in others)))


def says_comma(text: str) -> bool | None:
    """Whether the comma must be the decimal sign; None where it may be either."""
    digits = re.sub(r"[^\d.,]", "", _ascii(text)).strip(".,")
    points, commas = digits.count("."), digits.count(",")
    if not points and not commas:
        return None
    if points and commas:
        return digits.rindex(",") > digits.rindex(".")
    if points + commas > 1:
        return bool(points)
    before, _sign, behind = digits.partition("," if commas else ".")
    is_decimal = len(behind) != 3 or before in ("", "0") or len(before) > 3
    return bool(commas) if is_decimal else None


class NumberReader:
    """Reads the cells of one column; what was read before is remembered.

    `commas` is what `Decimals` learned. Where it learned nothing, 1.234 has decimals,
    and 1,234 is a thousand and more if `decimals`, the most there may be, are less
    than 3; else it is refused. `currency` is the one that signs in the cells may name.
    """

    def __init__(
        self, *, commas: frozenset[bool], currency: str, decimals: int | None = None
    ) -> None:
        self.commas = commas
        self.currency = currency
        self.decimals = decimals
        self._remembered = lru_cache(maxsize=30_000)(self._read)

    def read(self, text: str) -> Number:
        """The number that a filled cell names. Raises: NumberError."""
        if len(text) > MOST_SIGNS:
            raise _no_number(text)
        return self._remembered(text)

    def _read(self, text: str) -> Number:
        plain = _PLAIN.fullmatch(text)
        if plain and (not plain[3] or self.commas == {False}):
            return _number(plain[1], plain[2], plain[3] or "")
        spaced = _ascii(text).strip()
        found = _NUMBER.fullmatch("".join(_BLANKS.sub("'", spaced).split()))
        # A 5² is no 52, though it is written with the sign of a 2.
        if any(sign.isdigit() and not sign.isdecimal() for sign in text):
            found = None
        if found is None or (found["sign"] == "(") != (found["end"] == ")"):
            raise _no_number(text)
        for word in (found["before"], found["after"]):
            self._check_word(word, text)
        digits, end = found["digits"], found["end"].replace(")", "")
        # 12.- is how some write a price without cents.
        sign = found["sign"] + found["inner"] + ("" if digits[-1] in ".," else end)
        if len(sign) > 1:
            raise _no_number(text)
        whole, behind = self._divided(digits.rstrip(".,"), text)
        return _number("-" if sign in ("-", "(") else "", whole, behind)

    def _divided(self, digits: str, text: str) -> tuple[str, str]:
        """The digits before and behind the decimal sign."""
        is_comma = says_comma(digits)
        if is_comma is None:
            is_comma = "," in digits and self._is_unclear_comma_decimal(text)
            if "." in digits and self.commas == {True}:
                is_comma = True
            elif "." in digits and len(self.commas) == 2:
                raise _unclear(text)
        elif len(self.commas) == 1 and is_comma not in self.commas:
            raise NumberError(
                _(
                    "“%(text)s” has another decimal sign than the rest of its column",
                    text=shortened(text),
                )
            )
        whole, _sign, behind = digits.partition("," if is_comma else ".")
        first, *groups = re.split(r"[.,']", whole)
        is_grouped = all(2 <= len(group) <= 3 for group in groups)
        if groups and not (is_grouped and len(groups[-1]) == 3 and first):
            raise _no_number(text)
        if behind and not behind.isdigit():
            raise _no_number(text)
        return first + "".join(groups), behind

    def _is_unclear_comma_decimal(self, text: str) -> bool:
        if len(self.commas) == 1:
            return True in self.commas
        if self.commas or self.decimals is None or self.decimals >= 3:
            raise _unclear(text)
        return False

    def _check_word(self, word: str, text: str) -> None:
        """Let by only what says a currency, and the right one."""
        word = word.strip(".")
        code = word.upper()
        named = _CURRENCIES_OF_SIGN.get(word)
        if code == self.currency or code in currency_codes():
            named = {code}
        if named and self.currency not in named:
            raise NumberError(
                _(
                    "“%(text)s” is not in %(currency)s",
                    text=shortened(text),
                    currency=self.currency,
                )
            )
        is_sign = len(word) == 1 and unicodedata.category(word) == "Sc"
        if word and not named and not is_sign and word.casefold() not in _WORDS:
            if "%" in word:
                raise NumberError(
                    _(
                        "“%(text)s” is a percentage; write the amount itself",
                        text=shortened(text),
                    )
                )
            raise _no_number(text)


def scaled(number: Number, *, decimals: int) -> int | None:
    """The number in units of 10 ** -`decimals`; None where it has more decimals."""
    if number.decimals > decimals:
        return None
    return number.digits * 10 ** (decimals - number.decimals)


def shortened(text: str) -> str:
    """A cell in one line of at most 40 characters."""
    line = " ".join(text.split())
    return line if len(line) <= 40 else line[:39] + "…"


def _ascii(text: str) -> str:
    if text.isascii():
        return text
    text = unicodedata.normalize("NFKC", text.translate(_MINUSES)).translate(_MINUSES)
    return "".join(
        str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in text
    )


def _number(sign: str, whole: str, behind: str) -> Number:
    behind = behind.rstrip("0")
    if len(whole) + len(behind) > MOST_DIGITS:
        raise NumberError(_("“%(text)s” is too large", text=shortened(whole)))
    return Number(int(sign + (whole or "0") + behind), len(behind))


def _no_number(text: str) -> NumberError:
    return NumberError(_("“%(text)s” is no number", text=shortened(text)))


def _unclear(text: str) -> NumberError:
    return NumberError(
        _(
            "“%(text)s” may have decimals or thousands behind its sign; write the "
            "thousands without one",
            text=shortened(text),
        )
    )
