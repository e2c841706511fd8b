"""
The ranker: what each side would say to a pair, by curves that only rise.

    want = sigmoid(intercept + sum of the curves of the seeker's features)
    take = sigmoid(intercept + sum of the curves of the employer's features)
    fit  = sqrt(want * take)

A curve is zero at its feature's neutral value, so the intercept is a pair of which
nothing is known, and a curve's height is what its feature adds, in log-odds. With the
geometric mean a pair that is nothing to one side is no fit, however much the other
gains; a curve that only rises means that more of a feature never ranks lower.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, field
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final, Self

import numpy as np
from scipy.special import expit, logit

from matcher.errors import RankerError
from matcher.ranking.features import FEATURES, Features, Side, of_side

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

SHIPPED: Final = "shipped.json"
_DIGITS: Final = 4
_ROUNDED: Final = 1e-3
_LISTS: Final = re.compile(r"\[[^][{}]*\]")
# A chance is kept this far from 0 and 1, where its log-odds have no end.
_EDGE: Final = 1e-6


@dataclass(frozen=True, slots=True)
class Curve:
    """
    What a feature adds in log-odds, straight between its points.

    Parameters
    ----------
    x, y
        Of the points; both from low to high, ``y`` may stay level.
    """

    x: tuple[float, ...]
    y: tuple[float, ...]

    def at(self, values: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return the heights at these values; past an end as at the end."""
        heights: NDArray[np.float64] = np.interp(values, self.x, self.y)
        return heights


@dataclass(frozen=True, slots=True)
class SideWeights:
    """One side's mind: the log-odds of a neutral pair, and a curve a feature."""

    intercept: float
    curves: Mapping[str, Curve]

    def log_odds(self, features: Features) -> NDArray[np.float64]:
        """Return the log-odds that this side says yes, for all pairs."""
        total = np.full(features["work"].shape, self.intercept)
        for name, curve in self.curves.items():
            total += curve.at(features[name])
        return total

    def heights(self, features: Features) -> dict[str, NDArray[np.float64]]:
        """Return what each feature adds."""
        return {name: curve.at(features[name]) for name, curve in self.curves.items()}


