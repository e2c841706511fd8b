"""What else there is like a vacancy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from matcher.conditions import Conditions
from matcher.retrieval.comparison import Question
from webapp.services.profiles import load_vacancies
from webapp.services.search_engine import today

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy.orm import Session

    from models import Vacancy
    from webapp.services.search_engine import SearchEngine, Snapshot


def list_similar(
    session: Session,
    engine: SearchEngine,
    vacancy: Vacancy,
    *,
    now: dt.datetime,
    limit: int,
) -> list[Vacancy]:
    """Return the open vacancies nearest to one that is or was open, nearest first."""
    snapshot = engine.snapshot(session)
    day = today(now)
    ids = snapshot.similar.get(
        (vacancy.id, vacancy.title, day, limit),
        lambda: _nearest(snapshot, engine, vacancy, day, limit),
    )
    rows = load_vacancies(session, ids)
    return [rows[id_] for id_ in ids if id_ in rows]


def _nearest(
    snapshot: Snapshot, engine: SearchEngine, vacancy: Vacancy, day: dt.date, limit: int
) -> list[int]:
    allowed = snapshot.find(None, Conditions(), day).holds.copy()
    own = np.flatnonzero((snapshot.ids == vacancy.id) & snapshot.stock.alive)
    allowed[own] = False
    # One that is closed has left the stock; its title is asked for instead.
    question = (
        _as_question(snapshot, int(own[0]), vacancy.title)
        if len(own)
        else engine.titled(vacancy.title)
    )
    ranking = snapshot.stock.search(question, allowed, limit)
    ids: list[int] = snapshot.ids[ranking.rows].tolist()
    return ids


def _as_question(snapshot: Snapshot, row: int, title: str) -> Question:
    """Return a vacancy as what is looked for, by the vectors it has already."""
    at = int(np.searchsorted(snapshot.stock.starts, row, "right")) - 1
    segment = snapshot.stock.segments[at]
    local = row - snapshot.stock.starts[at]
    refined = None if segment.refined is None else segment.refined[local]
    if refined is not None and np.isnan(refined[0]):
        refined = None
    return Question(title, segment.vectors[local], refined)
