from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from webapp.services.rules import CampaignRules, RulesError


def test_a_campaign_stores_only_what_differs_from_the_defaults() -> None:
    rules = CampaignRules(occupancy=0.5, coach_types=(3, 1))
    assert rules.stored() == {"occupancy": 0.5, "coach_types": [3, 1]}
    assert CampaignRules.of(rules.stored()) == rules
    assert CampaignRules().stored() == {}


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"occupancy": 0}, "occupancy"),
        ({"occupancy": float("nan")}, "occupancy"),
        ({"max_pickups": 0}, "max_pickups"),
        ({"max_pickups": 2.5}, "max_pickups"),
        ({"pickup_s": True}, "pickup_s"),
        ({"depart_at": "8 o'clock"}, "depart_at"),
        ({"max_ride_s": 0}, "max_ride_s"),
        ({"max_detour": 0.9}, "max_detour"),
        ({"max_detour": True}, "max_detour"),
        ({"fever_tenths": 37.3}, "fever_tenths"),
        ({"speed": 300}, "speed"),
    ],
)
def test_a_rule_that_cannot_be_kept_is_named(values: dict[str, Any], name: str) -> None:
    with pytest.raises(RulesError, match=name) as caught:
        CampaignRules.of(values)
    assert caught.value.name == name


def test_the_crew_and_kept_seats_are_not_offered() -> None:
    assert CampaignRules(kept_free_seats=9).seats_offered(49) == 39
    assert CampaignRules(crew_seats=3).seats_offered(2) == 0


def test_coaches_leave_at_local_time() -> None:
    rules = CampaignRules(depart_at="07:30")
    departure = rules.departure(dt.date(2027, 2, 24))
    assert departure == dt.datetime(2027, 2, 23, 23, 30, tzinfo=dt.UTC)
