"""Which trains a party could go by, and when a coach must bring it to the hub."""

from __future__ import annotations

from typing import TYPE_CHECKING

from routing.rules import MOST_METRES
from routing.units import NEVER

if TYPE_CHECKING:
    from collections.abc import Callable

    from routing.problem import Party, Problem
    from routing.trains import TrainBlock
    from routing.units import Net


def could_go(problem: Problem, net: Net, party: Party) -> list[int]:
    """
    Return the blocks that may carry a party.

    They have the date and the seats, and its way to the hub and from the station is
    possible by itself, by whichever places.
    """
    return _that_could(problem, net, party)[0]


def why_not_by_train(problem: Problem, net: Net, party: Party) -> str | None:
    """Return a sentence that says why no train can carry a party; None if one may."""
    return _that_could(problem, net, party)[1]


def _that_could(
    problem: Problem, net: Net, party: Party
) -> tuple[list[int], str | None]:
    by = "" if party.latest_s is None else f" by {clock(party.latest_s)}"
    dates = {problem.dates[i] for i in problem.dates_of(party)}
    blocks = list(range(len(problem.trains.blocks)))
    holds: Callable[[TrainBlock], bool]
    for holds, why in (
        (lambda block: block.service_date in dates, "no train goes on its dates."),
        (
            lambda block: block.seats >= party.size,
            f"no train on its dates has {party.size} seats, and a party goes by one.",
        ),
        (
            lambda block: _comes(problem, net, party, block),
            "no coach can bring it to the train before that leaves.",
        ),
        (
            lambda block: _goes_on(problem, net, party, block),
            f"nothing can bring it from the station to its drop-off{by}.",
        ),
    ):
        blocks = [b for b in blocks if holds(problem.trains.blocks[b])]
        if not blocks:
            return [], why
    return blocks, None


def _comes(problem: Problem, net: Net, party: Party, block: TrainBlock) -> bool:
    """Return whether a party may come to a hub, alone or on a feeder."""
    earliest_s = party.earliest_s or 0
    if block.hub in party.pickups and earliest_s <= block.departs_s:
        return True
    need = 1 if problem.may_split(party) else party.size
    date = problem.dates.index(block.service_date)
    if not any(
        problem.count_on(coach, date) != 0
        and problem.max_load(coach) >= need
        and problem.has_space(coach, party)
        for coach in problem.fleet
    ):
        return False
    place = {p.id: i for i, p in enumerate(problem.places)}
    hub = place[block.hub]
    from_s = max(earliest_s, problem.feeder_departures_s[0])
    until_s = block.departs_s - problem.trains.transfers.hub_s - problem.rules.dropoff_s
    return any(
        net.least_distance_m[place[at], hub] < MOST_METRES
        and net.least_distance_m[place[at], hub] <= problem.rules.max_distance_m
        and from_s + net.least_duration_s[place[at], hub] <= until_s
        for at in party.pickups
        if at != block.hub
    )


def _goes_on(problem: Problem, net: Net, party: Party, block: TrainBlock) -> bool:
    """Return whether a party may come from a station to its drop-off in time."""
    latest_s = int(NEVER) if party.latest_s is None else party.latest_s
    if party.dropoff == block.station:
        return block.arrives_s <= latest_s
    need = 1 if problem.may_split(party) else party.size
    date = problem.dates.index(block.service_date)
    place = {p.id: i for i, p in enumerate(problem.places)}
    leg = place[block.station], place[party.dropoff]
    leaves_s = block.arrives_s + problem.trains.transfers.station_s
    return (
        int(net.least_distance_m[leg]) < MOST_METRES
        and leaves_s + int(net.least_duration_s[leg]) <= latest_s
        and any(
            coach.station == block.station
            and problem.count_on(coach, date) != 0
            and problem.max_load(coach) >= need
            for coach in problem.trains.shuttles
        )
    )


def clock(seconds: int) -> str:
    """Return a time of day as a sentence says it."""
    return f"{seconds // 3600:02d}:{seconds % 3600 // 60:02d}"


def feeder_window(
    problem: Problem, block: TrainBlock, start: int, hub: int
) -> tuple[int, int]:
    """Return when a feeder leaves a pickup at the earliest, and comes at the latest."""
    transfers = problem.trains.transfers
    latest_s = block.departs_s - transfers.hub_s - problem.rules.dropoff_s
    drive_s = int(problem.duration_s[start, hub])
    return latest_s - drive_s - transfers.spare_s, latest_s
