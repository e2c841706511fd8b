"""The search by sets of stops, against the one from pairs of places and all trips."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings

from routing.solvers.pricing import MOST_STATES, Market, Pricing, fleet_prices
from routing.solvers.refusals import refuse
from routing.solvers.stop_sets import can_combine, sides_of
from routing.units import net_of, units_of
from routing.watch import Watch
from tests.routing.instances import charter_day, small_problems

NO_HURRY = Watch(1e6)


def searches_of(problem, seed=0, worth_more=1):
    """Both searches of a problem, with what its units are worth and coaches cost."""
    net = net_of(problem)
    refused = refuse(problem, net)
    open_ = [i for i, p in enumerate(problem.parties) if p.id not in refused]
    units = units_of(problem, net, open_)
    everything = np.ones(len(problem.fleet), bool)
    markets = [Market(d, v, everything) for d, v in enumerate(units.markets)]
    rng = np.random.default_rng(seed)
    dear = float(net.hire.max(initial=1)) * 2 / max(1, int(net.load.max(initial=1)))
    worth = units.size * rng.uniform(-0.1, 1.0, len(units)) * dear * worth_more
    fleet = fleet_prices(units, markets, np.zeros(units.counts.shape))
    pairs, sets = (Pricing(units, markets, len(units)) for _ in range(2))
    pairs.many, sets.many = False, True
    return units, pairs, sets, worth, fleet


def reduced(units, columns, worth):
    """What each column costs less what its riders are worth."""
    each = np.where(units.split, worth / units.size, worth)[columns.rows]
    gains = each * np.where(units.split[columns.rows], columns.riders, 1)
    return columns.cost_cents - np.add.reduceat(gains, columns.starts[:-1])


@given(small_problems())
@settings(max_examples=120, deadline=None, derandomize=True)
def test_sets_and_pairs_find_equally_good_trips(problem):
    units, pairs, sets, worth, fleet = searches_of(problem)
    if not len(units) or not can_combine(units.net):
        return
    one, other = (
        each.price(worth, fleet, 0.0, NO_HURRY, 1.0, effort=MOST_STATES)
        for each in (pairs, sets)
    )
    assert one.complete
    assert other.complete
    assert (one.columns is None) == (other.columns is None)
    if one.columns is not None:
        least = [reduced(units, each.columns, worth).min() for each in (one, other)]
        assert least[0] == pytest.approx(least[1], abs=0.5)


@given(small_problems())
@settings(max_examples=120, deadline=None, derandomize=True)
def test_each_trip_that_pays_is_counted_at_one_of_its_rows(problem):
    units, pairs, sets, worth, fleet = searches_of(problem, 1)
    if not len(units) or not can_combine(units.net):
        return
    found = sets.price(worth, fleet, 0.0, NO_HURRY, 1.0, effort=MOST_STATES)
    listed = pairs.enumerate(worth, fleet, 0.0, NO_HURRY, 1.0, 100_000)
    assert listed is not None
    for j, cents in enumerate(reduced(units, listed, worth)):
        rows = listed.rows[listed.members(j)]
        assert found.least[rows].min() <= cents + 0.5


def test_a_day_of_many_pairs_is_searched_alike():
    units, pairs, sets, worth, fleet = searches_of(charter_day(60, seed=3), 2, 5)
    one, other = (
        each.price(worth, fleet, 0.0, NO_HURRY, 1.0, effort=MOST_STATES)
        for each in (pairs, sets)
    )
    least = [reduced(units, each.columns, worth).min() for each in (one, other)]
    assert least[0] == pytest.approx(least[1], abs=0.5)
    assert least[0] < 0


def test_what_is_not_looked_at_proves_nothing():
    _, _, sets, worth, fleet = searches_of(charter_day(60, seed=3), 2, 5)
    found = sets.price(worth, fleet, 0.0, NO_HURRY, 1.0, effort=1)
    assert not found.complete
    assert (found.least == -np.inf).all()


def test_the_nearest_pickups_come_first():
    units, *_ = searches_of(charter_day(30, seed=3))
    v = units.markets[0]
    sides = sides_of(units.net, v, np.arange(len(v.unit)), np.zeros(len(v.unit)))
    n = len(sides.pickups)
    assert sides.starts[-1] == len(v.unit)
    for i in range(n):
        later = sides.near[i][sides.near[i] >= 0]
        assert sorted(later) == list(range(i + 1, n))
