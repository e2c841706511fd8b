from __future__ import annotations

import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import (
    Booking,
    CharterPlan,
    Party,
    PartyStatus,
    PlanDraft,
    Seat,
    Trip,
)
from routing.check import Cause
from routing.editing import NOWHERE, LockTrip, Move, SetDeparture, Take
from routing.errors import EditError
from routing.travel_times.great_circle import GreatCircle
from tests.factories.campaigns import NOW, SERVICE_DATE, make_party
from tests.factories.planned import make_planned
from webapp.services import editing
from webapp.services.campaigns import set_party_status
from webapp.services.drafts import store
from webapp.services.plans import choose_plan
from webapp.services.publishing import FARTHEST_MOVE, move_trip
from webapp.services.replanning import (
    LockedWrongError,
    gather_again,
    request_again,
    solve_again,
)
from webapp.services.restoring import PlanReader
from webapp.services.versions import StaleError

if TYPE_CHECKING:
    from sqlalchemy import Engine

# One of each: by whose hand it is does not matter here.
BY = {"account_id": None, "now": NOW}


@pytest.fixture
def reader() -> PlanReader:
    return PlanReader(GreatCircle)


@pytest.fixture
def plan(session: Session) -> CharterPlan:
    return make_planned(session)


def riders_of(look: editing.Look) -> dict[int, list[str]]:
    state = look.state
    return {
        number: sorted(on.party for stop in trip.stops for on in stop.board)
        for number, trip in zip(state.numbers, state.plan.trips, strict=True)
    }


def family_on(look: editing.Look) -> tuple[str, int, int]:
    """A party of four that rides with others, its trip, and the fullest other trip."""
    aboard = {
        number: [on for stop in trip.stops for on in stop.board]
        for number, trip in zip(look.state.numbers, look.state.plan.trips, strict=True)
    }
    riders = {number: sum(on.riders for on in aboard[number]) for number in aboard}
    at = next(n for n in aboard if aboard[n][0].riders == 4 and len(aboard[n]) > 1)
    other = max((n for n in aboard if n != at), key=riders.__getitem__)
    return aboard[at][0].party, at, other


def test_a_stored_plan_is_restored_as_it_was(
    session: Session, plan: CharterPlan, reader: PlanReader
) -> None:
    look = editing.look(session, reader, plan)
    assert look.findings == []
    assert look.state.plan.cost_cents == plan.cost_cents
    assert look.added_cents == 0
    assert [trip.number for trip in plan.trips] == list(look.state.numbers)
    # Asked again, nothing is read anew until a row changes.
    assert editing.look(session, reader, plan).restored is look.restored
    party = session.scalars(select(Party)).first()
    assert party is not None
    set_party_status(
        session, party, PartyStatus.GAVE_UP, seen_at=party.updated_at, **BY
    )
    later = editing.look(session, reader, plan)
    assert not later.state.rides(str(party.id))
    assert later.restored.editor.problem.parties != look.restored.editor.problem.parties


def test_a_trip_that_was_moved_again_and_again_can_still_be_changed(
    session: Session, plan: CharterPlan, reader: PlanReader
) -> None:
    trip = plan.trips[0]
    for _ in range(2):
        move_trip(
            session,
            trip,
            trip.departs_at + FARTHEST_MOVE,
            seen_at=trip.updated_at,
            **BY,
        )
    look = editing.look(session, reader, plan)
    moved = look.state.plan.trips[look.state.numbers.index(trip.number)]
    assert moved.service_date == SERVICE_DATE + 2 * FARTHEST_MOVE


def test_every_change_is_judged_and_every_step_can_be_undone_and_done_again(
    session: Session, plan: CharterPlan, reader: PlanReader
) -> None:
    first = editing.look(session, reader, plan)
    party, at, other = family_on(first)
    moved = editing.make(
        session, reader, plan, Move(party, to=other), seen=first.token, **BY
    )
    assert party in riders_of(moved)[other]
    assert {f.violation.cause for f in moved.findings} == {Cause.LOAD}
    assert [f.trips for f in moved.findings] == [(other,)]
    out = editing.make(
        session, reader, plan, Move(party, to=NOWHERE), seen=moved.token, **BY
    )
    assert out.findings == []
    assert out.added_cents > 0
    editing.undo(session, plan, seen=out.token, **BY)
    back = editing.look(session, reader, plan)
    assert (back.state, len(back.undone)) == (moved.state, 1)
    editing.undo(session, plan, seen=back.token, **BY)
    start = editing.look(session, reader, plan)
    assert start.state == first.state
    with pytest.raises(editing.NothingToUndoError):
        editing.undo(session, plan, seen=start.token, **BY)
    start = editing.look(session, reader, plan)
    editing.redo(session, plan, seen=start.token, **BY)
    again = editing.look(session, reader, plan)
    assert again.state == moved.state
    # Another change takes the place of what was undone.
    locked = editing.make(session, reader, plan, LockTrip(at), seen=again.token, **BY)
    assert (len(locked.done), locked.undone) == (2, [])
    with pytest.raises(EditError):
        editing.make(session, reader, plan, Move(party, to=at), seen=locked.token, **BY)


