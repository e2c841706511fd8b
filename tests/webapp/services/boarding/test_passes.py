from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from models import (
    BoardingKind,
    BoardingMeans,
    PlanStatus,
    Role,
    TripEventKind,
    TripStatus,
)
from tests.factories.campaigns import make_plan
from tests.factories.postings import make_account
from tests.factories.riding import make_published_trip, make_request
from webapp.services.boarding import passes
from webapp.services.boarding.coach import read_coach
from webapp.services.boarding.noting import PersonNote, TripNote, take_in
from webapp.services.boarding.offline import find_party, offline_check
from webapp.services.plans import choose_plan
from webapp.services.publishing import move_trip, publish
from webapp.services.seats import take_seats
from webapp.services.tickets import payload

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from models import EscortPass, Trip
    from webapp.services.boarding.noting import Note

KEY = "key"


def give(session: Session, trip: Trip) -> EscortPass:
    account = make_account(session, Role.DISPATCHER)
    earlier = trip.departs_at - dt.timedelta(days=3)
    return passes.give_escort(
        session, trip, "王师傅", account_id=account.id, now=earlier
    )


def test_an_escorts_link_holds_on_the_day_of_the_trip_only(session: Session) -> None:
    trip = make_published_trip(session)
    given = give(session, trip)
    text = passes.token(given, KEY)
    day = dt.timedelta(days=1)
    with pytest.raises(passes.TooEarlyError):
        passes.find_escort(session, text, KEY, now=trip.departs_at - day)
    assert passes.find_escort(session, text, KEY, now=trip.departs_at) is given
    with pytest.raises(passes.OverError):
        passes.find_escort(session, text, KEY, now=trip.arrives_at + day)


def test_a_link_that_was_changed_or_signed_elsewhere_is_unknown(
    session: Session,
) -> None:
    trip = make_published_trip(session)
    text = passes.token(give(session, trip), KEY)
    for wrong in (text + "x", "x", passes.token(give(session, trip), "other")):
        with pytest.raises(passes.UnknownPassError):
            passes.find_escort(session, wrong, KEY, now=trip.departs_at)
    # Nor is an escort's link a coach company's.
    with pytest.raises(passes.UnknownPassError):
        passes.find_operator(session, text, KEY, now=trip.departs_at)


def test_a_link_ends_when_it_is_taken_back_or_the_trip_called_off(
    session: Session,
) -> None:
    trip = make_published_trip(session)
    given, other = give(session, trip), give(session, trip)
    passes.take_back(
        session, given, account_id=given.created_by_id or 0, now=trip.departs_at
    )
    with pytest.raises(passes.OverError):
        passes.find_escort(session, passes.token(given, KEY), KEY, now=trip.departs_at)
    trip.status = TripStatus.CANCELLED
    with pytest.raises(passes.OverError):
        passes.find_escort(session, passes.token(other, KEY), KEY, now=trip.departs_at)


def test_a_link_moves_with_its_trip(session: Session) -> None:
    trip = make_published_trip(session)
    text = passes.token(give(session, trip), KEY)
    late = trip.departs_at + dt.timedelta(days=2)
    move_trip(
        session, trip, late, seen_at=trip.updated_at, account_id=None,
        now=trip.departs_at - dt.timedelta(days=2),
    )  # fmt: skip
    assert passes.find_escort(session, text, KEY, now=late)


def test_a_company_sees_its_own_published_coaches(session: Session) -> None:
    trip = make_published_trip(session)
    campaign = trip.plan.campaign
    make_published_trip(session, campaign=campaign)
    account = make_account(session, Role.DISPATCHER)
    given = passes.give_operator(
        session, campaign, trip.coach_type.operator,
        account_id=account.id, now=trip.departs_at,
    )  # fmt: skip
    assert list(passes.coaches_of(session, given)) == [trip]


def test_passes_and_notes_go_on_with_a_plan_that_is_published_anew(
    session: Session,
) -> None:
    old = make_published_trip(session)
    campaign, now = old.plan.campaign, old.departs_at
    assert old.stops[-1].site
    request = make_request(session, campaign, old.stops[-1].site, size=2)
    publish(session, old.plan, account_id=None, now=now)
    given = give(session, old)
    assert request.party
    ticket = payload(old.bookings[0], KEY)
    notes: list[Note] = [
        PersonNote(
            "a", now, BoardingKind.ABOARD, BoardingMeans.QR, request.party.id, 1
        ),
        TripNote("b", now, TripEventKind.DEPARTED, stop_id=old.stops[0].id),
    ]
    take_in(session, old, notes, escort=given, now=now)
    old.plan.is_chosen = False
    session.flush()
    plan = make_plan(
        session, campaign, status=PlanStatus.DONE, finished_at=now, is_chosen=True
    )
    session.refresh(campaign, ["plans"])
    # The other coach comes first in the new plan; the number stays with its people.
    make_published_trip(session, campaign=campaign, status=TripStatus.DRAFT)
    new = make_published_trip(
        session, campaign=campaign, site=old.stops[-1].site, status=TripStatus.DRAFT
    )
    take_seats(session, new, request.party)
    choose_plan(session, plan, account_id=None, now=now)
    publish(session, plan, account_id=None, now=now)
    found = passes.find_escort(session, passes.token(given, KEY), KEY, now=now)
    assert (found.trip, new.number) == (new, old.number)
    coach = read_coach(session, new)
    assert coach.aboard == 1
    assert coach.when(new.stops[0], TripEventKind.DEPARTED)
    # A picture of the ticket that was made before opens the door still.
    assert find_party(offline_check(session, new, KEY), ticket) == request.party.id
    # What is sent again is known, also under the new trip.
    take_in(session, new, notes, escort=found, now=now)
    assert read_coach(session, new).aboard == 1
