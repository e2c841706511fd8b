from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from routing import DriverHours, Prices, Promise
from routing.solvers.answer import trips_from
from routing.solvers.insertion import Insertion
from routing.solvers.pricing import Market
from routing.units import net_of, units_of
from tests.routing.instances import DAY, DEFAULT_RULES, on_a_line

HOUR_S = 3_600
SIX_S = 21_600


def leaves_s(found_s, party=None, **changes):
    """Return when a trip leaves for which the search found another departure."""
    rules = dataclasses.replace(DEFAULT_RULES, depart_step_s=1_800)
    problem = on_a_line([(5, 0, 3)], rules=changes.pop("rules", rules))
    party = dataclasses.replace(problem.parties[0], **party or {})
    problem = dataclasses.replace(problem, parties=(party,), **changes)
    units = units_of(problem, net_of(problem), [0])
    markets = [Market(0, units.markets[0], np.ones(len(problem.fleet), bool))]
    columns = Insertion(units, markets).alone().take(np.array([0]))
    k = units.net.departures_s.tolist().index(found_s)
    found = dataclasses.replace(columns, departure=np.array([k]))
    (trip,) = trips_from(units, found)
    return trip.departs_s


def test_of_trips_that_cost_the_same_and_last_no_longer_the_earliest_is_taken():
    assert leaves_s(SIX_S + 8 * HOUR_S) == SIX_S


@pytest.mark.parametrize(
    ("changes", "least_s"),
    [
        ({"party": {"earliest_s": SIX_S + 2 * HOUR_S - 60}}, SIX_S + 2 * HOUR_S),
        (
            {
                "promises": (Promise("G0", DAY, "P0", SIX_S + 3 * HOUR_S),),
                "prices": Prices(promise_cents=1),
            },
            SIX_S + 3 * HOUR_S,
        ),
        (
            # Before six in the morning a coach keeps the speed of the night.
            {
                "rules": dataclasses.replace(
                    DEFAULT_RULES,
                    depart_from_s=SIX_S - HOUR_S,
                    driver_hours=DriverHours(exempt_m=0),
                )
            },
            SIX_S,
        ),
        (
            # To leave at midnight the coach is there, and hired, the day before.
            {
                "rules": dataclasses.replace(
                    DEFAULT_RULES, depart_from_s=0, depart_until_s=SIX_S
                )
            },
            HOUR_S,
        ),
    ],
)
def test_a_trip_leaves_no_earlier_than_its_windows_promises_hours_and_days_allow(
    changes, least_s
):
    found_s = SIX_S if least_s < SIX_S else SIX_S + 5 * HOUR_S
    found_s = least_s if "promises" in changes else found_s

    assert leaves_s(found_s, **changes) == least_s
