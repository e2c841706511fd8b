"""Assignments against brute force, a linear programme, and their own judge."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from matcher.assignment.assign import (
    assign,
    assign_greedily,
    assign_stably,
    blocking_pairs,
    in_figures,
    upper_bound,
)
from matcher.assignment.problem import (
    NOWHERE,
    Candidates,
    Cause,
    Unplaced,
    check,
    expected,
)


def candidates(chances: list[list[float]], headcounts: list[int]) -> Candidates:
    """Return a problem out of a table; a chance below 0 is no pair."""
    pairs = [
        (row, at, chance)
        for row, each in enumerate(chances)
        for at, chance in enumerate(each)
        if chance >= 0
    ]
    counts = [sum(chance >= 0 for chance in each) for each in chances]
    return Candidates(
        np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        np.array([at for _, at, _ in pairs], dtype=np.int64),
        np.array([chance for *_, chance in pairs], dtype=np.float64),
        np.array(headcounts, dtype=np.int64),
    )


def brute_force(problem: Candidates) -> float:
    """Return the most expected placements, by trying all."""
    best = 0.0
    choices = [NOWHERE, *range(problem.posts)]
    for placed in itertools.product(choices, repeat=problem.people):
        if not check(problem, np.array(placed, dtype=np.int64)):
            best = max(best, expected(problem, np.array(placed, dtype=np.int64)))
    return best


def by_programme(problem: Candidates) -> float:
    """Return the value of the linear programme."""
    pairs = len(problem.chances)
    if not pairs:
        return 0.0
    rows = np.zeros((problem.people + problem.posts, pairs))
    rows[problem.seekers, np.arange(pairs)] = 1
    rows[problem.people + problem.vacancies, np.arange(pairs)] = 1
    limits = np.concatenate([np.ones(problem.people), problem.headcounts])
    return -float(linprog(-problem.chances, A_ub=rows, b_ub=limits).fun)


CHANCES = st.sampled_from([-1.0, 0.0, 0.1, 0.25, 0.5, 0.5, 0.9, 1.0])
SMALL = st.integers(1, 3).flatmap(
    lambda posts: st.tuples(
        st.lists(
            st.lists(CHANCES, min_size=posts, max_size=posts), min_size=1, max_size=4
        ),
        st.lists(st.integers(0, 2), min_size=posts, max_size=posts),
    )
)


@given(SMALL)
@settings(deadline=None)
def test_small_problems_are_solved_as_by_brute_force(
    problem: tuple[list[list[float]], list[int]],
) -> None:
    posed = candidates(*problem)
    found = assign(posed, least=1e-6)
    best = brute_force(posed)
    assert check(posed, found.placed) == ()
    assert found.placements == pytest.approx(best, abs=1e-4)
    assert found.bound >= best - 1e-9
    assert found.bound == pytest.approx(by_programme(posed), abs=1e-4)
    assert set(found.unplaced) == set(np.flatnonzero(found.placed == NOWHERE).tolist())


def random_problem(seed: int, people: int = 300, posts: int = 40) -> Candidates:
    random = np.random.default_rng(seed)
    chances = np.where(
        random.random((people, posts)) < 0.3, random.random((people, posts)), -1
    )
    return candidates(chances.tolist(), random.integers(0, 9, posts).tolist())


@pytest.mark.parametrize("seed", range(4))
def test_larger_ones_are_near_their_bound_which_is_that_of_the_programme(
    seed: int,
) -> None:
    problem = random_problem(seed)
    found = assign(problem)
    assert check(problem, found.placed) == ()
    assert found.gap <= 0.002
    assert found.bound >= by_programme(problem) - 1e-6
    greedy = assign_greedily(problem)
    assert check(problem, greedy) == ()
    assert expected(problem, greedy) <= found.placements


@given(SMALL, st.lists(st.floats(0, 2), min_size=3, max_size=3))
@settings(deadline=None)
def test_any_prices_give_a_bound(
    problem: tuple[list[list[float]], list[int]], prices: list[float]
) -> None:
    posed = candidates(*problem)
    bound = upper_bound(posed, np.array(prices[: posed.posts]))
    assert bound >= brute_force(posed) - 1e-9


def test_with_everybody_in_mind_more_are_placed_for_fewer_placements() -> None:
    problem = candidates([[0.9, 0.1], [0.8, -1.0]], [1, 1])
    most = assign(problem, least=1e-6)
    all_ = assign(problem, everybody=1.0, least=1e-6)
    assert most.placed.tolist() == [0, NOWHERE]
    assert all_.placed.tolist() == [1, 0]
    # The bound is that of the most, not of the chances added up.
    assert all_.bound == pytest.approx(most.bound) == pytest.approx(0.9, abs=1e-5)
    assert all_.placements == pytest.approx(0.9)


@given(SMALL)
@settings(deadline=None)
def test_with_everybody_in_mind_the_bound_is_that_of_the_programme(
    problem: tuple[list[list[float]], list[int]],
) -> None:
    posed = candidates(*problem)
    found = assign(posed, everybody=1.0, least=1e-6)
    assert check(posed, found.placed) == ()
    assert found.bound == pytest.approx(by_programme(posed), abs=1e-4)
    assert found.placements <= found.bound + 1e-9


def test_a_vacancy_may_seek_more_than_there_are_people_or_memory() -> None:
    problem = candidates([[0.5, 0.9], [0.4, 0.3]], [10**15, 1])
    found = assign(problem, least=1e-6)
    assert found.placed.tolist() == [1, 0]
    assert found.prices[0] == 0
    assert found.bound == pytest.approx(1.3, abs=1e-4)
    chances = problem.chances
    assert assign_stably(problem, chances, chances).tolist() == [1, 0]


def test_the_unplaced_are_told_why() -> None:
    problem = candidates([[0.5, -1], [0.4, -1], [-1, 0.9], [-1, -1]], [1, 0])
    assert assign(problem, least=1e-6).unplaced == {
        1: Unplaced.OUTBID,
        2: Unplaced.NO_POSTS,
        3: Unplaced.NO_CANDIDATES,
    }


def test_nobody_and_nothing_are_assigned() -> None:
    for problem in (candidates([], []), candidates([[]], []), candidates([], [3])):
        found = assign(problem)
        assert (found.placements, found.bound, found.gap) == (0, 0, 0)


def test_all_equal_chances_fill_every_post() -> None:
    problem = candidates([[0.5] * 3] * 10, [2, 2, 2])
    found = assign(problem)
    assert (found.placed != NOWHERE).sum() == 6
    assert found.placed.tolist() == assign(problem).placed.tolist()


@given(SMALL, st.integers(0, 10_000))
@settings(deadline=None)
def test_stable_assignments_have_no_blocking_pair(
    problem: tuple[list[list[float]], list[int]], seed: int
) -> None:
    posed = candidates(*problem)
    random = np.random.default_rng(seed)
    wants, liking = (random.permutation(len(posed.chances)) * 1.0 for _ in range(2))
    placed = assign_stably(posed, wants, liking)
    assert check(posed, placed) == ()
    assert blocking_pairs(posed, placed, wants, liking) == []


def test_a_pair_without_a_chance_places_nobody_stably() -> None:
    posed = candidates([[0.0, 0.5]], [1, 0])
    wishes = np.array([2.0, 1.0])
    placed = assign_stably(posed, wishes, wishes)
    assert placed.tolist() == [NOWHERE]
    assert blocking_pairs(posed, placed, wishes, wishes) == []
    figures = in_figures(posed, placed)
    assert (figures.placements, figures.unplaced) == (0, {0: Unplaced.NO_POSTS})


@pytest.mark.parametrize("wrong", [[np.nan, 1.0], [np.inf, 1.0], [1.0]])
def test_wishes_that_are_no_numbers_of_all_pairs_are_refused(
    wrong: list[float],
) -> None:
    posed, right = candidates([[0.5, 0.5]], [1, 1]), np.array([1.0, 2.0])
    for wants, liking in ((np.array(wrong), right), (right, np.array(wrong))):
        with pytest.raises(ValueError, match=r"Expected (finite )?wishes"):
            assign_stably(posed, wants, liking)
        with pytest.raises(ValueError, match=r"Expected (finite )?wishes"):
            blocking_pairs(posed, np.array([0]), wants, liking)


@pytest.mark.parametrize("values", [{"everybody": np.nan}, {"least": np.nan}])
def test_values_that_are_no_numbers_are_refused(values: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="both finite"):
        assign(candidates([[0.5]], [1]), **values)


def test_the_judge_names_what_is_wrong() -> None:
    problem = candidates([[0.5, -1], [0.5, 0.5]], [1, 1])
    assert check(problem, np.array([0])) != ()
    wrong = check(problem, np.array([1, 1]))
    assert {violation.cause for violation in wrong} == {
        Cause.NOT_A_CANDIDATE,
        Cause.OVERFULL,
    }


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"chances": np.array([np.nan])}, "without NaN"),
        ({"chances": np.array([1.5])}, "between 0 and 1"),
        ({"headcounts": np.array([-1])}, "headcounts"),
        ({"vacancies": np.array([7])}, "rows of 1"),
        ({"starts": np.array([0, 2])}, "2 pairs"),
        (
            {
                "starts": np.array([0, 2]),
                "vacancies": np.array([0, 0]),
                "chances": np.array([0.1, 0.2]),
            },
            "stands twice",
        ),
    ],
)
def test_wrong_problems_are_refused(values: dict[str, np.ndarray], told: str) -> None:
    right = {
        "starts": np.array([0, 1]),
        "vacancies": np.array([0]),
        "chances": np.array([0.5]),
        "headcounts": np.array([1]),
    }
    with pytest.raises(ValueError, match=told):
        Candidates(**(right | values))


def test_an_auction_of_many_small_bids_for_few_posts_comes_to_its_end():
    people = 60
    problem = candidates([[0.5, 0.5, 0.4999]] * people, [1, 1, 1])

    found = assign(problem, least=1e-6)

    assert not check(problem, found.placed)
    assert found.placements == pytest.approx(1.4999)
    assert found.bound == pytest.approx(1.4999, abs=people * 1e-6)
