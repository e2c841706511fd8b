"""
What if: one coach more, one stop more, fuller coaches, a wider window.

The changed problem is solved and put beside the plan there is. Both plans have a bound,
so it can be told whether the difference is proven or only what was found.
"""

from __future__ import annotations

import datetime as dt
import enum
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from routing.check import check
from routing.errors import InvalidProblemError
from routing.plan import Status
from routing.replan import MoreCoaches, fleet_after
from routing.rules import MOST_STOPS
from routing.solve import TIME_LIMIT_S, solve

if TYPE_CHECKING:
    from collections.abc import Callable

    from routing.plan import Plan
    from routing.problem import Party, Problem


@dataclass(frozen=True, slots=True)
class MoreStops:
    """So many more places where a trip may stop; fewer where negative."""

    pickups: int = 0
    dropoffs: int = 0


@dataclass(frozen=True, slots=True)
class OtherOccupancy:
    """Another share of the seats that may be filled, 0 to 1."""

    occupancy: float


@dataclass(frozen=True, slots=True)
class WiderWindow:
    """
    A party that takes more dates and times; each at least 0.

    Parameters
    ----------
    days_before, days_after
        Dates before its first and after its last.
    earlier_s, later_s
        It may leave so much earlier, and arrive so much later.
    """

    party: str
    days_before: int = 0
    days_after: int = 0
    earlier_s: int = 0
    later_s: int = 0


Change: TypeAlias = MoreCoaches | MoreStops | OtherOccupancy | WiderWindow


class Certainty(enum.StrEnum):
    """
    What is known about the difference of the best plans, before and after.

    Only bounds that do not overlap prove one. ``NO_DIFFERENCE`` is proven as well: both
    plans are the best and cost the same.
    """

    SURELY_CHEAPER = "surely_cheaper"
    SURELY_DEARER = "surely_dearer"
    NO_DIFFERENCE = "no_difference"
    INDICATED = "indicated"


@dataclass(frozen=True, slots=True)
class WhatIf:
    """
    Two plans beside each other.

    Parameters
    ----------
    problem
        The changed one, which `after` is a plan for.
    """

    change: Change
    problem: Problem
    before: Plan
    after: Plan

    @property
    def cost_cents(self) -> int:
        """Return by how much the plan found costs more; negative for a saving."""
        return self.after.cost_cents - self.before.cost_cents

    @property
    def riders(self) -> int:
        """Return how many more people ride."""
        return self.after.riders - self.before.riders

    @property
    def least_cents(self) -> int:
        """Return by how much the best plan costs more at least; proven."""
        return self.after.lower_bound_cents - self.before.cost_cents

    @property
    def most_cents(self) -> int:
        """Return by how much the best plan costs more at most; proven."""
        return self.after.cost_cents - self.before.lower_bound_cents

    @property
    def certainty(self) -> Certainty:
        """Return what is proven about the best plans' difference."""
        if self.most_cents < 0:
            return Certainty.SURELY_CHEAPER
        if self.least_cents > 0:
            return Certainty.SURELY_DEARER
        if self.least_cents == self.most_cents == 0:
            return Certainty.NO_DIFFERENCE
        return Certainty.INDICATED


