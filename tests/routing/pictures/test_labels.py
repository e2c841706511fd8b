from __future__ import annotations

from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from routing.pictures.clip import cut_leg, cut_ring
from routing.pictures.labels import Box, Label, place_labels

BOUNDS = Box(0, 0, 300, 200)
points = st.tuples(st.floats(-50, 350), st.floats(-50, 250))


@given(st.lists(points, max_size=30), st.lists(points, max_size=5))
def test_no_label_covers_another_or_a_taken_box_or_leaves_the_bounds(at, taken_at):
    taken = [Box(x, y, x + 20, y + 20) for x, y in taken_at]
    labels = [Label("县城 12", x, y, 12, i, 4) for i, (x, y) in enumerate(at)]

    placed = place_labels(labels, BOUNDS, taken)

    for a, b in combinations([*[p.box for p in placed]], 2):
        assert not a.meets(b)
    for label in placed:
        assert BOUNDS.holds(label.box)
        assert not any(label.box.meets(box) for box in taken)


def test_of_two_labels_at_one_place_without_room_the_heavier_stays():
    tight = Box(0, 0, 60, 20)
    light, heavy = (Label("县城", 10, 10, 12, weight) for weight in (1, 2))

    (placed,) = place_labels([light, heavy], tight)

    assert placed.label is heavy


@given(points, points)
def test_a_cut_leg_lies_in_the_box_and_on_the_leg(start, end):
    cut = cut_leg(start, end, BOUNDS)

    if cut is not None:
        for x, y in cut:
            assert -1e-6 <= x <= 300 + 1e-6
            assert -1e-6 <= y <= 200 + 1e-6


@given(st.lists(points, min_size=3, max_size=12))
def test_a_cut_ring_lies_in_the_box(corners):
    cut = cut_ring(np.array(corners), BOUNDS)

    assert np.isfinite(cut).all()
    assert ((cut >= -1e-6) & (cut <= [300 + 1e-6, 200 + 1e-6])).all()


def test_a_ring_around_the_box_becomes_the_box():
    ring = np.array([[-10.0, -10], [400, -10], [400, 300], [-10, 300]])

    cut = cut_ring(ring, BOUNDS)

    assert cut.min(axis=0).tolist() == [0, 0]
    assert cut.max(axis=0).tolist() == [300, 200]
