from __future__ import annotations

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
    ],
)
def test_a_coach_is_paid_for_by_its_share_size_and_cap(
    rule: SubsidyRule, riders: int, amount: int
) -> None:
    assert rule.amount_cents(407_601, riders) == amount


@pytest.mark.parametrize(
    "values",
    [
        {"share": 1.01},
        {"share": float("nan")},
        {"from_riders": -1},
        {"most_cents": -1},
    ],
)
def test_a_rule_outside_its_limits_is_refused(values: dict[str, float]) -> None:
    with pytest.raises(SubsidyError):
        SubsidyRule(**values)  # type: ignore[arg-type]


def test_a_rule_comes_back_from_what_is_stored() -> None:
    rule = SubsidyRule(0.3, from_riders=15, most_cents=250_000)
    assert SubsidyRule.of(rule.stored()) == rule
    assert SubsidyRule().stored() == {}
