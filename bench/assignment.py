"""
A whole district assigned at once, and lists that do not send all to one factory.

Made up and seeded: vacancies are as popular as Zipf's law has it, and chances rise with
what everybody and with what the seeker likes.
"""

from __future__ import annotations

import resource
import sys
import time
from typing import TYPE_CHECKING, Final

import numpy as np

from matcher.assignment.assign import assign, assign_greedily, upper_bound
from matcher.assignment.crowding import crowd_lists, find_crowding
from matcher.assignment.problem import Candidates, check, expected
from matcher.assignment.recommend import (
    fair_lists,
    plain_lists,
    random_lists,
    simulate,
)

if TYPE_CHECKING:
    from pathlib import Path

SEED: Final = 0
# In so many lists every vacancy shall stand.
SEEN: Final = 20
SEASONS: Final = 20


def make(
    people: int, posts: int, each: int, places: int, seed: int = SEED
) -> Candidates:
    """
    Return seekers with their candidates.

    Parameters
    ----------
    each
        Candidates of a seeker.
    places
        What all headcounts sum to, about.
    """
    random = np.random.default_rng(seed)
    popular = 1 / np.arange(1, posts + 1) ** 0.8
    popular /= popular.sum()
    popular = random.permutation(popular)
    # Drawn with the popularity, without repeats: surplus draws, the first of each kept.
    drawn = random.choice(posts, (people, 3 * each), p=popular)
    rows = []
    for row in drawn:
        kept = np.array(list(dict.fromkeys(row.tolist())), dtype=np.int64)[:each]
        rows.append(np.sort(kept))
    vacancies = np.concatenate(rows)
    seekers = np.repeat(np.arange(people), [len(row) for row in rows])
    liked = np.log(popular) - np.log(popular).mean()
    score = 0.35 * liked[vacancies] + random.normal(0, 1, len(vacancies))
    chances = 1 / (1 + np.exp(-(score - 1.0)))
    counts = 1 + random.multinomial(places - posts, np.full(posts, 1 / posts))
    starts = np.concatenate([[0], np.cumsum(np.bincount(seekers, minlength=people))])
    return Candidates(starts, vacancies, chances, counts)


def main(data: Path | None = None, scale: float = 1.0) -> None:
    """Print both tables; ``data`` is not used, the problems are made up."""
    assign(make(50, 10, 5, 60))
    people, posts = round(100_000 * scale), round(20_000 * scale)
    problem = make(people, posts, 50, round(120_000 * scale))
    _say(
        f"{people:,} seekers, {posts:,} vacancies, {int(problem.headcounts.sum()):,} "
        f"posts, {len(problem.chances):,} pairs\n"
    )
    found = assign(problem)
    began = time.perf_counter()
    greedy = assign_greedily(problem)
    seconds = time.perf_counter() - began
    random = np.random.default_rng(SEED)
    chance = Candidates(
        problem.starts,
        problem.vacancies,
        random.random(len(problem.chances)),
        problem.headcounts,
    )
    by_chance = assign_greedily(chance)
    _say(
        "| system | expected placements | below the bound | seconds |\n"
        "|---|---|---|---|\n"
    )
    for name, placed, took in (
        ("random", by_chance, None),
        ("greedy", greedy, seconds),
        ("Zhida, auction", found.placed, found.runtime_s),
    ):
        if check(problem, placed):
            raise AssertionError(f"{name} breaks a rule.")
        value = expected(problem, placed)
        gap = 1 - value / found.bound
        told = "" if took is None else f"{took:.1f}"
        _say(f"| {name} | {value:,.1f} | {gap:.3%} | {told} |\n")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    nothing = upper_bound(problem, np.zeros(problem.posts))
    _say(
        f"\nBound {found.bound:,.1f} (without prices {nothing:,.1f}); "
        f"{len(found.unplaced):,} unplaced; peak memory {peak:.1f} GiB\n\n"
    )
    _congestion()


def _congestion() -> None:
    _say(
        "| lists of ten, 20 seasons | posts | hired | nobody hired | Gini of "
        "applications | the rarest stands in |\n|---|---|---|---|---|---|\n"
    )
    for name, places in (("crowded", 2_200), ("room for all", 40_000)):
        problem = make(2_000, 400, 50, places)
        lots = np.random.default_rng(SEED).random(len(problem.chances))
        site = crowd_lists(problem, find_crowding(problem, lots), lots)
        for system, lists in (
            ("random", random_lists(problem, np.random.default_rng(SEED))),
            ("plain top ten", plain_lists(problem)),
            ("Zhida", fair_lists(problem)),
            (f"Zhida, each seen {SEEN} times", fair_lists(problem, seen=SEEN)),
            ("Zhida, one at a time, as on the site", site),
        ):
            shown = problem.vacancies[np.concatenate(lists)]
            seen = np.bincount(shown, minlength=problem.posts)
            seasons = [
                simulate(problem, lists, np.random.default_rng(seed))
                for seed in range(SEASONS)
            ]
            hired = np.mean([season.hired for season in seasons])
            without = np.mean([season.without for season in seasons])
            unequal = np.mean([season.unequal for season in seasons])
            _say(
                f"| {name}, {system} | {int(problem.headcounts.sum()):,} "
                f"| {hired:,.0f} | {without:.1%} | {unequal:.2f} | {seen.min()} |\n"
            )


def _say(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


if __name__ == "__main__":
    main(scale=float(sys.argv[1]) if len(sys.argv) > 1 else 1.0)
