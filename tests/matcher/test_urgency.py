"""Adverts that need somebody at once."""

from __future__ import annotations

import pytest

from matcher.urgency import is_urgent


@pytest.mark.parametrize(
    "text",
    ["急招普工", "急聘！焊工", "马上上岗", "隨時可上班", "Urgent: cook", "当天入职"],
)
def test_who_is_needed_at_once(text: str) -> None:
    assert is_urgent("普工", text)


@pytest.mark.parametrize(
    "text", ["", "急诊护士", "应急照明", "加急快递", "性子不急", "马上到"]
)
def test_other_haste_is_none(text: str) -> None:
    assert not is_urgent("普工", text)
