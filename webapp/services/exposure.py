"""
What seekers were shown, and in which place: so that a ranker can learn without favour.

Ids, a day, a place, the closeness of the work, and whether the vacancy was opened. No
row is older than ``KEPT_DAYS``.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, update
from sqlalchemy.dialects import postgresql, sqlite

from models import Impression
from webapp.services.search_engine import today

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from matcher.matching import Matches

# Long enough for an application to become a placement that lasted three months.
KEPT_DAYS = 270


def note_shown(
    session: Session, matches: Matches, version_id: int | None, *, now: dt.datetime
) -> None:
    """Note a seeker's list; what was noted today already keeps its first place."""
    if not matches.fits:
        return
    rows = [
        {
            "seeker_id": matches.id,
            "vacancy_id": fit.vacancy_id,
            "ranker_version_id": version_id,
            "shown_on": today(now),
            "position": position,
            "closeness": fit.closeness,
            "opened": False,
        }
        for position, fit in enumerate(matches.fits, start=1)
    ]
    session.execute(_insert_where_missing(session), rows)


def note_opened(
    session: Session, seeker_id: int, vacancy_id: int, *, now: dt.datetime
) -> bool:
    """Note that a vacancy was opened out of today's list; return whether it was in."""
    found = session.scalar(
        update(Impression)
        .where(
            Impression.seeker_id == seeker_id,
            Impression.vacancy_id == vacancy_id,
            Impression.shown_on == today(now),
        )
        .values(opened=True)
        .returning(Impression.id)
    )
    return found is not None


def forget_old(session: Session, *, now: dt.datetime) -> None:
    """Delete what is older than it may be kept."""
    last = today(now) - dt.timedelta(days=KEPT_DAYS)
    session.execute(delete(Impression).where(Impression.shown_on < last))


def _insert_where_missing(session: Session) -> Any:
    dialect = session.get_bind().dialect.name
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    return insert(Impression).on_conflict_do_nothing()
