"""
Where a party would be best on a plan changed by hand, and how to plan the rest again.

Both ask ``routing.joining`` and ``routing.replan``; the locks of the plan are theirs.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from math import gcd
from typing import TYPE_CHECKING

from routing.editing import NOWHERE, Move, Take
from routing.joining import Hold, Places, find_ride
from routing.published import promises_of
from routing.replan import Changes, find_locked

if TYPE_CHECKING:
    from routing.editing import Edited, Editor
    from routing.joining import Joining
    from routing.plan import Plan
    from routing.problem import Problem


@dataclass(frozen=True, slots=True)
class Offer:
    """
    A place for riders of a party, and the change that takes it.

    Parameters
    ----------
    added_cents
        By how much the whole plan costs more then; below 0 where it costs less.
    joining
        What happens to the trip that takes them in.
    """

    change: Take
    added_cents: int
    joining: Joining


def offers(
    editor: Editor,
    state: Edited,
    move: Move,
    *,
    most: int = 5,
    usual_s: int | None = None,
) -> list[Offer]:
    """
    Return the cheapest other places for those whom a move moves, the cheapest first.

    At most one a trip and one new coach a date; its ``to`` does not matter. Exact among
    the plans in which the trip they leave only loses its stops for them, and everybody
    else keeps trip, date and pickup. A locked trip takes nobody in, and one with a
    locked party keeps its coach.

    Parameters
    ----------
    usual_s
        When a new coach leaves; None for the best time.

    Raises
    ------
    EditError
        When they cannot be moved.
    """
    at, riders = editor.source(state, move.party, move.out_of, move.riders)
    out = state
    if at != NOWHERE:
        out = editor.apply(state, replace(move, out_of=at, riders=riders, to=NOWHERE))
    party = next(p for p in editor.problem.parties if p.id == move.party)
    places = Places(searched(editor.problem, out), out.plan.trips, _holds(out))
    found = []
    for joining in places.cheapest(party, riders, most + 1):
        number = None if joining.trip is None else out.numbers[joining.trip]
        if number == at:
            continue
        after = joining.after
        leaves_s = after.departs_s
        if number is None and usual_s is not None:
            leaves_s = usual_s
        take = Take(
            party=move.party,
            trip=number,
            pickup=joining.pickup,
            coach=after.coach,
            service_date=after.service_date,
            departs_s=leaves_s,
            places=tuple(stop.place for stop in after.stops),
            out_of=at,
            riders=riders,
        )
        cost = editor.apply(state, take).plan.cost_cents
        found.append(Offer(take, cost - state.plan.cost_cents, joining))
    return sorted(found, key=lambda offer: offer.added_cents)[:most]


def searched(problem: Problem, state: Edited) -> Problem:
    """
    Return the problem with the times alone at which the plan's coaches leave.

    By hand a coach may leave at any minute; what is searched leaves when others do.
    """
    times = sorted({trip.departs_s for trip in state.plan.trips})
    if not times:
        return problem
    steps = [later - earlier for earlier, later in pairwise(times)]
    step_s = gcd(*steps) if steps else problem.rules.depart_step_s
    rules = replace(
        problem.rules,
        depart_from_s=times[0],
        depart_until_s=times[-1],
        depart_step_s=step_s,
    )
    return replace(problem, rules=rules)


def rest_of(editor: Editor, state: Edited, told: Plan) -> tuple[Problem, Plan, Changes]:
    """
    Return what ``routing.replan`` plans the rest of a plan with, locks kept.

    Trips that break a rule and are not locked are given up; their people are planned
    anew.

    Parameters
    ----------
    told
        The plan whose dates, places and times are to change as little as pays.
    """
    wrong = {number for finding in editor.judge(state) for number in finding.trips}
    kept = [
        (number, trip)
        for number, trip in zip(state.numbers, state.plan.trips, strict=True)
        if number in state.locked_trips or number not in wrong
    ]
    trips = tuple(trip for _, trip in kept)
    changes = Changes(
        locked_trips=tuple(
            j for j, (number, _) in enumerate(kept) if number in state.locked_trips
        ),
        locked_parties=tuple(
            party
            for party in sorted(state.locked_parties)
            if find_ride(trips, party) is not None
        ),
        promises=promises_of(told),
    )
    problem = searched(editor.problem, state)
    return problem, replace(state.plan, trips=trips), changes


def _holds(state: Edited) -> list[Hold]:
    return [
        Hold.ALL
        if number in state.locked_trips
        else Hold.COACH
        if find_locked(trip, set(state.locked_parties))
        else Hold.NOTHING
        for number, trip in zip(state.numbers, state.plan.trips, strict=True)
    ]
