"""
Whether a ranker that was learnt may replace the one that is live.

It is judged on vacancies it has not seen: the vacancies are dealt into parts, and each
part is scored by a ranker learnt from the others. Both rankers put the lists that were
shown into their own order, and the gains, corrected for where they had been shown,
say whose is better. The new one goes live only if the difference is above zero also
at the low end of what chance could have made of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from sklearn.model_selection import GroupKFold

from matcher.learning.exposure import estimate_steepness, seen
from matcher.learning.fitting import STRENGTH, learn
from matcher.learning.measures import ndcg
from matcher.learning.outcomes import GAINS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from matcher.learning.outcomes import OutcomeLog
    from matcher.ranking import Ranker

# Fewer outcomes, or vacancies, teach nothing that could be checked.
LEAST_OUTCOMES: Final = 200
LEAST_VACANCIES: Final = 20
PARTS: Final = 5
RESAMPLES: Final = 2_000
# A worse ranker passes in at most this share of all trials.
RISK: Final = 0.05


@dataclass(frozen=True, slots=True)
class Verdict:
    """
    What the guard found.

    Parameters
    ----------
    accepted
        Whether the new ranker may go live.
    why
        In a sentence.
    before, after
        nDCG@10 of the live ranker and of the new one, on vacancies it had not seen;
        NaN when nothing could be measured.
    low
        The low end of the difference.
    lists
        Over how many lists.
    """

    accepted: bool
    why: str
    before: float = float("nan")
    after: float = float("nan")
    low: float = float("nan")
    lists: int = 0


@dataclass(frozen=True, slots=True)
class Lesson:
    """
    A ranker learnt from outcomes, and whether it may go live.

    ``steepness`` is that of the attention along a list, as it was estimated.
    """

    ranker: Ranker
    verdict: Verdict
    steepness: float


def relearn(
    log: OutcomeLog,
    live: Ranker,
    *,
    name: str,
    seed: int = 0,
    strength: float = STRENGTH,
) -> Lesson:
    """Learn from all outcomes, and judge on vacancies held out."""
    if not len(log):
        return Lesson(live, Verdict(False, "Nothing was shown yet."), 0.0)
    steepness = estimate_steepness(log, live)
    ranker = learn(log, live, steepness, name=name, strength=strength)
    return Lesson(ranker, _judge(log, live, steepness, seed, strength), steepness)


def _judge(
    log: OutcomeLog, live: Ranker, steepness: float, seed: int, strength: float
) -> Verdict:
    vacancies = len(np.unique(log.vacancies))
    if log.happened < LEAST_OUTCOMES or vacancies < LEAST_VACANCIES:
        why = (
            f"{log.happened} outcomes of {vacancies} vacancies are too few: "
            f"{LEAST_OUTCOMES} of {LEAST_VACANCIES} are needed."
        )
        return Verdict(False, why)
    unseen = np.empty(len(log), dtype=np.float32)
    parts = GroupKFold(PARTS, shuffle=True, random_state=seed)
    for taught, held in parts.split(unseen, groups=log.vacancies):
        ranker = learn(
            log.rows(taught), live, steepness, name="part", strength=strength
        )
        unseen[held] = ranker.fits(log.rows(held).features)
    gains = GAINS[log.outcomes] / seen(log.positions, steepness)
    pairs = _by_list(log, gains, live.fits(log.features), unseen)
    if not len(pairs):
        return Verdict(False, "No list had an outcome to order by.")
    before, after = pairs.mean(axis=0)
    low = _low(pairs[:, 1] - pairs[:, 0], seed)
    accepted = bool(low > 0)
    why = (
        f"nDCG@10 on unseen vacancies {after:.3f} against {before:.3f}, over "
        f"{len(pairs)} lists; the difference is at least {low:+.4f}"
        f" with {1 - RISK:.0%} confidence: "
    ) + ("it is better." if accepted else "not surely better, so the old one stays.")
    return Verdict(accepted, why, float(before), float(after), low, len(pairs))


def _by_list(
    log: OutcomeLog,
    gains: NDArray[np.float64],
    one: NDArray[np.float32],
    other: NDArray[np.float32],
) -> NDArray[np.float64]:
    """Return the nDCG of both orders for every list that had an outcome."""
    order = np.argsort(log.lists, kind="stable")
    starts = np.flatnonzero(np.diff(log.lists[order])) + 1
    found = [
        (ndcg(gains[rows], one[rows]), ndcg(gains[rows], other[rows]))
        for rows in np.split(order, starts)
        if gains[rows].any()
    ]
    return np.array(found).reshape(-1, 2)


def _low(differences: NDArray[np.float64], seed: int) -> float:
    """Return the low end of the mean, by resampling the lists (bootstrap)."""
    random = np.random.default_rng(seed)
    count = len(differences)
    means = [
        differences[random.integers(count, size=count)].mean() for _ in range(RESAMPLES)
    ]
    return float(np.quantile(means, RISK))
