"""
Which seats of a coach people who travel together are given.

A coach has rows of four, two on each side of the aisle, numbered from the front: 1 and
2 are the first bench, 3 and 4 the one across the aisle.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

BENCH = 2
ROW = 4


def choose_seats(free: Collection[int], size: int) -> tuple[int, ...]:
    """
    Return the best seats for `size` people among the free ones, lowest first.

    In as few rows as possible, then with as few people as possible who share a bench
    with nobody of theirs, then so that few benches are left half free, then in front.

    Raises
    ------
    ValueError
        When fewer than `size` seats are free.

    >>> choose_seats({2, 3, 5, 6}, 2)
    (5, 6)
    """
    if not 0 < size <= len(free):
        msg = f"Expected 1 to {len(free)} people, got {size}."
        raise ValueError(msg)
    ordered = sorted(free)
    runs = (
        tuple(ordered[first : first + size]) for first in range(len(free) - size + 1)
    )
    open_ = set(free)
    return min(runs, key=lambda seats: _badness(seats, open_))


def seat_parties(
    sizes: Iterable[tuple[int, int]], seats: int, taken: Collection[int] = ()
) -> dict[int, tuple[int, ...]]:
    """
    Return the seats of every party of a coach, by the party's id.

    The largest are seated first, for they are the hardest to keep together.

    Parameters
    ----------
    sizes
        Each party's id and how many people it has.
    seats
        How many seats the coach has, numbered from 1.
    taken
        The numbers of seats that others hold; empty for an empty coach.

    Raises
    ------
    ValueError
        When they do not all fit.
    """
    free = set(range(1, seats + 1)).difference(taken)
    seated = {}
    for party_id, size in sorted(sizes, key=lambda each: (-each[1], each[0])):
        seated[party_id] = choose_seats(free, size)
        free.difference_update(seated[party_id])
    return seated


def _badness(seats: tuple[int, ...], free: set[int]) -> tuple[int, ...]:
    rows = (seats[-1] - 1) // ROW - (seats[0] - 1) // ROW
    apart = [seat for seat in seats if _beside(seat) not in seats]
    half_free = sum(_beside(seat) in free for seat in apart)
    return rows, len(apart), half_free, seats[-1] - seats[0], seats[0]


def _beside(seat: int) -> int:
    """Return the other seat of the bench."""
    return seat + 1 if seat % BENCH else seat - 1
