"""vrp-cli: every party a job of a pickup and a delivery, in its pragmatic format."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import numpy as np
import vrp_cli

from bench.charter_peers.day import CoachClass, Day, Groups, coaches_needed, groups_of

MIDNIGHT = dt.datetime(2027, 2, 24, tzinfo=dt.UTC)
THREADS = 2


def solve(day: Day, seconds: float) -> Groups | None:
    """
    Return who rides together, None when it leaves a party out.

    It counts tasks, not places: without ``day.max_parties`` it cannot be asked. A
    standing time once a place is put on the ways to it.
    """
    if day.max_parties is None:
        return None
    solution = json.loads(
        vrp_cli.solve_pragmatic(
            json.dumps(_problem(day, day.max_parties)),
            [json.dumps(_matrix(day))],
            json.dumps(
                {
                    "termination": {"maxTime": int(seconds)},
                    "environment": {
                        "parallelism": {"numThreadPools": 1, "threadsPerPool": THREADS},
                        "logging": {"enabled": False},
                    },
                }
            ),
        )
    )
    if solution.get("unassigned"):
        return None
    return groups_of(
        day,
        (
            [
                (int(activity["jobId"]), activity["type"] == "pickup")
                for stop in tour["stops"]
                for activity in stop["activities"]
                if activity["type"] in {"pickup", "delivery"}
            ]
            for tour in solution["tours"]
        ),
    )


def _problem(day: Day, max_parties: int) -> dict[str, Any]:
    jobs = [
        {
            "id": str(i),
            "pickups": [_task(start, size)],
            "deliveries": [_task(end, size)],
        }
        for i, (start, end, size) in enumerate(
            zip(
                day.pickup.tolist(),
                day.dropoff.tolist(),
                day.size.tolist(),
                strict=True,
            )
        )
    ]
    vehicles = [
        _vehicle(day, i, coach, max_parties) for i, coach in enumerate(day.classes)
    ]
    return {
        "plan": {"jobs": jobs},
        "fleet": {"vehicles": vehicles, "profiles": [{"name": "car"}]},
        "objectives": [[{"type": "minimize-unassigned"}], [{"type": "minimize-cost"}]],
    }


def _task(place: int, size: int) -> dict[str, Any]:
    return {
        "places": [{"location": {"index": place + 1}, "duration": 0}],
        "demand": [size],
    }


def _vehicle(day: Day, i: int, coach: CoachClass, max_parties: int) -> dict[str, Any]:
    anywhere = {"index": 0}
    return {
        "typeId": str(i),
        "vehicleIds": [f"{i}-{k}" for k in range(coaches_needed(day))],
        "profile": {"matrix": "car"},
        "costs": {
            "fixed": float(coach.fixed_cents),
            "distance": coach.cents_per_km / 1000,
            "time": 0.0,
        },
        "shifts": [
            {
                "start": {"earliest": _clock(0), "location": anywhere},
                "end": {"latest": _clock(day.max_duration_s), "location": anywhere},
            }
        ],
        "capacity": [coach.max_load],
        "limits": {
            "maxDistance": float(coach.max_distance_m),
            "maxDuration": float(day.max_duration_s),
            "tourSize": 2 * max_parties,
        },
    }


def _matrix(day: Day) -> dict[str, Any]:
    n = len(day.distance_m) + 1
    metres = np.zeros((n, n), np.int64)
    seconds = np.zeros((n, n), np.int64)
    metres[1:, 1:] = day.distance_m
    seconds[1:, 1:] = day.duration_s
    seconds[:, 1:] += day.place_standing_s()[None, :]
    np.fill_diagonal(seconds, 0)
    return {
        "profile": "car",
        "travelTimes": seconds.reshape(-1).tolist(),
        "distances": metres.reshape(-1).tolist(),
    }


def _clock(seconds: int) -> str:
    return (MIDNIGHT + dt.timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")
