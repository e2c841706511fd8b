"""
What a worker does by the clock, each in a transaction of its own.

Learning takes seconds and needs no encoder: what was shown keeps the closeness of the
work. It is idempotent by the week, so a killed worker's successor simply does it.
"""

from __future__ import annotations

import datetime as dt
import logging
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from matcher.errors import EncoderUnavailableError
from webapp.database import reading
from webapp.services import crowding, outbox, posting_drafts, repetitions
from webapp.services.embeddings import embed_all
from webapp.services.exposure import forget_old
from webapp.services.last_days import remind
from webapp.services.learning import learn_if_due
from webapp.services.plans import is_planning
from webapp.services.seekers import forget_ages
from webapp.services.unpublishing import unpublish_overdue

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Engine

    from matcher.encoder.protocol import Encoder
    from webapp.services.matching import MatchMaker

EVERY_S = 3600.0

log = logging.getLogger(__name__)


def keep_house(engine: Engine) -> None:
    """
    Tell employers what comes to its last day; take down the postings whose last day, or
    whose employer's papers, are past; forget what may not be kept longer; once a week
    learn from what was shown.
    """
    now = dt.datetime.now(dt.UTC)
    with Session(engine) as session:
        remind(session, now)
        session.commit()
        unpublish_overdue(session, now)
        session.commit()
        forget_old(session, now=now)
        forget_ages(session, now=now)
        posting_drafts.forget_old(session, now=now)
        outbox.forget_old(session, now=now)
        session.commit()
        learn_if_due(session, now=now)
        session.commit()


def find_repetitions(engine: Engine, open_static: Callable[[], Encoder]) -> None:
    """
    Find what stands several times among the postings: seconds for thousands.

    Not while a campaign is planned, which needs the processor: it comes again.
    """
    now = dt.datetime.now(dt.UTC)
    with reading(), Session(engine) as session:
        if is_planning(session):
            return
    try:
        encoder = open_static()
    except EncoderUnavailableError as error:
        log.warning("postings are not compared: %s", error)
        return
    with reading(), Session(engine) as session:
        found = repetitions.find(session, encoder)
    with Session(engine) as session:
        repetitions.keep(session, found, now=now)
        session.commit()


def find_crowding(engine: Engine, open_matching: Callable[[], MatchMaker]) -> None:
    """Once a night, find what crowds the vacancies; the encoder is made when due."""
    now = dt.datetime.now(dt.UTC)
    with reading(), Session(engine) as session:
        if not crowding.is_due(session, now=now):
            return
    try:
        maker = open_matching()
    except EncoderUnavailableError as error:
        log.warning("lists do not avoid crowds: %s", error)
        return
    # What is new is stored before: what follows would write it while it reads.
    embed_all(engine, maker.encoder)
    # It takes minutes, in which nobody who writes may have to wait.
    with reading(), Session(engine) as session:
        found = crowding.find(session, maker, now=now)
    with Session(engine) as session:
        crowding.keep(session, found)
        session.commit()
