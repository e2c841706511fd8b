"""What the ranker promises, whatever its weights."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.errors import RankerError
from matcher.learning.__main__ import flat
from matcher.ranking.features import FEATURES, Features, Side, of_side
from matcher.ranking.ranker import Ranker

SHIPPED = Ranker.shipped()
values = st.floats(0, 1, width=32)
pairs = st.fixed_dictionaries(dict.fromkeys(FEATURES, values))


def laid_out(*rows: dict[str, float]) -> Features:
    return {
        name: np.array([row[name] for row in rows], dtype=np.float32)
        for name in FEATURES
    }


def plain() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(SHIPPED.to_json())
    return found


@given(pair=pairs, name=st.sampled_from(sorted(FEATURES)), more=values)
@settings(max_examples=300, deadline=None)
def test_more_of_a_feature_never_ranks_lower(
    pair: dict[str, float], name: str, more: float
) -> None:
    better = {**pair, name: max(pair[name], more)}
    low, high = SHIPPED.fits(laid_out(pair, better))
    assert high >= low


@given(pairs)
@settings(max_examples=200, deadline=None)
def test_a_fit_and_its_chance_are_between_nothing_and_certain(
    pair: dict[str, float],
) -> None:
    fits = SHIPPED.fits(laid_out(pair))
    assert 0 < fits[0] < 1
    assert 0 < SHIPPED.probabilities(fits)[0] < 1


def test_chances_keep_the_order_of_the_fits() -> None:
    fits = np.linspace(0, 1, 100, dtype=np.float32)
    assert np.all(np.diff(SHIPPED.probabilities(fits)) >= 0)


@given(pairs)
@settings(max_examples=100, deadline=None)
def test_neither_side_is_ignored(pair: dict[str, float]) -> None:
    features = laid_out(pair)
    want, take = SHIPPED.sides(features)
    assert SHIPPED.fits(features)[0] <= np.sqrt(min(want[0], take[0])) + 1e-6


def test_a_neutral_feature_moves_nothing() -> None:
    neutral = laid_out({name: spec.neutral for name, spec in FEATURES.items()})
    for moved in SHIPPED.contributions(neutral).values():
        assert moved == pytest.approx(0, abs=1e-6)


@given(pairs)
@settings(max_examples=50, deadline=None)
def test_a_contribution_is_what_the_fit_would_lose(pair: dict[str, float]) -> None:
    whole = SHIPPED.fits(laid_out(pair))[0]
    for name, moved in SHIPPED.contributions(laid_out(pair)).items():
        without = {**pair, name: FEATURES[name].neutral}
        lost = whole - SHIPPED.fits(laid_out(without))[0]
        assert moved[0] == pytest.approx(lost, abs=1e-5)


def test_every_feature_of_the_shipped_ranker_decides_something() -> None:
    for side in Side:
        weights = SHIPPED.wants if side is Side.WANTS else SHIPPED.asks
        for feature in of_side(side):
            curve = weights.curves[feature.name]
            assert curve.y[-1] > curve.y[0]


def test_weights_survive_being_written() -> None:
    again = Ranker.from_json(SHIPPED.to_json())
    assert again == SHIPPED


def test_the_shipped_weights_say_where_they_come_from() -> None:
    assert {"made_on", "made_by", "taught_by", "metrics"} <= SHIPPED.about.keys()


def test_a_flat_ranker_finds_all_alike() -> None:
    random = np.random.default_rng(0)
    features = {name: random.random(50, np.float32) for name in FEATURES}
    assert len(set(flat().fits(features).tolist())) == 1


@pytest.mark.parametrize(
    "text",
    ["", "nothing", "[]", "{}", "null", '{"name": "x"}', "\x00", "1e999"],
)
def test_what_is_no_ranker_is_refused(text: str) -> None:
    with pytest.raises(RankerError):
        Ranker.from_json(text)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda p: p["wants"]["curves"].pop("pay"), "expected the features"),
        (lambda p: p["asks"]["curves"].update(sex={"x": [0, 1], "y": [0, 1]}), "sex"),
        (lambda p: p["wants"]["curves"]["pay"].update(y=[0, 1, 0, 2, 3]), "pay falls"),
        (lambda p: p["wants"]["curves"]["pay"].update(y=[0, 1]), "pay has 5 x and 2 y"),
        (lambda p: p["wants"]["curves"]["board"].update(y=[0, 1, 2]), "not zero"),
        (lambda p: p["wants"].update(intercept="NaN"), "nan|NaN"),
        (lambda p: p["calibration"].update(slope=0), "above 0"),
        (lambda p: p["calibration"].update(offset=None), "NoneType"),
        (lambda p: p["calibration"].update(offset=10**400), "too large"),
        (lambda p: p["asks"].update(curves=[]), "list"),
        (lambda p: p.update(about=5), "int"),
    ],
)
def test_weights_of_another_program_are_refused(change: Any, told: str) -> None:
    broken = plain()
    change(broken)
    with pytest.raises(RankerError, match=told):
        Ranker.from_json(json.dumps(broken))
