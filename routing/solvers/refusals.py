"""
Who cannot be carried at all, and why: proven party by party.

A party is refused only when not even the shortest way by whichever places, on the
triangle-closed matrices, keeps the rules: no trip with other stops or other people can
then carry it either.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from routing.plan import Reason, Unassigned
from routing.rules import MOST_METRES
from routing.solvers.insertion import Insertion
from routing.solvers.pricing import Market
from routing.units import PLAIN, net_of, units_of

if TYPE_CHECKING:
    from routing.problem import Party, Problem
    from routing.units import Net


def refuse(problem: Problem, net: Net) -> dict[str, Unassigned]:
    """Return the parties that no trip can carry, by their ids."""
    refused = {}
    open_ = []
    for i, party in enumerate(problem.parties):
        found = _plain_refusal(problem, net, party)
        if found is None:
            open_.append(i)
        else:
            refused[party.id] = Unassigned(party.id, party.size, *found)
    if net.limits[PLAIN] == 1 or not open_:
        return refused
    for i in _never_alone(problem, open_):
        party = problem.parties[i]
        refused[party.id] = Unassigned(party.id, party.size, *_why(problem, i))
    return refused


def _plain_refusal(
    problem: Problem, net: Net, party: Party
) -> tuple[Reason, str] | None:
    """Judge dates, seats, spaces, distance and driving time."""
    rules = problem.rules
    if not problem.dates_of(party):
        return Reason.NO_DATE, (
            f"Its dates, {party.first_date or '…'} to {party.last_date or '…'}, are none "
            f"of the campaign's ({problem.dates[0]} to {problem.dates[-1]})."
        )
    if all(
        problem.count_on(coach, date) == 0
        for coach in problem.fleet
        for date in problem.dates_of(party)
    ):
        return Reason.NO_COACH_LEFT, "The fleet has no coach on its dates."
    loads = {coach.id: problem.max_load(coach) for coach in problem.fleet}
    most = max(loads.values())
    need = 1 if problem.may_split(party) else party.size
    if most < 1:
        return Reason.TOO_LARGE, "No coach may carry even one rider at this occupancy."
    if need > most:
        return Reason.TOO_LARGE, (
            f"{party.size} people; the largest coach may carry {most}. A larger coach, a "
            "higher occupancy or splitting the party would do."
        )
    if not any(
        (c.wheelchairs is None or c.wheelchairs >= party.wheelchairs)
        and (c.luggage is None or c.luggage >= party.luggage)
        for c in problem.fleet
        if loads[c.id] >= need
    ):
        return Reason.NO_SPACE, (
            f"No coach for {party.size} people has {party.wheelchairs} spaces for "
            f"wheelchairs and {party.luggage} for luggage."
        )
    place = {p.id: i for i, p in enumerate(problem.places)}
    end = place[party.dropoff]
    starts = [place[at] for at in party.pickups]
    metres = min(int(net.least_distance_m[start, end]) for start in starts)
    if metres >= MOST_METRES:
        return Reason.NO_ROAD, "No road leads from its pickup to its drop-off."
    near = [
        start
        for start in starts
        if net.least_distance_m[start, end] <= rules.max_distance_m
    ]
    if not near:
        return Reason.TOO_FAR, (
            f"At least {metres / 1000:.0f} km to its drop-off; "
            f"a trip may have {rules.max_distance_m / 1000:.0f} km."
        )
    seconds = min(int(net.least_duration_s[start, end]) for start in near)
    seconds += rules.pickup_s + rules.dropoff_s
    if seconds > rules.max_duration_s:
        return Reason.TOO_FAR, (
            f"At least {seconds / 3600:.1f} hours to its drop-off with both stops; "
            f"a trip may take {rules.max_duration_s / 3600:.1f}."
        )
    return None


def _never_alone(problem: Problem, parties: list[int]) -> list[int]:
    """Return of these the parties that cannot ride, even alone and by the least ways."""
    net = net_of(problem)
    easy = net._replace(
        distance_m=net.least_distance_m,
        duration_s=net.least_duration_s,
    )
    units = units_of(problem, easy, parties)
    # Any part of a group may ride, and as many coaches as it takes.
    one = [
        market._replace(
            size=np.where(market.split > 0, 1, market.size), split=market.split * 0
        )
        for market in units.markets
    ]
    units = replace(units, markets=tuple(one))
    markets = [
        Market(d, variants, np.ones(len(problem.fleet), bool))
        for d, variants in enumerate(units.markets)
    ]
    carried = set(Insertion(units, markets).alone().rows.tolist())
    return [i for u, i in enumerate(parties) if u not in carried]


def _why(problem: Problem, i: int) -> tuple[Reason, str]:
    """Return the rule without which the party could ride."""
    rules, party = problem.rules, problem.parties[i]
    if rules.driver_hours is not None:
        freed = replace(problem, rules=replace(rules, driver_hours=None))
        if not _never_alone(freed, [i]):
            return Reason.DRIVER_HOURS, (
                "The hours of two drivers do not suffice for its drive within the longest "
                "trip and the times at which coaches may leave."
            )
    if party.earliest_s is not None or party.latest_s is not None:
        parties = list(problem.parties)
        parties[i] = replace(party, earliest_s=None, latest_s=None)
        freed = replace(problem, parties=tuple(parties))
        if not _never_alone(freed, [i]):
            return Reason.TIME_WINDOW, (
                f"No coach that leaves from {_clock(rules.depart_from_s)} to "
                f"{_clock(rules.depart_until_s)} keeps its earliest departure and its "
                "latest arrival; a wider window would do."
            )
    return Reason.TOO_FAR, (
        "Not even a coach of its own keeps all limits of driving, riding and total time."
    )


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02d}:{seconds % 3600 // 60:02d}"
