"""
What crowds each vacancy, found once a night: so that not everyone is sent to one gate.

All who are looking are assigned to all that is open (``matcher.assignment.crowding``);
what is kept of it is a price for each vacancy and nothing about people. A vacancy
without a row has no crowd yet.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import numpy as np
from sqlalchemy import delete, func, insert, select

from matcher.assignment.crowding import find_crowding, in_view_of_crowds
from models import Crowding, Seeker, Vacancy
from webapp.services.matching import pair_lots
from webapp.services.rules import LOCAL_TIME
from webapp.services.search_engine import today

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from matcher.matching import Fit
    from webapp.services.matching import MatchMaker

# Of so many of each seeker's best vacancies a list is chosen.
WIDTH = 50
# More seekers than that are asked by lot: minutes of a night for 20,000 vacancies.
MOST_SEEKERS = 5_000
FEWEST_SEEKERS = 20
# When nobody is looking at lists.
HOUR = 3


def is_due(session: Session, *, now: dt.datetime) -> bool:
    """
    Return whether a night has come since the last time; the first time at once.

    Few people are no crowd, and an encoder need not be loaded for them.
    """
    local = now.astimezone(LOCAL_TIME) - dt.timedelta(hours=HOUR)
    night = dt.datetime.combine(local.date(), dt.time(HOUR), LOCAL_TIME)
    last = session.scalar(select(func.max(Crowding.found_at)))
    if last is not None and last >= night:
        return False
    looking = select(func.count()).select_from(Seeker).where(Seeker.is_looking)
    return (session.scalar(looking) or 0) >= FEWEST_SEEKERS


def find(
    session: Session, maker: MatchMaker, *, now: dt.datetime
) -> list[dict[str, Any]]:
    """Find what crowds the vacancies, for `keep`: for minutes, and only reading."""
    candidates, ids, lots = maker.candidates(
        session, now=now, each=WIDTH, most=MOST_SEEKERS
    )
    found = find_crowding(candidates, lots)
    return [
        {
            "vacancy_id": id_,
            "price": price,
            "is_seldom_seen": seldom,
            "found_at": now,
        }
        for id_, price, seldom in zip(
            ids.tolist(), found.prices.tolist(), found.seldom.tolist(), strict=True
        )
    ]


def keep(session: Session, rows: Sequence[Mapping[str, Any]]) -> int:
    """Keep what was found in place of the last; return how many are crowded."""
    there = set(session.scalars(select(Vacancy.id)))
    rows = [row for row in rows if row["vacancy_id"] in there]
    session.execute(delete(Crowding))
    if rows:
        session.execute(insert(Crowding), rows)
    return sum(row["price"] > 0 for row in rows)


def choose(
    session: Session,
    seeker_id: int,
    fits: Sequence[Fit],
    length: int,
    *,
    now: dt.datetime,
) -> tuple[Fit, ...]:
    """Return the list for one seeker, of fits that stand best first."""
    if not fits:
        return ()
    ids = [fit.vacancy_id for fit in fits]
    known = {
        row.vacancy_id: row
        for row in session.execute(
            select(Crowding.vacancy_id, Crowding.price, Crowding.is_seldom_seen).where(
                Crowding.vacancy_id.in_(ids)
            )
        )
    }
    order = in_view_of_crowds(
        np.array([fit.chance for fit in fits]),
        np.array([known[id_].price if id_ in known else 0.0 for id_ in ids]),
        np.array([id_ in known and known[id_].is_seldom_seen for id_ in ids]),
        pair_lots(ids, seeker_id, today(now)),
        length,
    )
    return tuple(fits[at] for at in order.tolist())
