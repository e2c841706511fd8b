"""Campaigns: what they gather, and what the telephone brought."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from models import (
    NOT_COMING,
    Booking,
    BookingStatus,
    Campaign,
    CampaignStatus,
    CharterPlan,
    NoticeKind,
    Party,
    PartyStatus,
    Place,
    Rider,
    Site,
    Trip,
    TripStatus,
)
from models.sealed import blind_index
from webapp.services import audit
from webapp.services.bookings import tell_rider
from webapp.services.places import boarding_place
from webapp.services.rules import CampaignRules
from webapp.services.seats import held_bookings, release_seats
from webapp.services.subsidies import SubsidyRule
from webapp.services.trip_sums import Sums, sums_of
from webapp.services.versions import StaleError, claim
from webapp.services.waiting import lock_campaign, seat_waiting
from webapp.services.windows import LONGEST_DAYS, interval

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from sqlalchemy.orm import Session

NO_SUBSIDY = SubsidyRule()


class NameTakenError(Exception):
    """Another campaign has this name."""


class DaysError(Exception):
    """The last day lies before the first, or too far after it."""


class DayInUseError(Exception):
    """So many parties, or public trips, are of days that would go."""

    def __init__(self, *, parties: int, trips: int) -> None:
        super().__init__(f"{parties} parties and {trips} trips are of days that go.")
        self.parties, self.trips = parties, trips


@dataclass(frozen=True, slots=True)
class Count:
    """Parties and the people in them."""

    parties: int = 0
    riders: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(self.parties + other.parties, self.riders + other.riders)


@dataclass(frozen=True, slots=True)
class Share:
    """What comes from one county or goes to one employer."""

    name: str
    all: Count
    confirmed: Count


@dataclass(frozen=True, slots=True)
class Totals:
    """
    A campaign counted: all, by telephone state, by county, by employer.

    Who gave up is in ``all`` and in no share.
    """

    all: Count
    by_status: dict[PartyStatus, Count]
    by_county: list[Share]
    by_employer: list[Share]

    @property
    def confirmed(self) -> Count:
        """Return what would be planned now."""
        return self.by_status[PartyStatus.CONFIRMED]

    @property
    def coming(self) -> Count:
        """Return all but those who said that they do not come."""
        return _sum(c for s, c in self.by_status.items() if s not in NOT_COMING)


@dataclass(frozen=True, slots=True)
class CampaignLine:
    """
    One line of the list of campaigns; `money_cents` is what coaches and tickets cost.

    ``coming`` are all but those who said that they do not come.
    """

    campaign: Campaign
    coming: Count
    confirmed: Count
    plan: CharterPlan | None
    coaches: int = 0
    money_cents: int = 0


def list_campaigns(session: Session, office_id: int | None) -> list[CampaignLine]:
    """Return the campaigns of an office, the latest first day first."""
    counts = {
        (campaign_id, status): Count(parties, riders)
        for campaign_id, status, parties, riders in session.execute(
            select(
                Party.campaign_id,
                Party.status,
                func.count(Party.id),
                func.sum(Party.size),
            ).group_by(Party.campaign_id, Party.status)
        )
    }
    campaigns = session.scalars(
        select(Campaign)
        .where(Campaign.office_id == office_id)
        .options(selectinload(Campaign.plans))
        .order_by(Campaign.first_date.desc(), Campaign.id.desc())
    ).all()
    driven = {found.id: found.chosen_plan for found in campaigns}
    sums = sums_of(session, [plan.id for plan in driven.values() if plan])
    return [
        CampaignLine(
            campaign,
            _sum(
                counts.get((campaign.id, status))
                for status in PartyStatus
                if status not in NOT_COMING
            ),
            counts.get((campaign.id, PartyStatus.CONFIRMED), Count()),
            plan,
            came_to.coaches,
            came_to.money_cents,
        )
        for campaign, plan, came_to in (
            (found, plan, sums.get(plan.id, Sums()) if plan else Sums())
            for found, plan in ((each, driven[each.id]) for each in campaigns)
        )
    ]


def list_parties(
    session: Session, campaign: Campaign, status: PartyStatus | None = None
) -> Sequence[Party]:
    """Return a campaign's parties with their places and gates, in order of entry."""
    query = (
        select(Party)
        .where(Party.campaign_id == campaign.id)
        .options(
            joinedload(Party.pickup_place).joinedload(Place.parent),
            joinedload(Party.site).joinedload(Site.employer),
        )
        .order_by(Party.id)
    )
    if status is not None:
        query = query.where(Party.status == status)
    return session.scalars(query).all()


