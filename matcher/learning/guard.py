"""
Whether a ranker that was learnt may replace the one that is live.

It is judged on vacancies it has not seen: these are dealt into two halves, each is
ordered by a ranker learnt from the other, and this a few times over. Two things are
asked, both corrected for where a vacancy had been shown, both at the low end of what
chance could have made of them (a bootstrap over the lists):

* The order must be surely better by the likelihood of what happened within each list
  (ListNet's cross entropy: Cao and others, "Learning to rank: from pairwise approach to
  listwise approach", ICML 2007). It sees how far apart two scores are, so it tells a
  better ranker from a worse one with a fraction of the outcomes that nDCG needs.
* nDCG@10 must not be lower, and at the low end not by more than ``MARGIN``.

A list is cut to its vacancies of one half: scores of two rankers are never compared.

What goes live is not the new ranker itself but one on the way to it: as large a part
of the step is gone as the low end of the gain in likelihood is of that gain. One that
is barely sure moves little, so that the mistakes that a guard must make cost little.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.optimize import minimize_scalar

from matcher.learning.exposure import estimate_steepness, seen
from matcher.learning.finding import LEAST_OUTCOMES, LEAST_VACANCIES, Finding
from matcher.learning.fitting import STRENGTH, go_part_of_the_way, learn
from matcher.learning.measures import dcg_of_lists
from matcher.learning.outcomes import GAINS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from matcher.learning.outcomes import OutcomeLog
    from matcher.ranking import Ranker

    Floats = NDArray[np.float64]

DEALS: Final = 4
RESAMPLES: Final = 1_000
# A ranker that is no better passes in at most this share of all trials.
RISK: Final = 0.05
MARGIN: Final = 0.01
# No score is zero to a logarithm.
_EDGE: Final = 1e-9
_STEEPEST: Final = 4.0
_SENTENCES: Final = {
    Finding.BETTER: "It is better: {share:.0%} of the way to it is gone.",
    Finding.MAYBE_WORSE: "It may be worse: the old one stays.",
    Finding.NOT_SURE: "It is not surely better: the old one stays.",
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """
    What the guard found.

    Parameters
    ----------
    finding
        In a word.
    why
        In a sentence.
    before, after
        nDCG@10 of the live ranker and of the new one, on vacancies it had not seen;
        NaN when nothing could be measured.
    low
        The low end of the difference of both.
    likelier_low
        The low end of the gain in likelihood, for each list.
    share
        Which part of the way to the new one is gone; 0 when it is refused.
    lists
        Over how many lists.
    """

    finding: Finding
    why: str
    before: float = float("nan")
    after: float = float("nan")
    low: float = float("nan")
    likelier_low: float = float("nan")
    share: float = 0.0
    lists: int = 0

    @property
    def accepted(self) -> bool:
        """Return whether the new ranker may go live."""
        return self.finding is Finding.BETTER


@dataclass(frozen=True, slots=True)
class Lesson:
    """
    What goes live where the verdict accepts it, and what it goes towards.

    Parameters
    ----------
    ranker
        Between the live one and the one learnt from all outcomes; refused, that one
        itself.
    steepness
        Of the attention along a list, as it was estimated.
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
    vacancies = len(np.unique(log.vacancies))
    if log.happened < LEAST_OUTCOMES or vacancies < LEAST_VACANCIES:
        why = (
            f"{log.happened} outcomes of {vacancies} vacancies are too few: "
            f"{LEAST_OUTCOMES} of {LEAST_VACANCIES} are needed."
        )
        return Lesson(live, Verdict(Finding.TOO_FEW, why), float("nan"))
    steepness = estimate_steepness(log, live)
    ranker = learn(log, live, steepness, name=name, strength=strength)
    verdict = _verdict(_judge(log, live, steepness, seed, strength), seed)
    if verdict.accepted:
        ranker = go_part_of_the_way(log, live, ranker, steepness, verdict.share)
    return Lesson(ranker, verdict, steepness)


