"""Whom a new edition concerns, and what they are told; nobody hears a thing twice."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from sqlalchemy import select

from models import (
    NOT_COMING,
    Booking,
    BookingStatus,
    CoachType,
    NoticeKind,
    Operator,
    Party,
    RideRequest,
    Site,
    Trip,
)
from webapp.services import notices
from webapp.services.bookings import tell_rider
from webapp.services.editions import PartyNews
from webapp.services.waiting import list_waiting
from webapp.services.windows import interval

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from sqlalchemy.orm import Session

    from models import Campaign, CharterPlan
    from webapp.services.editions import Difference, PartyChange

# What a ride keeps when only the seat moves.
RIDE = set(PartyNews) - {PartyNews.COACH, PartyNews.SEAT, PartyNews.SIZE}

GATE = "site "


def tell_riders(
    session: Session,
    difference: Difference,
    plan: CharterPlan,
    *,
    before: CharterPlan | None,
    now: dt.datetime,
) -> int:
    """
    Tell everybody with a wish of their own whom a difference concerns; return how many.

    Who goes by train hears once, of the coach from home where that has changed.

    Parameters
    ----------
    before
        The plan that was promised until now, in which the lost seats were held.
    """
    held = _bookings(session, plan, difference.parties)
    lost = _bookings(session, before, difference.parties) if before else {}
    told = 0
    heard: set[int] = set()
    for change in difference.parties:
        was_lost = PartyNews.UNSEATED in change.news
        booking = (lost if was_lost else held).get(change.key)
        if booking is not None and change.party_id not in heard:
            told += tell_rider(session, booking, _kind(change), now=now)
            heard.add(change.party_id)
    return told


def tell_waiting(session: Session, campaign: Campaign, now: dt.datetime) -> int:
    """
    Tell everybody whom the first plan left without a seat; return how many.

    They were promised to hear when the coaches are planned. Who asks later sees it.
    """
    told = 0
    for request in list_waiting(session, campaign):
        if request.seeker.account_id is not None:
            notices.tell(
                session,
                account_id=request.seeker.account_id,
                kind=NoticeKind.SEAT_WAITING,
                about={"service_on": interval(*_days(request, campaign))},
                path=f"/me/rides/{request.id}",
                now=now,
            )
            told += 1
    return told


def tell_enterprises(
    session: Session,
    campaign: Campaign,
    difference: Difference,
    *,
    is_first: bool,
    now: dt.datetime,
) -> None:
    """Tell each enterprise that its people's list is there, or has changed."""
    arriving = {
        change.party_id: (site_id, change.size)
        for change in difference.parties
        for site_id in [_site(change)]
        if site_id is not None
    }
    employer_of = dict(
        session.execute(
            select(Site.id, Site.employer_id).where(
                Site.id.in_({site_id for site_id, _ in arriving.values()})
            )
        ).all()
    )
    people: Counter[int] = Counter()
    for site_id, size in arriving.values():
        people[employer_of[site_id]] += size
    kind = NoticeKind.ARRIVALS_PUBLISHED if is_first else NoticeKind.ARRIVALS_CHANGED
    for employer_id, count in sorted(people.items()):
        notices.tell_employer(
            session,
            employer_id=employer_id,
            kind=kind,
            about={
                "service_on": interval(campaign.first_date, campaign.last_date),
                "count": str(count),
            },
            path=f"/employer/riders/{campaign.id}",
            now=now,
        )


def list_to_call(session: Session, difference: Difference) -> Sequence[Party]:
    """Return the parties that came by a roster, so that no notice reaches them."""
    ids = [change.party_id for change in difference.parties]
    reached = select(RideRequest.party_id).where(RideRequest.party_id.is_not(None))
    return session.scalars(
        select(Party)
        .where(
            Party.id.in_(ids),
            Party.id.not_in(reached),
            Party.status.not_in(NOT_COMING),
        )
        .order_by(Party.id)
    ).all()


def labels_of(session: Session, party_ids: Iterable[int]) -> dict[int, str]:
    """Return what parties are called, by their ids."""
    found = select(Party.id, Party.label).where(Party.id.in_(party_ids))
    return dict(session.execute(found).all())


def unchanged_operators(
    session: Session, plan: CharterPlan, difference: Difference
) -> Sequence[Operator]:
    """Return the operators with coaches in a plan who get nothing new."""
    concerned = {
        side.operator_id
        for change in difference.trips
        for side in (change.before, change.after)
        if side is not None
    }
    return session.scalars(
        select(Operator)
        .join(Operator.coach_types)
        .join(Trip, Trip.coach_type_id == CoachType.id)
        .where(Trip.plan_id == plan.id, Operator.id.not_in(concerned))
        .distinct()
        .order_by(Operator.id)
    ).all()


def _days(request: RideRequest, campaign: Campaign) -> tuple[dt.date, dt.date]:
    """Return the days on which somebody waits for a seat."""
    if request.party is None:
        return campaign.first_date, campaign.last_date
    return request.party.days


def _kind(change: PartyChange) -> NoticeKind:
    if PartyNews.SEATED in change.news:
        return NoticeKind.SEAT_TAKEN
    if PartyNews.UNSEATED in change.news:
        return NoticeKind.SEAT_CANCELLED
    is_seat_alone = RIDE.isdisjoint(change.news)
    return NoticeKind.SEAT_MOVED if is_seat_alone else NoticeKind.TRIP_CHANGED


def _site(change: PartyChange) -> int | None:
    """Return the gate of a ride, or of the one before; None where it ends at a hub."""
    for side in (change.after, change.before):
        if side is not None and side.gate.startswith(GATE):
            return int(side.gate.removeprefix(GATE))
    return None


def _bookings(
    session: Session, plan: CharterPlan, changes: Iterable[PartyChange]
) -> dict[tuple[int, int], Booking]:
    """Return what parties with a wish of their own hold in a plan, by id and leg."""
    found = session.scalars(
        select(Booking).where(
            Booking.plan_id == plan.id,
            Booking.status == BookingStatus.HELD,
            Booking.party_id.in_([change.party_id for change in changes]),
            Booking.party_id.in_(select(RideRequest.party_id)),
        )
    )
    return {booking.key: booking for booking in found}
