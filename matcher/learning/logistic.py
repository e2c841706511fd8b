"""
A logistic regression whose weights keep a sign and stay near what was known before.

scikit-learn's own takes neither bounds nor a prior mean, so this is an estimator after
its conventions. With neither it finds the same weights.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit
from sklearn.base import BaseEstimator

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


class BoundedLogistic(BaseEstimator):  # type: ignore[misc]
    """
    Logistic regression with targets of any real number.

    The loss of a row is ``log(1 + exp(z)) - target * z``: that of logistic regression
    for 0 and 1, in between for a half yes, and still convex for the targets above 1
    that inverse propensity weighting makes, whose mean is a probability.

    Parameters
    ----------
    strength
        How many rows the prior weighs against: ``strength / 2 * (w - prior)^2`` is
        added to the loss for each weight.
    prior
        The weights, without outcomes; zeros when None.
    prior_intercept
        The intercept, without outcomes.
    lowest
        No weight is below this; None for no bound.
    intercept_strength
        As ``strength``, for the intercept. With 0, targets that are all no have no
        finite intercept.
    """

    def __init__(
        self,
        strength: float = 1.0,
        prior: Floats | None = None,
        prior_intercept: float = 0.0,
        lowest: float | None = 0.0,
        intercept_strength: float = 0.0,
    ) -> None:
        self.strength = strength
        self.prior = prior
        self.prior_intercept = prior_intercept
        self.lowest = lowest
        self.intercept_strength = intercept_strength

    def fit(
        self, rows: Floats, targets: Floats, sample_weight: Floats | None = None
    ) -> Self:
        """
        Find the weights, by L-BFGS-B from the prior.

        Raises
        ------
        ValueError
            When the shapes differ, or a value is NaN or infinite.
        """
        rows, targets = np.asarray(rows, float), np.asarray(targets, float)
        if rows.ndim != 2 or targets.shape != rows.shape[:1]:
            msg = f"Expected a target a row, got {rows.shape} and {targets.shape}."
            raise ValueError(msg)
        if not (np.isfinite(rows).all() and np.isfinite(targets).all()):
            msg = "Expected finite rows and targets."
            raise ValueError(msg)
        weights = np.ones(len(rows)) if sample_weight is None else sample_weight
        prior = np.zeros(rows.shape[1]) if self.prior is None else self.prior

        def loss(parameters: Floats) -> tuple[float, Floats]:
            away = parameters[:-1] - prior
            apart = parameters[-1] - self.prior_intercept
            z = rows @ parameters[:-1] + parameters[-1]
            missed = weights * (expit(z) - targets)
            value = weights @ (np.logaddexp(0, z) - targets * z)
            value += self.strength / 2 * (away @ away)
            value += self.intercept_strength / 2 * apart**2
            slope = rows.T @ missed + self.strength * away
            rise = missed.sum() + self.intercept_strength * apart
            return float(value), np.append(slope, rise)

        found = minimize(
            loss,
            np.append(np.maximum(prior, self.lowest or -np.inf), self.prior_intercept),
            jac=True,
            method="L-BFGS-B",
            bounds=[(self.lowest, None)] * rows.shape[1] + [(None, None)],
            options={"maxiter": 1_000},
        )
        self.coef_: Floats = found.x[:-1]
        self.intercept_ = float(found.x[-1])
        return self

    def decision_function(self, rows: Floats) -> Floats:
        """Return the log-odds."""
        return np.asarray(rows @ self.coef_ + self.intercept_)

    def predict_proba(self, rows: Floats) -> Floats:
        """Return the chance of no and of yes, a row each."""
        yes = expit(self.decision_function(rows))
        return np.stack([1 - yes, yes], axis=1)
