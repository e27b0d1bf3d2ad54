"""Languages: one catalogue each, chosen by what the reader's browser prefers.

`make words` gathers the visible words into `customers/languages/words.pot`. A language
is a folder beside it, `<code>/LC_MESSAGES/messages.mo`, and is offered by being there.
"""

from __future__ import annotations

from gettext import NullTranslations
from pathlib import Path

from babel import Locale, localedata
from flask import Flask, current_app, g, has_request_context, request
from flask_babel import Babel, get_domain, get_locale

FOLDER = Path(__file__).parents[1] / "languages"
WRITTEN_IN = "en"


def init_app(app: Flask, *, folder: Path = FOLDER) -> None:
    """Offer the languages of the folder, and tell the layouts which one is read."""
    found = sorted(path.parts[-3] for path in folder.glob("*/LC_MESSAGES/messages.mo"))
    app.extensions["regulars_languages"] = [WRITTEN_IN, *found]
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(folder)
    Babel(app, default_locale=WRITTEN_IN, locale_selector=_locale)
    app.context_processor(_of_the_page)
    # A page has a hundred words: its catalogue is looked up once, not for each.
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        lambda text: _catalogue().gettext(text),
        lambda one, many, count: _catalogue().ngettext(one, many, count),
        newstyle=True,
    )


def _locale() -> str:
    """The reader's language, with the dates and numbers of the business's country."""
    if not has_request_context():
        return WRITTEN_IN
    offered: list[str] = current_app.extensions["regulars_languages"]
    language = request.accept_languages.best_match(offered) or WRITTEN_IN
    actor = g.get("actor")
    regional = f"{language}_{actor.country}" if actor else language
    return regional if localedata.exists(regional) else language


def _catalogue() -> NullTranslations:
    found: NullTranslations | None = g.get("catalogue")
    if found is None:
        found = g.catalogue = get_domain().get_translations()
    return found


def _of_the_page() -> dict[str, str]:
    locale = get_locale() or Locale(WRITTEN_IN)
    return {"language": locale.language, "direction": locale.text_direction}
