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
    from routing.plan import Plan
    from routing.problem import Problem


class NoCoordinatesError(RoutingError):
    """No place says where it is, so there is no map."""


class UnknownPlaceError(RoutingError):
    """The plan is one of another problem."""


def expect_known_places(problem: Problem, plan: Plan) -> None:
    """Do nothing if the problem has every place at which the plan stops."""
    known = {place.id for place in problem.places}
    for trip in plan.trips:
        for stop in trip.stops:
            if stop.place not in known:
                msg = f"The plan stops at {stop.place!r}, which the scenario lacks."
                raise UnknownPlaceError(msg)
