from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from models import Notice, NoticeKind, PartyStatus, Role
from tests.factories.campaigns import (
    NOW,
    make_campaign,
    make_party,
    make_plan,
    make_rider,
    make_trip,
)
from tests.factories.postings import make_account
from tests.factories.riding import make_published_trip, make_request
from webapp.services.campaigns import Count, list_parties, totals
from webapp.services.demand import board
from webapp.services.duplicates import (
    Match,
    SeatedError,
    find_duplicate,
    find_duplicates,
    keep_apart,
    merge,
)
from webapp.services.riding import Standing, show
from webapp.services.seats import take_seats
from webapp.services.versions import StaleError

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from models import Account, Campaign


@pytest.fixture
def campaign(session: Session) -> Campaign:
    return make_campaign(session)


@pytest.fixture
def clerk(session: Session) -> Account:
    return make_account(session, Role.CLERK)


def party_of(session: Session, campaign: Campaign, *numbers: int, **values: object):
    riders = [make_rider(number, **values) for number in numbers]
    return make_party(session, campaign, size=len(riders), riders=riders)


def test_the_same_number_is_certain_and_a_shared_telephone_a_question(
    session: Session, campaign: Campaign
) -> None:
    party_of(session, campaign, 1, 2)
    party_of(session, campaign, 2, 3)
    party_of(session, campaign, 7, phone="13800000001", id_number=None)
    session.flush()
    certain, question = find_duplicates(session, campaign)
    assert [pair.match for pair in certain.pairs] == [Match.ID_NUMBER]
    assert [pair.match for pair in question.pairs] == [Match.PHONE]


def test_who_is_in_common_stays_in_one_party_and_the_others_travel_on(
    session: Session, campaign: Campaign, clerk: Account
) -> None:
    first = party_of(session, campaign, 1, 2)
    second = party_of(session, campaign, 2, 3)
    (found,) = find_duplicates(session, campaign)
    merge(
        session, found, first, seen_at=second.updated_at, account_id=clerk.id, now=NOW
    )
    assert (first.size, second.size, len(second.riders)) == (2, 1, 1)
    assert find_duplicates(session, campaign) == []
    with pytest.raises(StaleError):
        find_duplicate(session, campaign, first.id, second.id)


def test_a_party_of_which_nobody_is_left_loses_its_seats_and_is_counted_once(
    session: Session, campaign: Campaign, clerk: Account
) -> None:
    first = party_of(session, campaign, 1, 2, id_number=None)
    second = party_of(session, campaign, 1, 2)
    trip = make_trip(session, make_plan(session, campaign))
    take_seats(session, trip, second)
    (found,) = find_duplicates(session, campaign)
    merge(
        session, found, first, seen_at=second.updated_at, account_id=clerk.id, now=NOW
    )
    assert second.status is PartyStatus.MERGED
    assert trip.seats_taken == 0
    counted = totals(list_parties(session, campaign))
    assert (counted.all, counted.by_status[PartyStatus.GAVE_UP]) == (
        Count(1, 2), Count(),
    )  # fmt: skip
    assert sum(county.all.riders for county in counted.by_county) == 2
    assert board(session, campaign).total.total.all.riders == 2
    # What only the other roster knew is kept.
    assert all(rider.id_number for rider in first.riders)


def test_a_seated_party_is_not_made_smaller(
    session: Session, campaign: Campaign, clerk: Account
) -> None:
    first = party_of(session, campaign, 1)
    second = party_of(session, campaign, 1, 2)
    take_seats(session, make_trip(session, make_plan(session, campaign)), second)
    (found,) = find_duplicates(session, campaign)
    with pytest.raises(SeatedError):
        merge(
            session, found, first, seen_at=second.updated_at, account_id=clerk.id,
            now=NOW,
        )  # fmt: skip


def test_what_a_person_kept_apart_is_not_shown_again(
    session: Session, campaign: Campaign, clerk: Account
) -> None:
    party_of(session, campaign, 1)
    party_of(session, campaign, 9, phone="13800000001")
    (found,) = find_duplicates(session, campaign)
    for _ in range(2):
        keep_apart(session, found, account_id=clerk.id, now=NOW)
    assert find_duplicates(session, campaign) == []


def test_a_wish_of_people_in_another_roster_too_says_with_whom_they_ride(
    session: Session, clerk: Account
) -> None:
    trip = make_published_trip(session)
    campaign, site = trip.plan.campaign, trip.stops[-1].site
    wish = make_request(session, campaign, site, size=1)
    own = wish.party
    assert own is not None
    phone = own.riders[0].phone
    roster = make_party(
        session,
        campaign,
        site=site,
        size=1,
        riders=[make_rider(5, phone=phone, id_number=None)],
    )
    (found,) = find_duplicates(session, campaign)
    merge(session, found, roster, seen_at=own.updated_at, account_id=clerk.id, now=NOW)
    before = show(session, wish)
    assert (before.standing, before.booking, before.joined) == (
        Standing.MERGED, None, None,
    )  # fmt: skip
    booking = take_seats(session, trip, roster)
    assert show(session, wish).joined is booking
    told = session.scalars(select(Notice.kind).order_by(Notice.id)).all()
    assert told == [NoticeKind.SEAT_TAKEN, NoticeKind.RIDE_MERGED]
    roster.status = PartyStatus.GAVE_UP
    session.flush()
    assert show(session, wish).standing is Standing.DROPPED
