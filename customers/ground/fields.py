"""Types for the fields of schemas: what every text must satisfy, and its refusals.

Text is kept exactly as meant: Unicode NFC, trimmed, CRLF as LF. Control characters
are refused (newline and tab stay in multi-line text), as are lone surrogates, which
no database takes. Empty text is None.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Annotated, Any, ClassVar

from annotated_types import GroupedMetadata
from flask_babel import lazy_gettext as _l
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import ErrorDetails, PydanticCustomError

_SENTENCES = {
    "missing": _l("This is needed."),
    "string_too_long": _l("Use at most %(max_length)s characters."),
    "string_too_short": _l("Use at least %(min_length)s characters."),
    "string_type": _l("Write text here."),
    "int_type": _l("Write a whole number."),
    "int_parsing": _l("Write a whole number."),
    "bool_type": _l("Answer with yes or no."),
    "date_type": _l("Write a date, such as 1990-12-31."),
    "date_parsing": _l("Write a date, such as 1990-12-31."),
    "date_from_datetime_parsing": _l("Write a date, such as 1990-12-31."),
    "literal_error": _l("Choose one of the list."),
    "enum": _l("Choose one of the list."),
    "extra_forbidden": _l("There is no such field."),
    "less_than_equal": _l("This is too large."),
    "greater_than_equal": _l("This is too small."),
}


class Schema(BaseModel):
    """What may come in: every field named, nothing else taken, nothing coerced."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def refusal(kind: str, sentence: Any, **values: Any) -> PydanticCustomError:
    """A validation error whose sentence is shown as it is."""
    return PydanticCustomError(
        "sentence", "{sentence}", {"sentence": sentence, "kind": kind, **values}
    )


def sentence_of(error: ErrorDetails) -> str:
    """The sentence for a person that a validation error comes to."""
    context = error.get("ctx") or {}
    if error["type"] == "sentence":
        return str(context["sentence"])
    sentence = _SENTENCES.get(error["type"], _l("This cannot be understood."))
    return str(sentence) % context if context else str(sentence)


def _normal(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    text = value.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", text).strip() or None


def _without_controls(value: str | None, kept: str) -> str | None:
    if value is None or value.isprintable():
        return value
    for character in value:
        if character not in kept and unicodedata.category(character) in ("Cc", "Cs"):
            raise refusal(
                "control_character",
                _l("There is an invisible control character in this. Remove it."),
            )
    return value


def _needed(value: Any) -> Any:
    if value is None:
        raise refusal("missing", _l("This is needed."))
    return value


def _at_most(value: str | None, max_length: int) -> str | None:
    if value is not None and len(value) > max_length:
        raise refusal(
            "string_too_long",
            _l("Use at most %(max_length)s characters.", max_length=max_length),
        )
    return value


@dataclass(frozen=True)
class Line(GroupedMetadata):
    """Optional text of one line: `Annotated[str | None, Line(120)]`."""

    max_length: int
    is_needed: ClassVar[bool] = False
    kept_controls: ClassVar[str] = ""

    def __iter__(self) -> Iterator[Any]:
        """The steps in which pydantic checks a value."""
        if self.is_needed:
            yield BeforeValidator(_needed)
        yield BeforeValidator(_normal)
        yield AfterValidator(partial(_without_controls, kept=self.kept_controls))
        yield AfterValidator(partial(_at_most, max_length=self.max_length))


@dataclass(frozen=True)
class NeededLine(Line):
    """Text of one line that must be there: `Annotated[str, NeededLine(120)]`."""

    is_needed: ClassVar[bool] = True


@dataclass(frozen=True)
class Lines(Line):
    """Optional text of several lines: `Annotated[str | None, Lines(500)]`."""

    kept_controls: ClassVar[str] = "\n\t"


Day = Annotated[date, Field(ge=date(1500, 1, 1), le=date(2200, 1, 1))]