def test_a_draft_that_breaks_a_rule_is_kept_and_never_becomes_a_plan(
    session: Session, plan: CharterPlan, reader: PlanReader
) -> None:
    first = editing.look(session, reader, plan)
    party, _, other = family_on(first)
    full = editing.make(
        session, reader, plan, Move(party, to=other), seen=first.token, **BY
    )
    with pytest.raises(editing.BrokenRulesError):
        editing.save(session, reader, plan, seen=full.token, **BY)
    kept = editing.find_draft(session, plan)
    assert kept is not None
    assert len(kept.steps) == 1


def test_nothing_changed_is_nothing_to_save(
    session: Session, plan: CharterPlan, reader: PlanReader
) -> None:
    with pytest.raises(editing.NothingChangedError):
        editing.save(session, reader, plan, seen=editing.UNSEEN, **BY)


def test_a_saved_draft_is_a_new_plan_and_who_stays_keeps_seat_and_code(
    session: Session, plan: CharterPlan, reader: PlanReader
) -> None:
    look = editing.look(session, reader, plan)
    party, _, other = family_on(look)
    offer = next(
        o
        for o in editing.places(session, reader, plan, Move(party, to=NOWHERE))
        if o.change.trip is None
    )
    assert isinstance(offer.change, Take)
    look = editing.make(session, reader, plan, offer.change, seen=look.token, **BY)
    assert look.added_cents == offer.added_cents
    leaves = SetDeparture(other, SERVICE_DATE, 9 * 3600 + 1800)
    look = editing.make(session, reader, plan, leaves, seen=look.token, **BY)
    made = editing.save(session, reader, plan, seen=look.token, **BY)
    assert made.cost_cents == look.state.plan.cost_cents
    assert not made.is_chosen
    choose_plan(session, made, **BY)
    numbers = [trip.number for trip in made.trips]
    assert numbers == list(look.state.numbers)
    late = next(trip for trip in made.trips if trip.number == other)
    assert late.departs_at == dt.datetime(2027, 2, 24, 1, 30, tzinfo=dt.UTC)

    def held(of: CharterPlan) -> dict[int, tuple[int, str, tuple[int, ...]]]:
        return {
            b.party_id: (b.trip.number, b.code, b.seat_numbers)
            for b in session.scalars(select(Booking).where(Booking.plan_id == of.id))
        }

    before, after = held(plan), held(made)
    assert before.keys() == after.keys()
    assert {p for p in before if before[p] != after[p]} == {int(party)}
    assert after[int(party)][0] == look.state.last
    # What is edited next is the new plan; it has no draft.
    assert editing.look(session, reader, plan).draft is None
    assert editing.look(session, reader, made).state.plan == look.state.plan


def test_a_group_that_is_split_rides_together_in_every_other_plan(
    session: Session, plan: CharterPlan, reader: PlanReader
) -> None:
    group = session.scalars(select(Party).where(Party.size == 8)).one()
    look = editing.look(session, reader, plan)
    at = next(iter(look.state.rides(str(group.id))))
    offer = editing.places(
        session, reader, plan, Move(str(group.id), to=NOWHERE, riders=3)
    )[0]
    look = editing.make(session, reader, plan, offer.change, seen=look.token, **BY)
    made = editing.save(session, reader, plan, seen=look.token, **BY)
    session.expire_all()
    apart = session.scalars(select(Party).where(Party.label.endswith("（分）"))).one()
    assert (group.size, apart.size) == (5, 3)
    assert (len(group.riders), len(apart.riders)) == (5, 3)
    for each in (plan, made):
        bookings = {
            b.party_id: b
            for b in session.scalars(select(Booking).where(Booking.plan_id == each.id))
        }
        for party in (group, apart):
            assert len(bookings[party.id].seat_numbers) == party.size
        numbers = {bookings[p.id].trip.number for p in (group, apart)}
        assert len(numbers) == (1 if each is plan else 2)
        assert at in numbers
        for trip in each.trips:
            seats = session.scalars(select(Seat.number).where(Seat.trip_id == trip.id))
            assert len(seats.all()) == trip.seats_taken