def _judge(
    log: OutcomeLog, live: Ranker, steepness: float, seed: int, strength: float
) -> Floats:
    """
    Return what both rankers make of every list that had an outcome, a row each.

    The columns are the DCG of the live one, of the new one, of the best order, and by
    how much what happened is likelier by the new one; summed over all deals.
    """
    ids, vacancy = np.unique(log.vacancies, return_inverse=True)
    _, numbers = np.unique(log.lists, return_inverse=True)
    gains = GAINS[log.outcomes] / seen(log.positions, steepness)
    old = live.fits(log.features)
    lists = np.zeros((int(numbers.max()) + 1, 4))
    random = np.random.default_rng(seed)
    for _ in range(DEALS):
        half = random.permutation(len(ids)) % 2
        for side in (0, 1):
            held = half[vacancy] == side
            taught = log.rows(~held)
            new = learn(taught, live, steepness, name="half", strength=strength)
            _, cut = np.unique(numbers[held], return_inverse=True)
            found = _compared(
                cut, gains[held], old[held], new.fits(log.rows(held).features)
            )
            lists[np.unique(numbers[held])] += found
    return lists[lists[:, 2] > 0]


def _compared(
    lists: NDArray[np.int64],
    gains: Floats,
    old: NDArray[np.float32],
    new: NDArray[np.float32],
) -> Floats:
    return np.stack(
        [
            dcg_of_lists(lists, gains, old),
            dcg_of_lists(lists, gains, new),
            dcg_of_lists(lists, gains, gains),
            _likelihood(lists, gains, new) - _likelihood(lists, gains, old),
        ],
        axis=1,
    )


def _likelihood(
    lists: NDArray[np.int64], gains: Floats, fits: NDArray[np.float32]
) -> Floats:
    """
    Return the log-likelihood of the gains in each list, were they drawn by fit.

    By the power of the fit that suits what happened best, so that only the order and
    how far the fits are apart from each other count, not how far all of them are.
    """
    logs = np.log(np.maximum(fits.astype(np.float64), _EDGE))

    def by_power(power: float) -> Floats:
        plain = np.exp(power * logs)
        shares = power * logs - np.log(np.bincount(lists, weights=plain))[lists]
        return np.bincount(lists, weights=gains * shares).astype(np.float64)

    best = minimize_scalar(
        lambda power: -by_power(power).sum(), bounds=(0, _STEEPEST), method="bounded"
    )
    return by_power(float(best.x))


def _verdict(lists: Floats, seed: int) -> Verdict:
    before, after, mean = _shares(lists)
    random = np.random.default_rng(seed)
    drawn = np.array(
        [
            _shares(lists[random.integers(len(lists), size=len(lists))])
            for _ in range(RESAMPLES)
        ]
    )
    low = float(np.quantile(drawn[:, 1] - drawn[:, 0], RISK))
    likelier = float(np.quantile(drawn[:, 2], RISK))
    finding = _finding(after - before, low, likelier)
    share = likelier / mean if finding is Finding.BETTER else 0.0
    why = (
        f"On unseen vacancies of {len(lists)} lists: nDCG@10 {after:.4f} against "
        f"{before:.4f}, at worst {low:+.4f}; what happened is likelier by at least "
        f"{likelier:+.4f} a list. " + _SENTENCES[finding].format(share=share)
    )
    return Verdict(finding, why, before, after, low, likelier, share, len(lists))


def _finding(better: float, low: float, likelier: float) -> Finding:
    # So that NaN is no better.
    if not (better >= 0 and low > -MARGIN):
        return Finding.MAYBE_WORSE
    return Finding.BETTER if likelier > 0 else Finding.NOT_SURE


def _shares(lists: Floats) -> tuple[float, float, float]:
    """
    Return the nDCG of both orders, and the mean gain in likelihood.

    The nDCG is the sum over the lists by the sum of the best. Not the mean of each
    list's: to that a list with one outcome is worth the same wherever it stood, which
    would take back the correction and favour the order that was shown.
    """
    old, new, best, likelier = lists.sum(axis=0)
    return float(old / best), float(new / best), float(likelier / len(lists))
