"""
Learning a ranker from the office's own outcomes, and choosing the one that is live.

What was shown (``exposure``) is joined with what became of it (applications). The
features are worked out from the profiles as they are now; only the closeness of the
work is kept with what was shown, so nothing is encoded here.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from sqlalchemy import func, select, update

from matcher.columns import SeekerColumns, VacancyColumns
from matcher.errors import RankerError
from matcher.learning.finding import Finding
from matcher.learning.outcomes import Outcome, OutcomeLog
from matcher.ranking import Ranker, find_features
from matcher.ranking.features import FEATURES
from models import (
    Application,
    ApplicationStatus,
    Impression,
    LearningPause,
    RankerStatus,
    RankerVersion,
    Seeker,
)
from webapp.services import audit
from webapp.services.profiles import (
    CHUNK,
    load_vacancies,
    seeker_loading,
    seeker_profile,
    vacancy_profile,
)
from webapp.services.search_engine import today

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray
    from sqlalchemy.orm import Session

    from matcher.learning.guard import Lesson
    from matcher.ranking.features import Features
    from matcher.types import SeekerProfile, VacancyProfile

# An outcome of yesterday may still become one of more.
RIPE_DAYS = 3
EVERY_DAYS = 7

OUTCOMES = {
    ApplicationStatus.SENT: Outcome.APPLIED,
    ApplicationStatus.SEEN: Outcome.APPLIED,
    ApplicationStatus.WITHDRAWN: Outcome.APPLIED,
    ApplicationStatus.DECLINED: Outcome.DECLINED,
    ApplicationStatus.INTERVIEW: Outcome.INTERVIEWED,
    ApplicationStatus.OFFER: Outcome.INTERVIEWED,
    ApplicationStatus.HIRED: Outcome.HIRED,
    ApplicationStatus.STAYED: Outcome.STAYED,
}


class _Shown(NamedTuple):
    """A vacancy in a list, and what became of it."""

    seeker_id: int
    vacancy_id: int
    shown_on: dt.date
    position: int
    closeness: float
    outcome: Outcome


def live_version(session: Session) -> RankerVersion | None:
    """Return the version that is live; None while the shipped ranker is."""
    return session.scalar(
        select(RankerVersion).where(RankerVersion.status == RankerStatus.LIVE)
    )


def ranker_of(version: RankerVersion | None) -> Ranker:
    """
    Return a version's ranker; of None the shipped one.

    A version that an older program made with other features cannot be read: the
    shipped ranker takes its place until the next lesson.
    """
    return (read_ranker(version) if version else None) or Ranker.shipped()


def read_ranker(version: RankerVersion) -> Ranker | None:
    """Return a version's ranker, None where this program cannot read it."""
    try:
        return Ranker.from_json(json.dumps(version.weights))
    except RankerError:
        return None


def collect(session: Session, *, now: dt.datetime) -> OutcomeLog:
    """
    Return what was shown until some days ago, and what became of it.

    An application belongs to the last list that showed the vacancy before it was sent;
    lists after that say nothing of the vacancy and are left out.
    """
    shown = _load(session, today(now) - dt.timedelta(days=RIPE_DAYS))
    seekers = _seekers(session, {row.seeker_id for row in shown}, today(now))
    rows = load_vacancies(session, {row.vacancy_id for row in shown})
    vacancies = {id_: vacancy_profile(row) for id_, row in rows.items()}
    lists = [
        list(rows)
        for _, rows in groupby(shown, lambda row: (row.seeker_id, row.shown_on))
    ]
    return OutcomeLog(
        _features(lists, seekers, vacancies),
        _column(number for number, rows in enumerate(lists) for _ in rows),
        _column(row.vacancy_id for row in shown),
        _column(row.position for row in shown),
        _column(row.outcome for row in shown),
    )


def learn(
    session: Session, *, now: dt.datetime, account_id: int | None = None
) -> RankerVersion:
    """Learn from what was shown, and let the guard decide; the row tells why."""
    # With scikit-learn, which takes a second to load, and no page learns.
    from matcher.learning.guard import relearn

    live = ranker_of(live_version(session))
    log = collect(session, now=now)
    lesson = relearn(log, live, name=f"office {today(now).isoformat()}")
    version = _store(session, log, lesson, now)
    audit.record(
        session, "ranker.learn", version,
        account_id=account_id, now=now, detail={"status": version.status.value},
    )  # fmt: skip
    return version


def learn_if_due(session: Session, *, now: dt.datetime) -> RankerVersion | None:
    """
    Learn when the last lesson is a week ago and something was shown since.

    Not while the office has stopped learning.
    """
    if paused_since(session) is not None:
        return None
    last = session.scalar(select(func.max(RankerVersion.created_at)))
    if last is not None and now - last < dt.timedelta(days=EVERY_DAYS):
        return None
    if session.scalar(select(Impression.id).limit(1)) is None:
        return None
    return learn(session, now=now)


def restore_shipped(
    session: Session,
    *,
    version_id: int | None = None,
    now: dt.datetime,
    account_id: int | None = None,
) -> bool:
    """
    Go back to the shipped ranker; return whether another one was live.

    With ``version_id`` only where that one is live: who has seen an older one on their
    page means no newer one.
    """
    version = live_version(session)
    if version is None or version_id not in (None, version.id):
        return False
    version.status = RankerStatus.RETIRED
    session.flush()
    audit.record(session, "ranker.restore", version, account_id=account_id, now=now)
    return True


