from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.factories.travel_day import at, make_log
from webapp.services.results.figures import Results, results_of
from webapp.services.subsidies import SubsidyRule

if TYPE_CHECKING:
    from webapp.services.travel_day.logs import TripLog

HALF = SubsidyRule(share=0.5, from_riders=25, most_cents=200_000)


def results(*logs: TripLog, subsidy: SubsidyRule = HALF, **plan: Any) -> Results:
    return results_of(
        logs, subsidy, **{"planned_cents": None, "bound_cents": None} | plan
    )


def driven(**values: Any) -> TripLog:
    """Return a trip: 28 of 30 came, one did not, one was not seen; 10 minutes late."""
    return make_log(
        notes={
            0: {"aboard": 9, "no_shows": 1, "departed_at": at("08:00")},
            1: {"aboard": 19, "departed_at": at("10:00")},
            3: {"reached_at": at("17:10")},
        },
        **values,
    )


def test_a_coachs_figures() -> None:
    (trip,) = results(driven()).trips
    assert (trip.booked, trip.carried, trip.no_shows, trip.unseen) == (30, 28, 1, 1)
    assert trip.fill == pytest.approx(28 / 48)
    # 4,260.00 yuan / 28 = 152.142… yuan.
    assert trip.cost_per_rider_cents == 15_214
    assert (trip.late_s, trip.is_on_time) == (600, True)
    # Half of 4,260 yuan is 2,130; the cap is 2,000.
    assert trip.subsidy_cents == 200_000
    assert trip.way == "息县·固始 → 盛泽织造·震泽缝纫"


def test_a_campaigns_figures() -> None:
    late = make_log(
        number=2,
        cost_cents=300_000,
        distance_m=400_000,
        walk_ons=1,
        notes={
            0: {"aboard": 10},
            1: {"aboard": 10, "no_shows": 10},
            3: {"reached_at": at("17:16")},
        },
    )
    found = results(driven(), late, planned_cents=726_000, bound_cents=720_000)
    assert (found.booked, found.carried, found.no_shows, found.unseen) == (
        60,
        49,
        11,
        1,
    )
    assert found.no_show_share == pytest.approx(11 / 60)
    assert found.fill == pytest.approx(49 / 96)
    assert (found.cost_cents, found.distance_m) == (726_000, 1_000_000)
    # 7,260.00 / 49 = 148.163…; 7,260.00 / 1,000 km = 7.26.
    assert found.cost_per_rider_cents == 14_816
    assert found.cost_per_km_cents == 726
    # 17:10 is on time, 17:16 is not.
    assert (found.arrivals, found.on_time, found.on_time_share) == (2, 1, 0.5)
    # 60 people need two coaches of 48 seats; the plan cost 1/120 above the bound.
    assert found.fewest_coaches == 2
    assert found.above_bound == pytest.approx(1 / 120)
    # 2,000.00 for the first; 21 rode on the second: below the group size.
    assert found.subsidy_cents == 200_000


def test_what_nobody_noted_is_missing_and_never_0() -> None:
    found = results(make_log())
    (trip,) = found.trips
    assert (trip.carried, trip.no_shows, trip.unseen, trip.fill) == (None,) * 4
    assert (trip.cost_per_rider_cents, trip.subsidy_cents) == (None, None)
    assert (trip.arrived_at, trip.late_s, trip.is_on_time) == (None, None, None)
    assert (found.carried, found.no_shows, found.fill) == (None, None, None)
    assert (found.cost_per_rider_cents, found.on_time_share) == (None, None)
    assert (found.no_show_share, found.subsidy_cents) == (None, None)
    assert (found.above_bound, found.uncounted) == (None, 1)
    # What the rows know is there.
    assert (found.booked, found.cost_cents, found.cost_per_km_cents) == (
        30,
        426_000,
        710,
    )


def test_a_coach_that_was_not_counted_is_left_out_of_what_riders_cost() -> None:
    found = results(driven(), make_log(number=2))
    assert (found.carried, found.uncounted, found.booked) == (28, 1, 60)
    assert found.cost_per_rider_cents == 15_214
    assert found.fill == pytest.approx(28 / 48)


def test_a_coach_that_was_called_off_is_counted_apart() -> None:
    found = results(driven(), make_log(number=2, is_called_off=True))
    assert (len(found.trips), found.called_off) == (1, 1)
    assert (found.cost_cents, found.booked) == (426_000, 30)


def test_without_trips_there_are_no_figures() -> None:
    found = results()
    assert (found.booked, found.cost_cents, found.fewest_coaches) == (0, 0, 0)
    assert (found.carried, found.cost_per_km_cents, found.subsidy_cents) == (None,) * 3


def test_an_early_coach_is_on_time() -> None:
    log = make_log(notes={3: {"reached_at": at("16:30")}})
    (trip,) = results(log).trips
    assert (trip.late_s, trip.is_on_time) == (-1800, True)


def test_people_by_county_and_coaches_by_company() -> None:
    other = make_log(number=2, operator="鲈乡旅游", cost_cents=300_000)
    found = results(driven(), other)
    assert [(g.name, g.coaches, g.booked, g.carried) for g in found.counties] == [
        ("固始", 2, 40, 19),
        ("息县", 2, 20, 9),
    ]
    assert [(g.name, g.coaches, g.cost_cents, g.carried) for g in found.operators] == [
        ("吴江示例客运", 1, 426_000, 28),
        ("鲈乡旅游", 1, 300_000, None),
    ]


def test_without_a_rule_nothing_is_paid_back() -> None:
    assert results(driven(), subsidy=SubsidyRule()).subsidy_cents == 0
