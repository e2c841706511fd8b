"""One seeker's list in view of the crowds that all lists make."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.assignment.crowding import (
    SPARED,
    Crowding,
    crowd_lists,
    find_crowding,
    in_view_of_crowds,
)
from matcher.assignment.problem import Candidates
from matcher.assignment.recommend import plain_lists, random_lists
from tests.matcher.assignment.test_recommend import crowd, hired, least_seen

if TYPE_CHECKING:
    from collections.abc import Callable


def lots(problem: Candidates) -> np.ndarray:
    return np.random.default_rng(5).random(len(problem.chances))


def alike(headcount: int) -> Candidates:
    """Return 400 seekers of 10 sorts; those of a sort have the same chances."""
    sorts = crowd(headcount)
    each = 25
    rows = np.repeat(np.arange(10), 40)
    pairs = (sorts.starts[rows][:, None] + np.arange(each)).ravel()
    return Candidates(
        np.arange(401) * each,
        sorts.vacancies[pairs],
        sorts.chances[pairs],
        sorts.headcounts,
    )


@pytest.mark.parametrize("make", [crowd, alike])
def test_in_a_crowd_far_more_are_hired_than_by_plain_lists(
    make: Callable[[int], Candidates],
) -> None:
    problem = make(4)
    lists = crowd_lists(problem, find_crowding(problem, lots(problem)), lots(problem))
    floor = random_lists(problem, np.random.default_rng(0))
    assert hired(problem, lists) > 1.2 * hired(problem, plain_lists(problem))
    assert hired(problem, lists) > hired(problem, floor)


def test_where_there_is_room_no_less_are_hired() -> None:
    problem = crowd(headcount=400)
    found = find_crowding(problem, lots(problem))
    lists = crowd_lists(problem, found, lots(problem))
    assert not found.prices.any()
    assert hired(problem, lists) >= 0.99 * hired(problem, plain_lists(problem))


def test_who_came_after_the_night_is_led_around_the_crowds_too() -> None:
    problem = crowd(headcount=4)
    half = problem.people // 2
    pairs = int(problem.starts[half])
    known = Candidates(
        problem.starts[: half + 1],
        problem.vacancies[:pairs],
        problem.chances[:pairs],
        problem.headcounts // 2,
    )
    found = find_crowding(known, lots(known))
    lists = crowd_lists(problem, found, lots(problem))
    assert hired(problem, lists) > 1.2 * hired(problem, plain_lists(problem))


def test_what_hardly_anybody_sees_is_seen_more() -> None:
    problem = crowd(headcount=400)
    found = find_crowding(problem, lots(problem))
    unseen = Crowding(found.prices, np.zeros(problem.posts, dtype=np.bool_))
    before = crowd_lists(problem, unseen, lots(problem))
    after = crowd_lists(problem, found, lots(problem))
    assert found.seldom.any()
    assert least_seen(problem, after) > least_seen(problem, before)


@given(st.integers(0, 2**32 - 1), st.integers(1, 60), st.integers(1, 12))
def test_what_suits_much_better_is_never_hidden_nor_passed(
    seed: int, count: int, length: int
) -> None:
    random = np.random.default_rng(seed)
    chances = random.random(count)
    prices = random.random(count) * random.integers(0, 2, count)
    seldom, own = random.random(count) < 0.2, random.random(count)
    shown = in_view_of_crowds(chances, prices, seldom, own, length)
    assert len(set(shown.tolist())) == len(shown) == min(length, count)
    if length >= 3:
        assert chances.argmax() in shown
        body = shown[:-2]
        left = np.ones(count, dtype=np.bool_)
        for each in body:
            assert chances[each] * SPARED >= chances[left].max()
            left[each] = False


def test_without_crowds_the_order_is_that_of_chances() -> None:
    chances = np.array([0.2, 0.9, 0.4, 0.3])
    nobody = np.zeros(4)
    shown = in_view_of_crowds(chances, nobody, nobody > 0, np.arange(4) / 4)
    assert shown.tolist() == [1, 2, 3, 0]


def test_nobody_and_nothing_crowd_nothing() -> None:
    nothing = np.empty(0)
    empty = Candidates(
        np.array([0]), np.empty(0, np.int64), nothing, np.array([3, 0], np.int64)
    )
    assert find_crowding(empty, nothing).prices.tolist() == [0, 0]
    assert not len(in_view_of_crowds(nothing, nothing, nothing > 0, nothing))
