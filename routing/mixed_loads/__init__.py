"""
Mixed loads: buses take people from many pickups to several sites in one morning.

A bus may carry people for several sites at once and serve one site after another; every
site takes people within a window, nobody rides too long, and as few buses as can be are
wanted. Buses start and end anywhere. The judge of a plan, ``check``, knows no solver.
"""

from routing.mixed_loads.check import Cause, Violation, check
from routing.mixed_loads.plan import Bus, Plan, Visit
from routing.mixed_loads.problem import Pickup, Problem, Site
from routing.mixed_loads.solve import solve

__all__ = [
    "Bus",
    "Cause",
    "Pickup",
    "Plan",
    "Problem",
    "Site",
    "Violation",
    "Visit",
    "check",
    "solve",
]
