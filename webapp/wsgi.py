"""The application as a web server's worker runs it: warm before it is asked."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import structlog

from matcher.errors import MatcherError
from webapp.app import create_app
from webapp.extensions import db

if TYPE_CHECKING:
    from flask import Flask

    from webapp.collaborators import Collaborators

WARM_QUERY = "普工"

log = structlog.get_logger()


def application() -> Flask:
    """
    Return the app, and load the encoder and the index beside it.

    Loading takes some seconds. Pages that need neither are served meanwhile; a search
    waits for the rest of the loading only.
    """
    app = create_app()
    threading.Thread(target=_warm_up, args=(app,), daemon=True).start()
    return app


def _warm_up(app: Flask) -> None:
    collaborators: Collaborators = app.extensions["collaborators"]
    try:
        engine = collaborators.search_engine
        engine.question(WARM_QUERY)
        with app.app_context():
            engine.snapshot(db.session)
    except MatcherError as error:
        # The first search tells it to a person.
        log.warning("warm-up failed", exc_info=error)
