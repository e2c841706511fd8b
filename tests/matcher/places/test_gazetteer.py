"""Codes, names, coordinates, and who lies in whom."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import pytest

from matcher.errors import PlacesUnavailableError
from matcher.places.gazetteer import Gazetteer
from matcher.places.place import Level

if TYPE_CHECKING:
    from pathlib import Path

    from matcher.places.place import Place

WUJIANG = "320509"


def test_a_place_knows_its_names_and_its_parents(gazetteer: Gazetteer) -> None:
    place = gazetteer.place("320509103")
    assert place.name == "盛泽镇"
    assert place.short_name == "盛泽"
    assert place.full_name == "江苏省苏州市吴江区盛泽镇"
    assert place.level is Level.TOWNSHIP
    assert place.parent == WUJIANG
    assert [outer.code for outer in gazetteer.ancestors(place.code)] == [
        WUJIANG,
        "320500",
        "320000",
    ]


def test_all_of_china_is_there(gazetteer: Gazetteer) -> None:
    count = {level: len(list(gazetteer.list_places(level))) for level in Level}
    assert count == {
        Level.PROVINCE: 34,
        Level.PREFECTURE: 333,
        Level.COUNTY: 2845,
        Level.TOWNSHIP: 38723,
    }


def test_every_county_but_two_deserts_has_a_point_in_china(
    gazetteer: Gazetteer,
) -> None:
    without = []
    for level in (Level.PROVINCE, Level.PREFECTURE, Level.COUNTY):
        for place in gazetteer.list_places(level):
            if place.lat is None or place.lon is None:
                without.append(place.name)
                continue
            # Down to the reefs of Sansha.
            assert 3 < place.lat < 54, place
            assert 73 < place.lon < 136, place
    assert without == ["和康县", "和安县"]


def test_the_seat_of_wujiang_is_where_gps_finds_it(gazetteer: Gazetteer) -> None:
    wujiang = gazetteer.place(WUJIANG)
    # 31.1409, 120.6410 in WGS-84; the map services' own point lies 500 m off.
    assert wujiang.lat == pytest.approx(31.1409, abs=0.0005)
    assert wujiang.lon == pytest.approx(120.6410, abs=0.0005)


def test_the_towns_of_wujiang_lie_as_they_do(gazetteer: Gazetteer) -> None:
    towns = {town.name: town for town in gazetteer.children(WUJIANG)}
    assert len(towns) == 11
    for town in towns.values():
        # The box around the district's border.
        assert town.lat is not None
        assert town.lon is not None
        assert 30.767 < town.lat < 31.229
        assert 120.353 < town.lon < 120.896

    def lat(name: str) -> float:
        return _known(towns[name])[0]

    def lon(name: str) -> float:
        return _known(towns[name])[1]

    assert lat("桃源镇") < lat("盛泽镇") < lat("平望镇") < lat("八坼街道")
    assert lat("八坼街道") < lat("松陵街道")
    assert lon("七都镇") < lon("震泽镇") < lon("平望镇") < lon("黎里镇")
    assert lon("松陵街道") < lon("江陵街道") < lon("同里镇")
    assert lon("横扇街道") < lon("松陵街道")


def test_what_lies_inside_goes_by_everyday_names_too(gazetteer: Gazetteer) -> None:
    assert {"盛泽", "芦墟", "太湖新城"} <= set(gazetteer.names_inside(WUJIANG))


def test_children_are_ordered_and_codes_can_be_asked(gazetteer: Gazetteer) -> None:
    codes = [child.code for child in gazetteer.children("320500")]
    assert codes == sorted(codes)
    assert WUJIANG in codes
    assert WUJIANG in gazetteer
    assert "999999" not in gazetteer
    with pytest.raises(KeyError):
        gazetteer.place("999999")


def _known(place: Place) -> tuple[float, float]:
    assert place.lat is not None
    assert place.lon is not None
    return place.lat, place.lon


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no archive",
        gzip.compress(b"{}" * 500, mtime=0)[:20],
        gzip.compress(b"{}" * 500, mtime=0)[:-4],
        gzip.compress(b"\xff", mtime=0),
        gzip.compress(b"[]", mtime=0),
        gzip.compress(b"{}", mtime=0),
        gzip.compress(b'{"point": [], "traditional": {}}', mtime=0),
    ],
)
def test_a_file_that_is_not_whole_is_told(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "places.json.gz").write_bytes(content)
    with pytest.raises(PlacesUnavailableError, match=r"not whole.*make install"):
        Gazetteer.load(tmp_path)


def test_places_that_were_not_built_are_told(tmp_path: Path) -> None:
    with pytest.raises(PlacesUnavailableError, match=r"not there.*make install"):
        Gazetteer.load(tmp_path)
