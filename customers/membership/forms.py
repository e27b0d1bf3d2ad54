"""Labels and widgets of the rule: what makes a member."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, HiddenField, SelectField
from wtforms.fields.choices import Choice, SelectChoice  # type: ignore[attr-defined]

from customers.ground import texts
from customers.ground.errors import Invalid
from customers.ground.forms import SchemaForm
from customers.ground.money import DecimalField, minor_units
from customers.ground.numbers import NumberField
from customers.membership.rules import END, GRACE, KEEP
from customers.membership.schemas import MOST_MONTHS, RuleInput

# The numbers of months that are offered, beside the one that is saved.
_OFFERED = (*range(1, 25), 30, 36, 48, 60, 84, MOST_MONTHS)
# These stand outside of the form's element, beside what they preview.
_OUTSIDE = {"form": "rule-form"}
# What the addresses of the page say of the rule.
IN_ADDRESS = (
    *("threshold", "window_months", "is_automatic", "period_months"),
    *("is_renewed", "grace_days", "on_refund", "on_window"),
)
_YES_NO = ("is_automatic", "is_renewed")


def _last(months: int) -> str:
    return ngettext("Of the last month", "Of the last %(num)s months", months)


def _long(months: int) -> str:
    return ngettext("%(num)s month", "%(num)s months", months)


class MonthsField(SelectField):
    """A number of months, or none, which is said as `none` in an address."""

    data: Any
    NONE = "none"

    def __init__(
        self, label: Any, *, without: Any, said: Callable[[int], str], **options: Any
    ) -> None:
        super().__init__(label, validate_choice=False, **options)
        self.without = without
        self.said = said
        self.choices = []

    def process_data(self, value: Any) -> None:
        """Begin with what is kept; None is none."""
        self.data = value

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take the number; what was not offered is refused by the schema."""
        if not valuelist:
            return
        sent = valuelist[0].strip()
        known = sent.isascii() and sent.isdigit() and len(sent) < 10
        self.data = int(sent) if known else None
        if not known and sent not in ("", self.NONE):
            raise ValueError(_("Choose one of the list."))

    def iter_choices(self) -> Any:
        """What is offered: none first, then the months, rising."""
        yield Choice(self.NONE, self.words(None), self.data is None, {})
        for months in sorted({*_OFFERED, self.data or 1}):
            yield Choice(str(months), self.words(months), months == self.data, {})

    def words(self, months: int | None) -> str:
        """A number of months in words."""
        if months is None:
            return str(self.without)
        return self.said(months)


def window_field(**options: Any) -> Any:
    """The field of the window: how many months back spend counts, or all of it."""
    return MonthsField(
        _l("Spend that counts"),
        without=_l("Of everything ever bought"),
        said=_last,
        **options,
    )


class DaysField(NumberField):
    """A number of days; an empty field is 0."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take the number, as a NumberField does."""
        super().process_formdata(valuelist)
        if valuelist and self.data is None:
            self.data = 0


WAYS = {
    KEEP: _l("They stay a member"),
    GRACE: _l("It ends after the grace time"),
    END: _l("It ends at once"),
}
_WAYS = [SelectChoice(value, label) for value, label in WAYS.items()]


class RuleForm(SchemaForm):
    """The threshold, its window, and what happens by itself."""

    schema = RuleInput

    threshold = DecimalField(render_kw={**_OUTSIDE, "inputmode": "decimal"})
    window_months = window_field(render_kw=_OUTSIDE)
    is_automatic = BooleanField(
        _l("Whoever reaches the threshold becomes a member"),
        description=_l(
            "With the purchase that reaches it. Otherwise they join by a run, or by "
            "hand."
        ),
    )
    period_months = MonthsField(
        _l("A membership lasts"), without=_l("Until something ends it"), said=_long
    )
    is_renewed = BooleanField(
        _l("It is renewed if the threshold is reached again"),
        description=_l("At the end of the time that it lasts."),
    )
    grace_days = DaysField(
        _l("Grace time in days"),
        description=_l("How long somebody stays who does not reach it again."),
    )
    on_refund = SelectField(
        _l("If a refund takes the spend below"),
        choices=_WAYS,
        validate_choice=False,
        description=_l("Whoever is held by hand stays what they are."),
    )
    on_window = SelectField(
        _l("If a purchase gets too old to count"),
        choices=_WAYS,
        validate_choice=False,
        description=_l("Only where not everything ever bought counts."),
    )
    version = HiddenField()

    def __init__(self, *, currency: str, **options: Any) -> None:
        super().__init__(**options)
        self.currency = currency
        self.threshold.label.text = _("Threshold (%(currency)s)", currency=currency)
        # (label, what counts now, what was typed), where somebody else saved meanwhile.
        self.differing: list[tuple[str, str, str]] = []

    @classmethod
    def sent(cls, *, currency: str) -> RuleForm:
        """The form as it was sent."""
        return cls(currency=currency)

    @classmethod
    def said(
        cls,
        values: Mapping[str, Any],
        *,
        address: Mapping[str, str],
        currency: str,
    ) -> RuleForm:
        """The form with these values, but for what an address says."""
        given = {name: address[name] for name in IN_ADDRESS if name in address}
        kept = {name: _as_sent(value) for name, value in values.items()}
        both = {**kept, **given}
        sent = {n: t for n, t in both.items() if n not in _YES_NO or t == "1"}
        return cls(currency=currency, formdata=MultiDict(sent))

    def address(self) -> dict[str, str]:
        """What an address says of the form as it was sent."""
        said = {name: _as_sent(self[name].data) for name in IN_ADDRESS}
        raw = self.threshold.raw_data
        return {**said, "threshold": str(raw[0]) if raw else said["threshold"]}

    def threshold_minor(self) -> int:
        """The threshold in minor units. Raises: Invalid, beside the field."""
        sentence = ""
        if self.threshold.process_errors:
            sentence = str(self.threshold.process_errors[0])
        elif not self.threshold.data:
            sentence = _("Write an amount.")
        elif not str(self.threshold.data).strip("0."):
            sentence = _("Write more than nothing.")
        if sentence:
            raise Invalid(sentence, details={"threshold": sentence})
        return minor_units(
            self.threshold.data, currency=self.currency, field="threshold"
        )

    def take_over(self, version: int, *, theirs: Mapping[str, Any]) -> None:
        """Let saving again be over this version, whose other values are `theirs`."""
        self.version.data = str(version)
        self.version.raw_data = None
        for name, value in theirs.items():
            field = self[name.removesuffix("_minor")]
            ours = self.threshold_minor() if "threshold" in name else field.data
            said = (self._said(name, value), self._said(name, ours))
            self.differing.append((str(field.label.text), *said))

    def _said(self, name: str, value: Any) -> str:
        """A value of the rule in words."""
        if name == "threshold_minor":
            return texts.money_text(value, currency=self.currency)
        if name in _YES_NO:
            return _("yes") if value else _("no")
        field = self[name.removesuffix("_minor")]
        if isinstance(field, MonthsField):
            return field.words(value)
        return str(WAYS.get(value, value))


def _as_sent(value: Any) -> str:
    if value is None:
        return MonthsField.NONE
    return str(int(value)) if isinstance(value, bool) else str(value)
