"""
The sentences of notices, in the reader's language.

They are made on pages and in messages that a worker writes, so they are taken from the
catalogues without the web framework. The blanks are filled from ``Notice.about``: one
that ends in ``_at`` is an ISO time, one in ``_on`` an ISO date or two with a stroke
between, and all are written as the language writes them.
"""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import TYPE_CHECKING

from babel.dates import format_date, format_time
from babel.support import NullTranslations, Translations

from models import NoticeKind
from webapp.services.rules import LOCAL_TIME
from webapp.translations.catalogue import FOLDER

if TYPE_CHECKING:
    from collections.abc import Mapping

DEFAULT_LANGUAGE = "zh_Hans"


def _(text: str) -> str:
    """Mark a text for the catalogue."""
    return text


SENTENCES: dict[NoticeKind, str] = {
    NoticeKind.APPLICATION_NEW: _("Somebody has applied for “%(title)s”."),
    NoticeKind.APPLICATION_WITHDRAWN: _(
        "An application for “%(title)s” was withdrawn."
    ),
    NoticeKind.APPLICATION_SEEN: _(
        "%(employer)s has read your application for “%(title)s”."
    ),
    NoticeKind.INTERVIEW: _(
        "%(employer)s invites you to an interview for “%(title)s”: %(interview_at)s,"
        " %(place)s."
    ),
    NoticeKind.INTERVIEW_CHANGED: _(
        "Your interview at %(employer)s for “%(title)s” is now: %(interview_at)s,"
        " %(place)s."
    ),
    NoticeKind.INTERVIEW_CANCELLED: _(
        "The interview for “%(title)s” on %(interview_at)s does not take place."
    ),
    NoticeKind.OFFER: _("%(employer)s offers you the work “%(title)s”."),
    NoticeKind.HIRED: _("%(employer)s has hired you for “%(title)s”."),
    NoticeKind.DECLINED: _(
        "%(employer)s did not choose you for “%(title)s”. Others may fit you."
    ),
    NoticeKind.VACANCY_CLOSED: _(
        "“%(title)s” at %(employer)s is closed and takes nobody any more."
    ),
    NoticeKind.INVITATION: _(
        "%(employer)s would like to talk to you about “%(title)s”."
    ),
    NoticeKind.SUGGESTION: _(
        "The employment office thinks that “%(title)s” at %(employer)s may suit you."
    ),
    NoticeKind.MESSAGE: _("%(sender)s writes about “%(title)s”: %(text)s"),
    NoticeKind.ALERT: _("New vacancies for “%(name)s”: %(count)s."),
    NoticeKind.POSTING_PUBLISHED: _("Your posting “%(title)s” is shown now."),
    NoticeKind.POSTING_RETURNED: _(
        "The office has returned your posting “%(title)s”: %(reason)s"
    ),
    NoticeKind.POSTING_EXPIRES_SOON: _(
        "Your posting “%(title)s” is shown until %(until_on)s. You can extend it."
    ),
    NoticeKind.POSTING_EXPIRED: _(
        "Your posting “%(title)s” has reached its last day and is not shown any more."
    ),
    NoticeKind.POSTING_TAKEN_DOWN: _(
        "The office has taken down your posting “%(title)s” after a report: %(reason)s"
    ),
    NoticeKind.WARNING: _(
        "The office warns you because of your posting “%(title)s”: %(reason)s"
    ),
    NoticeKind.PAPERS_VERIFIED: _(
        "The office has examined your papers; they hold until %(until_on)s."
    ),
    NoticeKind.PAPERS_REFUSED: _("The office could not accept your papers: %(reason)s"),
    NoticeKind.PAPERS_DUE: _(
        "Your papers hold until %(until_on)s. Please send new ones before that day."
    ),
    NoticeKind.PAPERS_LAPSED: _(
        "Your papers held until %(until_on)s. Your postings are not shown until the"
        " office has examined new ones."
    ),
    NoticeKind.REPORT_UPHELD: _(
        "You reported “%(title)s”. You were right, and the office has acted. Thank you."
    ),
    NoticeKind.REPORT_DISMISSED: _(
        "You reported “%(title)s”. The office has looked and found nothing unlawful."
    ),
    NoticeKind.SEAT_TAKEN: _(
        "You have a seat on the coach of %(service_on)s: %(stop)s, %(pickup_at)s."
    ),
    NoticeKind.SEAT_CANCELLED: _(
        "Your seat on the coach of %(service_on)s was cancelled."
    ),
    NoticeKind.SEAT_WAITING: _(
        "The coaches of %(service_on)s have no seat for you yet. You wait in line: when"
        " one is free it is yours, and you hear from us."
    ),
    NoticeKind.SEAT_FREE: _("A seat for you is free on the coach of %(service_on)s."),
    NoticeKind.TRIP_CHANGED: _(
        "Your coach of %(service_on)s has changed: %(stop)s, %(pickup_at)s."
    ),
    NoticeKind.SEAT_MOVED: _(
        "Where you sit on %(service_on)s has changed: coach %(coach)s, seat %(seats)s."
        " You board as before: %(stop)s, %(pickup_at)s."
    ),
    NoticeKind.RIDE_MERGED: _(
        "On %(service_on)s you ride with another group: you stand in its list too."
    ),
    NoticeKind.ARRIVALS_PUBLISHED: _(
        "The coaches of %(service_on)s are public: %(count)s of your people have seats."
    ),
    NoticeKind.ARRIVALS_CHANGED: _(
        "The coaches of %(service_on)s have changed for %(count)s of your people."
    ),
}


def blanks(kind: NoticeKind, about: Mapping[str, str]) -> None:
    """
    Check that what a sentence needs is there.

    Raises
    ------
    ValueError
        When a blank of the sentence is not filled.
    """
    try:
        SENTENCES[kind] % dict(about)
    except KeyError as error:
        msg = f"A notice {kind} needs {error} in what it is about."
        raise ValueError(msg) from error


def sentence(kind: NoticeKind, about: Mapping[str, str], language: str | None) -> str:
    """Return what the notice says; in the default language when none is chosen."""
    language = language or DEFAULT_LANGUAGE
    filled = {name: _written(name, text, language) for name, text in about.items()}
    return translate(SENTENCES[kind], language) % filled


def translate(text: str, language: str | None) -> str:
    """Return a text of the catalogue in a language."""
    return str(_catalogue(language or DEFAULT_LANGUAGE).gettext(text))


@cache
def _catalogue(language: str) -> NullTranslations:
    return Translations.load(FOLDER, [language])


def _written(name: str, text: str, language: str) -> str:
    if name.endswith("_at"):
        time = dt.datetime.fromisoformat(text).astimezone(LOCAL_TIME)
        day = format_date(time.date(), "full", locale=language)
        return f"{day} {format_time(time.time(), 'short', locale=language)}"
    if name.endswith("_on"):
        days = (dt.date.fromisoformat(day) for day in text.split("/"))
        return " – ".join(format_date(day, "long", locale=language) for day in days)
    return text
