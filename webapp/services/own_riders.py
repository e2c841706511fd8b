"""
An employer's own people on the coaches: who comes, where they sit, who has arrived.

Only those whose gate is the employer's are seen, and masked; a person who asked for the
ride alone is seen, and takes the wish back alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from models import (
    Arrival,
    ArrivalStatus,
    BoardingKind,
    Booking,
    BookingStatus,
    Campaign,
    CharterPlan,
    Party,
    PartyStatus,
    Place,
    Rider,
    RideRequest,
    Site,
    Trip,
    TripStatus,
)
from webapp.services.boarding.coach import newest
from webapp.services.campaigns import set_party_status
from webapp.services.vacancy_posting import local_date

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from sqlalchemy.orm import Session

    from models import Employer

# What an employer may say of a party on its roster.
DECISIONS = (PartyStatus.CONFIRMED, PartyStatus.GAVE_UP)


class OwnRidersError(Exception):
    """
    It is not the employer's to say, or not yet.

    OwnRidersError
    ├── NotTheirsError
    └── TooEarlyError
    """


class NotTheirsError(OwnRidersError):
    """The people asked for the ride themselves, or the campaign is closed."""


class TooEarlyError(OwnRidersError):
    """The coach has not left, so nobody can have arrived."""


@dataclass(frozen=True, slots=True)
class CampaignLine:
    """A campaign and how many of the employer's people are on it."""

    campaign: Campaign
    riders: int
    confirmed: int


@dataclass(frozen=True, slots=True)
class RiderLine:
    """
    One person, with the seat and what was seen at the coach door and at the gate.

    Parameters
    ----------
    rider
        None for somebody who is not named.
    """

    place: int
    rider: Rider | None
    seat: int | None
    arrival: Arrival | None
    stayed_away: bool = False


@dataclass(frozen=True, slots=True)
class PartyLine:
    """A party; `booking` once its trip is published."""

    party: Party
    booking: Booking | None
    is_own_wish: bool
    riders: tuple[RiderLine, ...]
    unnamed: int

    @property
    def seated(self) -> tuple[RiderLine, ...]:
        """Return those who have a seat on a published trip."""
        return self.riders[: self.booking.seats] if self.booking else ()

    @property
    def arrived(self) -> int:
        """Return how many were seen at the gate."""
        return sum(
            each.arrival is not None and each.arrival.status is ArrivalStatus.ARRIVED
            for each in self.seated
        )

    @property
    def has_arrived(self) -> bool:
        """Return whether all of its people were seen at the gate."""
        return bool(self.seated) and self.arrived == len(self.seated)


def list_campaigns(
    session: Session, employer: Employer, now: dt.datetime
) -> list[CampaignLine]:
    """Return the campaigns that are to come or carry the employer's people."""
    counts = {
        campaign_id: (riders, confirmed)
        for campaign_id, riders, confirmed in session.execute(
            select(
                Party.campaign_id,
                func.sum(Party.size),
                func.sum(Party.size).filter(Party.status == PartyStatus.CONFIRMED),
            )
            .join(Party.site)
            .where(Site.employer_id == employer.id, Party.status != PartyStatus.MERGED)
            .group_by(Party.campaign_id)
        )
    }
    campaigns = session.scalars(
        select(Campaign)
        .options(joinedload(Campaign.office))
        .order_by(Campaign.first_date.desc(), Campaign.id.desc())
    ).all()
    return [
        CampaignLine(campaign, riders, confirmed or 0)
        for campaign in campaigns
        for riders, confirmed in [counts.get(campaign.id, (0, 0))]
        if riders or takes_rosters(campaign, employer, now)
    ]


def takes_rosters(campaign: Campaign, employer: Employer, now: dt.datetime) -> bool:
    """Return whether an employer's roster may still be sent for a campaign."""
    is_open = not campaign.is_closed
    whose = campaign.office.employer_id
    return (
        is_open
        and campaign.last_date > local_date(now)
        and whose in (None, employer.id)
    )


