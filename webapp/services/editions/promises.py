"""What a campaign's published trips promise, as plain values."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from models import TripRole

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@dataclass(frozen=True, slots=True)
class StopPromise:
    """A filed stop; ``key`` is the code of its place, or ``site`` and the gate's id."""

    key: str
    name: str
    arrives_at: dt.datetime
    departs_at: dt.datetime


@dataclass(frozen=True, slots=True)
class TripPromise:
    """A coach, as its operator is told of it; ``number`` is what people call it."""

    number: int
    operator_id: int
    operator: str
    coach: str
    rated_seats: int
    seats_allowed: int
    drivers: int
    distance_m: int
    stops: tuple[StopPromise, ...]
    role: str = TripRole.DIRECT.value
    train: str = ""
    block_id: int | None = None
    """The number of the train that it serves, and its id."""

    @property
    def departs_at(self) -> dt.datetime:
        """Return when it leaves its first stop."""
        return self.stops[0].departs_at

    @property
    def arrives_at(self) -> dt.datetime:
        """Return when it comes to its last stop."""
        return self.stops[-1].arrives_at


@dataclass(frozen=True, slots=True)
class PartyPromise:
    """
    A party's ride on a coach; ``seats`` is empty where they were not numbered.

    Who goes by train has two: ``leg`` 1 to the hub, which is its ``gate`` then, and 2
    from the station.
    """

    party_id: int
    trip: int
    pickup: str
    gate: str
    leaves_at: dt.datetime
    arrives_at: dt.datetime
    size: int
    seats: tuple[int, ...]
    leg: int = 1

    @property
    def key(self) -> tuple[int, int]:
        """Return what tells the ride from all others."""
        return self.party_id, self.leg


@dataclass(frozen=True, slots=True)
class Promises:
    """
    All that was promised: trips in the order of their numbers, rides of their parties.

    Raises
    ------
    ValueError
        When a number or a ride stands twice, or a party's trip is not there.
    """

    trips: tuple[TripPromise, ...] = ()
    parties: tuple[PartyPromise, ...] = ()

    def __post_init__(self) -> None:
        numbers = [trip.number for trip in self.trips]
        keys = [party.key for party in self.parties]
        if numbers != sorted(set(numbers)) or keys != sorted(set(keys)):
            msg = f"Expected each trip and ride once, in order: {numbers}, {keys}."
            raise ValueError(msg)
        if missing := {party.trip for party in self.parties}.difference(numbers):
            msg = f"Parties ride on trips that are not there: {sorted(missing)}."
            raise ValueError(msg)

    @classmethod
    def sorted(
        cls, trips: Iterable[TripPromise], parties: Iterable[PartyPromise]
    ) -> Promises:
        """Return promises from trips and parties in any order."""
        return cls(
            tuple(sorted(trips, key=lambda trip: trip.number)),
            tuple(sorted(parties, key=lambda party: party.key)),
        )

    def plain(self) -> dict[str, Any]:
        """Return what JSON can hold, for `of`."""
        written: dict[str, Any] = _written(asdict(self))
        return written

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> Promises:
        """Return the promises that `plain` came from."""
        return cls(
            tuple(
                TripPromise(**{**trip, "stops": tuple(map(_stop, trip["stops"]))})
                for trip in plain["trips"]
            ),
            tuple(
                PartyPromise(
                    **{
                        **party,
                        "leaves_at": dt.datetime.fromisoformat(party["leaves_at"]),
                        "arrives_at": dt.datetime.fromisoformat(party["arrives_at"]),
                        "seats": tuple(party["seats"]),
                    }
                )
                for party in plain["parties"]
            ),
        )


def _stop(plain: Mapping[str, Any]) -> StopPromise:
    return StopPromise(
        plain["key"],
        plain["name"],
        dt.datetime.fromisoformat(plain["arrives_at"]),
        dt.datetime.fromisoformat(plain["departs_at"]),
    )


def _written(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _written(each) for name, each in value.items()}
    if isinstance(value, tuple | list):
        return [_written(each) for each in value]
    return value.isoformat() if isinstance(value, dt.datetime) else value
