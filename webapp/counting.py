"""
Count who reads a vacancy, without knowing who: no cookie, no address is kept.

Machines that say so are not counted, nor what a browser fetches ahead, nor employers
and staff.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

import structlog
from flask import g, request
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from models import Role
from webapp.collaborators import collaborators
from webapp.extensions import db
from webapp.services.search_engine import today

if TYPE_CHECKING:
    from flask import Flask, Response
    from sqlalchemy import Engine

    from webapp.services.view_counting import ViewCounter

log = structlog.get_logger()

_MACHINES = re.compile(
    r"bot\b|bot/|crawl|spider|slurp|curl|wget|python|java/|go-http|okhttp|httpclient|"
    r"headless|monitor|preview|lighthouse|scan|fetch|feed",
    re.IGNORECASE,
)


def init_app(app: Flask) -> None:
    """Count after the answer is made."""
    app.after_request(_count)


def is_person() -> bool:
    """Return whether a request seems to be a person's, who may want the work."""
    agent = request.headers.get("User-Agent", "")
    ahead = request.headers.get("Sec-Purpose", "") + request.headers.get("Purpose", "")
    account = g.get("account")
    return (
        bool(agent)
        and not _MACHINES.search(agent)
        and "prefetch" not in ahead
        and (account is None or account.role is Role.SEEKER)
    )


def _count(response: Response) -> Response:
    if (
        request.endpoint == "public.vacancy"
        and request.method == "GET"
        and response.status_code == 200
        and is_person()
    ):
        counter = collaborators().view_counter
        vacancy_id = (request.view_args or {})["vacancy_id"]
        if counter.note(vacancy_id, today(dt.datetime.now(dt.UTC))):
            engine = db.engine
            response.call_on_close(lambda: _store(counter, engine))
    return response


def _store(counter: ViewCounter, engine: Engine) -> None:
    """Write when the reader has the page; what fails is tried again next time."""
    with Session(engine) as session:
        try:
            counter.store(session)
            session.commit()
        except SQLAlchemyError as error:
            log.warning("views not stored", exc_info=error)
