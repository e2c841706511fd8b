"""
School buses: buses needed in single and in mixed loads, beside the published numbers.

The instances are those of Park, Tae and Kim (European Journal of Operational Research
217, 2012) as the repository mitschoolbus/SchoolBusRouting holds them. From its code are
the figures that are not in the data: capacity, speed and standing times. It also has
the published numbers, table S1 of Bertsimas, Delarue and Martin (PNAS 116, 2019).
"""

from __future__ import annotations

import csv
import enum
import sys
import time
from typing import TYPE_CHECKING

import numpy as np

from routing.mixed_loads import Pickup, Plan, Problem, Site, check, solve

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

NAMES = tuple(f"{kind}0{i}" for kind in ("RSRB", "CSCB") for i in range(1, 5))
RIDES_S = (2700, 5400)
# Rounds, not seconds: the numbers of buses are the same on every machine.
ROUNDS = 20_000
TIME_LIMIT_S = 600.0
# Coordinates are feet; buses drive along the axes at 20 miles per hour.
FEET_PER_S = 20 * 5280 / 3600
CAPACITY = 66
# A bus stands at a stop and at a school for a while and for every pupil.
STOP_S, STOP_PUPIL_S = 19.0, 2.6
SCHOOL_S, SCHOOL_PUPIL_S = 29.0, 1.9
# The columns of the published table.
PUBLISHED = ("LBH", "Chen", "many", "combined")
HEADER = (
    "| instance | longest ride | Braca et al. | Chen et al. | BiRD | BiRD hybrid | "
    "single loads | found after | of | mixed loads | found after | of | violations |\n"
    "|---|---|---|---|---|---|---|---|---|---|---|---|---|\n"
)


class Loads(enum.StrEnum):
    """
    The rules of a run.

    ``SINGLE``: those of the published numbers. One school's pupils in a bus at a time;
    all buses of a school have let off a full load when its window opens. ``MIXED``:
    pupils of several schools in a bus at once, which comes at any moment of the window
    and stands for those who get off.
    """

    SINGLE = "single"
    MIXED = "mixed"


def main(data: Path) -> None:
    """Measure all instances of the folder, or of its folder ``routing/sbrp``."""
    folder = data / "routing" / "sbrp"
    measure(folder if folder.is_dir() else data, NAMES)


def measure(folder: Path, names: Sequence[str]) -> None:
    """Write one line for every instance and longest ride."""
    names = [name for name in names if (folder / name / "Stops.txt").exists()]
    if not names:
        sys.stdout.write(f"No instances in {folder}: nothing is measured.\n")
        return
    # The first plan waits for the inner loops to be compiled.
    solve(read_instance(folder / names[0], RIDES_S[0], Loads.MIXED), rounds=1)
    published = read_published(folder / "pnas-tableS1.csv")
    sys.stdout.write(
        f"Buses; ours after {ROUNDS:,} rounds, and the seconds of one core after which "
        f"the last bus was saved, and of all rounds.\n\n{HEADER}"
    )
    for name in names:
        for ride_s in RIDES_S:
            cells = [str(published.get((name, ride_s, p), "–")) for p in PUBLISHED]
            broken = 0
            for loads in Loads:
                problem = read_instance(folder / name, ride_s, loads)
                plan, found_s, taken_s = _solve(problem)
                broken += len(check(problem, plan))
                buses = f"**{len(plan.buses)}**"
                cells += [buses, f"{found_s:.1f} s", f"{taken_s:.1f} s"]
            line = " | ".join([name, f"{ride_s} s", *cells, str(broken)])
            sys.stdout.write(f"| {line} |\n")
            sys.stdout.flush()


def _solve(problem: Problem) -> tuple[Plan, float, float]:
    """Return a plan, and the core's seconds until it was found and in all."""
    began = time.process_time()
    told: list[float] = []
    plan = solve(
        problem,
        rounds=ROUNDS,
        time_limit_s=TIME_LIMIT_S,
        on_progress=lambda *_: told.append(time.process_time() - began),
    )
    return plan, told[-1], time.process_time() - began


def read_instance(folder: Path, max_ride_s: int, loads: Loads) -> Problem:
    """Return the problem of a folder with ``Stops.txt`` and ``Schools.txt``."""
    stops, schools = _rows(folder / "Stops.txt"), _rows(folder / "Schools.txt")
    at_feet = np.array(
        [[float(row["X_COORD"]), float(row["Y_COORD"])] for row in stops]
        + [[float(row["X"]), float(row["Y"])] for row in schools]
    )
    feet = np.abs(at_feet[:, None, :] - at_feet[None, :, :]).sum(axis=2)
    return Problem(
        pickups=tuple(_pickup(row) for row in stops),
        sites=tuple(_site(row, loads) for row in schools),
        duration_ms=np.ceil(feet / FEET_PER_S * 1000).astype(np.int64),
        capacity=CAPACITY,
        max_ride_ms=1000 * max_ride_s,
        mixed=loads is Loads.MIXED,
    )


def _pickup(row: dict[str, str]) -> Pickup:
    riders = int(row["STUDENT_COUNT"])
    standing_ms = round(1000 * (STOP_S + STOP_PUPIL_S * riders))
    return Pickup(row["ID"], row["EP_ID"], riders, standing_ms)


def _site(row: dict[str, str], loads: Loads) -> Site:
    opens_ms, closes_ms = _clock_ms(row["AMEARLY"]), _clock_ms(row["AMLATE"])
    if loads is Loads.SINGLE:
        full_ms = round(1000 * (SCHOOL_S + SCHOOL_PUPIL_S * CAPACITY))
        return Site(row["ID"], opens_ms - full_ms, opens_ms - full_ms, full_ms)
    return Site(
        row["ID"],
        opens_ms,
        closes_ms,
        standing_ms=round(1000 * SCHOOL_S),
        rider_ms=round(1000 * SCHOOL_PUPIL_S),
    )


def read_published(path: Path) -> dict[tuple[str, int, str], int]:
    """Return buses by instance, longest ride and method; nothing without the file."""
    if not path.exists():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        return {
            (
                row["benchmark"],
                int(float(row["max_riding_time"])),
                row["exp_name"],
            ): int(row["buses"])
            for row in csv.DictReader(file)
        }


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def _clock_ms(text: str) -> int:
    """Return the milliseconds after midnight of a clock like 905."""
    hours, minutes = divmod(int(text), 100)
    return (hours * 60 + minutes) * 60_000
