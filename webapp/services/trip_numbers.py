"""What the trips of a changed plan are called: as before, where their people are."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from models import TripRole
from routing.joining import carried

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from routing.editing import Edited
    from routing.plan import Trip
    from webapp.services.drafts import Draft, DraftTrip


def called_as_before(
    before: Mapping[int, Counter[Any]], now: Sequence[Counter[Any]], last: int
) -> list[int]:
    """
    Return what each of some trips is called: as the trip that most of its people rode.

    Each number once; a trip that shares nobody with another gets a new number.

    Parameters
    ----------
    before, now
        The people of each trip: how many of whom.
    last
        The highest number that was given.
    """
    shared = sorted(
        (-alike, number, j)
        for j, riders in enumerate(now)
        for number, was in before.items()
        if (alike := (riders & was).total())
    )
    names: dict[int, int] = {}
    taken: set[int] = set()
    for _, number, j in shared:
        if j not in names and number not in taken:
            names[j] = number
            taken.add(number)
    fresh = iter(range(last + 1, last + 1 + len(now)))
    return [names[j] if j in names else next(fresh) for j in range(len(now))]


def renumbered(state: Edited, trips: Sequence[Trip]) -> list[int]:
    """Return what direct trips are called that take the place of a state's."""
    before = {
        number: carried((trip,))
        for number, trip in zip(state.numbers, state.plan.trips, strict=True)
    }
    return called_as_before(before, [carried((trip,)) for trip in trips], state.last)


def with_train_numbers(draft: Draft, before: Sequence[DraftTrip], last: int) -> Draft:
    """
    Return a draft whose coaches to and from trains are called as they were.

    Parameters
    ----------
    before
        Those of the plan that it was made of, with their numbers.
    last
        The highest number that was given to any other trip.
    """
    served = [trip for trip in draft.trips if trip.role != TripRole.DIRECT]
    names = iter(
        called_as_before(
            {trip.number: _people(trip) for trip in before if trip.number is not None},
            [_people(trip) for trip in served],
            max((last, *(trip.number or 0 for trip in (*before, *draft.trips)))),
        )
    )
    return replace(
        draft,
        trips=tuple(
            trip if trip.role == TripRole.DIRECT else replace(trip, number=next(names))
            for trip in draft.trips
        ),
    )


def _people(trip: DraftTrip) -> Counter[tuple[int | None, str, int]]:
    return Counter(
        {(trip.block_id, trip.role, party_id): n for party_id, n in trip.seats}
    )
