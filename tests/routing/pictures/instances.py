"""Problems with places on the earth and plans for them, made by hand."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np

from routing import (
    CoachType,
    DriverHours,
    Party,
    Place,
    Plan,
    Problem,
    Reason,
    Rest,
    Riders,
    Rules,
    Shuttle,
    Status,
    Stop,
    Train,
    TrainBlock,
    Trains,
    Trip,
    Unassigned,
)

FIRST = dt.date(2027, 2, 24)
HOUR_S = 3600


def towns_and_gates(n_towns: int, n_gates: int, n_dates: int = 1) -> Problem:
    """Return towns far in the north-west of gates that lie close together."""
    rng = np.random.default_rng(5)
    towns = np.column_stack(
        [rng.uniform(31.5, 35, n_towns), rng.uniform(113.5, 118, n_towns)]
    )
    gates = np.array([31.0, 120.6]) + rng.uniform(-0.1, 0.1, (n_gates, 2))
    names = [f"县城{i}" for i in range(n_towns)] + [f"工厂{i}" for i in range(n_gates)]
    n = n_towns + n_gates
    return Problem(
        name="春季返岗",
        dates=tuple(FIRST + dt.timedelta(days=k) for k in range(n_dates)),
        places=tuple(
            Place(f"P{i}", name, float(lat), float(lon))
            for i, (name, (lat, lon)) in enumerate(
                zip(names, np.concatenate([towns, gates]), strict=True)
            )
        ),
        distance_m=np.zeros((n, n), np.int64),
        duration_s=np.zeros((n, n), np.int64),
        parties=tuple(
            Party(f"G{i}", 5 + i % 40, f"P{i}", f"P{n_towns + i % n_gates}")
            for i in range(n_towns)
        ),
        fleet=(CoachType("coach53", 53, 200_000, 640),),
        rules=Rules(driver_hours=DriverHours()),
    )


def one_trip_a_town(problem: Problem, left: int = 0) -> Plan:
    """Return a plan with a trip for each party; the last `left` ones stay behind."""
    carried = problem.parties[: len(problem.parties) - left]
    return Plan(
        scenario=problem.name,
        status=Status.FEASIBLE,
        cost_cents=1_234_500,
        lower_bound_cents=1_200_000,
        gap=0.028,
        runtime_s=1.0,
        seed=0,
        trips=tuple(
            _trip(party, problem.dates[i % len(problem.dates)])
            for i, party in enumerate(carried)
        ),
        unassigned=tuple(
            Unassigned(party.id, party.size, Reason.TOO_FAR, "")
            for party in problem.parties[len(carried) :]
        ),
    )


def _trip(party: Party, date: dt.date) -> Trip:
    """Return a trip from 18:00 with a rest and a change, on until the next day."""
    on = (Riders(party.id, party.size),)
    return Trip(
        coach="coach53",
        service_date=date,
        stops=(
            Stop(party.pickup, board=on, arrives_s=63_900, leaves_s=64_800),
            Stop(party.dropoff, alight=on, arrives_s=97_200, leaves_s=97_800),
        ),
        distance_m=700_000,
        duration_s=33_900,
        cost_cents=100_000,
        drivers=2,
        rests=(Rest(0, 75_600, 76_800), Rest(0, 84_000, 84_300)),
    )


def with_a_train(date: int = 0) -> tuple[Problem, Plan]:
    """
    Return a plan with a direct trip on the first date and a train on a date of two.

    G0 goes by coach. G1 has a feeder, G2 and G3 come to the hub alone; G1 and G2 are
    brought to their gates by two drives of one shuttle coach, G3 works at the station.
    """
    problem = towns_and_gates(4, 3, n_dates=2)
    hub, station = Place("H", "阜阳站", 32.9, 115.8), Place("S", "苏州站", 31.2, 120.6)
    n = len(problem.places) + 2
    gates = ("P4", "P5", "P6", "S")
    block = TrainBlock(
        "K8374", "H", "S", problem.dates[date], 57_600, 86_400, 80, 9_500
    )
    problem = replace(
        problem,
        places=(*problem.places, hub, station),
        distance_m=np.zeros((n, n), np.int64),
        duration_s=np.zeros((n, n), np.int64),
        parties=tuple(
            replace(party, dropoff=gate, alternatives=("H",) if i > 1 else ())
            for i, (party, gate) in enumerate(zip(problem.parties, gates, strict=True))
        ),
        trains=Trains((block,)),
    )
    direct, *by_train = problem.parties
    feeder = _trip(replace(by_train[0], dropoff="H"), block.service_date)
    train = Train(
        block="K8374",
        riders=tuple(Riders(party.id, party.size) for party in by_train),
        feeders=(feeder,),
        shuttles=tuple(
            _shuttle(party, leaves_s)
            for party, leaves_s in zip(by_train[:2], (97_200, 90_000), strict=True)
        ),
    )
    plan = replace(
        one_trip_a_town(problem),
        trips=(_trip(direct, problem.dates[0]),),
        trains=(train,),
    )
    return problem, plan


def _shuttle(party: Party, leaves_s: int) -> Shuttle:
    """Return an hour to a party's gate and an hour back."""
    on, arrives_s = (Riders(party.id, party.size),), leaves_s + HOUR_S
    return Shuttle(
        coach="bus35",
        number=1,
        stops=(
            Stop("S", board=on, arrives_s=leaves_s - 600, leaves_s=leaves_s),
            Stop(party.dropoff, alight=on, arrives_s=arrives_s, leaves_s=arrives_s),
        ),
        distance_m=40_000,
        back_s=arrives_s + HOUR_S,
        cost_cents=16_000,
    )
