"""
The language of a page: Simplified Chinese, Traditional Chinese or English.

The texts in the code are English; ``translations/`` holds the Simplified ones, from
which the Traditional are made (``python -m webapp.translations.compile``).
"""

from __future__ import annotations

from functools import lru_cache, partial
from typing import TYPE_CHECKING

from flask import g, has_request_context, request
from flask_babel import Domain, get_locale, get_translations
from markupsafe import Markup

from matcher.sentences import help_sentence, left_sentence, sentence
from webapp.problems import is_program

if TYPE_CHECKING:
    from collections.abc import Callable
    from gettext import NullTranslations

    from babel import Locale
    from flask import Flask

    from matcher.assignment.leftover import Left
    from matcher.explanation import Reason
    from matcher.sentences import Told

DEFAULT = "zh_Hans"
LANGUAGES = {"zh_Hans": "简体中文", "zh_Hant": "繁體中文", "en": "English"}
COOKIE = "language"
TEXTS_KEPT = 5_000

# What browsers ask for -> what we speak.
_ASKED = {
    "zh-tw": "zh_Hant",
    "zh-hk": "zh_Hant",
    "zh-mo": "zh_Hant",
    "zh-hant": "zh_Hant",
    "zh": "zh_Hans",
    "en": "en",
}


def selected() -> str:
    """Return the language chosen, or that of the account or the browser."""
    if not has_request_context():
        return DEFAULT
    account = g.get("account")
    kept = [account.language] if account else []
    if is_program():
        # A program says for whom it asks; it has no cookies.
        chosen = [_asked_for(), *kept]
    else:
        chosen = [request.cookies.get(COOKIE), *kept, _asked_for()]
    return next((str(each) for each in chosen if each in LANGUAGES), DEFAULT)


def _asked_for() -> str | None:
    """Return what the browser asks for and we speak."""
    for asked in request.accept_languages.values():
        name = asked.lower()
        for prefix, language in _ASKED.items():
            if name == prefix or name.startswith(prefix + "-"):
                return language
    return None


def _choose() -> None:
    """
    Settle the language before the view.

    It depends on the account. A view that has committed and then says so in a sentence
    would read the account anew, and on SQLite wait for the next writer to end.
    """
    _CODE.as_default()
    get_locale()


class _Texts(Domain):  # type: ignore[misc]
    """
    The texts of the code, found by language alone.

    A page of results asks for a hundred; the extension would spell the language anew
    for each.
    """

    def __init__(self) -> None:
        super().__init__()
        self._known: dict[Locale | None, NullTranslations] = {}

    def get_translations(self) -> NullTranslations:
        locale = get_locale()
        if locale not in self._known:
            self._known[locale] = super().get_translations()
        return self._known[locale]


_CODE = _Texts()


def html_language() -> str:
    """Return the value of the page's ``lang``."""
    return str(get_locale()).replace("_", "-")


def reason_text(reason: Reason) -> str:
    """Return why a vacancy fits, or does not, in the page's language."""
    return _localised(partial(sentence, reason))


def help_text(found: Told) -> str:
    """Return what would help, in the page's language."""
    return _localised(partial(help_sentence, found))


def left_text(left: Left) -> str:
    """Return why somebody is placed nowhere, in the page's language."""
    return _localised(partial(left_sentence, left))


def _localised(told: Callable[[str], str]) -> str:
    language = str(get_locale())
    if language == "en":
        return told("en")
    return _traditional(told("zh")) if language == "zh_Hant" else told("zh")


@lru_cache(maxsize=2_000)
def _traditional(text: str) -> str:
    from webapp.translations.compile import convert

    return convert(text)


def init_app(app: Flask) -> None:
    """Give templates the languages, and each page the texts of its own."""
    app.jinja_env.globals.update(languages=LANGUAGES, html_language=html_language)
    app.context_processor(_texts)
    app.before_request(_choose)


def _texts() -> dict[str, Callable[..., Markup]]:
    """
    Return what translates in the templates of a page.

    The extension asks anew for every text which language the page has, two hundred
    times on a page of results; here it is asked once.
    """
    return _texts_of(get_translations())


@lru_cache(maxsize=2 * len(LANGUAGES))
def _texts_of(known: NullTranslations) -> dict[str, Callable[..., Markup]]:
    @lru_cache(maxsize=TEXTS_KEPT)
    def plain(text: str) -> Markup:
        # A percent sign is doubled, as in a text that takes values.
        return Markup(known.gettext(text)) % {}

    def gettext(text: str, /, **values: object) -> Markup:
        return Markup(known.gettext(text)) % values if values else plain(text)

    def ngettext(one: str, many: str, count: int, /, **values: object) -> Markup:
        return Markup(known.ngettext(one, many, count)) % {"num": count, **values}

    return {"_": gettext, "gettext": gettext, "ngettext": ngettext}
