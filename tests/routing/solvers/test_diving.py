"""Dives into a relaxation, with new trips for who is left."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings

from routing.solvers.diving import dive_anew
from routing.solvers.formulation import formulate
from routing.solvers.master import stay_behind
from routing.solvers.partition import Chooser
from routing.solvers.pricing import Market
from routing.solvers.refusals import refuse
from routing.units import net_of, units_of
from routing.watch import Watch
from tests.routing.instances import charter_day, small_problems


def chooser_of(problem, watch):
    net = net_of(problem)
    refused = refuse(problem, net)
    open_ = [i for i, p in enumerate(problem.parties) if p.id not in refused]
    units = units_of(problem, net, open_)
    everything = np.ones(len(problem.fleet), bool)
    markets = [Market(d, v, everything) for d, v in enumerate(units.markets)]
    need = np.where(units.split, units.size, 1).astype(float)
    stay = stay_behind(units, len(units))
    return Chooser(units, markets, need, units.split, stay, watch, 0.0, 0)


def whole_plan(trips, stay):
    return trips, np.concatenate([np.ones(len(trips)), stay])


def is_a_plan(chooser, trips, times):
    f = formulate(chooser.master, trips)
    covered = np.allclose(f.cover @ times, f.need)
    return covered and (f.limits @ times <= f.most + 1e-9).all()


@given(small_problems())
@settings(max_examples=60, deadline=None, derandomize=True)
def test_a_dive_sees_to_everybody_and_keeps_within_the_fleet(problem):
    watch = Watch(1e6)
    chooser = chooser_of(problem, watch)
    if not len(chooser.units):
        return
    chooser.master.generate(watch, 1.0, 0.0, lambda _: None, lambda: np.inf, 500)

    found = dive_anew(chooser.master, chooser.alone, watch, 1.0)

    if found is None:  # a group in parts may be left with a part that none takes
        assert chooser.units.split.any()
    else:
        assert is_a_plan(chooser, *whole_plan(*found))


def test_a_dive_is_better_than_insertion_and_finds_new_trips():
    watch = Watch(1e6)
    chooser = chooser_of(charter_day(120, seed=4), watch)
    master = chooser.master
    master.generate(watch, 1.0, 0.0, lambda _: None, lambda: np.inf, 500)
    known = len(master.pool)

    trips, times = whole_plan(*dive_anew(master, chooser.alone, watch, 1.0))

    assert is_a_plan(chooser, trips, times)
    assert formulate(master, trips).cost @ times < chooser.cost
    assert len(master.pool) > known


def test_a_dive_without_time_is_no_plan():
    watch = Watch(0)
    chooser = chooser_of(charter_day(30, seed=4), watch)

    assert dive_anew(chooser.master, chooser.alone, watch, 1.0) is None
