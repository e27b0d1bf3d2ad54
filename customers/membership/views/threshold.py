"""The threshold: what it would do, and the rule that it is part of, saved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import urlencode

from flask import request, url_for
from flask_babel import gettext as _

from customers.accounts.permissions import MANAGE_MEMBERSHIP
from customers.ground import answers, texts
from customers.ground.answers import Answer
from customers.ground.doors import actor
from customers.ground.errors import Invalid
from customers.ground.forms import shown_in
from customers.membership.errors import RuleChangedMeanwhile
from customers.membership.forms import IN_ADDRESS, RuleForm
from customers.membership.models import MembershipRule
from customers.membership.queries.histogram import slider
from customers.membership.queries.preview import (
    PAGE,
    Asked,
    Preview,
    preview,
    refreshing,
)
from customers.membership.queries.preview_counts import spread
from customers.membership.queries.proposing import beginning, typed
from customers.membership.queries.rules import saved_row
from customers.membership.service.saving import save_rule
from customers.membership.views.room import room
from customers.membership.wording import rule_text
from customers.membership.words import ACTIONS, JOIN

TEMPLATE = "membership/threshold.html"
_FIRST_PAGE: Mapping[str, str] = {}


class _Looked(NamedTuple):
    """The rule that counts, the form, and what it would do.

    `preview` is None where the form names another window than the one that counts.
    """

    saved: MembershipRule | None
    form: RuleForm
    preview: Preview | None


@room.get(PAGE, access=MANAGE_MEMBERSHIP)
def show_threshold() -> Answer:
    """What the threshold of the address would do; else the one that counts.

    The part that asks again while figures are counted is told if nothing is new.
    """
    if answers.wants_part() and request.args.get("seen", "") == _counted_so_far():
        # Never 304: the browser would turn it into the answer of before.
        return Answer(body="", status=204)
    saved = saved_row()
    form = _form(saved, address=request.args)
    with shown_in(form, lambda: _refused(saved, form)):
        form.threshold_minor()
    looked = _looked(saved, form, cursors=_cursors())
    return answers.part("membership/_preview_news.html", page=TEMPLATE, **_all(looked))


@room.post(f"{PAGE}/preview", access=MANAGE_MEMBERSHIP)
def preview_threshold() -> Answer:
    """Lead to the page that shows what was typed, for who has no scripts."""
    said = RuleForm.sent(currency=actor().currency).address()
    return answers.seen_other(f"{PAGE}?{urlencode(said)}")


@room.post(f"{PAGE}/rule", access=MANAGE_MEMBERSHIP)
def save_threshold() -> Answer:
    """Save what makes a member from now on."""
    form = RuleForm.sent(currency=actor().currency)
    with shown_in(form, lambda: _again(form)):
        try:
            save_rule(form.value(), actor=actor())
        except RuleChangedMeanwhile as meanwhile:
            form.take_over(meanwhile.version, theirs=meanwhile.theirs)
            raise
    return answers.seen_other(
        url_for("membership.show_threshold"), toast=_("The rule is saved.")
    )


def _counted_so_far() -> str | None:
    """How far the figures are counted, if they are; only a part that asks has to know.

    None where nothing asks, or nothing is counted any more.
    """
    now = refreshing() if "seen" in request.args else None
    return None if now is None else now.seen


def _form(saved: MembershipRule | None, *, address: Any) -> RuleForm:
    """The form of the rule that counts, or of a proposal, but for what is said."""
    values = beginning(saved, spread=() if saved else spread(), actor=actor())
    return RuleForm.said(values, address=address, currency=actor().currency)


def _cursors() -> dict[str, str]:
    """Which page of the list is meant; nothing for its beginning."""
    return {n: request.args[n] for n in ("after", "before") if n in request.args}


def _looked(
    saved: MembershipRule | None,
    form: RuleForm,
    *,
    cursors: Mapping[str, str] = _FIRST_PAGE,
) -> _Looked:
    """What the form would do. Raises: Invalid for a wrong amount or cursor."""
    threshold_minor = form.threshold_minor()
    if form.window_months.data != (saved.window_months if saved else None):
        return _Looked(saved, form, None)
    action = request.args.get("list", JOIN)
    asked = Asked(
        threshold_minor,
        typed(threshold_minor, currency=actor().currency),
        action if action in ACTIONS else JOIN,
        **cursors,
    )
    return _Looked(saved, form, preview(asked, actor=actor()))


def _all(looked: _Looked) -> dict[str, Any]:
    """What the page needs, and each of its parts."""
    form, shown = looked.form, looked.preview
    slides = None
    if not answers.wants_part():
        known = shown.spread if shown else spread()
        slides = slider(known, currency=actor().currency)
    return {
        "form": form,
        "saved": looked.saved,
        "preview": shown,
        "at": form.threshold.data,
        "typed": (form.threshold.raw_data or [""])[0],
        "window": form.window_months.data,
        "slider": slides,
        "in_force": _in_force(looked),
        "slider_said": _amount_said(form),
        "currency": actor().currency,
    }


def _in_force(looked: _Looked) -> str:
    """The test that counts, where the form makes another; "" where it does not."""
    saved, form = looked.saved, looked.form
    if saved is None or (_minor(form), form.window_months.data) == (
        saved.threshold_minor,
        saved.window_months,
    ):
        return ""
    return rule_text(saved, currency=actor().currency)


def _minor(form: RuleForm) -> int | None:
    """The threshold in minor units; None where what was typed is none."""
    try:
        return form.threshold_minor()
    except Invalid:
        return None


def _amount_said(form: RuleForm) -> str:
    """The threshold as money; "" where what was typed is none."""
    threshold_minor = _minor(form)
    if threshold_minor is None:
        return ""
    return texts.money_text(threshold_minor, currency=actor().currency)


def _refused(saved: MembershipRule | None, form: RuleForm) -> Answer:
    """The sentence beside the field; the page shows what was there before."""
    if answers.wants_part():
        return answers.part(
            "membership/_threshold_fault.html", page=TEMPLATE, form=form
        )
    looked = _looked(saved, _form(saved, address=_without_threshold()))
    return answers.page(TEMPLATE, **{**_all(looked), "form": form})


def _without_threshold() -> dict[str, str]:
    said = (name for name in IN_ADDRESS if name != "threshold")
    return {name: request.args[name] for name in said if name in request.args}


def _again(form: RuleForm) -> Answer:
    """The form as it was sent, with what is wrong."""
    saved = saved_row()
    if answers.wants_part():
        looked = _Looked(saved, form, None)
    else:
        try:
            looked = _looked(saved, form)
        except Invalid:
            before = _looked(saved, _form(saved, address={}))
            looked = before._replace(form=form)
    return answers.part("membership/_rule_news.html", page=TEMPLATE, **_all(looked))
