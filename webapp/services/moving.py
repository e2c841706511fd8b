"""
People who want another day travel on it, or go over to the campaign of that day.

Where their own campaign has the day, they stay in it and travel on that day. In another
they are a party of their own, confirmed and to be planned; the party that they
leave stays as a trace, is counted no more, and its seats are free.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from models import (
    Campaign,
    CampaignStatus,
    Party,
    PartyStatus,
    Rider,
    RideRequest,
    UnassignedParty,
)
from webapp.services import audit
from webapp.services.campaigns import list_parties, set_party_status
from webapp.services.closing import expect_open
from webapp.services.demand import wanted_dates
from webapp.services.publishing import keep_latest
from webapp.services.riding import change_date
from webapp.services.seats import held_bookings
from webapp.services.vacancy_posting import local_date
from webapp.services.versions import StaleError, claim
from webapp.services.waiting import seat_waiting
from webapp.services.windows import interval, set_window

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Sequence

    from sqlalchemy.orm import Session


# Why a plan has no seat for a party that changed after it was made.
NOT_PLANNED = "not_planned"


class DayNotTheirsError(Exception):
    """The campaign does not travel on this day."""


def list_other_days(
    session: Session, campaign: Campaign, now: dt.datetime
) -> Sequence[Campaign]:
    """Return the other campaigns of the office with a day to come, by their first."""
    return session.scalars(
        select(Campaign)
        .where(
            Campaign.office_id == campaign.office_id,
            Campaign.id != campaign.id,
            Campaign.status != CampaignStatus.CLOSED,
            Campaign.last_date > local_date(now),
        )
        .order_by(Campaign.first_date, Campaign.id)
    ).all()


def move_party(
    session: Session,
    party: Party,
    campaign: Campaign,
    *,
    date: dt.date | None = None,
    seen_at: dt.datetime,
    account_id: int,
    now: dt.datetime,
) -> Party:
    """
    Let a party ride with another campaign, and return the party that it is there.

    It rides there on a date of that campaign, or on any day where none is told.

    Whoever asked for the ride keeps the wish, and is seated there where there is room;
    a party of a roster is seated when the other campaign is planned.

    Raises
    ------
    CampaignClosedError
        When either campaign is closed.
    CampaignOverError
        When the other one's coaches leave today, for a wish.
    StaleError
        When the party was changed since it was shown, or has gone over already.
    """
    for each in sorted((party.campaign, campaign), key=lambda row: row.id):
        expect_open(session, each)
    if party.updated_at != seen_at or party.status is PartyStatus.MERGED:
        msg = f"Party {party.id} was changed since it was shown."
        raise StaleError(msg)
    wish = session.scalars(
        select(RideRequest).where(
            RideRequest.party_id == party.id, RideRequest.cancelled_at.is_(None)
        )
    ).one_or_none()
    if wish is not None:
        claim(session, party, seen_at, now)
        change_date(session, wish, campaign, date, account_id=account_id, now=now)
        there = wish.party
        if there is None:
            msg = f"Wish {wish.id} has no party."
            raise StaleError(msg)
    else:
        there = _same_people(party, campaign, date)
        session.add(there)
        set_party_status(
            session,
            party,
            PartyStatus.MERGED,
            seen_at=seen_at,
            account_id=account_id,
            now=now,
        )
        party.moved_to = there
    session.flush()
    audit.record(
        session,
        "party.move",
        party,
        account_id=account_id,
        now=now,
        detail={"campaign": campaign.id, "party": there.id},
    )
    return there


def list_wanting(
    session: Session, campaign: Campaign, now: dt.datetime
) -> list[tuple[Party, Campaign, dt.date]]:
    """Return the parties that told a day on which just one other campaign travels."""
    today = local_date(now)
    days: dict[dt.date, list[Campaign]] = {}
    for other in list_other_days(session, campaign, now):
        for date in other.dates:
            if date > today:
                days.setdefault(date, []).append(other)
    parties = list_parties(session, campaign, PartyStatus.OTHER_DATE)
    wanted = wanted_dates(session, campaign) if days and parties else {}
    asked = ((party, wanted.get(party.id)) for party in parties)
    return [
        (party, days[date][0], date)
        for party, date in asked
        if date is not None and len(days.get(date, ())) == 1
    ]


def change_days(
    session: Session,
    party: Party,
    first_date: dt.date | None,
    last_date: dt.date | None,
    *,
    account_id: int | None,
    now: dt.datetime,
) -> bool:
    """
    Let a party travel on these days of its own campaign; None for its first and last.

    Seats on other days are free, and go to who waits; the plan lists the party among
    those without a seat. What is promised is kept as an edition, and the enterprise is
    told. False when nothing changes. The caller holds the campaign's row and has
    claimed the party.

    Raises
    ------
    DayNotTheirsError
        When the campaign does not travel on a day, or the last lies before the first.
    """
    campaign = party.campaign
    given = [date for date in (first_date, last_date) if date is not None]
    if not all(map(campaign.travels_on, given)) or (
        first_date is not None and last_date is not None and last_date < first_date
    ):
        msg = f"Campaign {campaign.id} does not travel from {first_date} to {last_date}"
        raise DayNotTheirsError(msg)
    before = interval(*party.days)
    rode = {booking.plan_id for booking in held_bookings(session, party)}
    if not set_window(session, party, first_date, last_date, now=now):
        return False
    wish = session.scalars(
        select(RideRequest).where(
            RideRequest.party_id == party.id, RideRequest.cancelled_at.is_(None)
        )
    ).one_or_none()
    if wish is not None:
        wish.first_date, wish.last_date = party.days
        session.flush()
    audit.record(
        session,
        "party.days",
        party,
        account_id=account_id,
        now=now,
        detail={"from": before, "to": interval(*party.days)},
    )
    seat_waiting(session, campaign, now=now)
    rides = {booking.plan_id for booking in held_bookings(session, party)}
    if wish is None:
        # Who asked for the ride stands on the waiting list.
        _leave_out(session, party, rode - rides)
    keep_latest(session, campaign, account_id=account_id, now=now)
    return True


def _leave_out(session: Session, party: Party, plan_ids: Collection[int]) -> None:
    """List a party among those without a seat of these plans."""
    listed = select(UnassignedParty.plan_id).where(UnassignedParty.party_id == party.id)
    for plan_id in sorted(set(plan_ids).difference(session.scalars(listed))):
        session.add(
            UnassignedParty(
                plan_id=plan_id,
                party_id=party.id,
                riders=party.size,
                reason=NOT_PLANNED,
            )
        )
    session.flush()


def move_all(
    session: Session,
    campaign: Campaign,
    party_ids: Collection[int],
    *,
    account_id: int,
    now: dt.datetime,
) -> list[Party]:
    """
    Let those of these parties that still want another day ride with its campaign.

    Raises
    ------
    CampaignClosedError
        When the campaign is closed.
    """
    days = {there for _, there, _ in list_wanting(session, campaign, now)}
    for each in sorted({campaign, *days}, key=lambda row: row.id):
        expect_open(session, each)
    session.expire_all()
    return [
        move_party(
            session,
            party,
            there,
            date=date,
            seen_at=party.updated_at,
            account_id=account_id,
            now=now,
        )
        for party, there, date in list_wanting(session, campaign, now)
        if party.id in party_ids and there in days
    ]


def _same_people(party: Party, campaign: Campaign, date: dt.date | None) -> Party:
    return Party(
        campaign_id=campaign.id,
        label=party.label,
        size=party.size,
        pickup_place_code=party.pickup_place_code,
        site_id=party.site_id,
        first_date=date,
        last_date=date,
        status=PartyStatus.CONFIRMED,
        riders=[
            Rider(
                name=rider.name,
                phone=rider.phone,
                id_number=rider.id_number,
                consented_at=rider.consented_at,
            )
            for rider in party.riders
        ],
    )