def paused_since(session: Session) -> dt.datetime | None:
    """Return since when the office does not learn; None while it does."""
    return session.scalar(select(LearningPause.since))


def pause(session: Session, *, now: dt.datetime, account_id: int | None = None) -> bool:
    """Stop learning: what is live stays; return whether it was going on."""
    if paused_since(session) is not None:
        return False
    session.add(LearningPause(since=now))
    session.flush()
    audit.record(session, "ranker.pause", account_id=account_id, now=now)
    return True


def go_on(session: Session, *, now: dt.datetime, account_id: int | None = None) -> bool:
    """Learn again, once a week; return whether it had been stopped."""
    found = session.get(LearningPause, 1)
    if found is None:
        return False
    session.delete(found)
    session.flush()
    audit.record(session, "ranker.go_on", account_id=account_id, now=now)
    return True


def next_lesson_on(session: Session) -> dt.date | None:
    """Return from which day on the worker learns again; None before the first time."""
    last = session.scalar(select(func.max(RankerVersion.created_at)))
    return None if last is None else today(last + dt.timedelta(days=EVERY_DAYS))


def list_versions(session: Session, limit: int = 20) -> Sequence[RankerVersion]:
    """Return the lessons, the latest first."""
    return session.scalars(
        select(RankerVersion)
        .order_by(RankerVersion.created_at.desc(), RankerVersion.id.desc())
        .limit(limit)
    ).all()


def _store(
    session: Session, log: OutcomeLog, lesson: Lesson, now: dt.datetime
) -> RankerVersion:
    verdict = lesson.verdict
    if verdict.accepted:
        # First, since at most one may be live.
        session.execute(
            update(RankerVersion)
            .where(RankerVersion.status == RankerStatus.LIVE)
            .values(status=RankerStatus.RETIRED)
        )
    figures = {**asdict(verdict), "steepness": lesson.steepness}
    version = RankerVersion(
        created_at=now,
        status=RankerStatus.LIVE if verdict.accepted else RankerStatus.REFUSED,
        name=lesson.ranker.name,
        why=verdict.why,
        outcomes=log.happened,
        weights=json.loads(lesson.ranker.to_json()),
        # What could not be measured is NaN, which JSON does not have.
        metrics={
            key: value
            for key, value in figures.items()
            if isinstance(value, int | Finding)
            or (isinstance(value, float) and np.isfinite(value))
        },
    )
    session.add(version)
    session.flush()
    return version


def _seekers(
    session: Session, ids: Iterable[int], day: dt.date
) -> dict[int, SeekerProfile]:
    wanted = sorted(ids)
    found: dict[int, SeekerProfile] = {}
    for start in range(0, len(wanted), CHUNK):
        rows = session.scalars(
            select(Seeker)
            .where(Seeker.id.in_(wanted[start : start + CHUNK]))
            .options(*seeker_loading())
        )
        found |= {row.id: seeker_profile(row, day) for row in rows}
    return found


def _load(session: Session, last: dt.date) -> list[_Shown]:
    rows = session.execute(
        select(
            Impression.seeker_id,
            Impression.vacancy_id,
            Impression.shown_on,
            Impression.position,
            Impression.closeness,
            Impression.opened,
            Application.status,
            Application.created_at,
        )
        .outerjoin(
            Application,
            (Application.seeker_id == Impression.seeker_id)
            & (Application.vacancy_id == Impression.vacancy_id),
        )
        .where(Impression.shown_on <= last)
        .order_by(Impression.seeker_id, Impression.shown_on, Impression.position)
    ).all()
    # The day of the last list that showed a vacancy before it was applied for.
    led: dict[tuple[int, int], dt.date] = {}
    for row in rows:
        if row.status is not None and row.shown_on <= today(row.created_at):
            led[row.seeker_id, row.vacancy_id] = row.shown_on
    found = []
    for row in rows:
        outcome = Outcome.VIEWED if row.opened else Outcome.IGNORED
        if row.status is not None:
            if row.shown_on > today(row.created_at):
                continue
            if row.shown_on == led[row.seeker_id, row.vacancy_id]:
                outcome = OUTCOMES[row.status]
        found.append(_Shown(*row[:5], outcome))
    return found


def _features(
    lists: list[list[_Shown]],
    seekers: dict[int, SeekerProfile],
    vacancies: dict[int, VacancyProfile],
) -> Features:
    """Return the features of every row, list by list: a seeker's with its own only."""
    parts: list[Features] = []
    for rows in lists:
        closeness = np.array([[row.closeness for row in rows]], dtype=np.float32)
        parts.append(
            find_features(
                SeekerColumns([seekers[rows[0].seeker_id]]),
                VacancyColumns([vacancies[row.vacancy_id] for row in rows]),
                closeness,
            )
        )
    nothing = np.zeros(0, np.float32)
    return {
        name: np.concatenate([nothing, *(part[name][0] for part in parts)])
        for name in FEATURES
    }


def _column(values: Iterable[int]) -> NDArray[np.int64]:
    return np.fromiter(values, np.int64)
