"""
Why a plan cannot be drawn.

RoutingError
├── NoCoordinatesError
├── NoStopsError
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


class NoStopsError(RoutingError):
    """A trip of the plan stops nowhere, so nobody could say where it is, or when."""


class UnknownPlaceError(RoutingError):
    """The plan is one of another problem: it names a place or a train of it."""


def expect_known_places(problem: Problem, plan: Plan) -> None:
    """
    Do nothing if the problem has every place and train that the plan names.

    Raises
    ------
    NoStopsError
        When a trip stops nowhere.
    UnknownPlaceError
        When it has not.
    """
    known = {place.id for place in problem.places}
    drives: list[tuple[str, Trip | Shuttle]] = [
        (f"trips[{i}]", trip) for i, trip in enumerate(plan.trips)
    ]
    for k, train in enumerate(plan.trains):
        at = f"trains[{k}]"
        drives += [(f"{at}.feeders[{i}]", x) for i, x in enumerate(train.feeders)]
        drives += [(f"{at}.shuttles[{i}]", x) for i, x in enumerate(train.shuttles)]
    for at, drive in drives:
        if not drive.stops:
            msg = f"{at}.stops: expected at least one to draw, got none."
            raise NoStopsError(msg)
        for stop in drive.stops:
            if stop.place not in known:
                msg = f"The plan stops at {stop.place!r}, which the scenario lacks."
                raise UnknownPlaceError(msg)
    blocks = {block.id for block in problem.trains.blocks}
    for train in plan.trains:
        if train.block not in blocks:
            msg = f"The plan goes by train {train.block!r}, which the scenario lacks."
            raise UnknownPlaceError(msg)
