"""Lists that do not send everyone to the same factory."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from matcher.assignment.problem import Candidates
from matcher.assignment.recommend import (
    fair_lists,
    gini,
    plain_lists,
    random_lists,
    simulate,
)


def crowd(headcount: int, seed: int = 0) -> Candidates:
    """Return 400 seekers who all like the same few of 80 vacancies best."""
    random = np.random.default_rng(seed)
    people, posts, each = 400, 80, 25
    liked = random.dirichlet(np.ones(posts) * 0.3)
    rows = [
        np.sort(
            random.choice(
                posts, each, replace=False, p=(liked + 0.002) / (liked + 0.002).sum()
            )
        )
        for _ in range(people)
    ]
    vacancies = np.concatenate(rows)
    chances = np.clip(
        0.3
        + 0.4 * liked[vacancies] / liked.max()
        + random.normal(0, 0.05, len(vacancies)),
        0.05,
        0.95,
    )
    starts = np.arange(people + 1) * each
    return Candidates(starts, vacancies, chances, np.full(posts, headcount))


def hired(problem: Candidates, lists: list[np.ndarray]) -> float:
    return float(
        np.mean(
            [
                simulate(problem, lists, np.random.default_rng(s)).hired
                for s in range(20)
            ]
        )
    )


@pytest.mark.parametrize("length", [0, -1])
def test_lists_without_a_place_are_refused(length: int) -> None:
    problem = crowd(headcount=4)
    for lists in (fair_lists, plain_lists):
        with pytest.raises(ValueError, match="length >= 1"):
            lists(problem, length)
    with pytest.raises(ValueError, match="length >= 1"):
        random_lists(problem, np.random.default_rng(0), length)


def test_in_a_crowd_more_are_hired_than_by_plain_lists() -> None:
    problem = crowd(headcount=4)
    fair, plain = (
        hired(problem, fair_lists(problem)),
        hired(problem, plain_lists(problem)),
    )
    assert fair > plain
    assert plain > 0


def test_without_a_crowd_the_lists_are_the_plain_ones_after_the_first() -> None:
    problem = crowd(headcount=400)
    for fair, plain in zip(fair_lists(problem), plain_lists(problem), strict=True):
        assert set(fair.tolist()) == set(plain.tolist())
    assert hired(problem, fair_lists(problem)) >= 0.99 * hired(
        problem, plain_lists(problem)
    )


def test_every_vacancy_that_seeks_somebody_is_seen_by_some() -> None:
    problem = crowd(headcount=4)
    headcounts = problem.headcounts.copy()
    headcounts[:5] = 0
    problem = replace(problem, headcounts=headcounts)
    plain, seen = fair_lists(problem), fair_lists(problem, seen=20)
    assert least_seen(problem, plain) < 20 <= least_seen(problem, seen)
    for row, (before, after) in enumerate(zip(plain, seen, strict=True)):
        assert before[0] == after[0]
        assert len(set(after.tolist())) == len(after) == len(before)
        assert (problem.seekers[after] == row).all()
    assert hired(problem, seen) >= 0.99 * hired(problem, plain)


def least_seen(problem: Candidates, lists: list[np.ndarray]) -> int:
    """Return how many lists hold the vacancy with a post that the fewest see."""
    shown = problem.vacancies[np.concatenate(lists)]
    counts = np.bincount(shown, minlength=problem.posts)
    suited = np.bincount(problem.vacancies, minlength=problem.posts)
    return int(counts[(problem.headcounts > 0) & (suited >= 20)].min())


def test_nobody_can_be_seen_by_more_than_suit_it() -> None:
    problem = crowd(headcount=4)
    lists = fair_lists(problem, seen=10_000)
    assert all(len(each) == 10 for each in lists)


def test_lists_are_of_a_seekers_own_pairs_and_not_longer_than_asked() -> None:
    problem = crowd(headcount=4)
    for lists in (
        fair_lists(problem, 7),
        plain_lists(problem, 7),
        random_lists(problem, np.random.default_rng(0), 7),
    ):
        for row, pairs in enumerate(lists):
            assert len(set(pairs.tolist())) == len(pairs) == 7
            assert (problem.seekers[pairs] == row).all()


def test_nobody_more_than_sought_is_hired_and_the_same_seed_hires_the_same() -> None:
    problem = crowd(headcount=1)
    lists = plain_lists(problem)
    one, other = (simulate(problem, lists, np.random.default_rng(3)) for _ in range(2))
    assert one == other
    assert one.hired <= problem.headcounts.sum()
    assert one.without == pytest.approx(1 - one.hired / problem.people)


def test_nothing_to_simulate_is_nothing() -> None:
    empty = Candidates(
        np.array([0]), np.empty(0, np.int64), np.empty(0), np.empty(0, np.int64)
    )
    assert simulate(empty, [], np.random.default_rng(0)).hired == 0


def test_gini_is_0_for_equals_and_near_1_for_one_who_has_all() -> None:
    assert gini(np.array([3, 3, 3])) == pytest.approx(0)
    assert gini(np.array([0] * 99 + [7])) == pytest.approx(0.99)
    assert gini(np.zeros(4, np.int64)) == 0
