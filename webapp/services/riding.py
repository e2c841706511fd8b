"""
我要坐车: a seeker's wish becomes a party of a campaign, and seats when there are any.

While a campaign gathers, the party is planned with the others; once its trips are
published, the party is seated at once where there is room, else it waits. Locks are
taken in one order everywhere: the seeker, the campaigns by number, the wish.
"""

from __future__ import annotations

import datetime as dt
import enum
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload, selectinload

from models import (
    Booking,
    BookingStatus,
    Campaign,
    CampaignStatus,
    CharterPlan,
    Office,
    Party,
    PartyStatus,
    Rider,
    RideRequest,
    Seeker,
    Site,
    Stop,
    Trip,
    TripStatus,
)
from webapp.services import audit
from webapp.services.bookings import stops_of
from webapp.services.duplicates import counted_in
from webapp.services.places import ensure_place
from webapp.services.rules import LOCAL_TIME
from webapp.services.seats import held_bookings, release_seats
from webapp.services.spaces import Brought, has_space
from webapp.services.vacancy_posting import local_date
from webapp.services.waiting import (
    SHORTEST_NOTICE,
    Way,
    boarding_codes,
    lock_campaign,
    place_in_queue,
    published_trips,
    seat,
    seat_waiting,
    ways_of,
    ways_to,
)
from webapp.services.windows import interval, set_window

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy.orm import Session

    from matcher.places.gazetteer import Gazetteer
    from models import TrainBlock

LARGEST_PARTY = 8
MOST_LUGGAGE = 20
MOST_ALTERNATIVES = 5


class RidingError(Exception):
    """
    A wish cannot be taken or changed.

    RidingError
    └── CampaignOverError
    """


class CampaignOverError(RidingError):
    """The campaign takes nobody any more."""


@dataclass(frozen=True, slots=True)
class Person:
    """One who travels; only the first must be named."""

    name: str = ""
    phone: str = ""
    id_number: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """
    What is asked for; places are codes.

    ``date`` is the day that is asked for, first and last those that would do as well;
    None where all are alike. ``consent_version`` names the text that was agreed to;
    without it no ID number is stored.
    """

    campaign_id: int
    site_id: int
    people: tuple[Person, ...]
    luggage: int = 0
    wheelchairs: int = 0
    pickup_place_code: str
    alternatives: tuple[str, ...] = ()
    first_date: dt.date
    last_date: dt.date
    date: dt.date | None = None
    consent_version: str | None = None


@dataclass(frozen=True, slots=True)
class Day:
    """A day of a campaign on which one may ask to travel."""

    campaign: Campaign
    date: dt.date

    @property
    def key(self) -> str:
        """Return what stands for it in a form: ``12``, of several days ``12@`` date."""
        campaign = self.campaign
        is_only = campaign.first_date == campaign.last_date
        return str(campaign.id) if is_only else f"{campaign.id}@{self.date}"

    def has(self, trip: Trip) -> bool:
        """Return whether a trip is of this day, or was moved off an only day."""
        campaign, date = self.campaign, trip.service_date
        return date == self.date or (
            campaign.first_date == campaign.last_date and not campaign.travels_on(date)
        )


class Standing(enum.StrEnum):
    """How far a wish has come."""

    LATER = "later"
    WAITING = "waiting"
    NO_COACH = "no_coach"
    """It waits, but no coach of the day goes from its stops to its gate."""
    SEATED = "seated"
    DROPPED = "dropped"
    MERGED = "merged"
    """Its people stand in another list too, and ride with that party."""
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Ride:
    """
    A wish as its page shows it.

    Parameters
    ----------
    booking
        Its own seats.
    joined
        Of a merged wish: the seats of the party that its people ride with, which are
        not its own to show a ticket of.
    place_in_queue
        From 1, among those who wait for the same coaches.
    onward
        Of who goes by train the seats on the shuttle, whose gate `gate` is then; the
        train is that of the trip of `booking`.
    """

    request: RideRequest
    standing: Standing
    booking: Booking | None = None
    joined: Booking | None = None
    pickup: Stop | None = None
    gate: Stop | None = None
    place_in_queue: int | None = None
    onward: Booking | None = None

    @property
    def train(self) -> TrainBlock | None:
        """Return the train between two coaches; None for one that goes all the way."""
        return self.booking.trip.block if self.booking else None


