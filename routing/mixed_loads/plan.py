"""The answer: what every bus does, and when."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Visit:
    """
    A bus stands at a pickup, where all its people get on, or at a site.

    At a site everybody aboard who wants to go there gets off.

    Parameters
    ----------
    place
        The id of the pickup or site.
    starts_ms
        Milliseconds after midnight: the bus is there, people begin to get on or off.
    """

    place: str
    starts_ms: int


@dataclass(frozen=True, slots=True)
class Bus:
    """The visits of one bus in their order; it starts and ends empty."""

    visits: tuple[Visit, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """
    All buses.

    Parameters
    ----------
    driving_ms
        From first to last visit of every bus, standing and waiting left out.
    rounds
        How often the search took pickups out and put them in again.
    """

    buses: tuple[Bus, ...]
    driving_ms: int
    runtime_s: float
    seed: int
    rounds: int
