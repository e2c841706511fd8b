"""
Public pages, kept as they were made until something changes.

Who is not signed in sees what everybody sees, but for the token that guards the forms:
a page is kept with a mark in its place. A page lives as long as the snapshot of the
vacancies it was made from, so whatever it shows of the tables must change the stamp
(``services.search_changes``). Each process keeps those it has served; what one has made
the others of the service take from where they share pages.
"""

from __future__ import annotations

import datetime as dt
import secrets
import threading
from typing import TYPE_CHECKING, Final

from flask import g, make_response, request, session
from flask_babel import get_locale
from flask_wtf.csrf import generate_csrf

from webapp import large_type
from webapp.collaborators import collaborators
from webapp.extensions import db
from webapp.services.search_engine import today
from webapp.services.shared_pages import Page

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from flask.typing import ResponseReturnValue
    from markupsafe import Markup

    from models import Vacancy
    from webapp.services.search_engine import Snapshot

# Nobody can write it into a page from outside: it is another one in every process.
_MARK: Final = f"token-{secrets.token_hex(16)}"
# Of the session, where flask keeps what is told on the next page.
_FLASHES: Final = "_flashes"
# Who came first is served first. Pages made at once would take turns, and each be there
# last; and if all that are kept went before, the others would wait for longest.
_TURN: Final = threading.Lock()


def kept(make: Callable[[], ResponseReturnValue]) -> ResponseReturnValue:
    """
    Return the page of this address; made anew for whoever sees more than others.

    So it is while the process does not know the vacancies yet: the start page would
    wait for an index that it does not search.
    """
    made = collaborators()
    if g.get("account") is not None or session.get(_FLASHES) or made.is_warming_up:
        return make()
    snapshot = made.search_engine.snapshot(db.session)
    asked = (
        request.full_path,
        request.host_url,
        str(get_locale()),
        large_type.is_on(),
        today(dt.datetime.now(dt.UTC)),
    )
    with _TURN:
        page = snapshot.pages.get(asked, lambda: _shared(asked, snapshot, make))
    return page.with_token(generate_csrf()), page.status


def _shared(
    asked: Hashable, snapshot: Snapshot, make: Callable[[], ResponseReturnValue]
) -> Page:
    """Return the page as another process made it, or made anew."""
    shared = collaborators().shared_pages
    if shared is None:
        return _marked(make)
    return shared.get(asked, snapshot.version, lambda: _marked(make))


def _marked(make: Callable[[], ResponseReturnValue]) -> Page:
    """Return a page with the mark where the token goes."""
    # What flask_wtf finds here it takes for this request's token.
    g.csrf_token = _MARK
    try:
        response = make_response(make())
    finally:
        g.pop("csrf_token", None)
    return Page(response.get_data(as_text=True), _MARK, response.status_code)


def kept_card(
    vacancy: Vacancy, make: Callable[..., Markup], *arguments: object
) -> Markup:
    """Return what a macro makes of a vacancy, in this language, kept by its version."""
    version = (
        vacancy.id,
        vacancy.updated_at,
        vacancy.employer.name,
        str(get_locale()),
    )
    return collaborators().cards.get(version, lambda: make(vacancy, *arguments))