def list_open_campaigns(
    session: Session, now: dt.datetime, employer_id: int | None = None
) -> Sequence[Campaign]:
    """
    Return the campaigns that people may still join, the next one first.

    An enterprise's own campaign carries its own people only: with `employer_id`, those
    that go to this employer's gates.
    """
    whose = or_(Office.employer_id.is_(None), Office.employer_id == employer_id)
    return session.scalars(
        select(Campaign)
        .join(Campaign.office)
        .where(
            Campaign.status != CampaignStatus.CLOSED,
            Campaign.last_date > local_date(now),
            whose
            if employer_id is None
            else whose | (Office.employer_id == employer_id),
        )
        .order_by(Campaign.first_date, Campaign.id)
    ).all()


def open_days(campaign: Campaign, now: dt.datetime) -> list[dt.date]:
    """Return the days of a campaign to come; nobody joins on the day itself."""
    today = local_date(now)
    return [date for date in campaign.dates if date > today]


def find_open(session: Session, seeker: Seeker, now: dt.datetime) -> RideRequest | None:
    """Return the seeker's wish that is neither cancelled nor past, if there is one."""
    today = local_date(now)
    midnight = dt.datetime.combine(today, dt.time(), LOCAL_TIME).astimezone(dt.UTC)
    rode = (
        select(Booking.id)
        .join(Booking.trip)
        .join(CharterPlan, CharterPlan.id == Booking.plan_id)
        .where(
            Booking.party_id == RideRequest.party_id,
            Booking.status == BookingStatus.HELD,
            Trip.status == TripStatus.PUBLISHED,
            Trip.departs_at < midnight,
            CharterPlan.is_chosen,
        )
    )
    return session.scalars(
        select(RideRequest)
        .join(RideRequest.campaign)
        .where(
            RideRequest.seeker_id == seeker.id,
            RideRequest.cancelled_at.is_(None),
            RideRequest.last_date >= today,
            Campaign.last_date >= today,
            ~rode.exists(),
        )
        .order_by(RideRequest.id)
        .limit(1)
    ).one_or_none()


def list_of(session: Session, seeker: Seeker) -> Sequence[RideRequest]:
    """Return all of a seeker's wishes, the latest first."""
    return session.scalars(
        select(RideRequest)
        .where(RideRequest.seeker_id == seeker.id)
        .options(
            joinedload(RideRequest.campaign),
            joinedload(RideRequest.site),
            selectinload(RideRequest.party),
        )
        .order_by(RideRequest.id.desc())
    ).all()


def find_own(session: Session, seeker: Seeker, request_id: int) -> RideRequest | None:
    """Return a wish of this seeker's; that of anybody else is not found."""
    return session.scalar(
        select(RideRequest).where(
            RideRequest.id == request_id, RideRequest.seeker_id == seeker.id
        )
    )


def ask(
    session: Session,
    gazetteer: Gazetteer,
    seeker: Seeker,
    wish: Wish,
    *,
    account_id: int | None,
    now: dt.datetime,
) -> RideRequest:
    """
    Take a wish, and seat its party when that is possible; a second tap is the first.

    Who has an open wish gets that one: it is changed on its own page.

    Raises
    ------
    CampaignOverError
        When the campaign is closed, or its coaches leave today.
    """
    # The second of two taps waits here, then sees the first one's wish.
    session.refresh(seeker, ["is_looking"], with_for_update=True)
    known = find_open(session, seeker, now)
    if known is not None:
        return known
    for code in (wish.pickup_place_code, *wish.alternatives):
        ensure_place(session, gazetteer, code)
    campaign = _best_campaign(session, wish, now)
    lock_campaign(session, campaign)
    is_of_its_days = campaign.id == wish.campaign_id
    _require_open(campaign, now, wish.date if is_of_its_days else None)
    request = RideRequest(
        seeker_id=seeker.id,
        campaign_id=campaign.id,
        site_id=wish.site_id,
        size=len(wish.people),
        luggage=wish.luggage,
        wheelchairs=wish.wheelchairs,
        pickup_place_code=wish.pickup_place_code,
        alternatives=list(wish.alternatives[:MOST_ALTERNATIVES]),
        first_date=wish.first_date,
        last_date=wish.last_date,
        waits_since=now,
        consent_version=wish.consent_version,
        consented_at=now if wish.consent_version else None,
    )
    session.add(request)
    session.flush()
    audit.record(
        session,
        "ride.ask",
        request,
        account_id=account_id,
        now=now,
        detail={"campaign": campaign.id, "consent": wish.consent_version},
    )
    date = wish.date if campaign.travels_on(wish.date) else None
    _join(session, request, campaign, wish.people, now, date)
    return request


