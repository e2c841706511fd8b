"""
From outcomes to a ranker: two logistic regressions over rising steps, then calibration.

A feature's curve is a sum of steps, one between each two of its knots, that rise from
0 to 1; weights that are not negative make a curve that never falls.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from scipy.special import logit

from matcher.learning.exposure import seen
from matcher.learning.logistic import BoundedLogistic
from matcher.learning.outcomes import BOTH, TAKEN, WANTED
from matcher.ranking.features import Feature, Features, Side, of_side
from matcher.ranking.ranker import Curve, Ranker, SideWeights

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from matcher.learning.outcomes import OutcomeLog

    Floats = NDArray[np.float64]

# How many outcomes the ranker that is live weighs against, for each step of a curve.
STRENGTH: Final = 30.0
# And for the intercept: next to nothing, but of nothing but noes it would have no end.
INTERCEPT_STRENGTH: Final = 1.0
# With fewer answers of employers nothing tells how often both say yes.
LEAST_ANSWERS: Final = 30
_EDGE: Final = 1e-6


def learn(
    log: OutcomeLog,
    before: Ranker,
    steepness: float,
    *,
    name: str,
    strength: float = STRENGTH,
    intercept_strength: float = INTERCEPT_STRENGTH,
    about: Mapping[str, Any] | None = None,
) -> Ranker:
    """
    Return the ranker that the outcomes teach, starting from the one before.

    Parameters
    ----------
    steepness
        Of the attention along a list, as ``estimate_steepness`` gives it; 0 when every
        place was looked at.
    strength
        How strongly it holds to the ranker before.
    intercept_strength
        And to its intercepts, and to chances as both sides have them; 0 is for outcomes
        of every kind.
    """
    chance = seen(log.positions, steepness)
    pulls = strength, intercept_strength
    # Seekers speak through the list; employers answer whoever has applied.
    wants = _side(
        log.features, WANTED[log.outcomes] / chance, Side.WANTS, before.wants, pulls
    )
    answered = np.isfinite(TAKEN[log.outcomes])
    applied = log.rows(answered)
    asks = _side(
        applied.features, TAKEN[applied.outcomes], Side.ASKS, before.asks, pulls
    )
    uncalibrated = Ranker(name, wants, asks)
    slope, offset = _calibrate(log, chance, uncalibrated, before, intercept_strength)
    return Ranker(name, wants, asks, slope, offset, about or {})


def go_part_of_the_way(
    log: OutcomeLog, before: Ranker, learnt: Ranker, steepness: float, share: float
) -> Ranker:
    """
    Return a ranker between two, by its name and calibration the learnt one's kin.

    Parameters
    ----------
    share
        0 is the one before, 1 the learnt one. Between them the order gets better first
        and worse afterwards, if at all: a part of a step that went wrong may still be
        a gain.
    """
    between = Ranker(
        learnt.name,
        _between(before.wants, learnt.wants, share, Side.WANTS),
        _between(before.asks, learnt.asks, share, Side.ASKS),
    )
    chance = seen(log.positions, steepness)
    slope, offset = _calibrate(log, chance, between, before)
    return replace(between, slope=slope, offset=offset, about=learnt.about)


def _between(
    before: SideWeights, after: SideWeights, share: float, side: Side
) -> SideWeights:
    curves = {}
    for spec in of_side(side):
        old = _weights(spec, before.curves[spec.name])
        new = _weights(spec, after.curves[spec.name])
        curves[spec.name] = _curve(spec, old + share * (new - old))
    intercept = before.intercept + share * (after.intercept - before.intercept)
    return SideWeights(intercept, curves)


def _side(
    features: Features,
    targets: Floats,
    side: Side,
    before: SideWeights,
    pulls: tuple[float, float],
) -> SideWeights:
    specs = of_side(side)
    prior = np.concatenate([_weights(spec, before.curves[spec.name]) for spec in specs])
    if not len(targets):
        return before
    rows = np.hstack([_steps(spec, features[spec.name]) for spec in specs])
    strength, of_intercept = pulls
    found = BoundedLogistic(
        strength, prior, before.intercept, intercept_strength=of_intercept
    ).fit(rows, targets)
    curves, start = {}, 0
    for spec in specs:
        end = start + len(spec.knots) - 1
        curves[spec.name] = _curve(spec, found.coef_[start:end])
        start = end
    return SideWeights(found.intercept_, curves)


def _steps(spec: Feature, values: NDArray[np.float32]) -> Floats:
    """Return the steps of a feature less those of its neutral value."""
    knots = np.array(spec.knots)

    def rise(at: NDArray[np.float32]) -> Floats:
        risen: Floats = np.clip((at[:, None] - knots[:-1]) / np.diff(knots), 0, 1)
        return risen

    return rise(values) - rise(np.array([spec.neutral], dtype=np.float32))


def _weights(spec: Feature, curve: Curve) -> Floats:
    """Return by how much a curve rises on each step."""
    return np.diff(np.interp(spec.knots, curve.x, curve.y))


def _curve(spec: Feature, rises: Floats) -> Curve:
    """Return the curve that is zero at the neutral value."""
    heights = np.concatenate([[0.0], np.cumsum(rises)])
    heights -= np.interp(spec.neutral, spec.knots, heights)
    return Curve(spec.knots, tuple(heights.tolist()))


def _calibrate(
    log: OutcomeLog,
    chance: Floats,
    ranker: Ranker,
    before: Ranker,
    intercept_strength: float = INTERCEPT_STRENGTH,
) -> tuple[float, float]:
    """
    Return slope and offset (Platt scaling) of the log-odds of both sides' yes.

    Those of the ranker before while hardly an employer has answered: who was shown
    and did not apply is a no already, and every yes would still be open.
    """
    if np.isfinite(TAKEN[log.outcomes]).sum() < LEAST_ANSWERS:
        return before.slope, before.offset
    known = np.isfinite(BOTH[log.outcomes])
    want, take = ranker.sides(log.features)
    both = logit(np.clip(want * take, _EDGE, 1 - _EDGE))[known]
    targets = BOTH[log.outcomes][known] / chance[known]
    # A slope of zero would call all pairs alike.
    found = BoundedLogistic(
        10.0, np.ones(1), 0.0, lowest=0.2, intercept_strength=intercept_strength
    ).fit(both[:, None], targets)
    return float(found.coef_[0]), found.intercept_
