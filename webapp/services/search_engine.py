"""The encoders and the stock of live vacancies that a process keeps for searching."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import numpy as np

from matcher.certificates import held_names
from matcher.columns import VacancyColumns, certificate_signs
from matcher.conditions import check
from matcher.facets import Facets, count_facets
from matcher.passages import vacancy_passage, vacancy_words
from matcher.query import understand
from matcher.retrieval.comparison import Question
from matcher.retrieval.relevance import Relevance
from matcher.retrieval.stock import Segment, Stock
from matcher.text import normalise
from webapp.services.embeddings import Role, encode, load_vectors, text_hash
from webapp.services.kept import Kept
from webapp.services.profiles import coaches_by_site, load_vacancies, vacancy_profile
from webapp.services.search_changes import read_stamp, read_versions
from webapp.services.showing import shown_until

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray
    from sqlalchemy.orm import Session

    from matcher.conditions import Conditions
    from matcher.encoder.protocol import Encoder, Vectors
    from matcher.query import FindsPlaces, Query
    from matcher.ranking.closeness import Baseline
    from matcher.retrieval.comparison import Comparison
    from matcher.types import VacancyProfile
    from models import Vacancy
    from webapp.config import Settings
    from webapp.services.profiles import Coaches
    from webapp.services.search_changes import Stamp, Version
    from webapp.services.shared_pages import Page

# A day ends in China, where the factories are.
ZONE = ZoneInfo("Asia/Shanghai")
QUERIES_KEPT = 2_000
# What is kept of one snapshot: two flags a vacancy for each.
FOUND_KEPT = 300
SIMILAR_KEPT = 20_000
# Pages as they were made, some 30 KB each.
PAGES_KEPT = 2_000
QUERY_CHARACTERS = 300
# How often stored refined vectors are looked for that were not there yet.
REFINE_EVERY_S = 60.0
# So few new vacancies are refined at once; more wait for zhida embed or the worker.
REFINED_AT_ONCE = 8


@dataclass(frozen=True, slots=True)
class Entry:
    """A vacancy as it was at a version; ``key`` finds its refined vector."""

    profile: VacancyProfile
    key: str
    version: Version
    freshness: int
    valid_until: int


@dataclass(frozen=True, slots=True, eq=False)
class Facts:
    """What conditions are checked on, for the rows of one segment."""

    columns: VacancyColumns
    valid_until: NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """
    What holds the conditions and is what the words ask for.

    Parameters
    ----------
    holds
        Rows of the stock.
    unknown_pay
        Rows that hold all but a floor for the pay, and name none.
    """

    holds: NDArray[np.bool_]
    unknown_pay: NDArray[np.bool_]
    facets: Facets


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """
    The live vacancies at one moment.

    Parameters
    ----------
    facts
        For each segment of the stock.
    entries
        By id, those that are alive.
    relevance
        Tells what is asked for from what is merely nearest.
    pages
        What was made of it for people to see; gone with it.
    similar
        What is nearest to a vacancy, as ids; as above.
    """

    stamp: Stamp
    stock: Stock
    facts: tuple[Facts, ...]
    entries: dict[int, Entry]
    relevance: Relevance
    pages: Kept[Page] = field(default_factory=lambda: Kept(PAGES_KEPT))
    similar: Kept[list[int]] = field(default_factory=lambda: Kept(SIMILAR_KEPT))
    _found: Kept[Found] = field(default_factory=lambda: Kept(FOUND_KEPT))

    @property
    def ids(self) -> NDArray[np.int64]:
        """Return the vacancy of each row."""
        return self.stock.ids

    @property
    def version(self) -> str:
        """Return what is the same in all processes that show the same."""
        refined = [part.refined for part in self.stock.segments]
        waiting = sum(
            int(np.isnan(vectors[:, 0]).sum())
            for vectors in refined
            if vectors is not None
        )
        return f"{self.stamp!r}, {waiting} not refined"

    @property
    def urgent(self) -> NDArray[np.bool_]:
        """Return which rows say that somebody is needed at once."""
        return _joined([facts.columns.urgent for facts in self.facts], np.bool_)

    def certificate_signs(self, held: Iterable[str]) -> NDArray[np.float32]:
        """Return how certificates that are named speak for each row."""
        named = held_names(held)
        signs = [certificate_signs(named, facts.columns) for facts in self.facts]
        return _joined(signs, np.float32)

    def find(
        self, compared: Comparison | None, conditions: Conditions, day: dt.date
    ) -> Found:
        """
        Return what is asked for and may be applied for on a day; kept.

        Parameters
        ----------
        compared
            The question beside this stock; None: any work will do.
        """
        asked = compared and compared.question.words, conditions, day
        return self._found.get(asked, lambda: self._find(compared, conditions, day))

    def _find(
        self, compared: Comparison | None, conditions: Conditions, day: dt.date
    ) -> Found:
        ends = _joined([facts.valid_until for facts in self.facts], np.int64)
        open_ = self.stock.alive & (ends >= day.toordinal())
        relevant = None
        if compared is not None:
            relevant = self.relevance.relevant(compared)
        allowed = open_ if relevant is None else open_ & relevant
        verdicts = [check(facts.columns, conditions) for facts in self.facts]
        counted = [
            count_facets(
                facts.columns,
                conditions,
                open_[rows],
                None if relevant is None else relevant[rows],
            )
            for facts, rows in zip(self.facts, self._rows(), strict=True)
        ]
        return Found(
            _joined([verdict.holds for verdict in verdicts], np.bool_) & allowed,
            _joined([verdict.unknown_pay for verdict in verdicts], np.bool_) & allowed,
            Facets.joined(counted),
        )

    def column(self, name: str) -> NDArray[Any]:
        """Return one of the columns of all rows."""
        parts = [getattr(facts.columns, name) for facts in self.facts]
        return _joined(parts, np.int64)

    def _rows(self) -> list[slice]:
        starts = self.stock.starts
        return [slice(*ends) for ends in pairwise(starts)]


class SearchEngine:
    """
    Finds vacancies; one a process, shared by its threads.

    It notices by itself that vacancies or their employers have changed: the
    thread that sees it first adds what changed, while the others go on with the stock
    they have. The static encoder encodes all vacancies at once; the refiner's vectors
    are taken from where ``zhida embed`` and the worker store them.

    Parameters
    ----------
    refiner
        None: the static encoder ranks alone.
    """

    def __init__(
        self,
        static: Encoder,
        refiner: Encoder | None,
        gazetteer: FindsPlaces,
        home_district: str | None,
    ) -> None:
        self.static = static
        self.refiner = refiner
        self._gazetteer = gazetteer
        self._home_district = home_district
        self._snapshot: Snapshot | None = None
        self._refreshing = threading.Lock()
        self._refined_at = 0.0
        self._relevance = Relevance.of(static, refiner)
        self._questions: Kept[Question] = Kept(QUERIES_KEPT)
        self._queries: Kept[Query] = Kept(QUERIES_KEPT)

    @classmethod
    def from_settings(cls, settings: Settings, gazetteer: FindsPlaces) -> SearchEngine:
        """
        Return the engine that the settings ask for.

        Raises
        ------
        matcher.errors.EncoderUnavailableError
            When an encoder has not been built, or there is none of that name.
        """
        from webapp.services.encoders import open_encoders

        static, refiner = open_encoders(settings)
        return cls(static, refiner, gazetteer, settings.home_district or None)

    @property
    def encoder(self) -> Encoder:
        """Return the better of the encoders."""
        return self.refiner or self.static

    @property
    def baseline(self) -> Baseline:
        """Return the similarity of unrelated work by that encoder."""
        return self._relevance.refined or self._relevance.static

    def understand(self, text: str) -> Query:
        """Return what a text says."""
        return self._queries.get(
            text, lambda: understand(text, self._gazetteer, self._home_district)
        )

    def question(self, text: str) -> Question:
        """Return what somebody types and waits for; without words the newest are."""
        plain = normalise(text[:QUERY_CHARACTERS])
        if not plain:
            return Question()
        return self._questions.get(plain, lambda: self._question(plain))

    def titled(self, title: str) -> Question:
        """Return work of a title as what is looked for, by the whole encoders."""
        plain = normalise(title)
        refined = None
        if self.refiner is not None:
            refined = self.refiner.encode_queries([plain])[0]
        return Question(plain, self.static.encode_queries([plain])[0], refined)

    def _question(self, plain: str) -> Question:
        refined = None
        if self.refiner is not None:
            refined = self.refiner.encode_question(plain)
        return Question(plain, self.static.encode_question(plain), refined)

    def snapshot(self, session: Session) -> Snapshot:
        """Return the vacancies as they are; while these are indexed, as they were."""
        stamp = read_stamp(session)
        known = self._snapshot
        if known is not None and known.stamp == stamp and not self._is_refinable():
            return known
        if not self._refreshing.acquire(blocking=known is None):
            return known or self.snapshot(session)
        try:
            newest = self._snapshot
            if newest is None or newest.stamp != stamp:
                newest = self._changed(session, stamp, newest)
            if self._is_refinable():
                newest = self._refined(session, newest)
            self._snapshot = newest
            return newest
        finally:
            self._refreshing.release()

    def _changed(
        self, session: Session, stamp: Stamp, before: Snapshot | None
    ) -> Snapshot:
        """Return the snapshot with what is new, changed or gone since the last."""
        if before is not None and before.stamp[3] != stamp[3]:
            # Other coaches: a plan was chosen, which happens a few times a year.
            before = None
        known = before.entries if before else {}
        since = before.stamp if before and stamp[0] >= before.stamp[0] else None
        versions, away = read_versions(session, since, stamp)
        stale = [
            id_
            for id_, version in versions.items()
            if id_ not in known or known[id_].version != version
        ]
        rows = load_vacancies(session, stale)
        coaches = coaches_by_site(session)
        fresh = {id_: _entry(row, versions[id_], coaches) for id_, row in rows.items()}
        if since is None:
            away = known.keys() - versions.keys()
        gone = np.array(sorted(away & known.keys()), dtype=np.int64)
        entries = known | fresh
        for id_ in gone.tolist():
            del entries[id_]
        stock = before.stock if before else Stock()
        segment = self._segment(session, fresh, stock.average_length) if fresh else None
        stock = stock.changed(segment, gone).compacted()
        laid_out: dict[Segment, Facts] = {}
        if before is not None:
            laid_out = dict(zip(before.stock.segments, before.facts, strict=True))
        facts = tuple(
            laid_out.get(part) or _facts(part, entries) for part in stock.segments
        )
        return Snapshot(stamp, stock, facts, entries, self._relevance)

    def _segment(
        self, session: Session, entries: dict[int, Entry], average_length: float | None
    ) -> Segment:
        listed = list(entries.values())
        profiles = [entry.profile for entry in listed]
        passages = [vacancy_passage(profile) for profile in profiles]
        refined = None
        if self.refiner is not None:
            refined = _stored(session, self.refiner, listed)
            missing = np.flatnonzero(np.isnan(refined[:, 0]))
            if len(missing) <= REFINED_AT_ONCE:
                # Only kept here: a search writes nothing. zhida embed stores them.
                texts = [passages[row] for row in missing]
                refined[missing] = encode(self.refiner, texts, Role.PASSAGE)
        return Segment.of(
            np.array(list(entries), dtype=np.int64),
            np.array([entry.freshness for entry in listed], dtype=np.int64),
            self.static.encode_passages(passages),
            [vacancy_words(profile) for profile in profiles],
            refined,
            average_length=average_length,
        )

    def _refined(self, session: Session, snapshot: Snapshot) -> Snapshot:
        """Return the snapshot with the vectors that were stored in the meantime."""
        self._refined_at = time.monotonic()
        if self.refiner is None:
            return snapshot
        parts = []
        for segment in snapshot.stock.segments:
            vectors = segment.refined
            if vectors is None or not np.isnan(vectors[:, 0]).any():
                parts.append(segment)
                continue
            rows = np.flatnonzero(np.isnan(vectors[:, 0]))
            ids = segment.ids[rows].tolist()
            listed = [snapshot.entries[id_] for id_ in ids if id_ in snapshot.entries]
            there = [
                row
                for row, id_ in zip(rows, ids, strict=True)
                if id_ in snapshot.entries
            ]
            vectors = vectors.copy()
            vectors[there] = _stored(session, self.refiner, listed)
            parts.append(segment.refining(vectors))
        stock = Stock(parts, snapshot.stock.alive, snapshot.stock.fusion)
        return Snapshot(
            snapshot.stamp, stock, snapshot.facts, snapshot.entries, self._relevance
        )

    def _is_refinable(self) -> bool:
        known = self._snapshot
        return (
            self.refiner is not None
            and known is not None
            and time.monotonic() - self._refined_at > REFINE_EVERY_S
        )


def _stored(session: Session, encoder: Encoder, entries: Sequence[Entry]) -> Vectors:
    """Return the stored vectors, rows of NaN where there are none."""
    found = load_vectors(session, encoder, [entry.key for entry in entries])
    vectors = np.full((len(entries), encoder.dimension), np.nan, dtype=np.float32)
    for row, entry in enumerate(entries):
        if entry.key in found:
            vectors[row] = found[entry.key]
    return vectors


def _entry(vacancy: Vacancy, version: Version, coaches: Coaches) -> Entry:
    profile = vacancy_profile(vacancy, coaches)
    published = vacancy.published_at
    seconds = int(published.timestamp()) if published else 0
    return Entry(
        profile,
        text_hash(vacancy_passage(profile), Role.PASSAGE),
        version,
        # Newest first, and of one second the later number.
        seconds << 31 | vacancy.id,
        shown_until(vacancy).toordinal(),
    )


def _facts(segment: Segment, entries: dict[int, Entry]) -> Facts:
    listed = [entries[id_] for id_ in segment.ids.tolist()]
    return Facts(
        VacancyColumns([entry.profile for entry in listed]),
        np.array([entry.valid_until for entry in listed], dtype=np.int64),
    )


def _joined(parts: Sequence[NDArray[Any]], kind: type[np.generic]) -> NDArray[Any]:
    return np.concatenate(parts) if parts else np.empty(0, dtype=kind)


def open_encoder(settings: Settings) -> Encoder:
    """Return the better encoder of the settings; raises as the encoder does."""
    from webapp.services.encoders import open_encoders

    static, refiner = open_encoders(settings)
    return refiner or static


def today(now: dt.datetime) -> dt.date:
    """Return the day it is in China."""
    return now.astimezone(ZONE).date()
