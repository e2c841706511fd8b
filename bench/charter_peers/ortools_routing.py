"""OR-Tools routing: parallel cheapest insertion, then guided local search."""

from __future__ import annotations

import math

import numpy as np
from ortools.constraint_solver import pywrapcp, routing_enums_pb2

from bench.charter_peers.day import Day, Groups, coaches_needed


def solve(day: Day, seconds: float) -> Groups | None:
    """
    Return who rides together after a search of some seconds, None without a plan.

    Node 0 is where every coach starts and ends, at no distance from anywhere; then all
    pickups, then all drop-offs. The only peer that can count distinct places.
    """
    n = len(day.size)
    at = np.concatenate([day.pickup, day.dropoff])
    same = at[:, None] == at[None, :]
    # Half as many, two classes a type: with more it finds less in the same time.
    per_class = math.ceil(coaches_needed(day) / 2)
    coaches = [coach for coach in day.classes for _ in range(per_class)]
    manager = pywrapcp.RoutingIndexManager(2 * n + 1, len(coaches), 0)
    routing = pywrapcp.RoutingModel(manager)

    def matrix(inner: np.ndarray, first: np.ndarray | int = 0) -> int:
        whole = np.zeros((2 * n + 1, 2 * n + 1), np.int64)
        whole[1:, 1:] = inner
        whole[0, 1:] = first
        return routing.RegisterTransitMatrix(whole.tolist())

    distance_m = day.distance_m[np.ix_(at, at)]
    price = {
        cents: matrix(distance_m * cents) for cents in {c.cents_per_km for c in coaches}
    }
    for i, coach in enumerate(coaches):
        # In thousandths of a fen: cents per km times metres.
        routing.SetArcCostEvaluatorOfVehicle(price[coach.cents_per_km], i)
        routing.SetFixedCostOfVehicle(coach.fixed_cents * 1000, i)

    routing.AddDimensionWithVehicleCapacity(
        matrix(distance_m), 0, [c.max_distance_m for c in coaches], True, "distance"
    )
    driving_s = day.duration_s[np.ix_(at, at)]
    standing_s = np.where(same, 0, day.standing_s[None, :])
    routing.AddDimension(
        matrix(driving_s + standing_s, day.standing_s),
        0,
        day.max_duration_s,
        True,
        "time",
    )
    sizes = day.size.tolist()
    routing.AddDimensionWithVehicleCapacity(
        routing.RegisterUnaryTransitVector([0, *sizes, *(-s for s in sizes)]),
        0,
        [c.max_load for c in coaches],
        True,
        "load",
    )
    first = np.arange(2 * n) < n
    routing.AddDimension(
        matrix(~same & first[None, :], first), 0, day.max_pickups, True, "pickups"
    )
    routing.AddDimension(
        matrix(~same & ~first[None, :]), 0, day.max_dropoffs, True, "dropoffs"
    )
    if day.max_parties is not None:
        boards = [0, *([1] * n), *([0] * n)]
        routing.AddDimension(
            routing.RegisterUnaryTransitVector(boards),
            0,
            day.max_parties,
            True,
            "parties",
        )

    time = routing.GetDimensionOrDie("time")
    dropoffs = routing.GetDimensionOrDie("dropoffs")
    for i in range(n):
        start, end = manager.NodeToIndex(1 + i), manager.NodeToIndex(1 + n + i)
        routing.AddPickupAndDelivery(start, end)
        solver = routing.solver()
        solver.Add(routing.VehicleVar(start) == routing.VehicleVar(end))
        solver.Add(time.CumulVar(start) <= time.CumulVar(end))
        # All pickups come before the first drop-off.
        dropoffs.CumulVar(start).SetMax(0)

    search = pywrapcp.DefaultRoutingSearchParameters()
    search.first_solution_strategy = (
        routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    )
    search.local_search_metaheuristic = (
        routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    )
    search.time_limit.FromMilliseconds(int(seconds * 1000))
    solution = routing.SolveWithParameters(search)
    if solution is None:
        return None
    groups: Groups = []
    for vehicle in range(len(coaches)):
        group = []
        index = solution.Value(routing.NextVar(routing.Start(vehicle)))
        while not routing.IsEnd(index):
            node = manager.IndexToNode(index)
            if node <= n:
                group.append(node - 1)
            index = solution.Value(routing.NextVar(index))
        if group:
            groups.append(group)
    return groups
