"""
Shuttles of the last mile: from one arrival point to several gates, and back.

``solve`` finds the cheapest trips with a proven bound, ``check`` judges them and knows
no solver. ``assign_duties`` gives trips of a day to as few coaches as can be.
"""

from __future__ import annotations

from routing.shuttles.check import Cause, Violation, check
from routing.shuttles.check_duties import DutyCause, DutyViolation, check_duties
from routing.shuttles.duties import (
    Day,
    Duty,
    DutyPlan,
    Run,
    Start,
    assign_duties,
    runs_of,
)
from routing.shuttles.plan import (
    Drop,
    Left,
    Reason,
    ShuttlePlan,
    ShuttleTrip,
    Status,
)
from routing.shuttles.problem import Gate, ShuttleProblem, ShuttleType
from routing.shuttles.solve import solve

__all__ = [
    "Cause",
    "Day",
    "Drop",
    "Duty",
    "DutyCause",
    "DutyPlan",
    "DutyViolation",
    "Gate",
    "Left",
    "Reason",
    "Run",
    "ShuttlePlan",
    "ShuttleProblem",
    "ShuttleTrip",
    "ShuttleType",
    "Start",
    "Status",
    "Violation",
    "assign_duties",
    "check",
    "check_duties",
    "runs_of",
    "solve",
]
