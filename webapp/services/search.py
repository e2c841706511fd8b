"""One search: what was typed and ticked in, a page of vacancies out."""

from __future__ import annotations

import enum
import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from matcher.conditions import Conditions
from matcher.location import distance_m
from matcher.retrieval.comparison import Ranking
from matcher.urgency import URGENT_BOOST
from webapp.services.profiles import load_vacancies
from webapp.services.search_engine import today

if TYPE_CHECKING:
    import datetime as dt

    from numpy.typing import NDArray
    from sqlalchemy.orm import Session

    from matcher.facets import Facets
    from matcher.query import Query
    from models import Vacancy
    from webapp.services.search_engine import SearchEngine, Snapshot

PAGE_SIZE = 20
# In standard deviations of the fused score: what asks for a certificate that was named
# goes up as what is urgent does, and what asks to drive with another licence down by
# more, since who lacks it cannot take the work. Not measured: judged adverts have no
# such field.
HELD_BOOST = 0.3
OTHER_LICENCE_BOOST = -2.0
NEGOTIABLE_SHOWN = 5


class Sort(enum.StrEnum):
    """What comes first; of equals, the newer."""

    FIT = "fit"
    PAY = "pay"
    NEWEST = "newest"
    NEAR = "near"


@dataclass(frozen=True, slots=True)
class Hit:
    """
    A vacancy that was found.

    Parameters
    ----------
    distance_m
        From the one place that was asked for; None where either has no coordinates.
    """

    vacancy: Vacancy
    score: float
    distance_m: int | None = None


@dataclass(frozen=True, slots=True)
class SearchResults:
    """
    A page of what was found.

    Parameters
    ----------
    query
        What was understood of the text.
    conditions
        What was asked for in the end.
    hits
        Best first.
    total
        How many hold the conditions.
    negotiable
        The best of those that hold all but name no pay (面议).
    negotiable_total
        How many those are.
    facets
        How many would be found if one thing were asked for differently.
    """

    query: Query
    conditions: Conditions
    hits: tuple[Hit, ...]
    total: int
    page: int
    facets: Facets
    negotiable: tuple[Hit, ...] = ()
    negotiable_total: int = 0

    @property
    def pages(self) -> int:
        """Return how many pages there are, at least one."""
        return max(1, math.ceil(self.total / PAGE_SIZE))


def search(
    session: Session,
    engine: SearchEngine,
    text: str,
    *,
    now: dt.datetime,
    filters: Conditions | None = None,
    page: int = 1,
    sort: Sort = Sort.FIT,
    size: int = PAGE_SIZE,
) -> SearchResults:
    """
    Return a page of the live vacancies that are asked for.

    They hold the conditions, and their work is what the words ask for, unless there is
    no such work at all. Without any words to rank by, the newest come first. To who
    must begin at once, adverts that say so are shown a little higher; so are those that
    ask for the certificates that were named, and lower those for another licence.

    Parameters
    ----------
    filters
        What was ticked beside the box; each one wins over what was typed.
    page
        From 1; past the last page is the last.
    sort
        By the distance only from one place with coordinates; else by fit.
    size
        Of a page.
    """
    query = engine.understand(text)
    conditions = _combined(Conditions.of(query), filters or Conditions())
    snapshot = engine.snapshot(session)
    compared = snapshot.stock.compare(engine.question(query.wording))
    work = compared if query.names_work else None
    found = snapshot.find(work, conditions, today(now))
    total = int(found.holds.sum())
    page = min(max(page, 1), max(1, math.ceil(total / size)))
    boost = _boost(snapshot, query)
    keys = _sort_keys(snapshot, conditions, sort)

    def ranked(allowed: NDArray[np.bool_], k: int) -> Ranking:
        if keys is None:
            return compared.best(allowed, k, boost)
        rows = np.flatnonzero(allowed)
        order = np.lexsort((-snapshot.stock.freshness[rows], *keys[:, rows]))
        return Ranking(rows[order[:k]], np.zeros(min(k, len(rows)), np.float32))

    best = _cut(ranked(found.holds, page * size), (page - 1) * size)
    unpriced = ranked(found.unknown_pay, NEGOTIABLE_SHOWN)
    rows = load_vacancies(
        session, snapshot.ids[np.concatenate([best.rows, unpriced.rows])].tolist()
    )
    return SearchResults(
        query=query,
        conditions=conditions,
        hits=_hits(snapshot, best, rows, conditions),
        total=total,
        page=page,
        facets=found.facets,
        negotiable=_hits(snapshot, unpriced, rows, conditions),
        negotiable_total=int(found.unknown_pay.sum()),
    )


