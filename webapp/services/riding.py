"""
我要坐车: a seeker's wish becomes a party of a campaign, and seats when there are any.

While a campaign gathers, the party is planned with the others; once its trips are
published, the party is seated at once where there is room, else it waits. Locks are
taken in one order everywhere: the seeker, the campaigns by number, the wish.
"""

from __future__ import annotations

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
from webapp.services.seats import held_bookings, release_seats
from webapp.services.spaces import Brought, has_space
from webapp.services.vacancy_posting import local_date
from webapp.services.waiting import (
    boarding_codes,
    lock_campaign,
    place_in_queue,
    published_trips,
    seat,
    seat_waiting,
    ways_of,
    ways_to,
)

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from sqlalchemy.orm import Session

    from matcher.places.gazetteer import Gazetteer

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

    ``consent_version`` names the text that was agreed to; without it no ID number is
    stored.
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
    consent_version: str | None = None


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
    """

    request: RideRequest
    standing: Standing
    booking: Booking | None = None
    joined: Booking | None = None
    pickup: Stop | None = None
    gate: Stop | None = None
    place_in_queue: int | None = None


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
            Campaign.service_date > local_date(now),
            whose
            if employer_id is None
            else whose | (Office.employer_id == employer_id),
        )
        .order_by(Campaign.service_date, Campaign.id)
    ).all()


def find_open(session: Session, seeker: Seeker, now: dt.datetime) -> RideRequest | None:
    """Return the seeker's wish that is neither cancelled nor past, if there is one."""
    return session.scalars(
        select(RideRequest)
        .join(RideRequest.campaign)
        .where(
            RideRequest.seeker_id == seeker.id,
            RideRequest.cancelled_at.is_(None),
            Campaign.service_date >= local_date(now),
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
    _require_open(campaign, now)
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
    _join(session, request, campaign, wish.people, now)
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
    *,
    account_id: int | None,
    now: dt.datetime,
) -> bool:
    """
    Move a wish to another campaign, at the end of its queue; False when it is there.

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
    if request.campaign_id == campaign.id:
        return False
    if request.cancelled_at is not None:
        msg = f"Wish {request.id} was cancelled."
        raise CampaignOverError(msg)
    _require_open(campaign, now)
    people, left = _people(request), request.party
    _leave(session, request, PartyStatus.MERGED)
    request.party = None
    request.campaign = campaign
    request.first_date = min(request.first_date, campaign.service_date)
    request.last_date = max(request.last_date, campaign.service_date)
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
    _join(session, request, campaign, people, now)
    if left is not None:
        left.moved_to = request.party
    seat_waiting(session, before, now=now)
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
        return Ride(request, Standing.SEATED, booking, pickup=pickup, gate=gate)
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


def list_other_days(
    session: Session, request: RideRequest, now: dt.datetime
) -> list[Campaign]:
    """Return the campaigns that a wish may be moved to; none once it is cancelled."""
    if request.cancelled_at is not None:
        return []
    campaigns = list_open_campaigns(session, now, request.site.employer_id)
    return [each for each in campaigns if each.id != request.campaign_id]


def chances(
    session: Session,
    campaigns: Iterable[Campaign],
    *,
    codes: Sequence[str],
    site_id: int,
    size: int,
    brought: Brought,
    now: dt.datetime,
) -> list[tuple[Campaign, Standing]]:
    """Return for each campaign what asking there would bring just now."""
    found = []
    for campaign in campaigns:
        if campaign.status is not CampaignStatus.PUBLISHED:
            found.append((campaign, Standing.LATER))
            continue
        if not ways_to(codes, site_id, published_trips(session, campaign, None)):
            found.append((campaign, Standing.NO_COACH))
            continue
        ways = ways_to(codes, site_id, published_trips(session, campaign, now))
        is_roomy = any(
            way.free >= size and has_space(session, way.trip, brought) for way in ways
        )
        found.append((campaign, Standing.SEATED if is_roomy else Standing.WAITING))
    return found


def _best_campaign(session: Session, wish: Wish, now: dt.datetime) -> Campaign:
    """Return the campaign wished for, or another of the window when it is full."""
    wanted = session.get_one(Campaign, wish.campaign_id)
    if wish.first_date == wish.last_date:
        return wanted
    employer_id = session.get_one(Site, wish.site_id).employer_id
    others = [
        campaign
        for campaign in list_open_campaigns(session, now, employer_id)
        if campaign is not wanted
        and wish.first_date <= campaign.service_date <= wish.last_date
    ]
    if not others:
        return wanted
    outlook = chances(
        session,
        [wanted, *others],
        codes=boarding_codes(session, wish.pickup_place_code, wish.alternatives),
        site_id=wish.site_id,
        size=len(wish.people),
        brought=Brought(wish.wheelchairs, wish.luggage),
        now=now,
    )
    if outlook[0][1] not in (Standing.WAITING, Standing.NO_COACH):
        return wanted
    roomy = (each for each, standing in outlook if standing is Standing.SEATED)
    return next(roomy, wanted)


def _join(
    session: Session,
    request: RideRequest,
    campaign: Campaign,
    people: Sequence[Person],
    now: dt.datetime,
) -> None:
    """Make the party of a wish that is new here, or locked; seat it if it can be."""
    has_consent = bool(request.consent_version) and not request.consent_withdrawn_at
    request.party = Party(
        campaign_id=campaign.id,
        label=f"自助{request.id}",
        size=request.size,
        pickup_place_code=request.pickup_place_code,
        site_id=request.site_id,
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


def _published_booking(session: Session, party: Party) -> Booking | None:
    return session.scalars(
        select(Booking)
        .join(Booking.trip)
        .join(CharterPlan, CharterPlan.id == Booking.plan_id)
        .where(
            Booking.party_id == party.id,
            Booking.status == BookingStatus.HELD,
            Trip.status == TripStatus.PUBLISHED,
            CharterPlan.is_chosen,
        )
    ).one_or_none()


def _require_open(campaign: Campaign, now: dt.datetime) -> None:
    is_over = campaign.is_closed
    if is_over or campaign.service_date <= local_date(now):
        msg = f"Campaign {campaign.id} takes nobody any more."
        raise CampaignOverError(msg)