@dataclass(frozen=True, slots=True)
class Ranker:
    """
    What turns features into fits.

    Parameters
    ----------
    name
        What it is called where it is recorded.
    wants, asks
        The seeker's and the employer's side.
    slope, offset
        Of the calibration: the log-odds of the product of both sides, times the slope
        (above zero, so the order stays) plus the offset, are those of a placement's
        first step: a shown vacancy is applied for and the employer takes it further.
    about
        Where the weights come from, and what was measured; for people.
    """

    name: str
    wants: SideWeights
    asks: SideWeights
    slope: float = 1.0
    offset: float = 0.0
    about: Mapping[str, Any] = field(default_factory=dict)

    def sides(
        self, features: Features
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the chances that the seeker wants, and that the employer takes."""
        return (
            expit(self.wants.log_odds(features)),
            expit(self.asks.log_odds(features)),
        )

    def fits(self, features: Features) -> NDArray[np.float32]:
        """Return how well each pair fits, 0 to 1; no feature that rises lowers it."""
        want, take = self.sides(features)
        fits: NDArray[np.float32] = np.sqrt(want * take).astype(np.float32)
        return fits

    def probabilities(self, fits: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the chance behind each fit: applied for, and taken further."""
        both = np.clip(np.square(fits, dtype=np.float64), _EDGE, 1 - _EDGE)
        chances: NDArray[np.float32] = expit(
            self.slope * logit(both) + self.offset
        ).astype(np.float32)
        return chances

    def contributions(self, features: Features) -> dict[str, NDArray[np.float64]]:
        """
        Return what each feature moves the fits by, for all pairs.

        That is the fit less what it would be with this feature at its neutral value
        and all others as they are. There its curves are zero, so they are taken off.
        """
        wants, asks = self.wants.heights(features), self.asks.heights(features)
        want = self.wants.intercept + sum(wants.values(), np.zeros(()))
        take = self.asks.intercept + sum(asks.values(), np.zeros(()))
        whole = np.sqrt(expit(want) * expit(take))
        none = np.zeros(())
        return {
            name: whole
            - np.sqrt(
                expit(want - wants.get(name, none)) * expit(take - asks.get(name, none))
            )
            for name in FEATURES
        }

    @classmethod
    def shipped(cls) -> Self:
        """Return the ranker that comes with the program."""
        return cls.from_json(_shipped_text())

    @classmethod
    def from_json(cls, text: str) -> Self:
        """
        Return the ranker that ``to_json`` wrote.

        Raises
        ------
        RankerError
            When it is none, has other features than this program, or a curve falls.
        """
        try:
            plain = json.loads(text)
            slope, offset = (
                plain["calibration"]["slope"],
                plain["calibration"]["offset"],
            )
            return cls(
                str(plain["name"]),
                _side(plain, Side.WANTS),
                _side(plain, Side.ASKS),
                _number(slope, above=0.0),
                _number(offset),
                dict(plain.get("about", {})),
            )
        except (
            ArithmeticError,
            AttributeError,
            KeyError,
            TypeError,
            ValueError,
        ) as error:
            msg = f"These are no weights of a ranker: {error}."
            raise RankerError(msg) from error

    def to_json(self) -> str:
        """Return the weights, readable, four digits behind the point."""
        plain = {
            "name": self.name,
            "about": dict(self.about),
            "calibration": {"slope": self.slope, "offset": self.offset},
            Side.WANTS.value: _plain(self.wants),
            Side.ASKS.value: _plain(self.asks),
        }
        text = json.dumps(_rounded(plain), ensure_ascii=False, indent=1)
        # A list of numbers on one line, so that a curve is read at a glance.
        return _LISTS.sub(lambda found: " ".join(found[0].split()), text) + "\n"


@cache
def _shipped_text() -> str:
    return (files("matcher.ranking") / SHIPPED).read_text("utf-8")


def _side(plain: Mapping[str, Any], side: Side) -> SideWeights:
    curves = {
        name: Curve(tuple(map(_number, c["x"])), tuple(map(_number, c["y"])))
        for name, c in plain[side]["curves"].items()
    }
    wanted = {feature.name for feature in of_side(side)}
    if curves.keys() != wanted:
        msg = f"expected the features {sorted(wanted)}, got {sorted(curves)}"
        raise ValueError(msg)
    for name, curve in curves.items():
        if len(curve.x) != len(curve.y) or len(curve.x) < 2:
            msg = f"the curve of {name} has {len(curve.x)} x and {len(curve.y)} y"
            raise ValueError(msg)
        if np.any(np.diff(curve.x) <= 0) or np.any(np.diff(curve.y) < 0):
            msg = f"the curve of {name} falls"
            raise ValueError(msg)
        if abs(np.interp(FEATURES[name].neutral, curve.x, curve.y)) > _ROUNDED:
            msg = f"the curve of {name} is not zero at its neutral value"
            raise ValueError(msg)
    return SideWeights(_number(plain[side]["intercept"]), curves)


def _number(value: float, above: float = -np.inf) -> float:
    number = float(value)
    if not np.isfinite(number) or number <= above:
        msg = f"expected a number above {above:g}, got {value!r}"
        raise ValueError(msg)
    return number


def _plain(side: SideWeights) -> dict[str, Any]:
    return {
        "intercept": side.intercept,
        "curves": {name: asdict(curve) for name, curve in side.curves.items()},
    }


def _rounded(value: Any) -> Any:
    """Return the same with short numbers."""
    if isinstance(value, dict):
        return {key: _rounded(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(each) for each in value]
    return round(value, _DIGITS) if isinstance(value, float) else value
