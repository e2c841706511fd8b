"""The best vacancies for each seeker in the tables, and the other way round."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from sqlalchemy import select

from matcher.assignment.problem import Candidates
from matcher.counterfactuals import what_would_help
from matcher.matching import (
    Matches,
    Pairs,
    Seekers,
    Vacancies,
    match_seekers,
    match_vacancies,
)
from matcher.near_misses import NearMiss, find_near_misses
from matcher.passages import seeker_wordings, vacancy_wordings
from matcher.ranking import Baseline, Ranker
from matcher.ranking.lots import draw_lots
from models import Seeker, Vacancy
from webapp.services.embeddings import Role, vectors_of
from webapp.services.learning import live_version, ranker_of
from webapp.services.profiles import (
    coaches_by_site,
    load_seekers,
    seeker_loading,
    seeker_profile,
    vacancy_loading,
    vacancy_profile,
)
from webapp.services.search_engine import today
from webapp.services.showing import shown_on
from webapp.services.vacancy_stock import VacancyStock

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterator, Sequence

    from numpy.typing import NDArray
    from sqlalchemy.orm import Session

    from matcher.counterfactuals import Help
    from matcher.encoder.protocol import Encoder
    from matcher.matching import Fit
    from matcher.types import SeekerProfile, VacancyProfile

TOP = 10
# Pairs that are compared at once: some 100 bytes each.
PAIRS = 1_000_000


class MatchMaker:
    """
    Compares seekers with vacancies by an encoder; keep one, it knows its baseline.

    Each call reads the tables as they are, encodes what is new, and stores that in the
    session, whose caller commits. Fits are those of the ranker that is live.

    Parameters
    ----------
    baseline
        Of the encoder, where it was measured already.
    """

    def __init__(self, encoder: Encoder, baseline: Baseline | None = None) -> None:
        self.encoder = encoder
        self.stock = VacancyStock(encoder)
        self._baseline = baseline

    @property
    def baseline(self) -> Baseline:
        """Return the similarity of unrelated work by this encoder."""
        if self._baseline is None:
            self._baseline = Baseline.of(self.encoder)
        return self._baseline

    def warm_up(self, session: Session, *, now: dt.datetime) -> None:
        """Read beforehand what the first list of a process would wait for."""
        _ = self.baseline, self.stock.vacancies(session, now)

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
        people = self._seekers(session, [_get_seeker(session, seeker_id, now)])
        vacancies = self.stock.vacancies(session, now)
        ranker = _live_ranker(session)
        (matches,) = match_seekers(people, vacancies, self.baseline, ranker, top)
        return matches

    def helps_for(
        self, session: Session, seeker_id: int, *, now: dt.datetime
    ) -> tuple[Help, ...]:
        """Return what would bring more vacancies within reach; as ``for_seeker``."""
        people = self._seekers(session, [_get_seeker(session, seeker_id, now)])
        vacancies = self.stock.vacancies(session, now)
        return what_would_help(
            people.profiles[0], people.vectors[0], vacancies, self.baseline
        )

    def near_misses_for(
        self, session: Session, seeker_id: int, *, now: dt.datetime
    ) -> tuple[NearMiss, ...]:
        """Return what one thing keeps the seeker from; as ``for_seeker``."""
        people = self._seekers(session, [_get_seeker(session, seeker_id, now)])
        vacancies = self.stock.vacancies(session, now)
        return find_near_misses(
            people.profiles[0], people.vectors[0], vacancies, self.baseline
        )

    def for_vacancy(
        self, session: Session, vacancy_id: int, *, now: dt.datetime, top: int = TOP
    ) -> Matches:
        """
        Return the best seekers for one vacancy, whatever its status.

        Who fits equally stands in an order of today, so that everybody is seen.

        Raises
        ------
        LookupError
            When there is no such vacancy.
        """
        profile = _get_vacancy(session, vacancy_id)
        people = self._seekers(session, _looking(session, now))
        (matches,) = self._for_vacancies(
            session, people, self._vacancies(session, [profile]), top, today(now)
        )
        return matches

    def pair(
        self, session: Session, seeker_id: int, vacancy_id: int, *, now: dt.datetime
    ) -> Fit | None:
        """
        Return how one seeker fits one vacancy; None when a condition rules it out.

        Raises
        ------
        LookupError
            When there is no such seeker or vacancy.
        """
        people = self._seekers(session, [_get_seeker(session, seeker_id, now)])
        vacancies = self._vacancies(session, [_get_vacancy(session, vacancy_id)])
        (matches,) = match_vacancies(
            people, vacancies, self.baseline, _live_ranker(session), 1
        )
        return matches.fits[0] if matches.fits else None

    def for_all(
        self, session: Session, *, now: dt.datetime, top: int = TOP
    ) -> tuple[list[Matches], list[Matches]]:
        """Return the matches of every seeker who is looking, and every live vacancy."""
        people = self._seekers(session, _looking(session, now))
        vacancies = self.stock.vacancies(session, now)
        return (
            self._for_seekers(session, people, vacancies, top),
            self._for_vacancies(session, people, vacancies, top, today(now)),
        )

    def compare_all(
        self, session: Session, *, now: dt.datetime, without: Collection[int] = ()
    ) -> tuple[Seekers, Vacancies, Iterator[Pairs]]:
        """
        Return who is looking, what is open, and all pairs, some seekers at a time.

        Parameters
        ----------
        without
            Seekers who are left out.
        """
        looking = [each for each in _looking(session, now) if each.id not in without]
        people = self._seekers(session, looking)
        vacancies = self.stock.vacancies(session, now)
        return people, vacancies, self._pairs(people, vacancies, _live_ranker(session))

    def compare(self, session: Session, people: Seekers, vacancies: Vacancies) -> Pairs:
        """Return all pairs of a few."""
        return Pairs(people, vacancies, self.baseline, _live_ranker(session))

    def candidates(
        self, session: Session, *, now: dt.datetime, each: int, most: int
    ) -> tuple[Candidates, NDArray[np.int64], NDArray[np.float64]]:
        """
        Return who may be placed where, the vacancies' ids, and a lot for each pair.

        Parameters
        ----------
        each
            So many of each seeker's best vacancies.
        most
            Of more seekers so many are drawn by lot, and of the posts the same share.
        """
        day = today(now)
        looking = _looking(session, now)
        share = min(1.0, most / max(1, len(looking)))
        drawn = np.argsort(draw_lots([person.id for person in looking], 0, day))
        people = self._seekers(session, [looking[at] for at in sorted(drawn[:most])])
        vacancies = self.stock.vacancies(session, now)
        ids = np.array([each.id for each in vacancies.profiles], dtype=np.int64)
        ranker = _live_ranker(session)
        found = [
            pairs.chances_of(row, each)
            for pairs in self._pairs(people, vacancies, ranker)
            for row in range(len(pairs.seekers))
        ]
        counts = [len(columns) for columns, _ in found]
        columns = np.concatenate([np.empty(0, np.int64), *(own for own, _ in found)])
        chances = np.concatenate([np.empty(0), *(chances for _, chances in found)])
        lots = [
            pair_lots(ids[own], person.id, day)
            for person, (own, _) in zip(people.profiles, found, strict=True)
        ]
        sought = np.array([each.headcount for each in vacancies.profiles], np.float64)
        rest = pair_lots(ids, 0, day)
        return (
            Candidates(
                np.concatenate([[0], np.cumsum(counts, dtype=np.int64)]),
                columns.astype(np.int64),
                chances,
                np.floor(sought * share + rest * (share < 1)).astype(np.int64),
            ),
            ids,
            np.concatenate([np.empty(0), *lots]),
        )

    def _pairs(
        self, people: Seekers, vacancies: Vacancies, ranker: Ranker
    ) -> Iterator[Pairs]:
        step = max(1, PAIRS // max(1, len(vacancies.profiles)))
        for start in range(0, len(people.profiles), step):
            part = slice(start, start + step)
            few = Seekers.of(people.profiles[part], people.vectors[part])
            yield Pairs(few, vacancies, self.baseline, ranker)

    def _for_seekers(
        self, session: Session, people: Seekers, vacancies: Vacancies, top: int
    ) -> list[Matches]:
        return [
            pairs.of_seeker(row, top)
            for pairs in self._pairs(people, vacancies, _live_ranker(session))
            for row in range(len(pairs.seekers))
        ]

    def _for_vacancies(
        self,
        session: Session,
        people: Seekers,
        vacancies: Vacancies,
        top: int,
        day: dt.date,
    ) -> list[Matches]:
        ranker = _live_ranker(session)
        step = max(1, PAIRS // max(1, len(people.profiles)))
        return [
            matches
            for start in range(0, len(vacancies.profiles), step)
            for matches in match_vacancies(
                people,
                Vacancies.of(
                    vacancies.profiles[start : start + step],
                    vacancies.vectors[start : start + step],
                ),
                self.baseline,
                ranker,
                top,
                day,
            )
        ]

    def _seekers(self, session: Session, people: Sequence[SeekerProfile]) -> Seekers:
        wordings = [seeker_wordings(seeker) for seeker in people]
        vectors = vectors_of(session, self.encoder, wordings, Role.QUERY)
        return Seekers.of(people, vectors)

    def _vacancies(
        self, session: Session, vacancies: Sequence[VacancyProfile]
    ) -> Vacancies:
        wordings = [vacancy_wordings(vacancy) for vacancy in vacancies]
        vectors = vectors_of(session, self.encoder, wordings, Role.PASSAGE)
        return Vacancies.of(vacancies, vectors)


def pair_lots(
    vacancy_ids: Sequence[int] | NDArray[np.int64], seeker_id: int, day: dt.date
) -> NDArray[np.float64]:
    """Return a seeker's lot for each vacancy, 0 to 1; another one tomorrow."""
    return draw_lots(np.asarray(vacancy_ids), seeker_id, day) / 2.0**64


