"""The search for trips that would make a plan cheaper."""

from __future__ import annotations

import numpy as np
import pytest

from routing.solvers.pricing import Market, Pricing
from routing.solvers.trips import AWAY, found_for, keep_least
from routing.units import net_of, units_of
from routing.watch import Watch
from tests.routing.instances import charter_day

WORTH_CENTS = 1_000_000.0


@pytest.fixture
def units():
    problem = charter_day(12, seed=3)
    return units_of(problem, net_of(problem), list(range(12)))


@pytest.fixture
def pricing(units):
    everything = np.ones(len(units.net.load), bool)
    markets = [Market(d, v, everything) for d, v in enumerate(units.markets)]
    return Pricing(units, markets, len(units))


def price(pricing, units, watch):
    worth = np.full(len(units), WORTH_CENTS)
    coaches = np.zeros((len(units.markets), len(units.net.load), AWAY))
    return pricing.price(worth, coaches, -1.0, watch, 1.0)


def test_a_search_that_ends_says_what_no_trip_is_below(pricing, units):
    found = price(pricing, units, Watch(1e6))

    assert found.complete
    assert len(found.columns)
    assert np.isfinite(found.least).all()


def test_a_search_without_time_proves_nothing(pricing, units):
    found = price(pricing, units, Watch(0.0))

    assert not found.complete
    assert np.isneginf(found.least).all()


def test_a_search_without_time_is_followed_by_one_that_ends(pricing, units):
    price(pricing, units, Watch(0.0))

    assert price(pricing, units, Watch(1e6)).complete


def test_of_some_trips_the_one_that_pays_most_is_put_first():
    found = found_for(4, 20)
    found.reduced[:3] = -1, -3, -2
    found.coach[:3] = 5, 6, 7
    found.n_stops[:3] = 2, 3, 2
    found.order[1, :3] = 8, 2, 9
    found.starts[:4] = 0, 1, 4, 6
    found.items[:6] = 1, 2, 3, 4, 5, 6
    found.riders[:6] = 10, 20, 30, 40, 50, 60
    keep_least(found, 0, 3)

    assert (found.reduced[0], found.coach[0], found.n_stops[0]) == (-3, 6, 3)
    assert found.order[0, :3].tolist() == [8, 2, 9]
    assert found.starts[1] == 3
    assert found.items[:3].tolist() == [2, 3, 4]
    assert found.riders[:3].tolist() == [20, 30, 40]
