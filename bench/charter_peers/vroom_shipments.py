"""VROOM through pyvroom: every party a shipment, at the deepest exploration."""

from __future__ import annotations

import datetime as dt

import numpy as np
import vroom

from bench.charter_peers.day import Day, Groups, coaches_needed, groups_of

DEEPEST = 5
THREADS = 2


def solve(day: Day, seconds: float) -> Groups | None:
    """
    Return who rides together; it ends before the time when it has nothing left to try.

    It counts tasks, not places: without ``day.max_parties`` it cannot be asked. Place 0
    is where every coach starts and ends. A setup time is counted once a place.
    """
    if day.max_parties is None:
        return None
    n = len(day.distance_m) + 1
    durations = np.zeros((n, n), np.uint32)
    distances = np.zeros((n, n), np.uint32)
    durations[1:, 1:] = day.duration_s
    distances[1:, 1:] = day.distance_m
    problem = vroom.Input()
    problem.set_durations_matrix("car", durations)
    problem.set_distances_matrix("car", distances)
    per_class = coaches_needed(day)
    coaches = [coach for coach in day.classes for _ in range(per_class)]
    for i, coach in enumerate(coaches):
        problem.add_vehicle(
            vroom.Vehicle(
                i,
                start=0,
                end=0,
                capacity=[coach.max_load],
                time_window=vroom.TimeWindow(0, day.max_duration_s),
                max_tasks=2 * day.max_parties,
                max_distance=coach.max_distance_m,
                costs=vroom.VehicleCosts(
                    fixed=coach.fixed_cents, per_hour=0, per_km=coach.cents_per_km
                ),
            )
        )
    for i, (start, end, size) in enumerate(
        zip(day.pickup.tolist(), day.dropoff.tolist(), day.size.tolist(), strict=True)
    ):
        problem.add_shipment(
            vroom.ShipmentStep(i, start + 1, default_setup=day.pickup_s),
            vroom.ShipmentStep(i, end + 1, default_setup=day.dropoff_s),
            amount=vroom.Amount([size]),
        )
    solution = problem.solve(
        exploration_level=DEEPEST,
        nb_threads=THREADS,
        timeout=dt.timedelta(seconds=seconds),
    )
    visits = solution.routes[solution.routes["type"].isin(["pickup", "delivery"])]
    return groups_of(
        day,
        (
            list(zip(tour["id"].astype(int), tour["type"] == "pickup", strict=True))
            for _, tour in visits.groupby("vehicle_id")
        ),
    )