def test_the_rest_is_planned_again_around_what_is_locked(
    session: Session, plan: CharterPlan, reader: PlanReader
) -> None:
    campaign = plan.campaign
    late = make_party(session, campaign, site=campaign.parties[0].site, size=2)
    look = editing.look(session, reader, plan)
    number = look.state.numbers[0]
    look = editing.make(session, reader, plan, LockTrip(number), seen=look.token, **BY)
    run = request_again(
        session, reader, plan, promise_cents=5_000, time_limit_s=5, **BY
    )
    again = gather_again(session, run, GreatCircle())
    assert again is not None
    store(session, run, solve_again(again, time_limit_s=5, gap=0.0, seed=0), NOW, plan)
    kept = next(trip for trip in run.trips if trip.number == number)
    was = next(trip for trip in plan.trips if trip.number == number)
    assert {(b.party_id, b.code) for b in kept.bookings} == {
        (b.party_id, b.code) for b in was.bookings
    }
    assert late.id in {b.party_id for trip in run.trips for b in trip.bookings}
    assert not run.unassigned


def test_a_locked_trip_that_breaks_a_rule_cannot_be_planned_around(
    session: Session, plan: CharterPlan, reader: PlanReader
) -> None:
    look = editing.look(session, reader, plan)
    party, _, other = family_on(look)
    for change in (Move(party, to=other), LockTrip(other)):
        look = editing.make(session, reader, plan, change, seen=look.token, **BY)
    with pytest.raises(LockedWrongError):
        request_again(session, reader, plan, promise_cents=0, time_limit_s=5, **BY)


def test_of_two_dispatchers_who_change_at_once_one_is_told_to_look(
    fresh_engine: Engine, reader: PlanReader
) -> None:
    with Session(fresh_engine) as session:
        plan = make_planned(session)
        session.commit()
        plan_id = plan.id
        look = editing.look(session, reader, plan)
        party, _, other = family_on(look)
    for seen in (editing.UNSEEN, "1-1"):
        together = threading.Barrier(2)

        def change(
            to: int, seen: str = seen, together: threading.Barrier = together
        ) -> bool:
            together.wait()
            with Session(fresh_engine) as own:
                plan = own.get_one(CharterPlan, plan_id)
                try:
                    move = Move(party, to=to)
                    if seen != editing.UNSEEN:
                        move = Move(party, to=other if to == NOWHERE else NOWHERE)
                    editing.make(own, reader, plan, move, seen=seen, **BY)
                except (StaleError, EditError):
                    own.rollback()
                    return False
                own.commit()
                return True

        with ThreadPoolExecutor(2) as pool:
            made = list(pool.map(change, (NOWHERE, other)))
        assert made.count(True) == 1, seen
        with Session(fresh_engine) as session:
            draft = session.scalars(select(PlanDraft)).one()
            assert (draft.version, draft.position) == (
                (1, 1) if seen == editing.UNSEEN else (2, 2)
            )


def test_a_token_of_another_draft_changes_nothing(
    session: Session, plan: CharterPlan, reader: PlanReader
) -> None:
    number = editing.look(session, reader, plan).state.numbers[0]
    lock = LockTrip(number)
    look = editing.make(session, reader, plan, lock, seen=editing.UNSEEN, **BY)
    # A digit more before it names another draft, one after it another version.
    others = ("9" + look.token, look.token + "0")
    for wrong in (editing.UNSEEN, "", "1", "-", "x-y", *others):
        with pytest.raises(StaleError):
            editing.make(session, reader, plan, lock, seen=wrong, **BY)
    editing.discard(session, plan, seen=look.token, **BY)
    assert editing.look(session, reader, plan).draft is None
    with pytest.raises(StaleError):
        editing.make(session, reader, plan, lock, seen=look.token, **BY)
    assert session.scalars(select(Trip.id).where(Trip.plan_id == plan.id)).all()
