"""
Duties: which coach does which trips of a day, so that few are hired.

A trip waits from when its riders have arrived until it must have started; a coach takes
the next trip when it is back. A coach is hired once a day, however often it goes.
"""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from routing.errors import InvalidProblemError, RefusedPlanError
from routing.shuttles.check_duties import check_duties
from routing.shuttles.plan import Status
from routing.shuttles.problem import MOST_METRES, MOST_RIDERS, MOST_SECONDS

if TYPE_CHECKING:
    from routing.shuttles.plan import ShuttlePlan
    from routing.shuttles.problem import ShuttleProblem, ShuttleType

TIME_LIMIT_S = 10.0
MOST_RUNS = 2_000


@dataclass(frozen=True, slots=True)
class Run:
    """
    A trip to be done by some coach.

    Parameters
    ----------
    ready_s, latest_s
        When it may start, and must have started; seconds from any midnight.
    distance_m, duration_s
        Until the coach is back at the arrival point; at least a second.
    """

    id: str
    riders: int
    distance_m: int
    duration_s: int
    ready_s: int
    latest_s: int


@dataclass(frozen=True, slots=True)
class Day:
    """
    The trips of a day and the coaches for them; checks itself.

    Parameters
    ----------
    fleet
        ``count`` is how many coaches there are, ``hire_cents`` of one for the day.
    turnaround_s
        Between the end of a trip and the start of the next.
    left_cents
        The price of a rider whose trip is not done.

    Raises
    ------
    InvalidProblemError
        When an id stands twice or a number is out of range.
    """

    runs: tuple[Run, ...]
    fleet: tuple[ShuttleType, ...]
    turnaround_s: int = 300
    left_cents: int = 1_000_000

    def __post_init__(self) -> None:
        for name, ids in (
            ("runs", [run.id for run in self.runs]),
            ("fleet", [coach.id for coach in self.fleet]),
        ):
            for value, times in Counter(ids).items():
                if times > 1:
                    msg = f"Expected ids of {name} to be unique, got {value!r} twice."
                    raise InvalidProblemError(msg)
        _expect("the number of runs", len(self.runs), 0, MOST_RUNS)
        _expect("turnaround_s", self.turnaround_s, 0, MOST_SECONDS)
        _expect("left_cents", self.left_cents, 0, None)
        for i, run in enumerate(self.runs):
            _expect(f"runs[{i}].riders", run.riders, 1, MOST_RIDERS)
            _expect(f"runs[{i}].distance_m", run.distance_m, 0, MOST_METRES)
            _expect(f"runs[{i}].duration_s", run.duration_s, 1, MOST_SECONDS)
            _expect(f"runs[{i}].ready_s", run.ready_s, 0, MOST_SECONDS)
            _expect(f"runs[{i}].latest_s", run.latest_s, run.ready_s, MOST_SECONDS)
        for i, coach in enumerate(self.fleet):
            _expect(f"fleet[{i}].seats", coach.seats, 0, None)
            _expect(f"fleet[{i}].hire_cents", coach.hire_cents, 0, None)
            _expect(f"fleet[{i}].cents_per_km", coach.cents_per_km, 0, None)
            if coach.count is not None:
                _expect(f"fleet[{i}].count", coach.count, 0, None)


@dataclass(frozen=True, slots=True)
class Start:
    """A trip and when it starts."""

    run: str
    start_s: int


@dataclass(frozen=True, slots=True)
class Duty:
    """The trips of one coach, in order."""

    coach: str
    starts: tuple[Start, ...]


@dataclass(frozen=True, slots=True)
class DutyPlan:
    """
    The coaches of a day.

    Parameters
    ----------
    cost_cents
        Hire of every coach, kilometres of every trip rounded to cents, and the price of
        riders whose trip is not done.
    lower_bound_cents
        No plan costs less; proven.
    unassigned
        Trips that nobody does: no coach has the seats, or none is left.
    """

    status: Status
    cost_cents: int
    lower_bound_cents: int
    gap: float
    runtime_s: float
    seed: int
    duties: tuple[Duty, ...]
    unassigned: tuple[str, ...]

    @property
    def coaches(self) -> dict[str, int]:
        """Return how many coaches of every type are hired."""
        return dict(Counter(duty.coach for duty in self.duties))


