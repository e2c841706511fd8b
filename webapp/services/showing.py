"""
Until when a posting may be shown: its own last day, or that of its employer's papers.

Whoever looks asks here, so that a posting goes down at midnight of its last day and not
only when the hourly sweep has come by.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from sqlalchemy import select

from models import Employer, EmployerStatus, Vacancy, VacancyStatus

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement


def shown_until(vacancy: Vacancy) -> dt.date:
    """Return the last day a live posting may be shown; long past when it may not."""
    employer = vacancy.employer
    if employer.status is not EmployerStatus.VERIFIED:
        return dt.date.min
    return min(vacancy.valid_until, employer.verified_until or dt.date.min)


def shown_on(day: dt.date) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions on a vacancy that is shown on a day."""
    verified = select(Employer.id).where(
        Employer.status == EmployerStatus.VERIFIED, Employer.verified_until >= day
    )
    return (
        Vacancy.status == VacancyStatus.LIVE,
        Vacancy.valid_until >= day,
        Vacancy.employer_id.in_(verified),
    )
