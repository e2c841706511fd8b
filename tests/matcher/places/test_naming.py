"""How people shorten the official names of places."""

from __future__ import annotations

import math

import pytest

from matcher.places.datum import gcj02_to_wgs84
from matcher.places.naming import former_names, short_names, short_township_name

PEOPLES = frozenset(
    {"土家族", "苗族", "水族", "白族", "东乡族", "保安族", "撒拉族", "蒙古族", "朝鲜族"}
    | {"维吾尔族", "鄂温克族"}
)


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("吴江区", ["吴江"]),
        ("忠县", []),
        ("城区", []),
        ("内蒙古自治区", ["内蒙古", "内蒙"]),
        ("新疆维吾尔自治区", ["新疆"]),
        ("石柱土家族自治县", ["石柱"]),
        ("三都水族自治县", ["三都"]),
        ("东乡族自治县", ["东乡"]),
        ("积石山保安族东乡族撒拉族自治县", ["积石山"]),
        ("长白朝鲜族自治县", ["长白"]),
        ("巴音郭楞蒙古自治州", ["巴音郭楞州", "巴音郭楞"]),
        ("鄂温克族自治旗", ["鄂温克"]),
        ("浦东新区", ["浦东"]),
        ("清新区", ["清新"]),
        ("神农架林区", ["神农架"]),
        ("碑林区", ["碑林"]),
    ],
)
def test_counties_go_without_suffix_and_peoples(name: str, short: list[str]) -> None:
    assert short_names(name, PEOPLES) == short


@pytest.mark.parametrize(
    ("name", "short"),
    [("盛泽镇", "盛泽"), ("松陵街道", "松陵"), ("杨镇", None), ("某农场", None)],
)
def test_townships_go_without_their_suffix(name: str, short: str | None) -> None:
    assert short_township_name(name) == short


def test_a_district_may_have_been_a_county_or_a_city() -> None:
    assert former_names("吴江区", "吴江") == ["吴江县", "吴江市"]


def test_the_shift_of_map_services_is_undone() -> None:
    # The published example of the shift: Beijing, 116.404/39.915 in GCJ-02.
    lat, lon = gcj02_to_wgs84(39.915, 116.404)
    assert math.isclose(lat, 39.91359, abs_tol=2e-5)
    assert math.isclose(lon, 116.39775, abs_tol=2e-5)
