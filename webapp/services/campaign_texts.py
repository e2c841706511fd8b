"""Text messages to many parties at once, through the outbox."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from models import (
    Booking,
    BookingStatus,
    Channel,
    CharterPlan,
    Party,
    Stop,
    Trip,
    TripStatus,
)
from webapp.services import audit, outbox
from webapp.services.bookings import stops_of
from webapp.services.calls import contact_of
from webapp.services.rules import LOCAL_TIME
from webapp.services.windows import chinese_days

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Sequence

    from sqlalchemy.orm import Session

    from models import Campaign, PartyStatus

LONGEST = 200
# In Chinese, whatever the reader of the page speaks: it goes to the riders.
FIRST_TEXT = (
    "【职达】您好，您登记了{日期}返岗专车，同行{人数}人。请回电{电话}确认是否乘车。"
)
SEAT_TEXT = (
    "【职达】{日期}返岗专车：第{车次}车，{时间}在{上车点}上车，座位{座位}，上车码{上车码}。"
    "请提前到。有事请打{电话}。"
)
# What is known of a party once its coach is public.
OF_A_SEAT = ("{车次}", "{时间}", "{上车点}", "{座位}", "{上车码}")


def recipients(
    session: Session, campaign: Campaign, states: Collection[PartyStatus]
) -> Sequence[Party]:
    """Return the parties of these states of whom somebody has a telephone number."""
    found = session.scalars(
        select(Party)
        .where(Party.campaign_id == campaign.id, Party.status.in_(states))
        .options(selectinload(Party.riders))
        .order_by(Party.id)
    )
    return [p for p in found if any(rider.phone_index for rider in p.riders)]


def send(
    session: Session,
    campaign: Campaign,
    states: Collection[PartyStatus],
    text: str,
    *,
    phone: str,
    account_id: int,
    now: dt.datetime,
) -> int:
    """
    Lay a message to each party out for sending; return how many are new.

    ``{date}``, ``{people}`` and ``{phone}`` in the text are filled in, in Chinese
    ``{日期}``, ``{人数}`` and ``{电话}``; the date is that of a party's public seats,
    else the days on which it may travel. The same text goes to a party once, however
    often it is asked for.

    A text that names coach, time, stop, seats or code goes to those who have public
    seats alone, and once more where these have changed.

    Parameters
    ----------
    phone
        The office's number, to call back.
    """
    is_of_a_seat = any(name in text for name in OF_A_SEAT)
    seats = _seats(session, campaign)
    sent = 0
    for party in recipients(session, campaign, states):
        if is_of_a_seat and party.id not in seats:
            continue
        filled, days = text, chinese_days(*party.days)
        if party.id in seats:
            days, blanks = seats[party.id]
            for name, value in blanks.items():
                filled = filled.replace(name, value)
        digest = hashlib.sha256((filled if is_of_a_seat else text).encode())
        for names, value in (
            (("{date}", "{日期}"), days),
            (("{people}", "{人数}"), str(party.size)),
            (("{phone}", "{电话}"), phone),
        ):
            for name in names:
                filled = filled.replace(name, value)
        sent += outbox.put(
            session,
            channel=Channel.SMS,
            address=contact_of(party).phone,
            subject=campaign.name,
            text=filled,
            key=f"party-{party.id}-{digest.hexdigest()[:16]}",
            now=now,
        )
    audit.record(
        session,
        "campaign.texts",
        campaign,
        account_id=account_id,
        now=now,
        detail={"states": sorted(states), "sent": sent},
    )
    return sent


def _seats(
    session: Session, campaign: Campaign
) -> dict[int, tuple[str, dict[str, str]]]:
    """Return the day of those with public seats, and what fills `OF_A_SEAT`."""
    found = {}
    for booking in session.scalars(
        select(Booking)
        .join(Booking.trip)
        .join(CharterPlan, CharterPlan.id == Trip.plan_id)
        .where(
            CharterPlan.campaign_id == campaign.id,
            CharterPlan.is_chosen,
            Trip.status == TripStatus.PUBLISHED,
            Booking.status == BookingStatus.HELD,
            Booking.leg == 1,
        )
        .options(
            joinedload(Booking.trip).selectinload(Trip.stops).joinedload(Stop.place),
            joinedload(Booking.party).joinedload(Party.pickup_place),
            selectinload(Booking.numbered),
        )
    ):
        pickup, _ = stops_of(booking)
        if pickup is None or pickup.place is None:
            continue
        leaves = pickup.departs_at.astimezone(LOCAL_TIME)
        values = (
            str(booking.trip.number),
            f"{leaves.month}月{leaves.day}日{leaves:%H:%M}",
            pickup.place.full_name,
            "、".join(map(str, booking.seat_numbers)) or "按安排",
            booking.code or "",
        )
        date = booking.trip.service_date
        blanks = dict(zip(OF_A_SEAT, values, strict=True))
        found[booking.party_id] = (chinese_days(date, date), blanks)
    return found
