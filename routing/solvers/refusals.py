"""
Who cannot be carried at all, and why; and why somebody cannot ride alone.

``refuse`` leaves out only whom no trip can carry, whatever its other stops and people:
it counts on nothing but the shortest way from pickup to drop-off by whichever places,
on the triangle-closed matrices. A party that merely cannot have a coach of its own
stays: others' stops may bring the coach at the right time, past a relay, or by a
shorter way.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from routing.plan import Reason, Unassigned
from routing.rules import MOST_METRES
from routing.schedule import Broken, hours_array, run_timetable
from routing.solvers.boarding import clock, why_not_by_train
from routing.solvers.insertion import Insertion
from routing.solvers.pricing import Market
from routing.units import NEVER, net_of, units_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from routing.problem import Party, Problem
    from routing.units import Net


def refuse(problem: Problem, net: Net) -> dict[str, Unassigned]:
    """Return the parties that no trip can carry, by their ids."""
    refused = {}
    place = {p.id: i for i, p in enumerate(problem.places)}
    for party in problem.parties:
        found = _refusal(problem, net, party, place)
        if found is not None:
            refused[party.id] = Unassigned(party.id, party.size, *found)
    return refused


def refuse_both(
    problem: Problem, net: Net
) -> tuple[dict[str, Unassigned], dict[str, Unassigned]]:
    """
    Return the parties that nothing can carry, and those whom only a train may.

    Both with the reason why no coach can; of the former, it says of trains as well.
    """
    by_coach = refuse(problem, net)
    if not problem.trains.blocks:
        return by_coach, {}
    nothing = {}
    for party in problem.parties:
        gone = by_coach.get(party.id)
        why = None if gone is None else why_not_by_train(problem, net, party)
        if gone is not None and why is not None:
            detail = f"By coach: {gone.detail} By train: {why}"
            nothing[party.id] = replace(gone, detail=detail)
            del by_coach[party.id]
    return nothing, by_coach


def _refusal(
    problem: Problem, net: Net, party: Party, place: dict[str, int]
) -> tuple[Reason, str] | None:
    return _without_seat(problem, party) or _without_way(problem, net, party, place)


def _without_seat(problem: Problem, party: Party) -> tuple[Reason, str] | None:
    """Judge dates, seats and spaces."""
    if not problem.dates_of(party):
        return Reason.NO_DATE, (
            f"Its dates, {party.first_date or '…'} to {party.last_date or '…'}, are "
            f"none of the campaign's ({problem.dates[0]} to {problem.dates[-1]})."
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
            f"{party.size} people; the largest coach may carry {most}. A larger coach, "
            "a higher occupancy or splitting the party would do."
        )
    if not any(
        problem.has_space(c, party) for c in problem.fleet if loads[c.id] >= need
    ):
        wheelchairs, luggage = party.wheelchairs, party.luggage
        spaces = f"{wheelchairs} spaces for wheelchairs and {luggage} for luggage"
        if problem.may_split(party):
            return Reason.NO_SPACE, (
                f"Its {spaces} must be on every coach that carries a part of it, and "
                "no coach has so many; several parties, each with its own, would do."
            )
        return Reason.NO_SPACE, f"No coach for {need} people has {spaces}."
    return None


def _without_way(
    problem: Problem, net: Net, party: Party, place: dict[str, int]
) -> tuple[Reason, str] | None:
    """Judge distance, time, window and drivers' hours."""
    rules = problem.rules
    end = place[party.dropoff]
    starts = [place[at] for at in party.pickups]
    metres = min(int(net.least_distance_m[start, end]) for start in starts)
    if metres >= MOST_METRES:
        return Reason.NO_ROAD, "No road leads from its pickup to its drop-off."
    if metres > rules.max_distance_m:
        least, most = _told_apart(metres / 1000, rules.max_distance_m / 1000, 0)
        return Reason.TOO_FAR, (
            f"At least {least} km to its drop-off; a trip may have {most} km."
        )
    starts = [
        start
        for start in starts
        if net.least_distance_m[start, end] <= rules.max_distance_m
    ]
    drives_s = [int(net.least_duration_s[start, end]) for start in starts]
    stands_s = rules.pickup_s + rules.dropoff_s
    seconds = min(drives_s)
    if seconds + stands_s > rules.max_duration_s:
        takes_s = seconds + stands_s
        least, most = _told_apart(takes_s / 3600, rules.max_duration_s / 3600, 1)
        return Reason.TOO_FAR, (
            f"At least {least} hours to its drop-off with both stops; "
            f"a trip may take {most}."
        )
    if rules.max_ride_s is not None and seconds > rules.max_ride_s:
        least, most = _told_apart(seconds / 3600, rules.max_ride_s / 3600, 1)
        return Reason.TOO_FAR, (
            f"At least {least} hours aboard; nobody may ride for more than {most}."
        )
    earliest_s = max(rules.depart_from_s, party.earliest_s or 0)
    latest_s = rules.departures_s[-1] + rules.max_duration_s - stands_s
    latest_s = min(latest_s, int(NEVER) if party.latest_s is None else party.latest_s)
    if earliest_s + seconds > latest_s:
        return Reason.TIME_WINDOW, (
            f"It leaves at {clock(earliest_s)} or later, must be there by "
            f"{clock(latest_s)} and drives {seconds / 3600:.1f} hours; "
            "a wider window would do."
        )
    limit_s = rules.max_duration_s - stands_s
    if all(_takes_s(problem, s) > limit_s for s in drives_s):
        return Reason.DRIVER_HOURS, (
            "Two drivers who keep their hours do not get it there, at least "
            f"{seconds / 3600:.1f} hours away, within the "
            f"{rules.max_duration_s / 3600:.1f} hours of a trip."
        )
    return None


