"""What a campaign has to carry, by county, date and enterprise; what is missing."""

from __future__ import annotations

import datetime as dt
import enum
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from models import NOT_COMING, CallState, Party, PartyStatus
from webapp.services.campaigns import Count, list_parties
from webapp.services.places import boarding_place

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy.orm import Session

    from models import Campaign, Place


NOBODY: Final = Count()
# Stands for several days of the campaign, any of which will do.
SEVERAL: Final = "several"
Day = dt.date | str | None


@dataclass(frozen=True, slots=True)
class Cell:
    """People of parties that may come, and how many of them are confirmed."""

    all: Count = NOBODY
    confirmed: Count = NOBODY

    def plus(self, party: Party) -> Cell:
        """Return the cell with one more party."""
        one = Count(1, party.size)
        sure = one if party.status is PartyStatus.CONFIRMED else NOBODY
        return Cell(self.all + one, self.confirmed + sure)


@dataclass(frozen=True, slots=True)
class Line:
    """
    A county, or an enterprise within it: its cells by date and their sum.

    ``place`` is where its people board; None where the home is not known to the county.
    """

    name: str
    by_date: Mapping[Day, Cell]
    total: Cell
    place: Place | None = None
    enterprises: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Board:
    """
    The demand board.

    ``dates`` are the campaign's and those that people want instead; then `SEVERAL` for
    parties that may travel on any of several days, and None for another date that
    nobody has told yet. ``enterprises`` are from all counties.
    """

    dates: tuple[Day, ...]
    counties: tuple[Line, ...]
    enterprises: tuple[Line, ...]
    total: Line


class Gap(enum.StrEnum):
    """What a party still lacks before its coach can leave."""

    HOME = "home"
    PHONE = "phone"
    WRONG_NUMBER = "wrong_number"
    DATE = "date"
    NAMES = "names"
    ID_NUMBERS = "id_numbers"


def board(
    session: Session, campaign: Campaign, employer_id: int | None = None
) -> Board:
    """
    Return who is to be carried, the largest counties first.

    Parties that do not come are not counted. `employer_id` asks for one enterprise's.
    """
    wanted = wanted_dates(session, campaign)
    parties = [
        party
        for party in list_parties(session, campaign)
        if party.status not in NOT_COMING
        and employer_id in (None, party.site.employer_id)
    ]
    dates = {date_of(party, wanted) for party in parties} | set(campaign.dates)
    homes: dict[str, list[Party]] = defaultdict(list)
    places: dict[str, Place | None] = {}
    for party in parties:
        place = boarding_place(party.pickup_place)
        name = (place or party.pickup_place).full_name
        homes[name].append(party)
        places[name] = place

    def line(name: str, of: Iterable[Party], place: Place | None = None) -> Line:
        by_date: dict[Day, Cell] = defaultdict(Cell)
        total = Cell()
        for party in of:
            date = date_of(party, wanted)
            by_date[date] = by_date[date].plus(party)
            total = total.plus(party)
        return Line(name, dict(by_date), total, place)

    def firms(of: Iterable[Party]) -> tuple[Line, ...]:
        going: dict[str, list[Party]] = defaultdict(list)
        for party in of:
            going[party.site.employer.name].append(party)
        lines = (line(firm, of_firm) for firm, of_firm in going.items())
        return tuple(sorted(lines, key=_largest_first))

    counties = [
        replace(line(name, of_county, places[name]), enterprises=firms(of_county))
        for name, of_county in homes.items()
    ]
    known = sorted(date for date in dates if isinstance(date, dt.date))
    return Board(
        dates=(*known, *(each for each in (SEVERAL, None) if each in dates)),
        counties=tuple(sorted(counties, key=_largest_first)),
        enterprises=firms(parties),
        total=line("", parties),
    )


def missing(session: Session, campaign: Campaign) -> dict[Gap, list[Party]]:
    """Return the parties that lack something, by what they lack; no party gave up."""
    wanted = wanted_dates(session, campaign)
    found: dict[Gap, list[Party]] = {gap: [] for gap in Gap}
    list_parties(session, campaign)  # places and gates, all at once
    parties = session.scalars(
        select(Party)
        .where(Party.campaign_id == campaign.id, Party.status.not_in(NOT_COMING))
        .options(selectinload(Party.riders))
        .order_by(Party.id)
    )
    for party in parties:
        home = boarding_place(party.pickup_place)
        lacks = {
            Gap.HOME: home is None,
            Gap.PHONE: not any(rider.phone_index for rider in party.riders),
            Gap.WRONG_NUMBER: party.status is PartyStatus.WRONG_NUMBER,
            Gap.DATE: party.status is PartyStatus.OTHER_DATE
            and wanted.get(party.id) is None,
            Gap.NAMES: len(party.riders) < party.size,
            Gap.ID_NUMBERS: party.status is PartyStatus.CONFIRMED
            and any(not rider.id_number_index for rider in party.riders),
        }
        for gap, does in lacks.items():
            if does:
                found[gap].append(party)
    return found


def wanted_dates(session: Session, campaign: Campaign) -> dict[int, dt.date | None]:
    """Return the other date that parties asked for, by the party's id."""
    return dict(
        session.execute(
            select(CallState.party_id, CallState.other_date)
            .join(Party, Party.id == CallState.party_id)
            .where(Party.campaign_id == campaign.id)
        ).all()
    )


def date_of(party: Party, wanted: Mapping[int, dt.date | None]) -> Day:
    """Return when a party would travel; None when only "another date" is known."""
    if party.status is PartyStatus.OTHER_DATE:
        return wanted.get(party.id)
    first, last = party.window
    return first if first >= last else SEVERAL


def _largest_first(line: Line) -> tuple[int, str]:
    return -line.total.all.riders, line.name
