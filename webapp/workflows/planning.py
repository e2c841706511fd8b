"""
The durable workflow `plan_campaign`: solve, then store.

Two steps, each recorded when it is done. A worker killed while it solves solves again;
one killed after that stores what was found, and storing twice is storing once.
"""

from __future__ import annotations

import datetime as dt
import logging
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from models import CharterPlan
from routing.errors import RoutingError
from webapp.database import reading
from webapp.services import plans
from webapp.services.drafts import Draft, store
from webapp.services.planning import NothingToPlanError, solve, task_of
from webapp.services.replanning import find_origin, gather_again, solve_again
from webapp.services.stored_plans import trips_driven
from webapp.workflows.desk import PROGRESS, WORKFLOW

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Engine

    from routing.travel_times.protocol import TravelTimes

log = logging.getLogger(__name__)

LOOK_EVERY_S = 1.0
MOST_POINTS = 240

# Seconds, best cost and proven bound in fen.
Point = tuple[float, int, int]


@dataclass(frozen=True, slots=True)
class PlanningRun:
    """What a worker needs to plan: the database, and the roads."""

    engine: Engine
    travel: TravelTimes

    def solve(
        self, plan_id: int, report: Callable[[list[Point]], None]
    ) -> dict[str, Any] | None:
        """
        Return the draft of a run; None when it ended before there was one.

        `report` is called about once a second with the whole curve so far.
        """
        with Session(self.engine) as session:
            plan = session.get_one(CharterPlan, plan_id)
            is_wanted = plans.begin(session, plan)
            session.commit()
        if not is_wanted:
            return None
        with Session(self.engine) as session:
            plan = session.get_one(CharterPlan, plan_id)
            wishes = (plan.time_limit_s, plan.gap_wanted, plan.seed)
            again = gather_again(session, plan, self.travel)
            if again is None:
                task = task_of(session, plan)
                beside = session.get(CharterPlan, plan.compared_id or 0)
                standing = trips_driven(session, beside) if beside else []
        time_limit_s, gap, seed = wishes
        watched: dict[str, Any] = {
            "time_limit_s": time_limit_s,
            "gap": gap,
            "seed": seed,
            "on_progress": _Curve(report),
            "should_stop": _Asked(self.engine, plan_id),
        }
        if again is not None:
            return solve_again(again, **watched).plain()
        return solve(task, self.travel, standing=standing, **watched).plain()

    def store(self, plan_id: int, draft: dict[str, Any]) -> None:
        """Write a draft's rows."""
        with Session(self.engine) as session:
            plan = session.get_one(CharterPlan, plan_id)
            now, origin = dt.datetime.now(dt.UTC), find_origin(session, plan)
            store(session, plan, Draft.of(draft), now, like=origin)
            session.commit()

    def carry_out(self, plan_id: int, report: Callable[[list[Point]], None]) -> None:
        """
        Do both steps here and now, without a queue.

        Raises
        ------
        NothingToPlanError, RoutingError
            When there is no plan; the run is noted as failed.
        """
        try:
            draft = self.solve(plan_id, report)
            if draft is not None:
                self.store(plan_id, draft)
        except (NothingToPlanError, RoutingError) as error:
            self.fail(plan_id, str(error))
            raise

    def fail(self, plan_id: int, message: str) -> None:
        """Note that a run found nothing, and why."""
        with Session(self.engine) as session:
            plan = session.get_one(CharterPlan, plan_id)
            if plan.finished_at is None:
                plans.fail(session, plan, message, dt.datetime.now(dt.UTC))
            session.commit()


def register(run: PlanningRun) -> None:
    """Declare the workflow to the worker's DBOS, before it is launched."""
    from dbos import DBOS

    @DBOS.step(name="solve")
    def solve_step(plan_id: int) -> dict[str, Any] | None:
        return run.solve(plan_id, lambda curve: DBOS.set_event(PROGRESS, curve))

    @DBOS.step(name="store")
    def store_step(plan_id: int, draft: dict[str, Any]) -> None:
        run.store(plan_id, draft)

    @DBOS.step(name="fail")
    def fail_step(plan_id: int, message: str) -> None:
        run.fail(plan_id, message)

    @DBOS.workflow(name=WORKFLOW)
    def plan_campaign(plan_id: int) -> None:
        try:
            draft = solve_step(plan_id)
            if draft is not None:
                store_step(plan_id, draft)
        except (NothingToPlanError, RoutingError) as error:
            fail_step(plan_id, str(error))
        except Exception:
            # Whatever it was, the dispatcher's page must not wait for ever.
            log.exception("planning failed", extra={"plan_id": plan_id})
            fail_step(plan_id, "An unforeseen error; the worker's log has it.")
            raise


class _Curve:
    """Collects the points of a run and reports them, not too often nor too many."""

    def __init__(self, report: Callable[[list[Point]], None]) -> None:
        self._report = report
        self._points: list[Point] = []
        self._reported_at = 0.0

    def __call__(self, seconds: float, cost_cents: int, bound_cents: int) -> None:
        self._points.append((round(seconds, 2), cost_cents, bound_cents))
        if len(self._points) > MOST_POINTS:
            del self._points[1:-1:2]
        now = time.monotonic()
        if now - self._reported_at >= LOOK_EVERY_S:
            self._reported_at = now
            self._report(list(self._points))


class _Asked:
    """Whether the run shall stop; looks into the database once a second."""

    def __init__(self, engine: Engine, plan_id: int) -> None:
        self._engine = engine
        self._plan_id = plan_id
        self._looked_at = 0.0
        self._answer = False

    def __call__(self) -> bool:
        now = time.monotonic()
        if not self._answer and now - self._looked_at >= LOOK_EVERY_S:
            self._looked_at = now
            with reading(), Session(self._engine) as session:
                self._answer = plans.is_stop_wanted(session, self._plan_id)
        return self._answer
