from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from models import CharterPlan, PlanStatus
from routing.editing import LockTrip
from routing.travel_times.great_circle import GreatCircle
from tests.factories.campaigns import NOW
from tests.factories.planned import make_planned
from webapp.services import editing
from webapp.services.replanning import request_again
from webapp.services.restoring import PlanReader
from webapp.workflows.planning import PlanningRun

if TYPE_CHECKING:
    from sqlalchemy import Engine


def test_a_worker_plans_the_rest_and_keeps_what_was_locked(
    fresh_engine: Engine,
) -> None:
    reader, by = PlanReader(GreatCircle), {"account_id": None, "now": NOW}
    with Session(fresh_engine) as session:
        plan = make_planned(session)
        number = plan.trips[0].number
        lock = LockTrip(number)
        editing.make(session, reader, plan, lock, seen=editing.UNSEEN, **by)
        run = request_again(
            session, reader, plan, promise_cents=5_000, time_limit_s=5, **by
        )
        session.commit()
        plan_id, run_id = plan.id, run.id
    PlanningRun(fresh_engine, GreatCircle()).carry_out(run_id, lambda _: None)
    with Session(fresh_engine) as session:
        plan = session.get_one(CharterPlan, plan_id)
        run = session.get_one(CharterPlan, run_id)
        assert run.status is PlanStatus.DONE

        def aboard(of: CharterPlan) -> set[tuple[int, str]]:
            trip = next(trip for trip in of.trips if trip.number == number)
            return {(booking.party_id, booking.code) for booking in trip.bookings}

        assert aboard(run) == aboard(plan)
        assert not run.unassigned
