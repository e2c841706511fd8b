"""Adverts that are probably no longer meant: for a clerk to ask, never to take down."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import datetime as dt

# Settings of judgement, not of law: half of a posting's usual quarter, and a fortnight
# in which an employer who still hires has looked at who applied.
UNTOUCHED_DAYS: Final = 45
UNANSWERED_DAYS: Final = 14
LEAST_UNANSWERED: Final = 3


class Stale(enum.StrEnum):
    """Why an advert looks stale."""

    FILLED = "filled"
    UNTOUCHED = "untouched"
    UNANSWERED = "unanswered"


@dataclass(frozen=True, slots=True)
class Activity:
    """
    What happened to an advert.

    Parameters
    ----------
    touched_on
        When the employer last changed or confirmed it.
    waiting_since
        For each application nobody has looked at, the day it came.
    headcount, hired
        How many are sought, and how many were hired through the office.
    """

    touched_on: dt.date
    waiting_since: tuple[dt.date, ...] = ()
    headcount: int = 1
    hired: int = 0


def find_stale(activity: Activity, today: dt.date) -> tuple[Stale, ...]:
    """Return the reasons to ask the employer, the surest first; none: leave it."""
    reasons = []
    if activity.hired >= activity.headcount:
        reasons.append(Stale.FILLED)
    waiting = [
        day for day in activity.waiting_since if (today - day).days >= UNANSWERED_DAYS
    ]
    if len(waiting) >= LEAST_UNANSWERED:
        reasons.append(Stale.UNANSWERED)
    if (today - activity.touched_on).days >= UNTOUCHED_DAYS:
        reasons.append(Stale.UNTOUCHED)
    return tuple(reasons)
