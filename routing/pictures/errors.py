"""
Why a plan cannot be drawn.

RoutingError
├── NoCoordinatesError
└── UnknownPlaceError
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from routing.errors import RoutingError

if TYPE_CHECKING:
    from routing.plan import Plan, Shuttle, Trip
    from routing.problem import Problem


class NoCoordinatesError(RoutingError):
    """No place says where it is, so there is no map."""


class UnknownPlaceError(RoutingError):
    """The plan is one of another problem: it names a place or a train of it."""


def expect_known_places(problem: Problem, plan: Plan) -> None:
    """Do nothing if the problem has every place and train that the plan names."""
    known = {place.id for place in problem.places}
    drives: list[Trip | Shuttle] = [*plan.coach_trips]
    for train in plan.trains:
        drives += train.shuttles
    for drive in drives:
        for stop in drive.stops:
            if stop.place not in known:
                msg = f"The plan stops at {stop.place!r}, which the scenario lacks."
                raise UnknownPlaceError(msg)
    blocks = {block.id for block in problem.trains.blocks}
    for train in plan.trains:
        if train.block not in blocks:
            msg = f"The plan goes by train {train.block!r}, which the scenario lacks."
            raise UnknownPlaceError(msg)