def list_own(
    session: Session, employer: Employer, campaign: Campaign
) -> list[PartyLine]:
    """Return the employer's parties of a campaign, in order of entry."""
    parties = session.scalars(
        select(Party)
        .join(Party.site)
        .where(
            Party.campaign_id == campaign.id,
            Site.employer_id == employer.id,
            Party.status != PartyStatus.MERGED,
        )
        .options(
            selectinload(Party.riders),
            joinedload(Party.site),
            joinedload(Party.pickup_place).joinedload(Place.parent),
        )
        .order_by(Party.id)
    ).all()
    ids = [party.id for party in parties]
    bookings = {
        booking.party_id: booking for booking in published_bookings(session, ids)
    }
    wishes = set(
        session.scalars(
            select(RideRequest.party_id).where(RideRequest.party_id.in_(ids))
        )
    )
    arrivals = {
        (arrival.trip_id, arrival.party_id, arrival.place): arrival
        for arrival in session.scalars(select(Arrival).where(Arrival.party_id.in_(ids)))
    }
    absent = _absent(session, [booking.trip for booking in bookings.values()])
    lines = []
    for party in parties:
        booking = bookings.get(party.id)
        trip_id = booking.trip_id if booking else 0
        named = len(party.riders)
        # Who is not named is listed once there is a seat to arrive with.
        listed = max(named, booking.seats if booking else 0)
        riders = tuple(
            RiderLine(
                place=place,
                rider=party.riders[place - 1] if place <= named else None,
                seat=booking.seat_of(place) if booking else None,
                arrival=arrivals.get((trip_id, party.id, place)),
                stayed_away=(trip_id, party.id, place) in absent,
            )
            for place in range(1, listed + 1)
        )
        unnamed = max(0, party.size - named)
        lines.append(PartyLine(party, booking, party.id in wishes, riders, unnamed))
    return lines


def find_party(session: Session, employer: Employer, party_id: int) -> Party | None:
    """Return a party of the employer's; that of another is not found."""
    return session.scalar(
        select(Party)
        .join(Party.site)
        .where(Party.id == party_id, Site.employer_id == employer.id)
    )


def find_rider(session: Session, employer: Employer, rider_id: int) -> Rider | None:
    """Return a rider of the employer's; that of another is not found."""
    return session.scalar(
        select(Rider)
        .join(Rider.party)
        .join(Party.site)
        .where(Rider.id == rider_id, Site.employer_id == employer.id)
    )


def decide(
    session: Session,
    party: Party,
    status: PartyStatus,
    *,
    seen_at: dt.datetime,
    account_id: int,
    now: dt.datetime,
) -> None:
    """
    Confirm a party of the roster, or drop it; its seats go to those who wait.

    Raises
    ------
    NotTheirsError
        When its people asked for the ride themselves, or the campaign is closed.
    StaleError
        When somebody else changed the party since it was shown.
    """
    asked = select(RideRequest.id).where(RideRequest.party_id == party.id)
    is_over = party.campaign.is_closed
    if status not in DECISIONS or is_over or session.scalar(asked) is not None:
        msg = f"Party {party.id} is not the employer's to change."
        raise NotTheirsError(msg)
    set_party_status(
        session, party, status, seen_at=seen_at, account_id=account_id, now=now
    )


def _absent(session: Session, trips: Iterable[Trip]) -> set[tuple[int, int, int]]:
    """Return trip, party and place of those who did not get on."""
    return {
        (trip.id, *person)
        for trip in {trip.id: trip for trip in trips}.values()
        for person, event in newest(session, trip).items()
        if event.kind is BoardingKind.NO_SHOW
    }


def published_bookings(session: Session, party_ids: Sequence[int]) -> Sequence[Booking]:
    """
    Return what these parties hold on published trips of the driven plan.

    Of who goes by train the seats to the gate, those of the shuttle.
    """
    found = session.scalars(
        select(Booking)
        .join(Booking.trip)
        .join(CharterPlan, CharterPlan.id == Booking.plan_id)
        .where(
            Booking.party_id.in_(party_ids),
            Booking.status == BookingStatus.HELD,
            Trip.status == TripStatus.PUBLISHED,
            CharterPlan.is_chosen,
        )
        .options(joinedload(Booking.trip), selectinload(Booking.numbered))
        .order_by(Booking.leg)
    )
    return list({booking.party_id: booking for booking in found}.values())
