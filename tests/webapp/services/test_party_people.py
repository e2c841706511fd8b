from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from models import (
    BoardingEvent,
    BoardingKind,
    BoardingMeans,
    Edition,
    Notice,
    NoticeKind,
    Role,
    UnassignedParty,
)
from routing.travel_times.great_circle import GreatCircle
from tests.factories.campaigns import NOW
from tests.factories.planned import make_planned
from tests.factories.postings import make_account
from tests.factories.riding import make_request
from webapp.services import editions, party_people, publishing
from webapp.services.editions import Promises
from webapp.services.moving import change_days
from webapp.services.restoring import PlanReader
from webapp.services.seats import held_bookings

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from models import Booking, CharterPlan, Party


@pytest.fixture
def plan(session: Session) -> CharterPlan:
    """Coaches of ten seats, with three families of four and a group of eight."""
    return make_planned(session)


def _by(session: Session, party: Party) -> dict[str, Any]:
    session.refresh(party)
    account = make_account(session, Role.DISPATCHER)
    return {"seen_at": party.updated_at, "account_id": account.id, "now": NOW}


def _add(session: Session, party: Party, name: str = "示例新", **values: Any) -> None:
    words = {"name": name, "phone": None, "is_counted": False, **values}
    party_people.add_person(session, party, **words, **_by(session, party))


def _take_off(session: Session, party: Party, rider_id: int | None) -> None:
    party_people.take_off(session, party, rider_id, **_by(session, party))


def _fill(session: Session, booking: Booking) -> None:
    while booking.trip.seats_taken < 10:
        _add(session, booking.party)


def _is_sound(session: Session, plan: CharterPlan) -> bool:
    restored = PlanReader(GreatCircle).read(session, plan)
    return not restored.editor.judge(restored.start)


def test_on_public_coaches_seats_are_freed_and_taken_but_never_oversold(
    session: Session, plan: CharterPlan
) -> None:
    publishing.publish(session, plan, account_id=None, now=NOW)
    party = plan.campaign.parties[0]
    boss = make_account(session, Role.EMPLOYER, employer_id=party.site.employer_id)
    (booking,) = held_bookings(session, party)
    _fill(session, booking)
    size, seats, leaving = party.size, booking.seat_numbers, party.riders[1]
    _take_off(session, party, leaving.id)
    assert (party.size, leaving in party.riders) == (size - 1, False)
    # The others sit where they sat.
    assert booking.seat_numbers == (seats[0], *seats[2:])
    assert booking.trip.seats_taken == 9
    assert _is_sound(session, plan)
    _add(session, party)
    assert party.size == booking.seats == len(booking.seat_numbers) == size
    assert booking.trip.seats_taken == 10
    assert _is_sound(session, plan)
    with pytest.raises(party_people.CoachFullError) as full:
        _add(session, party)
    assert full.value.number == booking.trip.number
    assert booking.trip.seats_taken == 10
    assert len(session.scalars(select(Edition)).all()) > 2
    told = select(Notice.kind).where(Notice.account_id == boss.id)
    assert NoticeKind.ARRIVALS_CHANGED in session.scalars(told).all()


def test_other_days_leave_no_promise_that_is_not_kept(
    session: Session, plan: CharterPlan
) -> None:
    campaign = plan.campaign
    campaign.last_date = later = campaign.first_date + dt.timedelta(days=2)
    publishing.publish(session, plan, account_id=None, now=NOW)
    party = campaign.parties[0]
    (booking,) = held_bookings(session, party)
    free = booking.trip.seats_taken - party.size
    lock = _by(session, party)
    change_days(session, party, later, later, account_id=lock["account_id"], now=NOW)
    assert (held_bookings(session, party), booking.trip.seats_taken) == ([], free)
    latest = editions.find_latest(session, campaign)
    assert latest is not None
    assert latest.number == 2
    told = Promises.of(latest.promises).parties
    assert party.id not in [each.party_id for each in told]
    left = session.scalars(select(UnassignedParty)).all()
    assert [row.party_id for row in left if row.plan_id == plan.id] == [party.id]


def test_in_a_plan_that_is_not_public_who_is_too_many_waits_for_the_next_one(
    session: Session, plan: CharterPlan
) -> None:
    party = plan.campaign.parties[0]
    (booking,) = held_bookings(session, party)
    _fill(session, booking)
    assert booking.trip.seats_taken == 10
    others = 10 - party.size
    _add(session, party)
    assert held_bookings(session, party) == []
    assert booking.trip.seats_taken == others
    left = session.scalars(select(UnassignedParty)).one()
    assert (left.party_id, left.riders) == (party.id, party.size)
    assert _is_sound(session, plan)
    _take_off(session, party, party.riders[-1].id)
    assert left.riders == party.size


def test_names_follow_and_what_is_not_the_desks_stays_as_it_is(
    session: Session, plan: CharterPlan
) -> None:
    party, other = plan.campaign.parties[:2]
    party.riders.pop()
    _add(session, party, is_counted=True)
    assert (party.size, len(party.riders)) == (4, 4)
    with pytest.raises(party_people.NobodyLeftError):
        _add(session, party, is_counted=True)
    with pytest.raises(party_people.NobodyLeftError):
        _take_off(session, party, None)
    with pytest.raises(party_people.NobodyLeftError):
        _take_off(session, party, other.riders[0].id)
    (booking,) = held_bookings(session, party)
    session.add(
        BoardingEvent(
            trip_id=booking.trip_id, party_id=party.id, place=1, client_id="a",
            kind=BoardingKind.ABOARD, means=BoardingMeans.NAME,
            happened_at=NOW, received_at=NOW,
        )
    )  # fmt: skip
    session.flush()
    with pytest.raises(party_people.NotedError):
        _add(session, party)
    wish = make_request(session, plan.campaign, party.site)
    assert wish.party is not None
    with pytest.raises(party_people.OwnWishError):
        _add(session, wish.party)
