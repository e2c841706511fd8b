"""A charter day as the peers are given it: arrays of whole numbers, from the file."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from numpy.typing import NDArray

# Who rides together: for every coach the indexes of its parties.
Groups = list[list[int]]


@dataclass(frozen=True, slots=True)
class CoachClass:
    """
    A coach with its drivers: none of the peers adds a second driver by itself.

    Parameters
    ----------
    fixed_cents
        Hire and the second driver.
    """

    max_load: int
    fixed_cents: int
    cents_per_km: int
    max_distance_m: int


@dataclass(frozen=True, slots=True, eq=False)
class Day:
    """
    Parties, coaches and rules of one day without limits on the fleet.

    Parameters
    ----------
    distance_m, duration_s
        Shape ``(n_places, n_places)``.
    pickup, dropoff, size
        Shape ``(n_parties,)``: places by index, riders.
    max_parties
        Parties of one coach; None for as many as its places allow.
    """

    distance_m: NDArray[np.int64]
    duration_s: NDArray[np.int64]
    pickup: NDArray[np.int64]
    dropoff: NDArray[np.int64]
    size: NDArray[np.int64]
    classes: tuple[CoachClass, ...]
    max_pickups: int
    max_dropoffs: int
    pickup_s: int
    dropoff_s: int
    max_duration_s: int
    max_parties: int | None

    @property
    def standing_s(self) -> NDArray[np.int64]:
        """Return the standing time of every party's pickup, then of every drop-off."""
        n = len(self.size)
        return np.repeat(np.array([self.pickup_s, self.dropoff_s], np.int64), n)

    def place_standing_s(self) -> NDArray[np.int64]:
        """
        Return the standing time of every place, for peers that know places only.

        Raises
        ------
        ValueError
            When some place is a pickup and a drop-off.
        """
        if set(self.pickup.tolist()) & set(self.dropoff.tolist()):
            msg = "Expected no place to be both a pickup and a drop-off."
            raise ValueError(msg)
        standing = np.zeros(len(self.distance_m), np.int64)
        standing[self.pickup] = self.pickup_s
        standing[self.dropoff] = self.dropoff_s
        return standing


def read_day(path: Path, max_parties: int | None) -> Day:
    """
    Return the day of a scenario file.

    Raises
    ------
    ValueError
        When the file has limits that no peer is told of: a counted fleet, or a party
        larger than every coach.
    """
    scenario = json.loads(path.read_text(encoding="utf-8"))
    rules, fleet = scenario["rules"], scenario["fleet"]
    place = {p["id"]: i for i, p in enumerate(scenario["places"])}
    parties = scenario["parties"]
    classes = tuple(
        coach_class for coach in fleet for coach_class in _classes_of(coach, rules)
    )
    size = np.array([p["size"] for p in parties], np.int64)
    if any(coach["count"] is not None for coach in fleet):
        msg = "Expected a fleet of as many coaches as wanted."
        raise ValueError(msg)
    if size.max(initial=0) > max(c.max_load for c in classes):
        msg = "Expected every party to fit some coach."
        raise ValueError(msg)
    return Day(
        distance_m=np.array(scenario["travel"]["distance_m"], np.int64),
        duration_s=np.array(scenario["travel"]["duration_s"], np.int64),
        pickup=np.array([place[p["pickup"]] for p in parties], np.int64),
        dropoff=np.array([place[p["dropoff"]] for p in parties], np.int64),
        size=size,
        classes=classes,
        max_pickups=rules["max_pickups"],
        max_dropoffs=rules["max_dropoffs"],
        pickup_s=rules["pickup_s"],
        dropoff_s=rules["dropoff_s"],
        max_duration_s=rules["max_duration_s"],
        max_parties=max_parties,
    )


def _classes_of(coach: dict[str, Any], rules: dict[str, Any]) -> list[CoachClass]:
    load = math.floor(coach["seats"] * Fraction(str(rules["occupancy"])))
    near = min(rules["second_driver_above_m"], rules["max_distance_m"])
    one = CoachClass(load, coach["hire_cents"], coach["cents_per_km"], near)
    if near == rules["max_distance_m"]:
        return [one]
    both = coach["hire_cents"] + rules["second_driver_cents"]
    return [one, CoachClass(load, both, one.cents_per_km, rules["max_distance_m"])]


def coaches_needed(day: Day) -> int:
    """
    Return the coaches of each class that a peer is given: the largest carry everybody.

    There are several classes, so that none of them runs out in a good plan.
    """
    largest = max(coach.max_load for coach in day.classes)
    return math.ceil(int(day.size.sum()) / largest)


def groups_of(day: Day, tours: Iterable[list[tuple[int, bool]]]) -> Groups:
    """
    Return who rides together on some tours.

    All pickups come before the first drop-off, which not every peer can be told: when
    a coach fills again after it was empty, and no coach could take all its people at
    once, each filling is a coach of its own.

    Parameters
    ----------
    tours
        For every coach the parties in the order in which they board (True) and alight.
    """
    groups: Groups = []
    largest = max(coach.max_load for coach in day.classes)
    for tour in tours:
        fillings: Groups = []
        aboard: set[int] = set()
        for party, boards in tour:
            if boards:
                if not aboard:
                    fillings.append([])
                fillings[-1].append(party)
                aboard.add(party)
            else:
                aboard.discard(party)
        everybody = [party for filling in fillings for party in filling]
        if day.size[everybody].sum() > largest:
            groups += fillings
        elif everybody:
            groups.append(everybody)
    return groups
