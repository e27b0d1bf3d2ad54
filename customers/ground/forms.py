"""Forms: one schema per input, whichever door it comes through.

A browser's form carries labels and widgets and hands its values to the schema; JSON
goes through a strict reader into the same schema. What the schema refuses comes back
beside the field.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, ClassVar, NoReturn

from flask import request
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from pydantic import BaseModel, ValidationError

from customers.ground import requests
from customers.ground.answers import Answer
from customers.ground.errors import Conflict, Invalid, Refused
from customers.ground.fields import sentence_of

MAX_DEPTH = 32
WHOLE_FORM = "__all__"


class SchemaForm(FlaskForm):
    """Labels and widgets over a schema; the schema alone judges the values."""

    class Meta:
        """The doors check the token of every unsafe request; not each form again."""

        csrf = False

    schema: ClassVar[type[BaseModel]]

    @property
    def request_key(self) -> str:
        """The key this form was drawn with, or a new one."""
        return request.form.get("request_key") or requests.new_key()

    def value(self) -> Any:
        """The schema's instance made of what was typed.

        Raises: Invalid with a sentence for each field that breaks a rule.
        """
        details = {
            field.name: str(field.process_errors[0])
            for field in self
            if field.process_errors
        }
        values = {f.name: None if f.data == "" else f.data for f in self}
        try:
            checked = self.schema.model_validate(values)
        except ValidationError as error:
            raise _invalid(error, details) from error
        if details:
            raise Invalid(_sentence(details), details=details)
        return checked

    def show(self, refused: Refused) -> None:
        """Put the refusal's sentences beside their fields, the rest above the form."""
        fields = {field.name: field for field in self}
        for name, sentence in refused.details.items():
            if name in fields:
                fields[name].errors = [sentence]
            else:
                self.form_errors.append(sentence)
        if not refused.details:
            self.form_errors.append(refused.message)


@contextmanager
def shown_in(
    form: SchemaForm,
    draw: Callable[[], Answer],
    *,
    refusals: tuple[type[Refused], ...] = (Invalid, Conflict),
) -> Iterator[None]:
    """Draw the form again, with what was typed, where the block raises a refusal."""
    try:
        yield
    except refusals as refused:
        form.show(refused)
        refused.answer = draw
        raise


def checked(values: Mapping[str, Any], *, schema: type[BaseModel]) -> Any:
    """The schema's instance made of plain values, for verbs that commands call.

    Raises: Invalid with a sentence for each field that breaks a rule.
    """
    try:
        return schema.model_validate(values)
    except ValidationError as error:
        raise _invalid(error, {}) from error


def read_json(body: bytes, *, schema: type[BaseModel]) -> Any:
    """The schema's instance made of a JSON body, strictly: nothing is coerced.

    Raises: Invalid for what is no JSON, is nested past 32 levels, names a key twice,
    holds a number no JSON reader agrees on, or breaks a rule of the schema.
    """
    _check_depth(body)
    try:
        json.loads(
            body, object_pairs_hook=_unique_keys, parse_constant=_refuse_constant
        )
    except (ValueError, RecursionError) as error:
        raise Invalid(_("The body is no JSON that can be read.")) from error
    try:
        return schema.model_validate_json(body, strict=True)
    except ValidationError as error:
        raise _invalid(error, {}) from error


def _check_depth(body: bytes) -> None:
    depth = 0
    inside_text = escaped = False
    for byte in body:
        if inside_text:
            inside_text = escaped or byte != 0x22
            escaped = byte == 0x5C and not escaped
        elif byte == 0x22:
            inside_text = True
        elif byte in b"[{":
            depth += 1
            if depth > MAX_DEPTH:
                raise Invalid(_("The body is nested too deeply."))
        elif byte in b"]}":
            depth -= 1


def _unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Invalid(_("The body names a field twice."))
    return found


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON number")


def _invalid(error: ValidationError, details: dict[str, str]) -> Invalid:
    for fault in error.errors(include_url=False):
        place = ".".join(str(step) for step in fault["loc"][:1]) or WHOLE_FORM
        details.setdefault(place, sentence_of(fault))
    return Invalid(_sentence(details), details=details)


def _sentence(details: dict[str, str]) -> str:
    if len(details) == 1:
        return next(iter(details.values()))
    return _("%(count)s fields need another look.", count=len(details))