def find_parties_of(session: Session, campaign: Campaign, searched: str) -> set[int]:
    """
    Return in which parties somebody has this name, telephone or ID number.

    All of it, since a part would show who is on the list to whoever tries.
    """
    number = "".join(searched.split()).upper()
    if not number:
        return set()
    riders = select(Rider).join(Rider.party).where(Party.campaign_id == campaign.id)
    if number.rstrip("X").isdigit():
        riders = riders.where(
            (Rider.phone_index == blind_index("phone", number))
            | (Rider.id_number_index == blind_index("id_number", number))
        )
        return {rider.party_id for rider in session.scalars(riders)}
    return {
        rider.party_id for rider in session.scalars(riders) if rider.name == searched
    }


def first_names(session: Session, parties: Iterable[Party]) -> dict[int, str]:
    """Return by party the masked name of whom a list names first."""
    ids = [party.id for party in parties]
    riders = session.scalars(
        select(Rider).where(Rider.party_id.in_(ids)).order_by(Rider.id.desc())
    )
    return {rider.party_id: rider.masked("name") for rider in riders}


def totals(parties: Iterable[Party]) -> Totals:
    """
    Return the parties of a campaign counted; the largest shares come first.

    Who was merged into another party is counted there.
    """
    by_status = dict.fromkeys(PartyStatus, Count())
    by_county: dict[str, list[Party]] = {}
    by_employer: dict[str, list[Party]] = {}
    for party in parties:
        by_status[party.status] += Count(1, party.size)
        if party.status in NOT_COMING:
            continue
        county = boarding_place(party.pickup_place) or party.pickup_place
        by_county.setdefault(county.full_name, []).append(party)
        by_employer.setdefault(party.site.employer.name, []).append(party)
    return Totals(
        all=_sum(
            count
            for status, count in by_status.items()
            if status is not PartyStatus.MERGED
        ),
        by_status=by_status,
        by_county=_shares(by_county),
        by_employer=_shares(by_employer),
    )


def trips_of(
    session: Session, plan: CharterPlan | None, parties: Iterable[Party]
) -> dict[int, Trip]:
    """Return the trip of a plan that each party holds seats on, by the party's id."""
    if plan is None:
        return {}
    seated = session.execute(
        select(Booking.party_id, Trip)
        .join(Trip, Trip.id == Booking.trip_id)
        .where(
            Booking.plan_id == plan.id,
            Booking.status == BookingStatus.HELD,
            Booking.leg == 1,
            Booking.party_id.in_([party.id for party in parties]),
        )
    )
    return dict(seated.all())


def create_campaign(
    session: Session,
    *,
    name: str,
    first_date: dt.date,
    last_date: dt.date | None = None,
    rules: CampaignRules,
    subsidy: SubsidyRule = NO_SUBSIDY,
    office_id: int,
    account_id: int | None,
    now: dt.datetime,
) -> Campaign:
    """
    Add a campaign of an office that gathers parties; without a last day, of one day.

    Raises
    ------
    DaysError
        When the last day lies before the first, or too far after it.
    NameTakenError
        When a campaign of this name exists.
    """
    last_date = last_date or first_date
    _require_days(first_date, last_date)
    _require_free_name(session, name)
    campaign = Campaign(
        office_id=office_id,
        name=name,
        first_date=first_date,
        last_date=last_date,
        rules=rules.stored(),
        subsidy=subsidy.stored(),
    )
    session.add(campaign)
    session.flush()
    audit.record(session, "campaign.create", campaign, account_id=account_id, now=now)
    return campaign


def change_campaign(
    session: Session,
    campaign: Campaign,
    *,
    seen_version: int,
    name: str,
    first_date: dt.date,
    last_date: dt.date | None = None,
    rules: CampaignRules,
    subsidy: SubsidyRule,
    account_id: int | None,
    now: dt.datetime,
) -> None:
    """
    Change what a campaign is called, its days, its rules and its subsidy.

    When a campaign of one day is moved to another, its parties go along; else no party
    and no public trip may be of a day that goes. A plan that is not public and has
    trips on such a day is not driven any more.

    Raises
    ------
    StaleError
        When it is not the version that was shown.
    DaysError
        When the last day lies before the first, or too far after it.
    DayInUseError
        When a day would go on which somebody travels.
    NameTakenError
        When another campaign has this name.
    """
    if campaign.version != seen_version:
        msg = f"Campaign {campaign.id} was changed since it was shown."
        raise StaleError(msg)
    if name != campaign.name:
        _require_free_name(session, name)
    before = {
        "name": campaign.name,
        "days": interval(campaign.first_date, campaign.last_date),
        "rules": campaign.rules,
        "subsidy": campaign.subsidy,
    }
    last_date = last_date or first_date
    _require_days(first_date, last_date)
    if (first_date, last_date) != (campaign.first_date, campaign.last_date):
        _change_days(session, campaign, first_date, last_date)
    campaign.name = name
    # What escorts ask at the door is set elsewhere, and stays.
    fever = CampaignRules.of(campaign.rules).fever_tenths
    campaign.rules = replace(rules, fever_tenths=fever).stored()
    campaign.subsidy = subsidy.stored()
    session.flush()
    audit.record(
        session,
        "campaign.change",
        campaign,
        account_id=account_id,
        now=now,
        detail={"before": before},
    )


