"""Which trains a party could go by, and when a coach must bring it to the hub."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from routing.problem import Party, Problem
    from routing.trains import TrainBlock


def could_go(problem: Problem, party: Party) -> list[int]:
    """Return the blocks that have the date and the seats for a party."""
    dates = {problem.dates[i] for i in problem.dates_of(party)}
    return [
        b
        for b, block in enumerate(problem.trains.blocks)
        if block.service_date in dates and block.seats >= party.size
    ]


def feeder_window(
    problem: Problem, block: TrainBlock, start: int, hub: int
) -> tuple[int, int]:
    """Return when a feeder leaves a pickup at the earliest, and comes at the latest."""
    transfers = problem.trains.transfers
    latest_s = block.departs_s - transfers.hub_s - problem.rules.dropoff_s
    drive_s = int(problem.duration_s[start, hub])
    return latest_s - drive_s - transfers.spare_s, latest_s
