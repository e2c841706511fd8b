from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree

import numpy as np
import pytest

from routing.pictures import Basemap, draw_map, to_png
from routing.pictures.basemap import City, Province
from routing.pictures.errors import NoCoordinatesError
from tests.routing.pictures.instances import one_trip_a_town, towns_and_gates

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


def test_a_picture_becomes_a_png():
    problem = towns_and_gates(2, 1)

    png = to_png(draw_map(problem, one_trip_a_town(problem)))

    assert png.startswith(b"\x89PNG")
