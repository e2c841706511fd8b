from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from webapp.services.rules import CampaignRules
from webapp.services.what_if import Change, ChangeError, Kind
from webapp.services.what_if_words import read_sentence

COACHES: Any = (SimpleNamespace(id=1, seats=33), SimpleNamespace(id=2, seats=53))


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("多一辆53座的大巴会怎样？", Change(Kind.COACHES, 1, 2)),
        ("加 2 辆 53 座", Change(Kind.COACHES, 2, 2)),
        ("再加两辆车", Change(Kind.COACHES, 2, 1)),
        ("坐六成", Change(Kind.OCCUPANCY, 60)),
        ("上座率60%", Change(Kind.OCCUPANCY, 60)),
        ("百分之五十", Change(Kind.OCCUPANCY, 50)),
        ("多停一站", Change(Kind.STOPS, 1)),
        ("少停两个站", Change(Kind.STOPS, -2)),
        ("早上七点半出发", Change(Kind.DEPARTURE, 450)),
        ("下午1:30发车", Change(Kind.DEPARTURE, 810)),
        ("推迟一个半小时", Change(Kind.DEPARTURE, 570)),
        ("提前半小时出发", Change(Kind.DEPARTURE, 450)),
    ],
)
def test_a_sentence_says_what_is_otherwise(said: str, meant: Change) -> None:
    assert read_sentence(said, CampaignRules(), COACHES) == meant


@pytest.mark.parametrize("said", ["", "今天天气好", "多一辆49座", "成", "%"])
def test_what_we_do_not_understand_is_no_guess(said: str) -> None:
    assert read_sentence(said, CampaignRules(), COACHES) is None


@pytest.mark.parametrize(
    "change",
    [
        Change(Kind.OCCUPANCY, 100),
        Change(Kind.OCCUPANCY, 0),
        Change(Kind.STOPS, 0),
        Change(Kind.STOPS, -3),
        Change(Kind.DEPARTURE, 1440),
        Change(Kind.COACHES, 0, 1),
        Change(Kind.COACHES, 1),
    ],
)
def test_a_change_that_leads_nowhere_is_refused(change: Change) -> None:
    with pytest.raises(ChangeError):
        change.applied(CampaignRules())


def test_a_change_is_kept_and_read_again_with_its_rules() -> None:
    change = Change(Kind.COACHES, 2, 7)
    assert Change.of(change.plain()) == change == Change.tapped(change.tap)
    rules = change.applied(CampaignRules())
    assert CampaignRules.of(rules.stored()) == rules
    assert dict(change.applied(rules).more_coaches) == {7: 4}
