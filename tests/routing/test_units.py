from __future__ import annotations

import dataclasses

import numpy as np

from routing import Party
from routing.units import DETOUR, DETOUR_ONE, net_of, units_of
from tests.routing.instances import DEFAULT_RULES, NO_WAY_M, on_a_line, problem_of


def test_every_forbidden_pair_is_one_however_many_there_are():
    problem = on_a_line([(1, 0, 3)] * 200)
    pairs = tuple((f"G{i}", f"G{i + 70}") for i in range(130))
    problem = dataclasses.replace(problem, forbidden=pairs)

    net = net_of(problem)
    units = units_of(problem, net, list(range(200)))
    (variants,) = units.markets
    number = np.zeros(200, np.int64)
    number[variants.unit] = variants.conflict

    for a in range(200):
        for b in range(a + 1, 200):
            apart = bool(net.apart[number[a], number[b]])
            assert apart is (b - a == 70 and a < 130)


def test_a_detour_is_taken_as_the_decimal_that_was_written():
    for written in (1.0, 1.1, 1.15, 1.29, 2.3):
        rules = dataclasses.replace(DEFAULT_RULES, max_detour=written)
        net = net_of(on_a_line([(1, 0, 3)], rules=rules))
        assert net.limits[DETOUR] * 100 == round(written * 100) * DETOUR_ONE


def test_a_party_has_a_variant_for_each_place_and_date_it_accepts():
    problem = on_a_line([(4, 0, 3)])
    party = Party("G0", 4, "P0", "P3", alternatives=("P1", "P0"))
    problem = dataclasses.replace(problem, parties=(party,))

    (variants,) = units_of(problem, net_of(problem), [0]).markets

    assert sorted(variants.pickup.tolist()) == [0, 1]
    assert variants.starts.tolist() == [0, 1, 2]


def test_the_least_way_goes_by_whichever_places_but_never_where_there_is_none():
    metres = [[0, 9, 50], [9, 0, 9], [NO_WAY_M, 9, 0]]
    net = net_of(problem_of([], metres))

    assert net.least_distance_m.tolist() == [[0, 9, 18], [9, 0, 9], [18, 9, 0]]


def test_a_rider_who_is_alone_needs_not_be_split():
    problem = on_a_line([(1, 0, 3), (2, 0, 3)])
    parties = tuple(dataclasses.replace(p, together=False) for p in problem.parties)
    problem = dataclasses.replace(problem, parties=parties)

    assert units_of(problem, net_of(problem), [0, 1]).split.tolist() == [False, True]
