"""
Plan few-stop coach trips: a problem in, a plan out, with a proven bound.

Knows no database and no web. ``check`` judges any plan and knows no solver; the solver
is imported when ``solve`` is first called.
"""

from __future__ import annotations

from routing.check import Cause, Violation, check
from routing.errors import (
    InvalidProblemError,
    InvalidScenarioError,
    RefusedPlanError,
    RoutingError,
)
from routing.plan import (
    Costs,
    Plan,
    Reason,
    Rest,
    Riders,
    Shuttle,
    Status,
    Stop,
    Train,
    Trip,
    Unassigned,
)
from routing.problem import CoachType, Party, Place, Problem, Promise
from routing.rules import DriverHours, EmptyRun, Prices, Rules
from routing.solve import solve
from routing.trains import ShuttleCoach, TrainBlock, Trains, Transfers

__all__ = [
    "Cause",
    "CoachType",
    "Costs",
    "DriverHours",
    "EmptyRun",
    "InvalidProblemError",
    "InvalidScenarioError",
    "Party",
    "Place",
    "Plan",
    "Prices",
    "Problem",
    "Promise",
    "Reason",
    "RefusedPlanError",
    "Rest",
    "Riders",
    "RoutingError",
    "Rules",
    "Shuttle",
    "ShuttleCoach",
    "Status",
    "Stop",
    "Train",
    "TrainBlock",
    "Trains",
    "Transfers",
    "Trip",
    "Unassigned",
    "Violation",
    "check",
    "solve",
]
