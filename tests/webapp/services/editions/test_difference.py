from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.services.editions import (
    PartyNews,
    PartyPromise,
    Promises,
    StopPromise,
    TripNews,
    TripPromise,
    compare,
    settle,
)

EIGHT = dt.datetime(2027, 2, 24, 0, 0, tzinfo=dt.UTC)
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


def trip(number: int, at: dt.datetime = EIGHT, **values: Any) -> TripPromise:
    stops = values.pop("stops", ("411525", "site 1"))
    return TripPromise(
        **{
            "number": number,
            "operator_id": 1,
            "operator": "示例客运",
            "coach": "49座",
            "rated_seats": 49,
            "seats_allowed": 48,
            "drivers": 1,
            "distance_m": 560_000,
            "stops": tuple(
                StopPromise(key, key, at + place * HOUR, at + place * HOUR)
                for place, key in enumerate(stops)
            ),
            **values,
        }
    )


def party(party_id: int, number: int, **values: Any) -> PartyPromise:
    return PartyPromise(
        **{
            "party_id": party_id,
            "trip": number,
            "pickup": "411525",
            "gate": "site 1",
            "leaves_at": EIGHT,
            "arrives_at": EIGHT + HOUR,
            "size": 2,
            "seats": (1, 2),
            **values,
        }
    )


@pytest.mark.parametrize(
    ("after", "news"),
    [
        (trip(1, operator_id=2), (TripNews.COACH,)),
        (trip(1, seats_allowed=40), (TripNews.COACH,)),
        (trip(1, stops=("411526", "site 1")), (TripNews.ROUTE,)),
        (trip(1, EIGHT + DAY), (TripNews.DATE,)),
        (trip(1, EIGHT + HOUR), (TripNews.TIME,)),
        (trip(1, EIGHT + DAY + HOUR, drivers=2),
         (TripNews.DATE, TripNews.TIME, TripNews.DRIVERS)),
    ],
)  # fmt: skip
def test_what_changes_of_a_coach_is_named(
    after: TripPromise, news: tuple[TripNews, ...]
) -> None:
    (change,) = compare(Promises((trip(1),)), Promises((after,))).trips
    assert change.news == news


@pytest.mark.parametrize(
    ("after", "news"),
    [
        (party(7, 2), (PartyNews.COACH,)),
        (party(7, 1, pickup="411526"), (PartyNews.STOP,)),
        (party(7, 1, gate="site 2"), (PartyNews.GATE,)),
        (party(7, 1, leaves_at=EIGHT + DAY, arrives_at=EIGHT + DAY + HOUR),
         (PartyNews.DATE,)),
        (party(7, 1, leaves_at=EIGHT + HOUR, arrives_at=EIGHT + 2 * HOUR),
         (PartyNews.TIME,)),
        (party(7, 1, arrives_at=EIGHT + 2 * HOUR), (PartyNews.ARRIVAL,)),
        (party(7, 1, seats=(3, 4)), (PartyNews.SEAT,)),
        (party(7, 1, size=1, seats=(1,)), (PartyNews.SEAT, PartyNews.SIZE)),
    ],
)  # fmt: skip
def test_what_changes_for_a_party_is_named(
    after: PartyPromise, news: tuple[PartyNews, ...]
) -> None:
    trips = (trip(1), trip(2))
    before = Promises(trips, (party(6, 2), party(7, 1)))
    (change,) = compare(before, Promises(trips, (party(6, 2), after))).parties
    assert (change.party_id, change.news) == (7, news)


def test_new_and_called_off_coaches_and_who_gets_or_loses_a_seat() -> None:
    difference = compare(
        Promises((trip(1),), (party(1, 1),)), Promises((trip(2),), (party(2, 2),))
    )
    assert [(each.number, each.news) for each in difference.trips] == [
        (1, (TripNews.CALLED_OFF,)),
        (2, (TripNews.NEW,)),
    ]
    assert [(each.party_id, each.news) for each in difference.parties] == [
        (1, (PartyNews.UNSEATED,)),
        (2, (PartyNews.SEATED,)),
    ]
    assert difference.people == 4


@st.composite
def promises(draw: st.DrawFn) -> Promises:
    """Trips of up to three coaches with parties in seats of their own."""
    numbers = draw(st.sets(st.integers(1, 4), max_size=3))
    trips = [
        trip(
            number,
            EIGHT + draw(st.integers(0, 30)) * HOUR,
            stops=draw(
                st.sampled_from([("411525", "site 1"), ("411526", "411525", "site 1")])
            ),
            operator_id=draw(st.integers(1, 2)),
            drivers=draw(st.integers(1, 2)),
        )
        for number in numbers
    ]
    parties = []
    if numbers:
        for party_id in draw(st.sets(st.integers(1, 9))):
            size = draw(st.integers(1, 3))
            # Every party has a block of its own, so no seat is given twice.
            seats = tuple(range(3 * party_id, 3 * party_id + size))
            number = draw(st.sampled_from(sorted(numbers)))
            leaves_at = EIGHT + draw(st.integers(0, 30)) * HOUR
            parties.append(
                party(
                    party_id,
                    number,
                    size=size,
                    seats=seats,
                    leaves_at=leaves_at,
                    arrives_at=leaves_at + draw(st.integers(1, 3)) * HOUR,
                )
            )
    return Promises.sorted(trips, parties)


@given(promises(), promises())
def test_the_difference_applied_to_the_old_promises_gives_the_new(
    before: Promises, after: Promises
) -> None:
    difference = compare(before, after)
    assert difference.apply(before) == after
    assert all(change.news for change in (*difference.trips, *difference.parties))
    assert bool(difference) == (before != after)


@given(promises())
def test_promises_come_back_from_what_is_stored(made: Promises) -> None:
    assert Promises.of(made.plain()) == made


@given(promises(), promises())
def test_a_plan_laid_over_keeps_its_rides_and_gives_no_seat_twice(
    before: Promises, after: Promises
) -> None:
    settled = settle(before, after)
    assert len(settled.trips) == len(after.trips)
    rides = {each.party_id: replace(each, trip=0, seats=()) for each in after.parties}
    assert {
        each.party_id: replace(each, trip=0, seats=()) for each in settled.parties
    } == rides
    taken = [(each.trip, seat) for each in settled.parties for seat in each.seats]
    assert len(taken) == len(set(taken))
    new_numbers = {each.number for each in settled.trips}
    assert settle(settled, settled) == settled
    # A number that was called off names no other coach.
    shared = {each.number for each in before.trips} & new_numbers
    for number in shared:
        old = {each.party_id for each in before.parties if each.trip == number}
        new = {each.party_id for each in settled.parties if each.trip == number}
        same = {each for each in (*before.trips, *settled.trips)
                if each.number == number}  # fmt: skip
        assert old & new or len(same) == 1


def test_the_same_plan_found_again_in_another_order_changes_nothing() -> None:
    before = Promises(
        (trip(1), trip(2, operator_id=2)),
        (party(1, 1), party(2, 2), party(3, 2, seats=(3, 4))),
    )
    after = Promises(
        (trip(1, operator_id=2), trip(2)),
        (
            party(1, 2, seats=(9, 10)),
            party(2, 1, seats=(3, 4)),
            party(3, 1, seats=(1, 2)),
        ),
    )
    assert not compare(before, settle(before, after))
