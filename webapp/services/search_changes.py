"""What has changed among the vacancies since a search last looked."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from models import CharterPlan, Employer, Vacancy, VacancyStatus

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

# A transaction that is committed this long after it wrote is still noticed, when the
# next change is.
LATE = dt.timedelta(minutes=2)

# Number of vacancies of any status, the last change of one, and of an employer; and of
# the chosen plans their number with the last change of one.
Stamp = tuple[
    int, dt.datetime | None, dt.datetime | None, tuple[int, dt.datetime | None]
]
Version = tuple[dt.datetime, dt.datetime]

_CHOSEN = (
    select(func.count(), func.max(CharterPlan.updated_at))
    .where(CharterPlan.is_chosen)
    .subquery()
)
# One statement, made once: every public page asks it. The last change of a vacancy is
# read off its index.
_STAMP = select(
    select(func.count()).select_from(Vacancy).scalar_subquery(),
    select(func.max(Vacancy.updated_at)).scalar_subquery(),
    select(func.max(Employer.updated_at)).scalar_subquery(),
    *_CHOSEN.c,
)


def read_stamp(session: Session) -> Stamp:
    """Return what is another number or time when something has changed."""
    # Of the connection: there is nothing in it for the session to make objects of.
    counted, *changed = session.connection().execute(_STAMP).one()
    return counted, changed[0], changed[1], (changed[2], changed[3])


def read_versions(
    session: Session, since: Stamp | None, stamp: Stamp
) -> tuple[dict[int, Version], set[int]]:
    """
    Return when live vacancies and their employers changed last, and which are not live.

    Parameters
    ----------
    since
        Only those that changed shortly before this or later; None: all that are live.
    stamp
        As it is now.
    """
    asked = select(
        Vacancy.id, Vacancy.status, Vacancy.updated_at, Employer.updated_at
    ).join(Vacancy.employer)
    if since is None:
        parts = [asked.where(Vacancy.status == VacancyStatus.LIVE)]
    else:
        # Two questions, each answered from an index; together they would be from none.
        own = (Vacancy.updated_at, since[1], since[:2] != stamp[:2])
        employers = (Employer.updated_at, since[2], since[2] != stamp[2])
        parts = [
            asked if at is None else asked.where(changed_at >= at - LATE)
            for changed_at, at, is_asked in (own, employers)
            if is_asked
        ]
    rows = [row for part in parts for row in session.execute(part)]
    live = {
        id_: (own_at, employer_at)
        for id_, status, own_at, employer_at in sorted(rows, key=lambda row: row[0])
        if status is VacancyStatus.LIVE
    }
    return live, {row[0] for row in rows} - live.keys()
