"""
A plan made anew is laid over what was promised, so that as little as possible moves.

Pure. Coaches that carry the same people keep their number, and people who stay on
their coach keep their seats; a number that was called off is given to no other coach.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from webapp.services.editions.difference import TripNews, trip_news
from webapp.services.editions.promises import PartyPromise, Promises, TripPromise
from webapp.services.seating import choose_seats

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable


def settle(before: Promises, after: Promises, broken: Collection[int] = ()) -> Promises:
    """Return the new promises with numbers and seats kept wherever they can be."""
    numbers = kept_numbers(before, after, broken)
    old_trips = {trip.number for trip in before.trips}
    old_parties = {party.key: party for party in before.parties}
    trips = [replace(trip, number=numbers[trip.number]) for trip in after.trips]
    parties: list[PartyPromise] = []
    for trip in trips:
        aboard = [
            replace(party, trip=trip.number)
            for party in after.parties
            if numbers[party.trip] == trip.number
        ]
        if trip.number in old_trips:
            aboard = _seated(trip, aboard, old_parties)
        parties.extend(aboard)
    return Promises.sorted(trips, parties)


def kept_numbers(
    before: Promises, after: Promises, broken: Collection[int] = ()
) -> dict[int, int]:
    """
    Return the number that each new coach gets, by its number in the new plan.

    Parameters
    ----------
    broken
        Numbers of coaches that cannot go on: what comes in their place is another
        coach, and has another number.
    """
    riders: Counter[tuple[int, int]] = Counter()
    old_trip = {party.key: party.trip for party in before.parties}
    for party in after.parties:
        if party.key in old_trip:
            riders[old_trip[party.key], party.trip] += party.size
    pairs = []
    for old in before.trips:
        for new in after.trips:
            shared = riders[old.number, new.number]
            news = trip_news(old, new)
            if old.number in broken and (
                old.number != new.number or TripNews.COACH in news
            ):
                continue
            if shared or not news:
                pairs.append((-shared, len(news), old.number, new.number))
    numbers: dict[int, int] = {}
    for *_, old_number, new_number in sorted(pairs):
        if new_number not in numbers and old_number not in numbers.values():
            numbers[new_number] = old_number
    following = max((trip.number for trip in before.trips), default=0)
    for trip in after.trips:
        if trip.number not in numbers:
            following += 1
            numbers[trip.number] = following
    return numbers


def _seated(
    trip: TripPromise,
    aboard: Iterable[PartyPromise],
    before: dict[tuple[int, int], PartyPromise],
) -> list[PartyPromise]:
    """Return a coach's parties, those who stay on it with the seats they had."""
    free = set(range(1, trip.seats_allowed + 1))
    staying, coming = [], []
    for party in aboard:
        old = before.get(party.key)
        seats = old.seats if old and old.trip == trip.number else ()
        if seats and len(seats) == party.size and free.issuperset(seats):
            staying.append(replace(party, seats=seats))
            free.difference_update(seats)
        else:
            coming.append(party)
    # The largest first: they are the hardest to keep together.
    for party in sorted(coming, key=lambda each: (-each.size, each.party_id)):
        seats = party.seats
        if seats and not free.issuperset(seats):
            seats = choose_seats(free, len(seats))
        free.difference_update(seats)
        staying.append(replace(party, seats=seats))
    return staying
