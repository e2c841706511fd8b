"""PyVRP: every party a shipment whose second load counts it; iterated local search."""

from __future__ import annotations

from pyvrp import Model, PenaltyParams, SolveParams
from pyvrp.stop import MaxRuntime

from bench.charter_peers.day import Day, Groups, coaches_needed, groups_of

# Costs are in thousandths of a fen; the default limit on penalties is below a coach.
MOST_PENALTY = 1e10


def solve(day: Day, seconds: float, seed: int = 1) -> Groups | None:
    """
    Return who rides together, None when it found no plan that keeps the rules.

    It counts loads, not places: without ``day.max_parties`` it cannot be asked. A
    standing time once a place is put on the ways to it.
    """
    if day.max_parties is None:
        return None
    standing_s = day.place_standing_s().tolist()
    model = Model()
    n = len(day.distance_m)
    depot_at = model.add_location(0, 0)
    places = [model.add_location(i + 1, i + 1) for i in range(n)]
    depot = model.add_depot(depot_at)
    profile = model.add_profile()
    for coach in day.classes:
        model.add_vehicle_type(
            coaches_needed(day),
            capacity=[coach.max_load, day.max_parties],
            start_depot=depot,
            end_depot=depot,
            fixed_cost=coach.fixed_cents * 1000,
            shift_duration=day.max_duration_s,
            max_distance=coach.max_distance_m,
            unit_distance_cost=coach.cents_per_km,
            profile=profile,
        )
    ends = [depot_at, *places]
    for i, start in enumerate(ends):
        for j, end in enumerate(ends):
            if i == j:
                continue
            inner = i > 0 and j > 0
            metres = int(day.distance_m[i - 1, j - 1]) if inner else 0
            driving_s = int(day.duration_s[i - 1, j - 1]) if inner else 0
            stop_s = standing_s[j - 1] if j > 0 else 0
            model.add_edge(start, end, metres, driving_s + stop_s, profile)
    for start, end, size in zip(
        day.pickup.tolist(), day.dropoff.tolist(), day.size.tolist(), strict=True
    ):
        model.add_shipment(places[start], places[end], amount=[size, 1])
    result = model.solve(
        MaxRuntime(seconds),
        seed=seed,
        display=False,
        params=SolveParams(penalty=PenaltyParams(max_penalty=MOST_PENALTY)),
    )
    if not result.is_feasible():
        return None
    return groups_of(
        day,
        (
            [(visit.idx, visit.is_pickup()) for visit in route if visit.is_shipment()]
            for route in result.best.routes()
        ),
    )
