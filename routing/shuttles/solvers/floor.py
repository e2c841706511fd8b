"""The routing library of OR-Tools: a first plan, and the floor to compare with."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

import numpy as np

from routing.shuttles.solvers.arrays import FAR_M, NO_LIMIT_S

if TYPE_CHECKING:
    from routing.shuttles.solvers.arrays import Ints, Units

# No stubs are published for these two.
pywrapcp: Any = importlib.import_module("ortools.constraint_solver.pywrapcp")
enums: Any = importlib.import_module("ortools.constraint_solver.routing_enums_pb2")

CLOSED_CENTS = 10**13  # of a leg that cannot be driven
MOST_UNITS = 300  # its model is a list of lists of all legs for every rate
SPARE = 1.5  # coaches of a type that may be wanted, by seats
LEAST_MS = 50


def routed(units: Units, time_limit_s: float, *, guided: bool) -> list[Ints] | None:
    """
    Return the trips of a plan, units from 0, without those it leaves; None without one.

    Its own first solution and local search; no seed, and none is needed.

    Parameters
    ----------
    guided
        Whether it goes on until the time is up (guided local search), or ends with the
        first plan that no move makes cheaper, which is the same on every machine.
    """
    n = len(units)
    if n > MOST_UNITS:
        return None
    riders = int(units.size.sum())
    coaches: list[int] = []
    for t, seats in enumerate(units.seats.tolist()):
        wanted = min(n, int(SPARE * riders / seats) + 2)
        count = int(units.count[t])
        coaches += [t] * (wanted if count < 0 else min(wanted, count))
    manager = pywrapcp.RoutingIndexManager(n + 1, len(coaches), 0)
    routing = pywrapcp.RoutingModel(manager)
    closed = units.distance_m >= FAR_M
    arcs = {}
    for rate in np.unique(units.cents_per_km).tolist():
        cents = (np.where(closed, 0, units.distance_m) * rate + 500) // 1000
        cents[closed] = CLOSED_CENTS
        arcs[rate] = routing.RegisterTransitMatrix(cents.tolist())
    for vehicle, t in enumerate(coaches):
        routing.SetArcCostEvaluatorOfVehicle(arcs[int(units.cents_per_km[t])], vehicle)
        routing.SetFixedCostOfVehicle(int(units.hire_cents[t]), vehicle)
    sizes = routing.RegisterUnaryTransitVector([0, *units.size.tolist()])
    seats = units.seats[coaches].tolist()
    routing.AddDimensionWithVehicleCapacity(sizes, 0, seats, True, "riders")
    if units.max_duration_s < NO_LIMIT_S:
        legs = np.minimum(units.duration_s, units.max_duration_s + 1)
        seconds = routing.RegisterTransitMatrix(legs.tolist())
        routing.AddDimension(seconds, 0, units.max_duration_s, True, "seconds")
    if units.max_gates < n:
        ones = routing.RegisterUnaryTransitVector([0, *[1] * n])
        routing.AddDimension(ones, 0, units.max_gates, True, "gates")
    for u in range(n):
        price = int(units.size[u]) * units.problem.left_cents
        routing.AddDisjunction([manager.NodeToIndex(u + 1)], price)
    parameters = pywrapcp.DefaultRoutingSearchParameters()
    parameters.first_solution_strategy = (
        enums.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    )
    search = enums.LocalSearchMetaheuristic
    parameters.local_search_metaheuristic = (
        search.GUIDED_LOCAL_SEARCH if guided else search.GREEDY_DESCENT
    )
    parameters.time_limit.FromMilliseconds(max(LEAST_MS, int(1000 * time_limit_s)))
    solution = routing.SolveWithParameters(parameters)
    if solution is None:
        return None
    trips: list[Ints] = []
    for vehicle in range(len(coaches)):
        way: list[int] = []
        index = solution.Value(routing.NextVar(routing.Start(vehicle)))
        while not routing.IsEnd(index):
            way.append(manager.IndexToNode(index) - 1)
            index = solution.Value(routing.NextVar(index))
        if way:
            trips.append(np.array(way, np.int64))
    return trips