def runs_of(
    problem: ShuttleProblem, plan: ShuttlePlan, *, ready_s: int, wait_s: int
) -> list[Run]:
    """
    Return the trips of a plan as runs, ``{problem}/{number}``, back at the station.

    Parameters
    ----------
    ready_s, wait_s
        When the riders can board, and how long they may wait for their coach.
    """
    row = {gate.id: i for i, gate in enumerate(problem.gates, start=1)}
    runs = []
    for i, trip in enumerate(plan.trips):
        legs = list(pairwise([0, *(row[drop.gate] for drop in trip.drops), 0]))
        driving_s = sum(int(problem.duration_s[leg]) for leg in legs)
        runs.append(
            Run(
                f"{problem.name}/{i}",
                trip.riders,
                sum(int(problem.distance_m[leg]) for leg in legs),
                max(1, driving_s + problem.gate_s * len(trip.drops)),
                ready_s,
                ready_s + wait_s,
            )
        )
    return runs


def assign_duties(
    day: Day, *, time_limit_s: float = TIME_LIMIT_S, seed: int = 0
) -> DutyPlan:
    """
    Return the cheapest duties found, and a bound.

    Optimal where all trips have one start. With time to wait, starts are tried in steps
    of a few minutes, and the bound is that of trips which are shorter by such a step;
    when both cost the same, that is proven as well.

    Parameters
    ----------
    time_limit_s
        Wall-clock seconds, kept to a tenth or half a second; a plan comes in any case.

    Raises
    ------
    ValueError
        When the limit is negative or NaN, or the seed is.
    RefusedPlanError
        When the plan breaks a rule, which is a fault of the solver.
    """
    if not time_limit_s >= 0 or seed < 0:
        msg = f"Expected time_limit_s >= 0 and seed >= 0, got {time_limit_s}, {seed}."
        raise ValueError(msg)
    began = time.monotonic()
    # The solver's library takes a second to load: only those wait who plan.
    from routing.shuttles.solvers.roster import Roster

    roster = Roster(day, seed)
    best = roster.insert()
    bound = roster.least()
    if best.cost_cents > bound and day.runs:
        for relaxed in (False, True):
            left_s = began + time_limit_s - time.monotonic()
            if left_s <= 0 or (relaxed and not roster.waits):
                break
            share_s = left_s / 2 if roster.waits and not relaxed else left_s
            found, proven = roster.choose(relaxed=relaxed, time_s=share_s)
            if not relaxed and found is not None and found.cost_cents < best.cost_cents:
                best = found
            if relaxed or not roster.waits:
                bound = max(bound, proven)
    bound = min(bound, best.cost_cents)
    cost = best.cost_cents
    plan = DutyPlan(
        status=Status.OPTIMAL if bound == cost else Status.FEASIBLE,
        cost_cents=cost,
        lower_bound_cents=bound,
        gap=(cost - bound) / cost if cost else 0.0,
        runtime_s=round(time.monotonic() - began, 3),
        seed=seed,
        duties=tuple(
            Duty(
                day.fleet[coach].id,
                tuple(Start(day.runs[run].id, start_s) for run, start_s in starts),
            )
            for coach, starts in best.duties
        ),
        unassigned=tuple(day.runs[run].id for run in best.left),
    )
    violations = check_duties(day, plan)
    if violations:
        some = "; ".join(str(violation) for violation in violations[:5])
        msg = f"The solver's duties break {len(violations)} rules: {some}."
        raise RefusedPlanError(msg)
    return plan


def _expect(name: str, value: int, least: int, most: int | None) -> None:
    if value < least or (most is not None and value > most):
        upper = "" if most is None else f" to {most}"
        msg = f"Expected {name} from {least}{upper}, got {value}."
        raise InvalidProblemError(msg)
