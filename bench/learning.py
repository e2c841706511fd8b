"""
What a ranker learns from an office's outcomes, where the truth is known.

Simulated offices, each with its own mind drawn around the judgement that the shipped
weights were taught. The strength of learning and the guard's rule were chosen on
offices 100 to 199, and looked at again on the first rows here; how far the way is gone
on 3000 to 3299. Only 6000 to 6099 were never seen before the rule was final. The
vacancies that are ranked are not among those that were shown.
"""

from __future__ import annotations

import statistics
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from matcher.learning.fitting import learn
from matcher.learning.guard import relearn
from matcher.learning.measures import calibration_error
from matcher.learning.outcomes import BOTH
from matcher.learning.simulation import Mind, Town, build_town, show, true_ndcg
from matcher.ranking import Ranker

if TYPE_CHECKING:
    from numpy.random import Generator

# Which offices, and after how many outcomes.
ROWS = (
    (range(10), 500),
    (range(10), 1_000),
    (range(10), 4_000),
    (range(1_000, 1_100), 1_000),
    (range(2_000, 2_100), 1_000),
    (range(6_000, 6_100), 1_000),
)
SEEKERS, VACANCIES = 1_500, 300
UNSEEN_SEEKERS, UNSEEN_VACANCIES = 400, 200
# How steeply the attention falls along a list, from office to office.
STEEPNESS = (0.6, 1.4)


def main(_data: Path) -> None:
    """Print the table, a row for each number of outcomes."""
    heads = [
        "offices", "outcomes", "random", "work alone", "shipped", "learnt",
        "live after the guard", "live is better / the same / worse", "by the truth",
        "worst live", "calibration error, shipped", "live",
    ]  # fmt: skip
    sys.stdout.write(f"| {' | '.join(heads)} |\n|{'---|' * len(heads)}\n")
    for seeds, size in ROWS:
        offices = [_office(seed, size) for seed in seeds]
        mean = {key: statistics.mean(o[key] for o in offices) for key in offices[0]}
        gains = [office["live"] - office["shipped"] for office in offices]
        verdicts = [
            sum(g > 0 for g in gains),
            gains.count(0),
            sum(g < 0 for g in gains),
        ]
        cells = [
            f"{seeds.start}-{seeds.stop - 1}",
            f"{size:,}",
            *(
                f"{mean[k]:.4f}"
                for k in ("random", "work", "shipped", "learnt", "live")
            ),
            " / ".join(map(str, verdicts)),
            f"{mean['truth']:.4f}",
            f"{min(gains):+.4f}",
            *(f"{mean[k]:.4f}" for k in ("error_shipped", "error_live")),
        ]
        sys.stdout.write(f"| {' | '.join(cells)} |\n")
        sys.stdout.flush()


def _office(seed: int, outcomes: int) -> dict[str, float]:
    """Return nDCG@10 on unseen vacancies by the true gains, and calibration errors."""
    random = np.random.default_rng(seed)
    mind = Mind.around(random)
    steepness = random.uniform(*STEEPNESS)
    shown = build_town(mind, random, SEEKERS, VACANCIES)
    unseen = build_town(mind, random, UNSEEN_SEEKERS, UNSEEN_VACANCIES)
    shipped = Ranker.shipped()
    log = show(
        shown, shipped.fits(shown.features), random,
        steepness=steepness, outcomes=outcomes,
    )  # fmt: skip
    lesson = relearn(log, shipped, name=f"office {seed}")
    live = lesson.ranker if lesson.verdict.accepted else shipped
    truth = Ranker("truth", mind.wants, mind.asks)
    learnt = learn(log, shipped, lesson.steepness, name="learnt")
    by = {"shipped": shipped, "learnt": learnt, "live": live, "truth": truth}
    found = {
        name: true_ndcg(unseen, ranker.fits(unseen.features))
        for name, ranker in by.items()
    }
    found["random"] = true_ndcg(unseen, random.random(unseen.want.shape))
    found["work"] = true_ndcg(unseen, unseen.features["work"])
    found["error_shipped"] = _calibration_error(unseen, shipped, random)
    found["error_live"] = _calibration_error(unseen, live, random)
    return found


def _calibration_error(town: Town, ranker: Ranker, random: Generator) -> float:
    """Return how far the chances of the ten best are from what happens."""
    log = show(town, ranker.fits(town.features), random, steepness=0.0)
    known = np.isfinite(BOTH[log.outcomes])
    chances = ranker.probabilities(ranker.fits(log.features))[known]
    return calibration_error(chances, BOTH[log.outcomes][known])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
