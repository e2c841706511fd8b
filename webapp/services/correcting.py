"""What a roster had wrong of a party is put right: its home, a telephone number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models import CallState, PartyStatus, Rider
from webapp.services import audit
from webapp.services.moving import change_days
from webapp.services.places import boarding_place, ensure_place
from webapp.services.seats import held_bookings
from webapp.services.versions import claim
from webapp.services.waiting import lock_campaign

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy.orm import Session

    from matcher.places.gazetteer import Gazetteer
    from models import Party


def correct_party(
    session: Session,
    gazetteer: Gazetteer,
    party: Party,
    *,
    home_code: str | None = None,
    phone: str | None = None,
    days: tuple[dt.date | None, dt.date | None] | None = None,
    seen_at: dt.datetime,
    account_id: int,
    now: dt.datetime,
) -> list[str]:
    """
    Put right what is given, and return the names of what has changed.

    Who holds seats boards where the plan says; the next plan begins at the new home. A
    number that was wrong is called again.

    Parameters
    ----------
    phone
        Of whom the party is called by: the first who has a telephone, else the first.
    days
        The first and the last day on which it may travel, None for the campaign's;
        seats on other days are given back.

    Raises
    ------
    StaleError
        When the party was changed since it was shown.
    DayNotTheirsError
        When the campaign does not travel on these days.
    """
    lock_campaign(session, party.campaign)
    claim(session, party, seen_at, now)
    changed = []
    if home_code is not None and home_code != party.pickup_place_code:
        before = boarding_place(party.pickup_place)
        for booking in held_bookings(session, party):
            if booking.pickup_code is None and before is not None:
                booking.pickup_code = before.code
        party.pickup_place = ensure_place(session, gazetteer, home_code)
        changed.append("home")
    if phone is not None and _call_by(party, phone):
        changed.append("phone")
        if party.status is PartyStatus.WRONG_NUMBER:
            party.status = PartyStatus.NEW
            state = session.get(CallState, party.id)
            if state is not None:
                state.attempts, state.call_back_at = 0, None
    session.flush()
    if days is not None and change_days(
        session, party, *days, account_id=account_id, now=now
    ):
        changed.append("days")
    if changed:
        audit.record(
            session,
            "party.correct",
            party,
            account_id=account_id,
            now=now,
            detail={"fields": changed},
        )
    return changed


def _call_by(party: Party, phone: str) -> bool:
    """Give a party its telephone number; False when it has it already."""
    if any(rider.phone == phone for rider in party.riders):
        return False
    named = [rider for rider in party.riders if rider.phone] or party.riders
    if named:
        named[0].phone = phone
    else:
        party.riders.append(Rider(phone=phone))
    return True