def set_party_status(
    session: Session,
    party: Party,
    status: PartyStatus,
    *,
    seen_at: dt.datetime,
    account_id: int | None,
    now: dt.datetime,
) -> None:
    """
    Note what the telephone brought; seats given back go to those who wait.

    `seen_at` is the row's ``updated_at`` as it was shown.

    Raises
    ------
    StaleError
        When somebody else changed the party since; its new state is left as it is. So
        is that of people who ride with another campaign.
    """
    lock_campaign(session, party.campaign)
    if party.moved_to is not None:
        msg = f"Party {party.id} rides with another campaign."
        raise StaleError(msg)
    before = party.status
    claim(session, party, seen_at, now)
    party.status = status
    session.flush()
    released = []
    is_merged = status is PartyStatus.MERGED
    kind = NoticeKind.RIDE_MERGED if is_merged else NoticeKind.SEAT_CANCELLED
    if status is not PartyStatus.CONFIRMED:
        for booking in held_bookings(session, party):
            if release_seats(session, booking):
                released.append(booking.trip_id)
                is_public = booking.trip.status is TripStatus.PUBLISHED
                if is_public and booking.leg == 1:
                    tell_rider(session, booking, kind, now=now)
    audit.record(
        session,
        "party.status",
        party,
        account_id=account_id,
        now=now,
        detail={"from": before, "to": status, "released_trips": released},
    )
    # Also who comes back after giving up may find free seats.
    seat_waiting(session, party.campaign, now=now)


def _require_days(first_date: dt.date, last_date: dt.date) -> None:
    if not 0 <= (last_date - first_date).days < LONGEST_DAYS:
        msg = f"Expected 1 to {LONGEST_DAYS} days, got {first_date} to {last_date}."
        raise DaysError(msg)


def _change_days(
    session: Session, campaign: Campaign, first_date: dt.date, last_date: dt.date
) -> None:
    """Set a campaign's days where nobody is left on a day that goes."""
    stays = range(first_date.toordinal(), last_date.toordinal() + 1)
    was_one_day = campaign.first_date == campaign.last_date
    own = session.scalars(
        select(Party).where(
            Party.campaign_id == campaign.id,
            Party.status.not_in(NOT_COMING),
            (Party.first_date > last_date) | (Party.last_date < first_date),
        )
    ).all()
    if own and was_one_day and first_date == last_date:
        for party in own:
            party.first_date = party.last_date = first_date
            party.wanted_date = None
    elif own:
        raise DayInUseError(parties=len(own), trips=0)
    plan = campaign.chosen_plan
    public = [
        trip
        for trip in (plan.trips if plan is not None else ())
        if trip.status is TripStatus.PUBLISHED
        and campaign.travels_on(trip.service_date)
        and trip.service_date.toordinal() not in stays
    ]
    if public:
        raise DayInUseError(parties=0, trips=len(public))
    campaign.first_date, campaign.last_date = first_date, last_date
    if plan is not None and any(
        trip.status is TripStatus.DRAFT and not campaign.travels_on(trip.service_date)
        for trip in plan.trips
    ):
        # Nobody was told of it, and nobody is to be: it is to be planned again.
        plan.is_chosen = False
        if campaign.status is CampaignStatus.PLANNED:
            campaign.status = CampaignStatus.GATHERING


def _require_free_name(session: Session, name: str) -> None:
    if session.scalar(select(Campaign.id).where(Campaign.name == name)) is not None:
        msg = f"There is a campaign {name!r} already."
        raise NameTakenError(msg)


def _sum(counts: Iterable[Count | None]) -> Count:
    total = Count()
    for count in counts:
        total += count or Count()
    return total


def _shares(groups: dict[str, list[Party]]) -> list[Share]:
    shares = [
        Share(
            name=name,
            all=_sum(Count(1, party.size) for party in parties),
            confirmed=_sum(
                Count(1, party.size)
                for party in parties
                if party.status is PartyStatus.CONFIRMED
            ),
        )
        for name, parties in groups.items()
    ]
    return sorted(shares, key=lambda share: (-share.all.riders, share.name))
