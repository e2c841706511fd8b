from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.services.seating import choose_seats, seat_parties

COACH = range(1, 50)


@pytest.mark.parametrize(
    ("free", "size", "seats"),
    [
        (COACH, 2, (1, 2)),
        ({2, 3, 5, 6}, 2, (5, 6)),  # rather one bench than across the aisle
        ({2, 3, 6, 9}, 2, (2, 3)),  # rather across the aisle than two rows
        ({3, 5, 6}, 1, (3,)),  # who travels alone leaves the benches to others
        ({1, 3, 4, 5, 6, 7, 8}, 4, (5, 6, 7, 8)),
        (range(1, 49), 5, (1, 2, 3, 4, 5)),
        (COACH, 5, (45, 46, 47, 48, 49)),  # the last seat of all has none beside it
    ],
)
def test_who_travels_together_sits_together(
    free: set[int], size: int, seats: tuple[int, ...]
) -> None:
    assert choose_seats(free, size) == seats


def test_more_people_than_free_seats_are_refused() -> None:
    with pytest.raises(ValueError, match="1 to 2 people, got 3"):
        choose_seats({4, 9}, 3)


@given(st.lists(st.integers(1, 6), min_size=1, max_size=20), st.integers(0, 6))
def test_nobody_shares_a_seat_and_everybody_has_one(
    sizes: list[int], spare: int
) -> None:
    seats = sum(sizes) + spare
    seated = seat_parties(enumerate(sizes), seats)
    assert [len(seated[party]) for party in range(len(sizes))] == sizes
    taken = [number for numbers in seated.values() for number in numbers]
    assert len(set(taken)) == len(taken)
    assert set(taken) <= set(range(1, seats + 1))


def test_couples_fill_a_coach_bench_by_bench() -> None:
    seated = seat_parties(((party, 2) for party in range(20)), 40)
    assert all(first % 2 and second == first + 1 for first, second in seated.values())
