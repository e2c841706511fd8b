from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from models import Role, TripStatus
from tests.factories.postings import make_account
from tests.factories.riding import make_published_trip
from webapp.services.boarding import passes
from webapp.services.publishing import move_trip

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from models import EscortPass, Trip

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
