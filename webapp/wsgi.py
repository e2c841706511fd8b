"""The application as a web server's worker runs it: warm before it is asked."""

from __future__ import annotations

import datetime as dt
import gc
import sys
import threading
from typing import TYPE_CHECKING

import structlog
from sqlalchemy.exc import OperationalError

from matcher.errors import MatcherError
from webapp.app import create_app
from webapp.database import reading
from webapp.extensions import db
from webapp.services.embeddings import Role, embed_in_steps, live_passages

if TYPE_CHECKING:
    from flask import Flask

    from webapp.collaborators import Collaborators

WARM_QUERY = "普工"
# A tenth of the usual.
WARM_UP_TURN_S = 0.0005

log = structlog.get_logger()


def application() -> Flask:
    """Return the app; nothing is in it yet that a process could not give to a fork."""
    return create_app()


def warm_up_beside(app: Flask) -> None:
    """
    Load beside the app what takes long to load.

    Loading takes some seconds. Pages that need none of it are served meanwhile; a
    search waits for the rest of the loading only.
    """
    made: Collaborators = app.extensions["collaborators"]
    made.is_warming_up = True
    threading.Thread(target=_load, args=(app,), daemon=True).start()


def _load(app: Flask) -> None:
    # Whoever asks meanwhile takes turns with this thread, after every statement anew.
    turn_s = sys.getswitchinterval()
    sys.setswitchinterval(WARM_UP_TURN_S)
    # A million objects are made that stay for good. To look for garbage among them
    # would take a fifth of this time, and hold up pages for half a second later on.
    gc.disable()
    try:
        warm_up(app)
        gc.collect()
        gc.freeze()
    finally:
        gc.enable()
        sys.setswitchinterval(turn_s)


def warm_up(app: Flask) -> None:
    """Load what the first search, list of matches, posting and map would wait for."""
    made: Collaborators = app.extensions["collaborators"]
    try:
        made.search_engine.question(WARM_QUERY)
        with app.app_context():
            # Nobody who writes waits for it.
            with reading():
                made.search_engine.snapshot(db.session)
                made.is_warming_up = False
                passages = live_passages(db.session)
                db.session.rollback()
            # After a change of the encoder all are new, which takes minutes.
            encoder = made.match_maker.encoder
            embed_in_steps(db.engine, encoder, passages, Role.PASSAGE)
            with reading():
                made.match_maker.warm_up(db.session, now=dt.datetime.now(dt.UTC))
                # What has come in meanwhile.
                db.session.commit()
        made.wording(f"招{WARM_QUERY}")
        _ = made.occupation_coder, made.paths, made.basemap
    except (MatcherError, OperationalError) as error:
        # The first who needs it is told, or waits.
        log.warning("warm-up failed", exc_info=error)
    finally:
        made.is_warming_up = False