def cancel(
    session: Session, request: RideRequest, *, account_id: int | None, now: dt.datetime
) -> bool:
    """
    End a wish; its seats go to those who wait. False when that was done before.

    ID numbers are forgotten at once: nobody needs them any more.
    """
    campaign = request.campaign
    lock_campaign(session, campaign)
    session.refresh(request, ["party_id", "cancelled_at"], with_for_update=True)
    if request.cancelled_at is not None:
        return False
    request.cancelled_at = now
    _leave(session, request, PartyStatus.GAVE_UP)
    session.flush()
    audit.record(session, "ride.cancel", request, account_id=account_id, now=now)
    seat_waiting(session, campaign, now=now)
    return True


def change_date(
    session: Session,
    request: RideRequest,
    campaign: Campaign,
    date: dt.date | None = None,
    *,
    account_id: int | None,
    now: dt.datetime,
) -> bool:
    """
    Move a wish to another day, at the end of its queue; False when it is there.

    To a day of its own campaign, or to another campaign: to a date of it, or to those
    of its days that the wish takes, all where it takes none.

    Raises
    ------
    CampaignOverError
        When either campaign takes nobody any more, or the wish was cancelled.
    """
    before = request.campaign
    for each in sorted((before, campaign), key=lambda row: row.id):
        lock_campaign(session, each)
    session.refresh(
        request, ["party_id", "cancelled_at", "campaign_id"], with_for_update=True
    )
    if request.campaign_id == campaign.id and date is None:
        return False
    if request.cancelled_at is not None:
        msg = f"Wish {request.id} was cancelled."
        raise CampaignOverError(msg)
    _require_open(campaign, now, date)
    if request.campaign_id == campaign.id:
        return _change_day(
            session, request, date or campaign.first_date, account_id, now
        )
    people, left = _people(request), request.party
    _leave(session, request, PartyStatus.MERGED)
    request.party = None
    request.campaign = campaign
    if date is not None:
        request.first_date = request.last_date = date
    elif request.last_date < campaign.first_date:
        request.last_date = campaign.last_date
    elif request.first_date > campaign.last_date:
        request.first_date = campaign.first_date
    request.waits_since = now
    session.flush()
    audit.record(
        session,
        "ride.change",
        request,
        account_id=account_id,
        now=now,
        detail={"from": before.id, "to": campaign.id},
    )
    _join(session, request, campaign, people, now, date)
    if left is not None:
        left.moved_to = request.party
    seat_waiting(session, before, now=now)
    return True


def _change_day(
    session: Session,
    request: RideRequest,
    date: dt.date,
    account_id: int | None,
    now: dt.datetime,
) -> bool:
    """Move a wish to a day of its campaign; its seats on other days are free."""
    party, before = request.party, (request.first_date, request.last_date)
    if party is None or party.status is not PartyStatus.CONFIRMED:
        msg = f"Wish {request.id} is not on the list any more."
        raise CampaignOverError(msg)
    if party.window == (date, date):
        return False
    request.first_date = request.last_date = date
    request.waits_since = now
    party.wanted_date = None
    set_window(session, party, date, date, now=now)
    audit.record(
        session,
        "ride.change",
        request,
        account_id=account_id,
        now=now,
        detail={"from": interval(*before), "to": interval(date, date)},
    )
    seat_waiting(session, request.campaign, now=now)
    return True


def give_ids(
    session: Session,
    request: RideRequest,
    id_numbers: Sequence[str],
    *,
    consent_version: str,
    account_id: int | None,
    now: dt.datetime,
) -> None:
    """Store the party's ID numbers, in the order of its people, with their consent."""
    session.refresh(request, ["party_id", "cancelled_at"], with_for_update=True)
    if request.party is None or request.cancelled_at is not None:
        return
    for rider, id_number in zip(request.party.riders, id_numbers, strict=False):
        rider.id_number = id_number or None
        rider.consented_at = now if id_number else None
    request.consent_version = consent_version
    request.consented_at, request.consent_withdrawn_at = now, None
    session.flush()
    audit.record(
        session,
        "ride.consent",
        request,
        account_id=account_id,
        now=now,
        detail={"version": consent_version},
    )


