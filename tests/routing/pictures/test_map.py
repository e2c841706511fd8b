from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree

import numpy as np
import pytest

from routing import RoutingError, Trains
from routing.pictures import Basemap, draw_map, timetable_of, to_png
from routing.pictures.basemap import City, Province
from routing.pictures.errors import NoCoordinatesError, NoStopsError
from routing.pictures.scene import Scene
from tests.routing.pictures.instances import (
    one_trip_a_town,
    towns_and_gates,
    with_a_train,
)

SQUARE = np.array([[113.0, 30], [122, 30], [122, 36], [113, 36], [113, 30]])
BASEMAP = Basemap((Province("示例省", (SQUARE,)),), (), (City("示例市", 116, 33, 1),))


def words_of(svg: str) -> str:
    return " ".join(ElementTree.fromstring(svg).itertext())


def test_a_day_names_its_stops_trips_and_scale():
    problem = towns_and_gates(6, 4)
    words = words_of(draw_map(problem, one_trip_a_town(problem), BASEMAP))

    for name in ("春季返岗", "县城0 5", "示例市", "公里", "6 车次", "下车点 4 处"):
        assert name in words


def test_who_stays_behind_is_on_the_map():
    problem = towns_and_gates(6, 4)

    assert "没有安排的人" in words_of(draw_map(problem, one_trip_a_town(problem, 2)))
    assert "没有安排的人" not in words_of(draw_map(problem, one_trip_a_town(problem)))


def test_a_season_has_a_map_for_each_date_and_colours_for_the_provinces():
    problem = towns_and_gates(60, 8, n_dates=14)
    words = words_of(draw_map(problem, one_trip_a_town(problem), BASEMAP))

    assert words.count("车次 ") >= 14
    for name in ("2月24日 周三", "3月9日 周二", "示例省"):
        assert name in words


def test_trips_that_nobody_rides_on_are_drawn():
    problem = towns_and_gates(2, 2)
    plan = one_trip_a_town(problem)
    empty = tuple(
        replace(
            trip,
            stops=tuple(replace(stop, board=(), alight=()) for stop in trip.stops),
        )
        for trip in plan.trips
    )

    assert "0 人，2 车次" in words_of(draw_map(problem, replace(plan, trips=empty)))


def test_a_trip_that_stops_nowhere_is_one_sentence():
    problem, plan = with_a_train()
    train = plan.trains[0]
    shuttle = replace(train.shuttles[1], stops=())
    for wrong, at in (
        (replace(plan, trips=(replace(plan.trips[0], stops=()),)), "trips[0]"),
        (
            replace(
                plan,
                trains=(replace(train, shuttles=(train.shuttles[0], shuttle)),),
            ),
            "trains[0].shuttles[1]",
        ),
    ):
        for draw in (draw_map, timetable_of):
            with pytest.raises(NoStopsError) as refused:
                draw(problem, wrong)
            told = f"{at}.stops: expected at least one to draw, got none."
            assert str(refused.value) == told


def test_dates_beyond_what_can_be_seen_are_counted():
    problem = towns_and_gates(70, 8, n_dates=35)

    assert "另有 5 天没有画" in words_of(draw_map(problem, one_trip_a_town(problem)))


@pytest.mark.parametrize("n_towns", [1, 2])
def test_places_that_are_one_point_make_a_map(n_towns):
    problem = towns_and_gates(n_towns, 1)
    same = tuple(replace(place, lat=0.0, lon=0.0) for place in problem.places)
    problem = replace(problem, places=same)

    assert draw_map(problem, one_trip_a_town(problem), BASEMAP).startswith("<svg")


def test_nobody_to_carry_is_an_empty_map():
    problem = replace(towns_and_gates(2, 1), parties=())

    assert "0 车次" in words_of(draw_map(problem, one_trip_a_town(problem)))


def test_places_without_coordinates_are_refused():
    problem = towns_and_gates(2, 1)
    nowhere = tuple(replace(place, lat=None, lon=None) for place in problem.places)
    problem = replace(problem, places=nowhere)

    with pytest.raises(NoCoordinatesError):
        draw_map(problem, one_trip_a_town(problem))


def test_stops_without_coordinates_are_left_out():
    problem = towns_and_gates(4, 1)
    places = (replace(problem.places[0], lat=None), *problem.places[1:])
    problem = replace(problem, places=places)

    words = words_of(draw_map(problem, one_trip_a_town(problem)))

    assert "县城1 6" in words
    assert "4 车次" in words


def test_who_goes_by_train_is_on_the_map_with_feeders_and_shuttles():
    problem, plan = with_a_train()
    words = words_of(draw_map(problem, plan, BASEMAP))

    for name in (
        "2 车次（含送站车 1）", "21 人乘 1 列火车", "K8374 21 人", "阜阳站 15",
        "送站车 → 阜阳站，换乘火车 K8374", "阜阳站 → 苏州站",
        "送站车 2，自行到站 15 人，接驳 2 趟，车站上班 8 人",
        "火车和火车站", "自己到火车站上车的人", "接驳车，从火车站到厂门", "下车点 4 处",
    ):  # fmt: skip
        assert name in words


def test_signs_of_trains_are_told_only_where_they_are():
    problem, plan = with_a_train()
    train = replace(plan.trains[0], riders=plan.trains[0].riders[:1])

    words = words_of(draw_map(problem, replace(plan, trains=(train,))))
    without = words_of(draw_map(problem, replace(plan, trains=())))

    assert "火车和火车站" in words
    assert "自己到火车站" not in words
    assert not any(word in without for word in ("火车", "接驳", "接驳"))


def test_who_changes_at_a_station_does_not_arrive_there():
    problem, plan = with_a_train()
    points = {place.id: (place.lon, place.lat) for place in problem.places}
    scene = Scene(problem, plan, points, BASEMAP, "")

    assert scene.gates() == {"P4": 5, "P5": 6, "P6": 7, "S": 8}
    assert scene.homes(scene.trips, scene.rails)["H"] == [(-1, 15)]


def test_a_date_on_which_only_a_train_leaves_has_its_map():
    problem, plan = with_a_train(date=1)
    alone = replace(plan.trains[0], feeders=())

    words = words_of(draw_map(problem, replace(plan, trains=(alone,)), BASEMAP))

    for name in ("2月24日 周三 5 人 · 1 车次", "2月25日 周四 21 人 · 1 列火车"):
        assert name in words


@pytest.mark.parametrize("place", ["H", "S"])
def test_a_station_without_coordinates_is_left_out(place):
    problem, plan = with_a_train()
    places = [
        replace(kept, lat=None) if kept.id == place else kept for kept in problem.places
    ]

    words = words_of(draw_map(replace(problem, places=tuple(places)), plan))

    assert "1 列火车" in words
    assert words.count("K8374 21 人") == 1  # in the list, not on the map


def test_a_train_of_another_problem_is_refused():
    problem, plan = with_a_train()

    with pytest.raises(RoutingError, match=r"K8374.*which the scenario lacks"):
        draw_map(replace(problem, trains=Trains()), plan)


def test_a_picture_becomes_a_png():
    problem = towns_and_gates(2, 1)

    png = to_png(draw_map(problem, one_trip_a_town(problem)))

    assert png.startswith(b"\x89PNG")
