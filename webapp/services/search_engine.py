"""The encoder and the index of live vacancies that a process keeps for searching."""

from __future__ import annotations

import datetime as dt
import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy import func, select

from matcher.columns import VacancyColumns
from matcher.index import VacancyIndex
from matcher.passages import vacancy_passage, vacancy_words
from matcher.query import understand
from matcher.text import normalise
from models import Vacancy, VacancyStatus
from webapp.services.embeddings import Role, encode, load_vectors, text_hash
from webapp.services.profiles import load_vacancies, vacancy_profile

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray
    from sqlalchemy.orm import Session

    from matcher.encoder.protocol import Encoder, Vectors
    from matcher.query import FindsPlaces, Query
    from matcher.types import VacancyProfile
    from webapp.config import Settings

# A day ends in China, where the factories are.
ZONE = ZoneInfo("Asia/Shanghai")
QUERIES_KEPT = 2_000
QUERY_CHARACTERS = 300

Stamp = tuple[int, dt.datetime | None]


@dataclass(frozen=True, slots=True)
class Entry:
    """A vacancy as it was at its last change; ``key`` finds its vector."""

    profile: VacancyProfile
    key: str
    updated_at: dt.datetime
    valid_until: int


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """
    The live vacancies at one moment, newest first.

    Parameters
    ----------
    stamp
        How many vacancies of any status there were, and the last change of one.
    ids, valid_until
        Of the vacancies; the last day as a proleptic ordinal.
    entries, vectors
        By id and by key, for the next snapshot.
    """

    stamp: Stamp
    ids: NDArray[np.int64]
    valid_until: NDArray[np.int64]
    columns: VacancyColumns
    index: VacancyIndex
    entries: dict[int, Entry]
    vectors: dict[str, Vectors]


class SearchEngine:
    """
    Finds vacancies; one a process, shared by its threads.

    It notices by itself that vacancies have changed: the thread that sees it first
    makes a new index, while the others go on with the one they have.
    """

    def __init__(
        self, encoder: Encoder, gazetteer: FindsPlaces, home_district: str | None
    ) -> None:
        self.encoder = encoder
        self._gazetteer = gazetteer
        self._home_district = home_district
        self._snapshot: Snapshot | None = None
        self._refreshing = threading.Lock()
        self._queries: OrderedDict[str, Vectors] = OrderedDict()
        self._queries_lock = threading.Lock()

    @classmethod
    def from_settings(cls, settings: Settings, gazetteer: FindsPlaces) -> SearchEngine:
        """
        Return the engine that the settings ask for.

        Raises
        ------
        matcher.errors.EncoderUnavailableError
            When the encoder has not been built, or there is none of that name.
        """
        return cls(open_encoder(settings), gazetteer, settings.home_district or None)

    def understand(self, text: str) -> Query:
        """Return what a text says."""
        return understand(text, self._gazetteer, self._home_district)

    def query_vector(self, text: str) -> Vectors | None:
        """Return the vector of what is looked for, None when there are no words."""
        plain = normalise(text[:QUERY_CHARACTERS])
        if not plain:
            return None
        with self._queries_lock:
            if plain in self._queries:
                self._queries.move_to_end(plain)
                return self._queries[plain]
        vector: Vectors = self.encoder.encode_queries([plain])[0]
        with self._queries_lock:
            self._queries[plain] = vector
            while len(self._queries) > QUERIES_KEPT:
                self._queries.popitem(last=False)
        return vector

    def snapshot(self, session: Session) -> Snapshot:
        """Return the vacancies as they are; while these are indexed, as they were."""
        stamp = _stamp(session)
        known = self._snapshot
        if known is not None and known.stamp == stamp:
            return known
        if not self._refreshing.acquire(blocking=known is None):
            return known or self.snapshot(session)
        try:
            newest = self._snapshot
            if newest is None or newest.stamp != stamp:
                newest = self._take(session, stamp, newest)
                self._snapshot = newest
            return newest
        finally:
            self._refreshing.release()

    def _take(
        self, session: Session, stamp: Stamp, before: Snapshot | None
    ) -> Snapshot:
        entries = _entries(session, before.entries if before else {})
        listed = entries.values()
        vectors = self._vectors(session, listed, before.vectors if before else {})
        matrix = np.empty((len(listed), self.encoder.dimension), dtype=np.float32)
        for row, entry in enumerate(listed):
            matrix[row] = vectors[entry.key]
        profiles = [entry.profile for entry in listed]
        return Snapshot(
            stamp,
            np.array(list(entries), dtype=np.int64),
            np.array([entry.valid_until for entry in listed], dtype=np.int64),
            VacancyColumns(profiles),
            VacancyIndex(matrix, [vacancy_words(profile) for profile in profiles]),
            entries,
            vectors,
        )

    def _vectors(
        self, session: Session, entries: Iterable[Entry], known: dict[str, Vectors]
    ) -> dict[str, Vectors]:
        """Return a vector for every key; what is not stored is encoded here."""
        profiles = {entry.key: entry.profile for entry in entries}
        vectors = {key: known[key] for key in profiles if key in known}
        vectors |= load_vectors(session, self.encoder, profiles.keys() - vectors.keys())
        missing = [key for key in profiles if key not in vectors]
        # Only kept here: a search writes nothing. zhida embed stores them.
        texts = [vacancy_passage(profiles[key]) for key in missing]
        encoded = encode(self.encoder, texts, Role.PASSAGE)
        return vectors | dict(zip(missing, encoded, strict=True))


def _stamp(session: Session) -> Stamp:
    # Two statements in one: the last change is read off its index.
    count = select(func.count()).select_from(Vacancy).scalar_subquery()
    changed = select(func.max(Vacancy.updated_at)).scalar_subquery()
    counted, changed_at = session.execute(select(count, changed)).one()
    return counted, changed_at


def _entries(session: Session, known: dict[int, Entry]) -> dict[int, Entry]:
    """Return the live vacancies, newest first; only changed ones are read anew."""
    listed = session.execute(
        select(Vacancy.id, Vacancy.updated_at)
        .where(Vacancy.status == VacancyStatus.LIVE)
        .order_by(Vacancy.published_at.desc().nulls_last(), Vacancy.id.desc())
    )
    times = dict(listed.all())
    same = {
        id_: known[id_]
        for id_, updated_at in times.items()
        if id_ in known and known[id_].updated_at == updated_at
    }
    changed = load_vacancies(session, times.keys() - same.keys())
    entries = same | {id_: _entry(vacancy) for id_, vacancy in changed.items()}
    return {id_: entries[id_] for id_ in times if id_ in entries}


def _entry(vacancy: Vacancy) -> Entry:
    profile = vacancy_profile(vacancy)
    key = text_hash(vacancy_passage(profile), Role.PASSAGE)
    return Entry(profile, key, vacancy.updated_at, vacancy.valid_until.toordinal())


def open_encoder(settings: Settings) -> Encoder:
    """Return the encoder that the settings ask for; raises as the encoder does."""
    if settings.encoder == "hashing":
        from matcher.encoder.hashing import HashingEncoder

        return HashingEncoder()
    from matcher.encoder.sentence import SentenceEncoder

    return SentenceEncoder(
        settings.encoder or settings.build_dir / "encoder" / "e5-small",
        threads=settings.encoder_threads,
    )


def today(now: dt.datetime) -> dt.date:
    """Return the day it is in China."""
    return now.astimezone(ZONE).date()
