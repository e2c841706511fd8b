from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from routing import RoutingError
from routing.pictures import Kind, draw_gantt, timetable_of
from routing.pictures.gantt import Means, driving
from routing.pictures.svg import text_width
from tests.routing.pictures.instances import (
    one_trip_a_town,
    towns_and_gates,
    with_a_train,
)

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


def test_feeders_trains_and_shuttle_coaches_have_rows_that_say_what_they_are():
    problem, plan = with_a_train()
    groups = timetable_of(problem, plan)

    _, feeder, train, shuttle = groups[0].rows
    assert [row.number for row in groups[0].rows] == [1, 2, 0, 0]
    assert (feeder.title, feeder.gates) == ("送站车", ("阜阳站 K8374",))
    assert (train.title, train.load) == ("火车 K8374", "21 人 · 自行到站 15 人")
    assert [(bar.kind, bar.starts_s, bar.ends_s) for bar in train.bars] == [
        (Kind.TRAIN, 16 * H, 24 * H)
    ]
    assert (shuttle.title, shuttle.load) == ("接驳车 bus35 1号", "13 人 · 2 趟")
    words = "".join(ElementTree.fromstring(draw_gantt(groups, "x")).itertext())
    assert "2 车次（含送站车 1） · 1 列火车 · 接驳车 1 辆" in words


def test_a_shuttle_coach_has_its_drives_and_ways_back_in_one_row():
    problem, plan = with_a_train()
    (row,) = (
        r for r in timetable_of(problem, plan)[0].rows if r.means is Means.SHUTTLE
    )

    # A gate at which nobody stands takes no time: there and back is one bar.
    assert [bar.kind for bar in row.bars] == [Kind.BOARD, Kind.NIGHT, Kind.NIGHT] * 2
    assert (row.starts_s, row.ends_s) == (90_000 - 600, 97_200 + 2 * H)
    assert row.gates == ("工厂2", "工厂1")


def test_the_legend_shows_trains_only_where_there_are_some():
    problem, plan = with_a_train()

    assert 'id="train"' in draw_gantt(timetable_of(problem, plan), "x")
    without = draw_gantt(timetable_of(problem, replace(plan, trains=())), "x")
    assert "火车" not in without
    assert 'id="train"' not in without


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


def test_hours_at_the_end_of_the_axis_do_not_lie_on_one_another():
    problem = towns_and_gates(3, 1)
    svg = draw_gantt(timetable_of(problem, one_trip_a_town(problem)), "x", width=700)
    texts = ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")

    hours = [t for t in texts if t.get("text-anchor") == "middle" and ":" in t.text]
    edges = [
        (float(t.get("x")) - half, float(t.get("x")) + half)
        for t in hours
        for half in [text_width(t.text, 12) / 2]
    ]
    assert len(edges) > 2
    assert all(right < left for (_, right), (left, _) in pairwise(edges))