def withdraw_consent(
    session: Session, request: RideRequest, *, account_id: int | None, now: dt.datetime
) -> None:
    """Forget the party's ID numbers; the seats stay, cards are shown at the door."""
    session.refresh(
        request, ["consented_at", "consent_withdrawn_at"], with_for_update=True
    )
    if request.consented_at is None or request.consent_withdrawn_at is not None:
        return
    request.consent_withdrawn_at = now
    _forget_ids(request)
    session.flush()
    audit.record(session, "ride.withdraw", request, account_id=account_id, now=now)


def show(session: Session, request: RideRequest) -> Ride:
    """Return how far a wish has come; a draft of a plan is nobody's promise yet."""
    party, campaign = request.party, request.campaign
    if request.cancelled_at is not None:
        return Ride(request, Standing.CANCELLED)
    if party is not None and party.status is PartyStatus.MERGED:
        return _show_merged(session, request, party)
    if party is None or party.status is not PartyStatus.CONFIRMED:
        return Ride(request, Standing.DROPPED)
    if not campaign.is_public:
        return Ride(request, Standing.LATER)
    booking = _published_booking(session, party)
    if booking is not None:
        pickup, gate = stops_of(booking)
        onward = _published_booking(session, party, leg=2)
        if onward is not None:
            _, gate = stops_of(onward)
        return Ride(
            request,
            Standing.SEATED,
            booking,
            pickup=pickup,
            gate=gate,
            onward=onward,
        )
    trips = published_trips(session, campaign, None)
    if not campaign.is_closed and not ways_of(session, request, trips):
        return Ride(request, Standing.NO_COACH)
    place = place_in_queue(session, request)
    return Ride(request, Standing.WAITING, place_in_queue=place)


def _show_merged(session: Session, request: RideRequest, party: Party) -> Ride:
    """Return a wish of people who ride with another party; dropped where none does."""
    other = counted_in(session, party)
    if other is None:
        return Ride(request, Standing.DROPPED)
    is_public = request.campaign.is_public
    joined = _published_booking(session, other) if is_public else None
    pickup, gate = stops_of(joined) if joined is not None else (None, None)
    return Ride(request, Standing.MERGED, joined=joined, pickup=pickup, gate=gate)


def days_of(
    session: Session, requests: Iterable[RideRequest]
) -> dict[int, tuple[dt.date, dt.date]]:
    """Return for each wish the day of its public seats, else the days that it takes."""
    wishes = list(requests)
    seated = session.execute(
        select(Booking.party_id, Trip)
        .join(Trip, Trip.id == Booking.trip_id)
        .join(CharterPlan, CharterPlan.id == Booking.plan_id)
        .where(
            Booking.party_id.in_([wish.party_id for wish in wishes]),
            Booking.status == BookingStatus.HELD,
            Booking.leg == 1,
            Trip.status == TripStatus.PUBLISHED,
            CharterPlan.is_chosen,
        )
    )
    dates = {party_id: trip.service_date for party_id, trip in seated}
    return {
        wish.id: (dates[wish.party_id], dates[wish.party_id])
        if wish.party_id in dates
        else _days(wish)
        for wish in wishes
    }


def _days(request: RideRequest) -> tuple[dt.date, dt.date]:
    campaign = request.campaign
    if request.party is not None:
        return request.party.days
    return campaign.first_date, campaign.last_date


def list_other_days(
    session: Session, request: RideRequest, now: dt.datetime
) -> list[Day]:
    """Return the days that a wish may be moved to; none once it is cancelled."""
    if request.cancelled_at is not None:
        return []
    first, last = days_of(session, [request])[request.id]
    own = Day(request.campaign, first) if first == last else None
    campaigns = list_open_campaigns(session, now, request.site.employer_id)
    return [day for day in list_open_days(campaigns, now) if day != own]


def list_open_days(campaigns: Iterable[Campaign], now: dt.datetime) -> list[Day]:
    """Return the days to come of some campaigns, the next first."""
    days = [Day(each, date) for each in campaigns for date in open_days(each, now)]
    return sorted(days, key=lambda day: (day.date, day.campaign.id))


