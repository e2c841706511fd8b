"""Two who write at the same moment: nobody is lost or doubled, the second is told."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import (
    BookingStatus,
    CampaignStatus,
    CharterPlan,
    Notice,
    NoticeKind,
    Party,
    PartyStatus,
    PlanDraft,
    RideRequest,
    Seeker,
    Trip,
    TripStatus,
)
from routing.editing import NOWHERE, LockTrip, Move
from routing.travel_times.great_circle import GreatCircle
from tests.factories.campaigns import (
    NOW,
    make_campaign,
    make_party,
    make_plan,
    make_trip,
)
from tests.factories.planned import make_planned
from tests.factories.riding import (
    NO_GAZETTEER,
    make_published_trip,
    make_rider,
    make_wish,
)
from webapp.services import editing, publishing, riding
from webapp.services.campaigns import set_party_status
from webapp.services.closing import CampaignClosedError, close, expect_open
from webapp.services.plans import choose_plan
from webapp.services.restoring import PlanReader
from webapp.services.riding import Standing, show
from webapp.services.seats import take_seats
from webapp.services.versions import StaleError

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Engine

BY: dict[str, Any] = {"account_id": None, "now": NOW}
# Each order has its chances.
ROUNDS = 3


def at_once(
    engine: Engine, *acts: Callable[[Session], object]
) -> list[BaseException | None]:
    """Begin each act in a session of its own at once; return what each raises."""
    together = threading.Barrier(len(acts))

    def run(act: Callable[[Session], object]) -> BaseException | None:
        together.wait()
        with Session(engine) as session:
            try:
                act(session)
            except Exception as error:
                session.rollback()
                return error
            session.commit()
            return None

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def expect_whole(session: Session, trip: Trip) -> None:
    """Expect that the seats of a trip are those of its bookings, each once."""
    held = [b for b in trip.bookings if b.status is BookingStatus.HELD]
    assert trip.seats_taken == sum(booking.held for booking in held)
    numbers = [number for booking in held for number in booking.seat_numbers]
    assert len(numbers) == len(set(numbers)) == trip.seats_taken
    parties = [booking.party_id for booking in held]
    assert len(parties) == len(set(parties))


@pytest.mark.parametrize("is_new", [True, False], ids=["first", "another plan"])
def test_who_asks_while_a_plan_is_published_is_seated_once_and_told_once(
    fresh_engine: Engine, is_new: bool
) -> None:
    asked = []
    with Session(fresh_engine) as session:
        for _ in range(ROUNDS):
            trip = make_published_trip(session)
            campaign, site = trip.plan.campaign, trip.stops[-1].site
            assert site is not None
            rides = make_party(session, campaign, site=site)
            if is_new:
                take_seats(session, trip, rides)
                trip.status = TripStatus.DRAFT
                plan = trip.plan
            else:
                # Published, and another plan is chosen since.
                trip.plan.is_chosen = False
                session.flush()
                plan = make_plan(session, campaign, finished_at=NOW, is_chosen=True)
                other = make_published_trip(session, campaign=campaign, site=site)
                other.status = TripStatus.DRAFT
                take_seats(session, other, rides)
            campaign.status = CampaignStatus.PLANNED
            session.flush()
            wish = make_wish(campaign, site, size=2)
            asked.append((plan.id, make_rider(session).id, wish))
        session.commit()
    for plan_id, seeker_id, wish in asked:
        raised = at_once(
            fresh_engine,
            lambda session, id_=plan_id: publishing.publish(
                session, session.get_one(CharterPlan, id_), **BY
            ),
            lambda session, id_=seeker_id, wish=wish: riding.ask(
                session, NO_GAZETTEER, session.get_one(Seeker, id_), wish, **BY
            ),
        )
        assert raised == [None, None]
    with Session(fresh_engine) as session:
        for request in session.scalars(select(RideRequest)):
            ride = show(session, request)
            assert ride.standing is Standing.SEATED
            assert ride.booking is not None
            assert ride.booking.trip.seats_taken == 2 + 4
            expect_whole(session, ride.booking.trip)
            told = session.scalars(
                select(Notice.kind).where(
                    Notice.account_id == request.seeker.account_id
                )
            ).all()
            assert told == [NoticeKind.SEAT_TAKEN]


def test_of_two_who_choose_different_plans_the_second_is_told(
    fresh_engine: Engine,
) -> None:
    with Session(fresh_engine) as session:
        campaign = make_campaign(session)
        driven, *others = (
            make_published_trip(session, campaign=campaign).plan
            if n == 0
            else make_plan(session, campaign, finished_at=NOW)
            for n in range(3)
        )
        for plan in others:
            make_trip(session, plan)
        seen, ids = driven.id, [plan.id for plan in others]
        session.commit()
    raised = at_once(
        fresh_engine,
        *(
            lambda session, id_=id_: choose_plan(
                session, session.get_one(CharterPlan, id_), seen=seen, **BY
            )
            for id_ in ids
        ),
    )
    assert sorted(type(error) for error in raised if error) == [StaleError]
    with Session(fresh_engine) as session:
        (plan,) = session.scalars(select(CharterPlan).where(CharterPlan.is_chosen))
        assert plan.id == ids[raised.index(None)]
        assert plan.replaced_id == seen


def test_a_plan_is_not_changed_by_who_did_not_see_that_it_was_saved_or_thrown_away(
    fresh_engine: Engine,
) -> None:
    reader = PlanReader(GreatCircle)
    with Session(fresh_engine) as session:
        plan_id = make_planned(session).id
        session.commit()
    for end in ("save", "discard"):
        with Session(fresh_engine) as session:
            plan = session.get_one(CharterPlan, plan_id)
            look = editing.look(session, reader, plan)
            party = look.state.plan.trips[0].stops[0].board[0].party
            move = Move(party, to=NOWHERE)
            seen = editing.make(session, reader, plan, move, seen=look.token, **BY)
            session.commit()
            token, number = seen.token, look.state.numbers[-1]

        def finish(session: Session, end: str = end, token: str = token) -> None:
            plan = session.get_one(CharterPlan, plan_id)
            if end == "save":
                editing.save(session, reader, plan, seen=token, **BY)
            else:
                editing.discard(session, plan, seen=token, **BY)

        def change(session: Session, token: str = token, number: int = number) -> None:
            plan = session.get_one(CharterPlan, plan_id)
            editing.make(session, reader, plan, LockTrip(number), seen=token, **BY)

        raised = at_once(fresh_engine, finish, change)
        assert [type(error) for error in raised if error] == [StaleError]
        with Session(fresh_engine) as session:
            drafts = session.scalars(
                select(PlanDraft).where(PlanDraft.closed_at.is_(None))
            ).all()
            assert len(drafts) == (raised[1] is None)
            if drafts:
                plan = session.get_one(CharterPlan, plan_id)
                left = editing.look(session, reader, plan).token
                finish(session, end, left)
                session.commit()
            assert session.scalar(select(func.count(CharterPlan.id))) == 2


def test_who_gives_up_while_the_campaign_is_closed_does_it_or_is_told(
    fresh_engine: Engine,
) -> None:
    ids = []
    with Session(fresh_engine) as session:
        for _ in range(ROUNDS):
            trip = make_published_trip(session)
            party = make_party(session, trip.plan.campaign, site=trip.stops[-1].site)
            take_seats(session, trip, party)
            ids.append((trip.id, party.id, party.updated_at))
        over = trip.arrives_at
        session.commit()
    for trip_id, party_id, seen_at in ids:

        def end(session: Session, trip_id: int = trip_id) -> None:
            campaign = session.get_one(Trip, trip_id).plan.campaign
            close(session, campaign, account_id=None, now=over)

        def give_up(
            session: Session, party_id: int = party_id, seen_at: Any = seen_at
        ) -> None:
            party = session.get_one(Party, party_id)
            expect_open(session, party.campaign)
            set_party_status(session, party, PartyStatus.GAVE_UP, seen_at=seen_at, **BY)

        ended, gave_up = at_once(fresh_engine, end, give_up)
        assert ended is None
        assert gave_up is None or type(gave_up) is CampaignClosedError
        with Session(fresh_engine) as session:
            trip = session.get_one(Trip, trip_id)
            expect_whole(session, trip)
            assert trip.plan.campaign.is_closed
            assert trip.seats_taken == (0 if gave_up is None else 4)
