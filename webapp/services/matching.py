"""The best vacancies for each seeker in the tables, and the other way round."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from matcher.matching import (
    Matches,
    Seekers,
    Vacancies,
    match_seekers,
    match_vacancies,
)
from matcher.passages import seeker_wordings, vacancy_wordings
from matcher.ranking import Baseline, Ranker
from models import Seeker, Vacancy, VacancyStatus
from webapp.services.embeddings import Role, vectors_of
from webapp.services.profiles import (
    coaches_by_site,
    load_seekers,
    seeker_loading,
    seeker_profile,
    vacancy_loading,
    vacancy_profile,
)
from webapp.services.search_engine import today

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from matcher.encoder.protocol import Encoder, Vectors
    from matcher.types import SeekerProfile, VacancyProfile

TOP = 10
# Pairs that are compared at once: some 100 bytes each.
PAIRS = 1_000_000


class MatchMaker:
    """
    Compares seekers with vacancies by an encoder; keep one, it knows its baseline.

    Each call reads the tables as they are, encodes what is new, and stores that in the
    session, whose caller commits.
    """

    def __init__(self, encoder: Encoder) -> None:
        self.encoder = encoder
        self._baseline: Baseline | None = None

    @property
    def baseline(self) -> Baseline:
        """Return the similarity of unrelated work by this encoder."""
        if self._baseline is None:
            self._baseline = Baseline.of(self.encoder)
        return self._baseline

    def for_seeker(
        self, session: Session, seeker_id: int, *, now: dt.datetime, top: int = TOP
    ) -> Matches:
        """
        Return the best live vacancies for one seeker.

        Raises
        ------
        LookupError
            When there is no such seeker.
        """
        seeker = session.scalar(
            select(Seeker).where(Seeker.id == seeker_id).options(*seeker_loading())
        )
        if seeker is None:
            msg = f"There is no seeker {seeker_id}."
            raise LookupError(msg)
        vacancies = live_profiles(session, now)
        (matches,) = self._for_seekers(
            session, [seeker_profile(seeker)], vacancies, top
        )
        return matches

    def for_vacancy(
        self, session: Session, vacancy_id: int, *, top: int = TOP
    ) -> Matches:
        """
        Return the best seekers for one vacancy, whatever its status.

        Raises
        ------
        LookupError
            When there is no such vacancy.
        """
        vacancy = session.scalar(
            select(Vacancy).where(Vacancy.id == vacancy_id).options(*vacancy_loading())
        )
        if vacancy is None:
            msg = f"There is no vacancy {vacancy_id}."
            raise LookupError(msg)
        profile = vacancy_profile(vacancy, coaches_by_site(session))
        seekers = [seeker_profile(seeker) for seeker in load_seekers(session)]
        (matches,) = self._for_vacancies(session, seekers, [profile], top)
        return matches

    def for_all(
        self, session: Session, *, now: dt.datetime, top: int = TOP
    ) -> tuple[list[Matches], list[Matches]]:
        """Return the matches of every seeker who is looking, and every live vacancy."""
        seekers = [seeker_profile(seeker) for seeker in load_seekers(session)]
        vacancies = live_profiles(session, now)
        return (
            self._for_seekers(session, seekers, vacancies, top),
            self._for_vacancies(session, seekers, vacancies, top),
        )

    def _for_seekers(
        self,
        session: Session,
        seekers: Sequence[SeekerProfile],
        vacancies: Sequence[VacancyProfile],
        top: int,
    ) -> list[Matches]:
        ours, theirs = self._vectors(session, seekers, vacancies)
        offers = Vacancies.of(vacancies, theirs)
        step = max(1, PAIRS // max(1, len(vacancies)))
        return [
            matches
            for start in range(0, len(seekers), step)
            for matches in match_seekers(
                Seekers.of(seekers[start : start + step], ours[start : start + step]),
                offers,
                self.baseline,
                Ranker.shipped(),
                top,
            )
        ]

    def _for_vacancies(
        self,
        session: Session,
        seekers: Sequence[SeekerProfile],
        vacancies: Sequence[VacancyProfile],
        top: int,
    ) -> list[Matches]:
        ours, theirs = self._vectors(session, seekers, vacancies)
        people = Seekers.of(seekers, ours)
        step = max(1, PAIRS // max(1, len(seekers)))
        return [
            matches
            for start in range(0, len(vacancies), step)
            for matches in match_vacancies(
                people,
                Vacancies.of(
                    vacancies[start : start + step], theirs[start : start + step]
                ),
                self.baseline,
                Ranker.shipped(),
                top,
            )
        ]

    def _vectors(
        self,
        session: Session,
        seekers: Sequence[SeekerProfile],
        vacancies: Sequence[VacancyProfile],
    ) -> tuple[Vectors, Vectors]:
        queries = [seeker_wordings(seeker) for seeker in seekers]
        passages = [vacancy_wordings(vacancy) for vacancy in vacancies]
        return (
            vectors_of(session, self.encoder, queries, Role.QUERY),
            vectors_of(session, self.encoder, passages, Role.PASSAGE),
        )


def live_profiles(session: Session, now: dt.datetime) -> list[VacancyProfile]:
    """Return the vacancies that may be applied for, newest first."""
    coaches = coaches_by_site(session)
    rows = session.scalars(
        select(Vacancy)
        .where(Vacancy.status == VacancyStatus.LIVE, Vacancy.valid_until >= today(now))
        .order_by(Vacancy.published_at.desc().nulls_last(), Vacancy.id.desc())
        .options(*vacancy_loading())
    )
    return [vacancy_profile(row, coaches) for row in rows]
