"""One search: what was typed and ticked in, a page of vacancies out."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from matcher.conditions import Conditions
from matcher.urgency import URGENT_BOOST
from webapp.services.profiles import load_vacancies
from webapp.services.search_engine import today

if TYPE_CHECKING:
    import datetime as dt

    import numpy as np
    from numpy.typing import NDArray
    from sqlalchemy.orm import Session

    from matcher.query import Query
    from matcher.retrieval.stock import Ranking
    from models import Vacancy
    from webapp.services.search_engine import SearchEngine, Snapshot

PAGE_SIZE = 20
NEGOTIABLE_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Hit:
    """A vacancy that was found."""

    vacancy: Vacancy
    score: float


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
    """

    query: Query
    conditions: Conditions
    hits: tuple[Hit, ...]
    total: int
    page: int
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
) -> SearchResults:
    """
    Return a page of the live vacancies that hold the conditions, best first.

    Without any words to rank by, the newest come first. To who must begin at once,
    adverts that say so are shown a little higher.

    Parameters
    ----------
    filters
        What was ticked beside the box; each one wins over what was typed.
    page
        From 1; past the last page is the last.
    """
    query = engine.understand(text)
    conditions = _combined(Conditions.of(query), filters or Conditions())
    snapshot = engine.snapshot(session)
    verdict = snapshot.check(conditions, today(now))
    total = int(verdict.holds.sum())
    page = min(max(page, 1), max(1, math.ceil(total / PAGE_SIZE)))
    question = engine.question(query.wording)

    boost = URGENT_BOOST * snapshot.urgent if query.starts_now else None

    def ranked(allowed: NDArray[np.bool_], k: int) -> Ranking:
        return snapshot.stock.search(question, allowed, k, boost)

    start = (page - 1) * PAGE_SIZE
    found = _scored(snapshot, ranked(verdict.holds, page * PAGE_SIZE))[start:]
    unpriced = _scored(snapshot, ranked(verdict.unknown_pay, NEGOTIABLE_SHOWN))
    rows = load_vacancies(session, [id_ for id_, _ in found + unpriced])
    return SearchResults(
        query=query,
        conditions=conditions,
        hits=_hits(found, rows),
        total=total,
        page=page,
        negotiable=_hits(unpriced, rows),
        negotiable_total=int(verdict.unknown_pay.sum()),
    )


def _scored(snapshot: Snapshot, ranking: Ranking) -> list[tuple[int, float]]:
    ids = snapshot.ids[ranking.rows].tolist()
    return list(zip(ids, ranking.scores.tolist(), strict=True))


def _hits(scored: list[tuple[int, float]], rows: dict[int, Vacancy]) -> tuple[Hit, ...]:
    """Return the hits; a vacancy that is gone since the snapshot is left out."""
    return tuple(Hit(rows[id_], score) for id_, score in scored if id_ in rows)


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
    )


def _first(ticked: int | None, typed: int | None) -> int | None:
    return typed if ticked is None else ticked