def _live_ranker(session: Session) -> Ranker:
    return ranker_of(live_version(session))


def _get_seeker(session: Session, seeker_id: int, now: dt.datetime) -> SeekerProfile:
    seeker = session.scalar(
        select(Seeker).where(Seeker.id == seeker_id).options(*seeker_loading())
    )
    if seeker is None:
        msg = f"There is no seeker {seeker_id}."
        raise LookupError(msg)
    return seeker_profile(seeker, today(now))


def _get_vacancy(session: Session, vacancy_id: int) -> VacancyProfile:
    vacancy = session.scalar(
        select(Vacancy).where(Vacancy.id == vacancy_id).options(*vacancy_loading())
    )
    if vacancy is None:
        msg = f"There is no vacancy {vacancy_id}."
        raise LookupError(msg)
    return vacancy_profile(vacancy, coaches_by_site(session))


def _looking(session: Session, now: dt.datetime) -> list[SeekerProfile]:
    day = today(now)
    return [seeker_profile(seeker, day) for seeker in load_seekers(session)]


def live_profiles(session: Session, now: dt.datetime) -> list[VacancyProfile]:
    """Return the vacancies that may be applied for, newest first."""
    coaches = coaches_by_site(session)
    rows = session.scalars(
        select(Vacancy)
        .where(*shown_on(today(now)))
        .order_by(Vacancy.published_at.desc().nulls_last(), Vacancy.id.desc())
        .options(*vacancy_loading())
    )
    return [vacancy_profile(row, coaches) for row in rows]