def chances(
    session: Session,
    days: Iterable[Day],
    *,
    codes: Sequence[str],
    site_id: int,
    size: int,
    brought: Brought,
    now: dt.datetime,
) -> list[tuple[Day, Standing]]:
    """Return for each day what asking for it would bring just now."""
    every: dict[int, list[Way]] = {}
    found = []
    for day in days:
        campaign = day.campaign
        if campaign.status is not CampaignStatus.PUBLISHED:
            found.append((day, Standing.LATER))
            continue
        if campaign.id not in every:
            trips = published_trips(session, campaign, None)
            every[campaign.id] = ways_to(session, codes, site_id, trips)
        ways = [way for way in every[campaign.id] if day.has(way.trip)]
        if not ways:
            found.append((day, Standing.NO_COACH))
            continue
        is_roomy = any(
            way.free >= size
            and all(has_space(session, trip, brought) for trip in way.trips)
            for way in ways
            if way.trip.departs_at > now + SHORTEST_NOTICE
        )
        found.append((day, Standing.SEATED if is_roomy else Standing.WAITING))
    return found


def _best_campaign(session: Session, wish: Wish, now: dt.datetime) -> Campaign:
    """Return the campaign wished for, or another of the window when it is full."""
    wanted = session.get_one(Campaign, wish.campaign_id)
    if wish.first_date == wish.last_date:
        return wanted
    employer_id = session.get_one(Site, wish.site_id).employer_id
    days = [
        day
        for day in list_open_days(list_open_campaigns(session, now, employer_id), now)
        if wish.first_date <= day.date <= wish.last_date
    ]
    if all(day.campaign is wanted for day in days):
        return wanted
    outlook = chances(
        session,
        days,
        codes=boarding_codes(session, wish.pickup_place_code, wish.alternatives),
        site_id=wish.site_id,
        size=len(wish.people),
        brought=Brought(wish.wheelchairs, wish.luggage),
        now=now,
    )
    full = (Standing.WAITING, Standing.NO_COACH)
    if any(d.campaign is wanted and standing not in full for d, standing in outlook):
        return wanted
    roomy = (d.campaign for d, standing in outlook if standing is Standing.SEATED)
    return next(roomy, wanted)


def _join(
    session: Session,
    request: RideRequest,
    campaign: Campaign,
    people: Sequence[Person],
    now: dt.datetime,
    date: dt.date | None = None,
) -> None:
    """Make the party of a wish that is new here, or locked; seat it if it can be."""
    has_consent = bool(request.consent_version) and not request.consent_withdrawn_at
    request.party = Party(
        campaign_id=campaign.id,
        label=f"自助{request.id}",
        size=request.size,
        pickup_place_code=request.pickup_place_code,
        site_id=request.site_id,
        first_date=request.first_date,
        last_date=request.last_date,
        wanted_date=date,
        status=PartyStatus.CONFIRMED,
        import_key=f"ride-{request.id}",
        riders=[
            Rider(
                name=person.name,
                phone=person.phone,
                id_number=person.id_number if has_consent else None,
                consented_at=now if has_consent and person.id_number else None,
            )
            for person in people
        ],
    )
    session.flush()
    trips = published_trips(session, campaign, now)
    seat(session, request, ways_of(session, request, trips), now=now)


def _leave(session: Session, request: RideRequest, status: PartyStatus) -> None:
    """Take the wish's party off its campaign; its seats are free."""
    party = request.party
    if party is None:
        return
    _forget_ids(request)
    party.status = status
    session.flush()
    for booking in held_bookings(session, party):
        release_seats(session, booking)


def _people(request: RideRequest) -> list[Person]:
    riders = request.party.riders if request.party else []
    return [Person(r.name or "", r.phone or "", r.id_number or "") for r in riders]


def _forget_ids(request: RideRequest) -> None:
    for rider in request.party.riders if request.party else []:
        rider.id_number = None
        rider.consented_at = None


def _published_booking(session: Session, party: Party, leg: int = 1) -> Booking | None:
    return session.scalars(
        select(Booking)
        .join(Booking.trip)
        .join(CharterPlan, CharterPlan.id == Booking.plan_id)
        .where(
            Booking.party_id == party.id,
            Booking.status == BookingStatus.HELD,
            Booking.leg == leg,
            Trip.status == TripStatus.PUBLISHED,
            CharterPlan.is_chosen,
        )
    ).one_or_none()


def _require_open(
    campaign: Campaign, now: dt.datetime, date: dt.date | None = None
) -> None:
    days = open_days(campaign, now)
    if campaign.is_closed or not days or (date is not None and date not in days):
        msg = f"Campaign {campaign.id} takes nobody any more."
        raise CampaignOverError(msg)