def _told_apart(value: float, limit: float, digits: int) -> tuple[str, str]:
    """Return two numbers with so many digits that the reader sees which is larger."""
    while True:
        told = f"{value:.{digits}f}", f"{limit:.{digits}f}"
        if told[0] != told[1] or digits > 4:
            return told
        digits += 1


def _takes_s(problem: Problem, drive_s: int) -> int:
    """
    Return what two drivers take at least for a drive, if it never were night.

    The drive itself where nobody counts hours, and where relays may help.
    """
    hours = problem.rules.driver_hours
    if hours is None or hours.relay_places:
        return drive_s
    by_day = replace(hours, night_from_s=0, night_until_s=0, standstill_from_s=0)
    by_day = replace(by_day, standstill_until_s=0)
    arrives_s, leaves_s = np.zeros(2, np.int64), np.zeros(2, np.int64)
    none = np.zeros(2, np.int64)
    code = run_timetable(
        np.array([drive_s], np.int64),
        none,
        none,
        2,
        0,
        2,
        0,
        hours_array(by_day),
        arrives_s,
        leaves_s,
    )
    if code == Broken.KEPT:
        return int(arrives_s[1])
    return drive_s if code == Broken.TOO_LONG else int(NEVER)


def why_not_alone(problem: Problem, parties: Sequence[int]) -> dict[int, Reason]:
    """
    Return of parties that no coach of their own can carry the rule that forbids it.

    ``NO_COACH_LEFT`` where it is none of the trip's own rules (a coach's base is too
    far, or several rules only together). Parties that could ride alone are left out.

    Parameters
    ----------
    parties
        Indexes of parties that ``refuse`` does not refuse.
    """
    place = {p.id: i for i, p in enumerate(problem.places)}
    reasons = {}
    for i in _never_alone(problem, parties):
        party = problem.parties[i]
        end = place[party.dropoff]
        starts = [place[at] for at in party.pickups]
        if all(problem.distance_m[start, end] >= MOST_METRES for start in starts):
            reasons[i] = Reason.NO_ROAD
        elif not any(_near(problem, start, end) for start in starts):
            reasons[i] = Reason.TOO_FAR
        elif _frees(problem, i, hours=True):
            reasons[i] = Reason.DRIVER_HOURS
        elif _frees(problem, i, hours=False):
            reasons[i] = Reason.TIME_WINDOW
        else:
            reasons[i] = Reason.NO_COACH_LEFT
    return reasons


def _near(problem: Problem, start: int, end: int) -> bool:
    """Return whether the direct drive keeps the limits of distance and time."""
    rules = problem.rules
    metres = int(problem.distance_m[start, end])
    seconds = int(problem.duration_s[start, end])
    return (
        metres < MOST_METRES
        and metres <= rules.max_distance_m
        and seconds + rules.pickup_s + rules.dropoff_s <= rules.max_duration_s
        and (rules.max_ride_s is None or seconds <= rules.max_ride_s)
    )


def _frees(problem: Problem, i: int, *, hours: bool) -> bool:
    """Return whether a party could ride alone without drivers' hours, or its window."""
    rules, party = problem.rules, problem.parties[i]
    if hours:
        if rules.driver_hours is None:
            return False
        freed = replace(problem, rules=replace(rules, driver_hours=None))
    else:
        if party.earliest_s is None and party.latest_s is None:
            return False
        parties = list(problem.parties)
        parties[i] = replace(party, earliest_s=None, latest_s=None)
        freed = replace(problem, parties=tuple(parties))
    return not _never_alone(freed, [i])


def _never_alone(problem: Problem, parties: Sequence[int]) -> list[int]:
    """Return of these the parties that no coach of their own can carry on any date."""
    units = units_of(problem, net_of(problem), list(parties))
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
