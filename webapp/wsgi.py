"""The application as a web server's worker runs it: warm before it is asked."""

from __future__ import annotations

import datetime as dt
import gc
import threading
from typing import TYPE_CHECKING

import structlog
from sqlalchemy.exc import OperationalError

from matcher.errors import MatcherError
from webapp.app import create_app
from webapp.database import reading
from webapp.extensions import db

if TYPE_CHECKING:
    from flask import Flask

    from webapp.collaborators import Collaborators

WARM_QUERY = "普工"

log = structlog.get_logger()


def application() -> Flask:
    """
    Return the app, and load what takes long to load beside it.

    Loading takes some seconds. Pages that need none of it are served meanwhile; a
    search waits for the rest of the loading only.
    """
    app = create_app()
    threading.Thread(target=_load, args=(app,), daemon=True).start()
    return app


def _load(app: Flask) -> None:
    warm_up(app)
    # A million objects stay for good: looking through them for garbage would hold up
    # pages for half a second.
    gc.collect()
    gc.freeze()


def warm_up(app: Flask) -> None:
    """Load what the first search, list of matches, posting and map would wait for."""
    made: Collaborators = app.extensions["collaborators"]
    try:
        made.search_engine.question(WARM_QUERY)
        # Nobody who writes waits for it.
        with app.app_context(), reading():
            made.search_engine.snapshot(db.session)
            made.match_maker.warm_up(db.session, now=dt.datetime.now(dt.UTC))
            # The vectors of texts that were new.
            db.session.commit()
        _ = made.occupation_coder, made.paths, made.basemap
    except (MatcherError, OperationalError) as error:
        # The first who needs it is told, or waits.
        log.warning("warm-up failed", exc_info=error)
