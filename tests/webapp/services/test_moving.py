from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from models import CallState, CampaignStatus, PartyStatus, Role
from tests.factories.campaigns import (
    NOW,
    SERVICE_DATE,
    make_campaign,
    make_driven_trip,
    make_party,
    make_rider,
)
from tests.factories.postings import make_account
from tests.factories.riding import NO_GAZETTEER, make_published_trip, make_request
from webapp.services import demand, riding
from webapp.services.campaigns import set_party_status
from webapp.services.closing import CampaignClosedError
from webapp.services.correcting import correct_party
from webapp.services.duplicates import counted_in
from webapp.services.moving import list_other_days, list_wanting, move_all, move_party
from webapp.services.riding import Standing
from webapp.services.versions import StaleError

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from models import Account, Campaign, Party

LATER = SERVICE_DATE + dt.timedelta(days=2)


@pytest.fixture
def clerk(session: Session) -> Account:
    return make_account(session, Role.CLERK)


@pytest.fixture
def later(session: Session) -> Campaign:
    return make_campaign(session, first_date=LATER)


def _move(session: Session, party: Party, to: Campaign, clerk: Account) -> Party:
    return move_party(
        session, party, to, seen_at=party.updated_at, account_id=clerk.id, now=NOW
    )


def test_who_wants_another_day_rides_with_that_campaign_alone(
    session: Session, clerk: Account, later: Campaign
) -> None:
    trip = make_driven_trip(session)
    party = trip.bookings[0].party
    taken = trip.seats_taken
    there = _move(session, party, later, clerk)
    assert (there.campaign, there.size) == (later, party.size)
    assert there.status is PartyStatus.CONFIRMED
    assert [rider.name for rider in there.riders] == [r.name for r in party.riders]
    assert [rider.phone for rider in there.riders] == [r.phone for r in party.riders]
    session.refresh(trip)
    assert trip.seats_taken == taken - party.size
    assert party.status is PartyStatus.MERGED
    assert counted_in(session, party) is there
    people = demand.board(session, party.campaign).total.total.all.riders
    assert people == sum(
        each.size for each in party.campaign.parties if each is not party
    )
    with pytest.raises(StaleError):
        _move(session, party, later, clerk)


def test_nobody_goes_over_to_a_closed_campaign_or_one_of_another_office(
    session: Session, clerk: Account, later: Campaign
) -> None:
    party = make_party(session, make_campaign(session))
    assert list_other_days(session, party.campaign, NOW) == [later]
    assert list_other_days(session, later, NOW) == [party.campaign]
    later.status = CampaignStatus.CLOSED
    session.flush()
    assert list_other_days(session, party.campaign, NOW) == []
    with pytest.raises(CampaignClosedError):
        _move(session, party, later, clerk)


def test_who_asked_for_the_ride_keeps_the_wish_and_is_seated_there(
    session: Session, clerk: Account, later: Campaign
) -> None:
    trip = make_published_trip(session)
    site = trip.stops[-1].site
    assert site is not None
    later.status = CampaignStatus.PUBLISHED
    make_published_trip(session, campaign=later, site=site)
    request = make_request(session, trip.plan.campaign, site, size=2)
    assert request.party is not None
    there = _move(session, request.party, later, clerk)
    assert request.party is there
    assert riding.show(session, request).standing is Standing.SEATED


def test_a_home_put_right_counts_from_the_next_plan_on(
    session: Session, clerk: Account
) -> None:
    trip = make_driven_trip(session)
    (booking, *_) = trip.bookings
    changed = correct_party(
        session, NO_GAZETTEER, booking.party, home_code="411528",
        seen_at=booking.party.updated_at, account_id=clerk.id, now=NOW,
    )  # fmt: skip
    assert changed == ["home"]
    assert booking.party.pickup_place.code == "411528"
    assert booking.pickup_code == trip.stops[0].place_code


def test_a_wrong_number_put_right_is_called_again(
    session: Session, clerk: Account
) -> None:
    party = make_party(
        session, make_campaign(session), size=2, status=PartyStatus.WRONG_NUMBER,
        riders=[make_rider(1, phone=None), make_rider(2)],
    )  # fmt: skip
    session.add(CallState(party_id=party.id, attempts=5))
    session.flush()
    changed = correct_party(
        session, NO_GAZETTEER, party, phone="13900000009",
        seen_at=party.updated_at, account_id=clerk.id, now=NOW,
    )  # fmt: skip
    assert changed == ["phone"]
    assert [rider.phone for rider in party.riders] == [None, "13900000009"]
    assert party.status is PartyStatus.NEW
    assert session.get_one(CallState, party.id).attempts == 0


def test_all_who_told_a_day_with_a_campaign_go_over_at_once(
    session: Session, clerk: Account, later: Campaign
) -> None:
    campaign = make_campaign(session)
    asked = [
        make_party(session, campaign, size=size, status=PartyStatus.OTHER_DATE)
        for size in (3, 2, 4)
    ]
    wanted = (LATER, LATER + dt.timedelta(days=1), LATER)
    for party, date in zip(asked, wanted, strict=True):
        session.add(CallState(party_id=party.id, other_date=date))
    session.flush()
    assert list_wanting(session, campaign, NOW) == [
        (asked[0], later, LATER),
        (asked[2], later, LATER),
    ]
    ids = [party.id for party in asked[:2]]
    moved = move_all(session, campaign, ids, account_id=clerk.id, now=NOW)
    assert [(party.campaign, party.size) for party in moved] == [(later, 3)]
    assert move_all(session, campaign, ids, account_id=clerk.id, now=NOW) == []
    # Who rides there is not called back by a list that is still open.
    with pytest.raises(StaleError):
        set_party_status(
            session, asked[0], PartyStatus.CONFIRMED,
            seen_at=asked[0].updated_at, account_id=clerk.id, now=NOW,
        )  # fmt: skip
    # A second campaign of that day: a person has to choose.
    make_campaign(session, first_date=LATER)
    assert list_wanting(session, campaign, NOW) == []
