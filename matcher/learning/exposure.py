"""
How likely a place in a list is looked at: the first is, the tenth seldom.

A vacancy far down that nobody opened was mostly not seen. Each outcome is therefore
divided by the chance that its place was looked at (inverse propensity weighting:
Joachims, Swaminathan, Schnabel, "Unbiased Learning-to-Rank with Biased Feedback", WSDM
2017), which undoes the order in which the vacancies were shown, on average. The chance
is a power of the place, ``position ** -steepness``, as in that paper's simulations.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit, logit

from matcher.learning.outcomes import Outcome

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from matcher.learning.outcomes import OutcomeLog
    from matcher.ranking import Ranker

# No outcome counts more than ten times: a rare one far down must not decide alone.
LEAST_SEEN: Final = 0.1
STEEPEST: Final = 2.0
USUAL_STEEPNESS: Final = 1.0
# How far from the usual the steepness is expected, before any outcome is seen.
_SPREAD: Final = 0.5


def seen(positions: NDArray[np.int64], steepness: float) -> NDArray[np.float64]:
    """Return the chance that each place is looked at, at least ``LEAST_SEEN``."""
    chances = positions.astype(np.float64) ** -steepness
    return np.maximum(chances, LEAST_SEEN)


def estimate_steepness(log: OutcomeLog, ranker: Ranker) -> float:
    """
    Return how steeply the attention falls, by maximum likelihood.

    A view is taken for two things at once: the place was looked at, and what stood
    there was attractive. The second is read off the ranker's opinion, scaled and
    shifted as the outcomes would have it, so that good vacancies standing in front is
    not mistaken for attention.
    """
    opened = log.outcomes > Outcome.IGNORED
    want, _ = ranker.sides(log.features)
    opinion = logit(np.clip(want, 1e-6, 1 - 1e-6))
    places = np.log(log.positions)

    def loss(parameters: NDArray[np.float64]) -> float:
        steepness, scale, shift = parameters
        chance = np.exp(-steepness * places) * expit(scale * opinion + shift)
        chance = np.clip(chance, 1e-9, 1 - 1e-9)
        likelihood = np.where(opened, np.log(chance), np.log1p(-chance)).sum()
        expected = ((steepness - USUAL_STEEPNESS) / _SPREAD) ** 2 / 2
        return float(expected - likelihood)

    found = minimize(
        loss,
        np.array([USUAL_STEEPNESS, 0.5, 0.0]),
        method="L-BFGS-B",
        bounds=[(0.0, STEEPEST), (0.0, 5.0), (-10.0, 10.0)],
    )
    return float(found.x[0])