def what_if(
    problem: Problem,
    plan: Plan,
    change: Change,
    *,
    time_limit_s: float = TIME_LIMIT_S,
    gap: float = 0.0,
    seed: int = 0,
    on_progress: Callable[[float, int, int], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> WhatIf:
    """
    Solve the changed problem, and put its plan beside the one there is.

    Where the plan there is keeps the changed problem's rules too and costs less than
    what was found in time, it is the plan after, with the new bound.

    Parameters
    ----------
    plan
        The best plan known of the problem, with its bound.
    time_limit_s, gap, seed, on_progress, should_stop
        See ``solve``.

    Raises
    ------
    InvalidProblemError
        When the plan breaks the problem's rules, or the change names what there is not
        or leads out of a number's range.
    """
    broken = check(problem, plan)
    if broken:
        msg = f"Expected a plan that keeps the rules, got {broken[0]}."
        raise InvalidProblemError(msg)
    changed = with_change(problem, change)
    after = solve(
        changed,
        time_limit_s=time_limit_s,
        gap=gap,
        seed=seed,
        on_progress=on_progress,
        should_stop=should_stop,
    )
    if plan.cost_cents < after.cost_cents:
        bound = min(after.lower_bound_cents, plan.cost_cents)
        kept = replace(
            plan,
            lower_bound_cents=bound,
            gap=(plan.cost_cents - bound) / plan.cost_cents,
            status=Status.OPTIMAL if bound == plan.cost_cents else Status.FEASIBLE,
            runtime_s=after.runtime_s,
        )
        if not check(changed, kept):
            after = kept
    return WhatIf(change, changed, plan, after)


def with_change(problem: Problem, change: Change) -> Problem:
    """
    Return the changed problem.

    Raises
    ------
    InvalidProblemError
        See ``what_if``.
    """
    match change:
        case MoreCoaches():
            return replace(problem, fleet=fleet_after(problem, (change,)))
        case MoreStops(pickups, dropoffs):
            rules = replace(
                problem.rules,
                max_pickups=problem.rules.max_pickups + pickups,
                max_dropoffs=problem.rules.max_dropoffs + dropoffs,
            )
            return replace(problem, rules=rules)
        case OtherOccupancy(occupancy):
            return replace(problem, rules=replace(problem.rules, occupancy=occupancy))
        case WiderWindow():
            return _wider(problem, change)


def _wider(problem: Problem, change: WiderWindow) -> Problem:
    for i, party in enumerate(problem.parties):
        if party.id == change.party:
            wide = widened(problem, party, change)
            parties = (*problem.parties[:i], wide, *problem.parties[i + 1 :])
            return replace(problem, parties=parties)
    msg = f"Expected a party of the problem, got {change.party!r}."
    raise InvalidProblemError(msg)


def widened(problem: Problem, party: Party, change: WiderWindow) -> Party:
    """
    Return a party with a wider window.

    Raises
    ------
    InvalidProblemError
        When a number of the change is negative.
    """
    if min(change.days_before, change.days_after, change.earlier_s, change.later_s) < 0:
        msg = f"Expected a window that is wider, got {change}."
        raise InvalidProblemError(msg)
    first, last = party.first_date, party.last_date
    if first is not None:
        inside = (first - problem.dates[0]).days > change.days_before
        first = first - dt.timedelta(change.days_before) if inside else None
    if last is not None:
        inside = (problem.dates[-1] - last).days > change.days_after
        last = last + dt.timedelta(change.days_after) if inside else None
    earliest_s, latest_s = party.earliest_s, party.latest_s
    return replace(
        party,
        first_date=first,
        last_date=last,
        earliest_s=None
        if earliest_s is None
        else max(0, earliest_s - change.earlier_s),
        latest_s=None if latest_s is None else latest_s + change.later_s,
    )


def one_notch(problem: Problem) -> dict[str, Change]:
    """
    Return the next step of each rule that can be relaxed, by its name.

    ``fleet``: one coach more of every limited type on every date; ``occupancy``: ten
    points more, at most 1; ``stops``: one pickup and one drop-off more, at most 8.
    """
    rules = problem.rules
    steps: dict[str, Change] = {}
    if any(c.counts or c.count is not None for c in problem.fleet):
        steps["fleet"] = MoreCoaches()
    if rules.occupancy < 1:
        steps["occupancy"] = OtherOccupancy(min(1.0, round(rules.occupancy + 0.1, 4)))
    more = MoreStops(
        int(rules.max_pickups < MOST_STOPS), int(rules.max_dropoffs < MOST_STOPS)
    )
    if more.pickups or more.dropoffs:
        steps["stops"] = more
    return steps
