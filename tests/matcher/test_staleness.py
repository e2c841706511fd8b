"""Adverts that are probably no longer meant."""

from __future__ import annotations

import datetime as dt

import pytest

from matcher.staleness import Activity, Stale, find_stale

TODAY = dt.date(2027, 3, 1)


def _ago(days: int) -> dt.date:
    return TODAY - dt.timedelta(days=days)


@pytest.mark.parametrize(
    ("activity", "reasons"),
    [
        (Activity(_ago(0)), ()),
        (Activity(_ago(44)), ()),
        (Activity(_ago(45)), (Stale.UNTOUCHED,)),
        (Activity(_ago(1), headcount=2, hired=2), (Stale.FILLED,)),
        (Activity(_ago(1), (_ago(14), _ago(20))), ()),
        (Activity(_ago(1), (_ago(14), _ago(20), _ago(3))), ()),
        (Activity(_ago(1), (_ago(14), _ago(20), _ago(30))), (Stale.UNANSWERED,)),
        (
            Activity(_ago(90), (_ago(20),) * 3, headcount=1, hired=3),
            (Stale.FILLED, Stale.UNANSWERED, Stale.UNTOUCHED),
        ),
    ],
)
def test_the_reasons_come_surest_first(
    activity: Activity, reasons: tuple[Stale, ...]
) -> None:
    assert find_stale(activity, TODAY) == reasons
