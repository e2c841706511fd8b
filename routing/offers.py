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
from routing.errors import EditError
from routing.joining import Hold, Places, feeders_of, find_ride
from routing.published import promises_of
from routing.rail_editing import step_of
from routing.replan import Changes, find_locked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from routing.editing import Edited, Editor, Where
    from routing.joining import Joining
    from routing.plan import Plan, Train
    from routing.problem import Party, Problem


@dataclass(frozen=True, slots=True)
class Offer:
    """
    A place for riders of a party, and the change that takes it.

    Parameters
    ----------
    added_cents
        By how much the whole plan costs more then; below 0 where it costs less.
    joining
        What happens to the trip that takes them in; None on a train.
    train
        The train with them aboard; None in a direct coach.
    """

    change: Take | Move
    added_cents: int
    joining: Joining | None = None
    train: Train | None = None


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

    At most one a trip, one new coach a date and one a train; its ``to`` does not
    matter. Exact among the plans in which the trip they leave only loses its stops for
    them, and everybody else keeps trip, date and pickup. A locked trip or train takes
    nobody in, and a trip with a locked party keeps its coach. By train a party goes as
    a whole, and only where the train then has as many riders as it must and may have.

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
    places = Places(
        searched(editor.problem, out),
        out.plan.trips,
        _holds(out),
        trains=out.plan.trains,
    )
    found = list(_by_train(editor, state, party, at, riders))
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


def _by_train(
    editor: Editor, state: Edited, party: Party, at: Where, riders: int
) -> Iterator[Offer]:
    """Yield the cheapest place on each train that may take a party in."""
    problem = editor.problem
    dates = {problem.dates[i] for i in problem.dates_of(party)}
    for block in problem.trains.blocks:
        shut = block.id == at or block.id in state.locked_trains
        if shut or riders < party.size or block.service_date not in dates:
            continue
        change = Move(party.id, to=block.id, out_of=at)
        try:
            taken = editor.apply(state, change)
        except EditError:
            continue
        train = taken.train(block.id)
        aboard = sum(on.riders for on in train.riders) if train else 0
        if block.least_riders <= aboard <= block.seats:
            added = taken.plan.cost_cents - state.plan.cost_cents
            yield Offer(change, added, train=train)


def searched(problem: Problem, state: Edited) -> Problem:
    """
    Return the problem with the times alone at which the plan's coaches leave.

    By hand a coach may leave at any minute; what is searched leaves when others do.
    """
    transfers = problem.trains.transfers
    times = {trip.departs_s for trip in state.plan.trips}
    feeders = {trip.departs_s for trip in feeders_of(state.plan.trains)}
    steps: list[int] = []
    if transfers.depart_from_s is None:
        times |= feeders
    elif problem.trains.blocks:
        # Feeders keep their own hours, in the same steps.
        steps = [
            step_of(problem),
            *(at_s - transfers.depart_from_s for at_s in feeders),
        ]
    leave = sorted(times)
    steps += [later - earlier for earlier, later in pairwise(leave)]
    step_s = gcd(*steps) or problem.rules.depart_step_s
    rules = replace(
        problem.rules,
        depart_from_s=leave[0] if leave else problem.rules.depart_from_s,
        depart_until_s=leave[-1] if leave else problem.rules.depart_until_s,
        depart_step_s=step_s,
    )
    return replace(problem, rules=rules)


def rest_of(editor: Editor, state: Edited, told: Plan) -> tuple[Problem, Plan, Changes]:
    """
    Return what ``routing.replan`` plans the rest of a plan with, locks kept.

    Trips and trains that break a rule and are not locked are given up; their people are
    planned anew. A train with a locked party is locked as a whole.

    Parameters
    ----------
    told
        The plan whose dates, places and times are to change as little as pays.
    """
    findings = editor.judge(state)
    wrong = {number for finding in findings for number in finding.trips}
    given_up = {train for finding in findings for train in finding.trains}
    held = locked_trains(state)
    trains = tuple(
        train
        for train in state.plan.trains
        if train.block in held or train.block not in given_up
    )
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
        locked_trains=tuple(train.block for train in trains if train.block in held),
        promises=promises_of(told),
    )
    problem = searched(editor.problem, state)
    return problem, replace(state.plan, trips=trips, trains=trains), changes


def locked_trains(state: Edited) -> frozenset[str]:
    """Return the trains that are locked, or have a locked party aboard."""
    return state.locked_trains | {
        train.block
        for train in state.plan.trains
        if any(on.party in state.locked_parties for on in train.riders)
    }


def _holds(state: Edited) -> list[Hold]:
    return [
        Hold.ALL
        if number in state.locked_trips
        else Hold.COACH
        if find_locked(trip, set(state.locked_parties))
        else Hold.NOTHING
        for number, trip in zip(state.numbers, state.plan.trips, strict=True)
    ]
