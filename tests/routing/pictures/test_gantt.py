from __future__ import annotations

from itertools import pairwise
from xml.etree import ElementTree

import pytest

from routing import RoutingError
from routing.pictures import Kind, draw_gantt, timetable_of
from routing.pictures.gantt import driving
from tests.routing.pictures.instances import one_trip_a_town, towns_and_gates

H = 3600


def test_a_rows_bars_follow_each_other_and_name_what_the_coach_does():
    problem = towns_and_gates(3, 1)
    (group,) = timetable_of(problem, one_trip_a_town(problem))

    assert len(group.rows) == 3
    for row in group.rows:
        assert all(a.ends_s == b.starts_s for a, b in pairwise(row.bars))
        assert [bar.kind for bar in row.bars] == [
            Kind.BOARD, Kind.DRIVE, Kind.REST, Kind.DRIVE, Kind.NIGHT, Kind.REST,
            Kind.NIGHT, Kind.ALIGHT,
        ]  # fmt: skip
        assert row.changes_s == (84_150,)


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (8 * H, 9 * H, ["drive"]),
        (5 * H, 7 * H, ["night", "drive"]),
        (21 * H, 31 * H, ["drive", "night", "drive"]),
        (-3 * H, -1 * H, ["drive", "night"]),
        (22 * H, 30 * H, ["night"]),
        (9 * H, 9 * H, []),
    ],
)
def test_time_at_the_wheel_is_cut_where_night_begins_and_ends(start, end, expected):
    bars = driving(start, end)

    assert [bar.kind.value for bar in bars] == expected
    assert sum(bar.ends_s - bar.starts_s for bar in bars) == end - start


def test_dates_come_in_order_and_every_trip_has_its_row():
    problem = towns_and_gates(9, 2, n_dates=4)
    plan = one_trip_a_town(problem)

    groups = timetable_of(problem, plan)

    dates = [group.service_date for group in groups]
    assert dates == sorted(dates) == list(problem.dates)
    numbers = sorted(row.number for group in groups for row in group.rows)
    assert numbers == list(range(1, 10))
    words = "".join(ElementTree.fromstring(draw_gantt(groups, "x")).itertext())
    for date in ("2月24日 周三", "2月27日 周六", "换司机", "夜间行车", "次日"):
        assert date in words


def test_a_plan_without_trips_is_a_sentence():
    assert "没有车次。" in draw_gantt((), "春季返岗")


def test_a_name_of_any_signs_stays_a_name():
    chart = draw_gantt((), '<"&\x00\ud800𠮷')

    assert "𠮷" in ElementTree.fromstring(chart).find("{*}title").text
    assert "<script" not in draw_gantt((), "<script>")


def test_a_plan_of_another_problem_is_refused():
    plan = one_trip_a_town(towns_and_gates(9, 2))

    with pytest.raises(RoutingError, match="which the scenario lacks"):
        timetable_of(towns_and_gates(2, 1), plan)
