"""The trains of a plan: who goes by each, by which coaches they come and go on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from models import TripRole, TripStatus

if TYPE_CHECKING:
    from collections.abc import Iterable

    from models import TrainBlock, Trip


@dataclass(frozen=True, slots=True)
class PlanTrain:
    """A train that somebody goes by, its feeders and its shuttles as numbered."""

    block: TrainBlock
    feeders: tuple[Trip, ...]
    shuttles: tuple[Trip, ...]

    @property
    def riders(self) -> int:
        """Return how many seats of it are taken."""
        return sum(trip.seats_taken for trip in self.feeders)

    @property
    def tickets_cents(self) -> int:
        """Return what these seats cost."""
        return self.riders * self.block.seat_cents


def by_train(trips: Iterable[Trip]) -> list[PlanTrain]:
    """Return the trains that trips serve, in the order in which they leave."""
    served: dict[int, list[Trip]] = {}
    for trip in trips:
        if trip.block_id is not None and trip.status is not TripStatus.CANCELLED:
            served.setdefault(trip.block_id, []).append(trip)

    def of(role: TripRole, some: Iterable[Trip]) -> tuple[Trip, ...]:
        return tuple(trip for trip in some if trip.role is role)

    found = [
        PlanTrain(block, of(TripRole.FEEDER, some), of(TripRole.SHUTTLE, some))
        for some in served.values()
        if (block := some[0].block) is not None
    ]
    return sorted(found, key=lambda each: (each.block.departs_at, each.block.id))
