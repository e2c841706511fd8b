"""What every template may use."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import current_app, g, request
from flask_babel import format_date
from flask_babel import lazy_gettext as _l

from matcher.wording.rewriting import lawful_words
from models import Role
from webapp import labels
from webapp.extensions import db
from webapp.services.notices import count_unread

if TYPE_CHECKING:
    import datetime as dt

    from flask import Flask

# Role, None for nobody -> endpoint and its word in the main menu.
NAVIGATION: dict[Role | None, list[tuple[str, Any]]] = {
    None: [("public.search", _l("Find work"))],
    Role.SEEKER: [
        ("public.search", _l("Find work")),
        ("seeker.matches", _l("For you")),
        ("seeker.applications", _l("My applications")),
        ("seeker.searches", _l("My searches")),
        ("seeker.rides", _l("The coach")),
        ("seeker.profile", _l("My profile")),
    ],
    Role.EMPLOYER: [
        ("employer.vacancies", _l("Our postings")),
        ("employer.riders", _l("Our people on the coaches")),
        ("employer.statistics", _l("Statistics")),
        ("employer.company_papers", _l("Papers")),
        ("employer.company_team", _l("Our people")),
    ],
    Role.DISPATCHER: [
        ("dispatcher.campaigns", _l("Campaigns")),
        ("dispatcher.today", _l("Control page")),
        ("bureau.upload", _l("Import")),
    ],
    Role.CLERK: [
        ("bureau.start", _l("Office")),
        ("bureau.posting_list", _l("Postings")),
        ("bureau.employer_list", _l("Employers")),
        ("bureau.seeker_list", _l("Job seekers")),
        ("bureau.upload", _l("Import")),
        ("dispatcher.campaigns", _l("Campaigns")),
    ],
    Role.ADMIN: [
        ("bureau.start", _l("Office")),
        ("bureau.posting_list", _l("Postings")),
        ("bureau.employer_list", _l("Employers")),
        ("bureau.seeker_list", _l("Job seekers")),
        ("bureau.upload", _l("Import")),
        ("bureau.account_list", _l("Accounts")),
        ("bureau.key_list", _l("API keys")),
    ],
    Role.AUDITOR: [("bureau.audit", _l("Audit log"))],
}


def init_app(app: Flask) -> None:
    """Give templates the menu, versioned files and words for numbers."""
    settings = app.extensions["collaborators"].settings
    app.jinja_env.globals.update(
        navigation=navigation,
        static_url=static_url,
        unread_notices=unread_notices,
        phone=settings.phone,
        labels=labels,
        lawful_words=lawful_words,
    )
    app.jinja_env.filters.update(
        yuan=yuan, kilometres=kilometres, daysformat=daysformat
    )


def daysformat(days: tuple[dt.date, dt.date], form: str = "long") -> str:
    """Return a first and a last day in the reader's language, one where they are so."""
    first, last = (format_date(day, form) for day in days)
    return first if first == last else f"{first} – {last}"


def navigation() -> list[tuple[str, Any]]:
    """Return the menu of the signed-in account's role."""
    account = g.get("account")
    return NAVIGATION.get(account.role if account else None, NAVIGATION[None])


def unread_notices() -> int:
    """Return how many notices the signed-in account has not read."""
    account = g.get("account")
    return count_unread(db.session, account.id) if account else 0


def static_url(filename: str) -> str:
    """
    Return the address of a file with its version, so that browsers may keep it.

    Every page names some; ``url_for`` would take ten times as long.
    """
    folder = current_app.static_folder or ""
    root = f"{request.script_root}{current_app.static_url_path}"
    return f"{root}/{filename}?v={_version(folder, filename)}"


@lru_cache(maxsize=512)
def _version(folder: str, filename: str) -> str:
    path = Path(folder, filename)
    if not path.is_file():
        return "0"
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


def yuan(cents: int | None) -> str:
    """
    Return fen as whole yuan with separators.

    >>> yuan(5730230400)
    '57,302,304'
    """
    return "" if cents is None else f"{round(cents / 100):,}"


def kilometres(distance_m: int) -> str:
    """
    Return metres as kilometres.

    >>> kilometres(712_345)
    '712'
    """
    return f"{distance_m / 1000:,.0f}"
