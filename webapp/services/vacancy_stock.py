"""The live vacancies, laid out for matching: kept by a process until they change."""

from __future__ import annotations

import datetime as dt
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from sqlalchemy import func, select

from matcher.matching import Vacancies
from matcher.passages import vacancy_wordings
from models import Employer, Vacancy
from webapp.services.embeddings import Role, vectors_of
from webapp.services.profiles import Coaches, coaches_by_site, load_vacancies
from webapp.services.profiles import vacancy_profile as profile_of
from webapp.services.search_engine import today
from webapp.services.showing import shown_on

if TYPE_CHECKING:
    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from matcher.encoder.protocol import Encoder, Vectors
    from matcher.types import VacancyProfile

# Day, number of vacancies of any status, last change of one and of an employer.
Stamp = tuple[dt.date, int, dt.datetime | None, dt.datetime | None]


@dataclass(frozen=True, slots=True, eq=False)
class _Entry:
    profile: VacancyProfile
    vector: Vectors
    updated_at: dt.datetime


@dataclass(frozen=True, slots=True, eq=False)
class _Snapshot:
    stamp: Stamp
    coaches: Coaches
    entries: dict[int, _Entry]
    vacancies: Vacancies


class VacancyStock:
    """
    What may be applied for, newest first; one a process, shared by its threads.

    Only what has changed is read anew. A change of the coaches reads all anew: it comes
    with a plan that was chosen, a few times a year.
    """

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._snapshot: _Snapshot | None = None
        self._taking = threading.Lock()

    def vacancies(self, session: Session, now: dt.datetime) -> Vacancies:
        """Return the vacancies as they are now; what is new is encoded and stored."""
        stamp, coaches = _stamp(session, now), coaches_by_site(session)
        known = self._snapshot
        if known is None or (known.stamp, known.coaches) != (stamp, coaches):
            with self._taking:
                known = self._take(session, stamp, coaches, self._snapshot)
                self._snapshot = known
        return known.vacancies

    def _take(
        self,
        session: Session,
        stamp: Stamp,
        coaches: Coaches,
        before: _Snapshot | None,
    ) -> _Snapshot:
        kept = before.entries if before and before.coaches == coaches else {}
        times = dict(session.execute(_listed(stamp[0])).all())
        same = {
            id_: kept[id_]
            for id_, updated_at in times.items()
            if id_ in kept and kept[id_].updated_at == updated_at
        }
        entries = same | self._read(session, times.keys() - same.keys(), coaches)
        listed = {id_: entries[id_] for id_ in times if id_ in entries}
        vectors = [entry.vector for entry in listed.values()]
        matrix = (
            np.stack(vectors)
            if vectors
            else np.empty((0, self._encoder.dimension), np.float32)
        )
        profiles = [entry.profile for entry in listed.values()]
        return _Snapshot(stamp, coaches, listed, Vacancies.of(profiles, matrix))

    def _read(
        self, session: Session, ids: set[int], coaches: Coaches
    ) -> dict[int, _Entry]:
        rows = load_vacancies(session, ids)
        profiles = [profile_of(row, coaches) for row in rows.values()]
        wordings = [vacancy_wordings(profile) for profile in profiles]
        vectors = vectors_of(session, self._encoder, wordings, Role.PASSAGE)
        return {
            row.id: _Entry(profile, vector, row.updated_at)
            for row, profile, vector in zip(
                rows.values(), profiles, vectors, strict=True
            )
        }


def _stamp(session: Session, now: dt.datetime) -> Stamp:
    count = select(func.count()).select_from(Vacancy).scalar_subquery()
    changed = select(func.max(Vacancy.updated_at)).scalar_subquery()
    employers = select(func.max(Employer.updated_at)).scalar_subquery()
    counted, *at = session.execute(select(count, changed, employers)).one()
    return today(now), counted, at[0], at[1]


def _listed(day: dt.date) -> Select[int, dt.datetime]:
    return (
        select(Vacancy.id, Vacancy.updated_at)
        .where(*shown_on(day))
        .order_by(Vacancy.published_at.desc().nulls_last(), Vacancy.id.desc())
    )
