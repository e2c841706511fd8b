"""Make the shipped weights: ``python -m matcher.learning``, the same each time."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from matcher.learning.fitting import learn
from matcher.learning.measures import calibration_error
from matcher.learning.outcomes import BOTH
from matcher.learning.simulation import (
    INTERCEPTS,
    Mind,
    Town,
    build_town,
    show,
    true_ndcg,
)
from matcher.ranking.features import Side, of_side
from matcher.ranking.ranker import SHIPPED, Curve, Ranker, SideWeights

if TYPE_CHECKING:
    from collections.abc import Iterable

    from matcher.learning.outcomes import OutcomeLog

HERE = Path(__file__).parent
TARGET = HERE.parent / "ranking" / SHIPPED
SEED = 20_261_123
SEEKERS, VACANCIES = 6_000, 600
OFFICES = 12
# Nothing was known before: the simulated outcomes alone decide.
WEAK = 0.5
MADE_ON = "2026-11-23"


def main() -> int:
    """Teach, measure on towns not seen, and write."""
    random = np.random.default_rng(SEED)
    town = build_town(Mind.of_judgement(), random, SEEKERS, VACANCIES)
    # First by chance, so that every kind of pair is seen; then by what that taught, so
    # that the good ones are seen often.
    by_chance = random.random(town.want.shape, np.float32)
    log = show(town, by_chance, random, steepness=0.0)
    first = taught(log, "first")
    log += show(town, first.fits(town.features), random, steepness=0.0)
    ranker = taught(log, "shipped")
    metrics = measure(ranker, random)
    about = {
        "made_on": MADE_ON,
        "made_by": "python -m matcher.learning",
        "taught_by": (
            f"{len(log)} simulated pairs of {SEEKERS} seekers and {VACANCIES} "
            "vacancies, whose minds are the judgement in "
            "matcher/learning/simulation.py; no outcome of a real person is in it"
        ),
        "measured_on": (
            f"{OFFICES} simulated offices whose minds differ from the judgement"
        ),
        "metrics": metrics,
    }
    shipped = Ranker(
        ranker.name, ranker.wants, ranker.asks, ranker.slope, ranker.offset, about
    )
    TARGET.write_text(shipped.to_json(), encoding="utf-8")
    sys.stdout.write(f"{TARGET.name}: {metrics}\n")
    return 0


def taught(log: OutcomeLog, name: str) -> Ranker:
    """Return what the outcomes teach, of which every place was looked at."""
    return learn(log, flat(), 0.0, name=name, strength=WEAK, intercept_strength=0.0)


def flat() -> Ranker:
    """Return a ranker that finds all pairs alike."""
    wants, asks = (
        SideWeights(
            INTERCEPTS[side],
            {
                spec.name: Curve(spec.knots, (0.0,) * len(spec.knots))
                for spec in of_side(side)
            },
        )
        for side in Side
    )
    return Ranker("flat", wants, asks)


def measure(ranker: Ranker, random: np.random.Generator) -> dict[str, float]:
    """Return nDCG@10 by the true gains, and calibration errors, in towns not seen."""
    towns = [build_town(Mind.around(random), random, 300, 300) for _ in range(OFFICES)]
    same = build_town(Mind.of_judgement(), random, 3_000, 300)
    return {
        "ndcg_at_10": _mean(
            true_ndcg(town, ranker.fits(town.features)) for town in towns
        ),
        "calibration_error_elsewhere": _mean(
            _calibration_error(town, ranker, random) for town in towns
        ),
        "calibration_error": _mean([_calibration_error(same, ranker, random)]),
    }


def _mean(values: Iterable[float]) -> float:
    return round(float(np.mean(list(values))), 4)


def _calibration_error(
    town: Town, ranker: Ranker, random: np.random.Generator
) -> float:
    fits = ranker.fits(town.features)
    log = show(town, fits, random, steepness=0.0)
    known = np.isfinite(BOTH[log.outcomes])
    chances = ranker.probabilities(ranker.fits(log.features))[known]
    return calibration_error(chances, BOTH[log.outcomes][known])


if __name__ == "__main__":
    sys.exit(main())