def _boost(snapshot: Snapshot, query: Query) -> NDArray[np.floating] | None:
    """Return what is added to each row for what the person is, beside the work."""
    boost = None
    if query.starts_now:
        boost = URGENT_BOOST * snapshot.urgent
    if query.certificates:
        signs = snapshot.certificate_signs(query.certificates)
        named = HELD_BOOST * (signs > 0) + OTHER_LICENCE_BOOST * (signs < 0)
        boost = named if boost is None else boost + named
    return boost


def _sort_keys(
    snapshot: Snapshot, conditions: Conditions, sort: Sort
) -> NDArray[np.float64] | None:
    """Return by what rows are sorted, the least first; None: by fit."""
    if sort is Sort.PAY:
        return -snapshot.column("pay_reach")[None, :].astype(np.float64)
    if sort is Sort.NEWEST:
        return np.empty((0, len(snapshot.ids)))
    if sort is Sort.NEAR and (metres := _distances(snapshot, conditions)) is not None:
        return np.where(np.isnan(metres), np.inf, metres)[None, :]
    return None


def _distances(
    snapshot: Snapshot,
    conditions: Conditions,
    rows: NDArray[np.intp] | slice = slice(None),
) -> NDArray[np.float64] | None:
    """Return how far each of the rows is from the one place that is asked for."""
    if len(conditions.places) != 1:
        return None
    (place,) = conditions.places
    if place.lat is None or place.lon is None:
        return None
    lat, lon = snapshot.column("lat")[rows], snapshot.column("lon")[rows]
    return distance_m(lat, lon, place.lat, place.lon)


def _cut(ranking: Ranking, start: int) -> Ranking:
    return Ranking(ranking.rows[start:], ranking.scores[start:])


def _hits(
    snapshot: Snapshot,
    ranking: Ranking,
    vacancies: dict[int, Vacancy],
    conditions: Conditions,
) -> tuple[Hit, ...]:
    """Return the hits; a vacancy that is gone since the snapshot is left out."""
    ids = snapshot.ids[ranking.rows].tolist()
    far = _distances(snapshot, conditions, ranking.rows)
    metres = [
        None if far is None or np.isnan(far[at]) else round(far[at])
        for at in range(len(ids))
    ]
    scored = zip(ids, ranking.scores.tolist(), metres, strict=True)
    return tuple(
        Hit(vacancies[id_], score, distance)
        for id_, score, distance in scored
        if id_ in vacancies
    )


def _combined(typed: Conditions, ticked: Conditions) -> Conditions:
    """Return the conditions of the text, each replaced where something was ticked."""
    if ticked.places:
        typed = replace(typed, places=ticked.places, radius_m=None, avoided=())
    if ticked.shift:
        typed = replace(typed, refused_shifts=frozenset())
    return replace(
        typed,
        radius_m=_first(ticked.radius_m, typed.radius_m),
        pay_floor_cents=_first(ticked.pay_floor_cents, typed.pay_floor_cents),
        lodging=ticked.lodging or typed.lodging,
        board=ticked.board or typed.board,
        shift=ticked.shift or typed.shift,
        schooling=ticked.schooling or typed.schooling,
        experience_months=_first(ticked.experience_months, typed.experience_months),
        occupations=ticked.occupations,
        coach_from=ticked.coach_from,
    )


def _first(ticked: int | None, typed: int | None) -> int | None:
    return typed if ticked is None else ticked
