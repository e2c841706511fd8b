"""
The rest of a plan is planned again: what a draft locks stays, little else changes.

A run like any other, asked for here and made by a worker; ``Replanning`` holds the
draft as it stood when it was asked for.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from models import CharterPlan, Replanning
from routing.editing import NOWHERE
from routing.offers import locked_trains, rest_of
from routing.replan import replan
from webapp.services.editing import EditingError, look
from webapp.services.plan_steps import change_of
from webapp.services.planning import fleet_on, trains_on
from webapp.services.plans import request_plan
from webapp.services.restoring import restore
from webapp.services.trip_numbers import renumbered

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from routing.editing import Change, Edited
    from routing.travel_times.protocol import TravelTimes
    from webapp.services.drafts import Draft
    from webapp.services.restoring import PlanReader, Restored

PROMISE_CENTS = 5_000
MOST_PROMISE_CENTS = 1_000_000


class LockedWrongError(EditingError):
    """A locked trip or train breaks a rule: nothing can be planned around it."""


class SplitGroupError(EditingError):
    """A group rides apart in the draft: it is to be saved first."""


@dataclass(frozen=True, slots=True, eq=False)
class Again:
    """What a run works on: a plan, what was changed of it, what a change costs."""

    restored: Restored
    changes: tuple[Change, ...]
    promise_cents: int


def request_again(
    session: Session,
    reader: PlanReader,
    plan: CharterPlan,
    *,
    promise_cents: int,
    time_limit_s: float,
    account_id: int | None,
    now: dt.datetime,
) -> CharterPlan:
    """
    Add a run that plans the rest of a plan's draft again.

    Raises
    ------
    LockedWrongError
        When a locked trip or train breaks a rule.
    SplitGroupError
        When a group rides on several coaches.
    PlanError
        As for any run; see `request_plan`.
    ValueError
        When a figure is out of its range.
    """
    if not 0 <= promise_cents <= MOST_PROMISE_CENTS:
        msg = f"Expected 0 to {MOST_PROMISE_CENTS} fen a promise, got {promise_cents}."
        raise ValueError(msg)
    found = look(session, reader, plan)
    state = found.state
    wrong = {number for finding in found.findings for number in finding.trips}
    too_bad = {train for finding in found.findings for train in finding.trains}
    if wrong & state.locked_trips or too_bad & locked_trains(state):
        raise LockedWrongError
    if _is_split(state):
        raise SplitGroupError
    run = request_plan(
        session,
        plan.campaign,
        time_limit_s=time_limit_s,
        with_unheard=plan.with_unheard,
        account_id=account_id,
        now=now,
    )
    # The trips that stay keep the rules of the plan that they are from.
    run.rules = plan.rules
    session.add(
        Replanning(
            plan_id=run.id,
            from_plan_id=plan.id,
            changes={"steps": [step.change for step in found.done]},
            promise_cents=promise_cents,
        )
    )
    session.flush()
    return run


def gather_again(
    session: Session, run: CharterPlan, travel: TravelTimes
) -> Again | None:
    """Return what a run plans again; None for a run that plans anew."""
    asked = session.get(Replanning, run.id)
    if asked is None:
        return None
    return Again(
        restored=restore(
            session, session.get_one(CharterPlan, asked.from_plan_id), travel
        ),
        changes=tuple(change_of(kept) for kept in asked.changes["steps"]),
        promise_cents=asked.promise_cents,
    )


def find_origin(session: Session, run: CharterPlan) -> CharterPlan | None:
    """Return the plan that a run plans again, or None."""
    asked = session.get(Replanning, run.id)
    return None if asked is None else session.get(CharterPlan, asked.from_plan_id)


def solve_again(
    again: Again,
    *,
    time_limit_s: float,
    gap: float,
    seed: int,
    on_progress: Callable[[float, int, int], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Draft:
    """
    Return the best plan found around the locks, judged.

    What people were told has its price while planning; the draft's cost is money alone,
    so it has no bound of its own.

    Raises
    ------
    RoutingError
        When a lock cannot be kept, or no plan is possible.
    """
    restored = again.restored
    state, _ = restored.editor.replay(restored.start, again.changes)
    problem, plan, changes = rest_of(restored.editor, state, restored.start.plan)
    days = {*restored.task.dates, *(trip.service_date for trip in plan.trips)}
    dates = tuple(sorted(days))
    problem = replace(
        problem,
        dates=dates,
        fleet=fleet_on(restored.task, dates),
        trains=trains_on(restored.task, dates),
        parties=tuple(replace(party, together=True) for party in problem.parties),
        prices=replace(problem.prices, promise_cents=again.promise_cents),
    )
    made = replan(
        problem,
        plan,
        changes,
        time_limit_s=time_limit_s,
        gap=gap,
        seed=seed,
        on_progress=on_progress,
        should_stop=should_stop,
    )
    draft = restored.drafted(made, renumbered(state, made.trips), state.last)
    return replace(
        draft,
        is_optimal=False,
        cost_cents=draft.cost_cents - made.costs.promises,
        lower_bound_cents=None,
        gap=None,
    )


def _is_split(state: Edited) -> bool:
    names = {on.party for t in state.plan.trips for s in t.stops for on in s.board}
    return any(len(state.rides(name).keys() - {NOWHERE}) > 1 for name in names)
