"""The days of a plan, one of which a page shows: ``?day=2027-02-20``, or ``all``."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import request

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from models import Campaign

ALL = "all"


@dataclass(frozen=True, slots=True)
class Days:
    """
    The days on which a plan's coaches leave, in their order.

    Parameters
    ----------
    trips
        How many leave on each.
    chosen
        The day that is shown; None for all.
    """

    trips: Mapping[dt.date, int]
    chosen: dt.date | None = None

    @property
    def are_several(self) -> bool:
        """Return whether there is something to choose."""
        return len(self.trips) > 1

    @property
    def asked(self) -> str | None:
        """Return what stands for the day in an address; None where there is one."""
        if not self.are_several:
            return None
        return self.chosen.isoformat() if self.chosen else ALL

    def shows(self, date: dt.date) -> bool:
        """Return whether a trip of this date is shown."""
        return self.chosen in (None, date)


def asked_day(
    campaign: Campaign, dates: Iterable[dt.date], *, without: str = ""
) -> Days:
    """
    Return the days of some trips of a campaign, and the one that the address asks for.

    For one without trips, the first; of a campaign of one day, all, though a coach of
    it was moved to another.

    Parameters
    ----------
    without
        What counts where the address does not say: ``all``, else the first.
    """
    if campaign.first_date == campaign.last_date:
        return Days({})
    trips = dict(sorted(Counter(dates).items()))
    wanted = request.args.get("day", without)
    if len(trips) < 2 or wanted == ALL:
        return Days(trips)
    day = next((date for date in trips if date.isoformat() == wanted), None)
    return Days(trips, day or next(iter(trips)))
