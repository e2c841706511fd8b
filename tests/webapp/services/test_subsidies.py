from __future__ import annotations

import json

import pytest

from webapp.services.subsidies import SubsidyError, SubsidyRule


@pytest.mark.parametrize(
    ("rule", "riders", "amount"),
    [
        (SubsidyRule(), 40, 0),
        (SubsidyRule(0.5), 1, 203_800),
        (SubsidyRule(0.5, from_riders=20), 20, 203_800),
        (SubsidyRule(0.5, from_riders=20), 19, 0),
        (SubsidyRule(0.5, most_cents=100_000), 40, 100_000),
        (SubsidyRule(1.0), 40, 407_601),
        (SubsidyRule(by_distance=((300_000, 5_000),)), 40, 200_000),
        (SubsidyRule(by_distance=((300_000, 5_000), (600_000, 9_000))), 20, 180_000),
        (SubsidyRule(by_distance=((700_000, 5_000),)), 40, 0),
        (SubsidyRule(0.5, 0, 250_000, ((0, 5_000),)), 20, 250_000),
        # Never more than the coach costs.
        (SubsidyRule(by_distance=((0, 50_000),)), 40, 407_601),
    ],
)
def test_a_coach_is_paid_for_by_its_share_size_and_cap(
    rule: SubsidyRule, riders: int, amount: int
) -> None:
    assert rule.amount_cents(407_601, riders, 618_000) == amount


@pytest.mark.parametrize(
    "values",
    [
        {"share": 1.01},
        {"share": float("nan")},
        {"from_riders": -1},
        {"most_cents": -1},
        {"by_distance": ((500_000, 1), (300_000, 2))},
        {"by_distance": ((0, -1),)},
    ],
)
def test_a_rule_outside_its_limits_is_refused(values: dict[str, float]) -> None:
    with pytest.raises(SubsidyError):
        SubsidyRule(**values)  # type: ignore[arg-type]


def test_a_rule_comes_back_from_what_is_stored() -> None:
    rule = SubsidyRule(0.3, from_riders=15, most_cents=250_000)
    assert SubsidyRule.of(rule.stored()) == rule
    far = SubsidyRule(by_distance=((300_000, 5_000), (800_000, 9_000)))
    assert SubsidyRule.of(json.loads(json.dumps(far.stored()))) == far
    assert SubsidyRule().stored() == {}
