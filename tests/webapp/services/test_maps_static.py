from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest
import shapely

from webapp.services.maps_static import Basemap, draw_stop

if TYPE_CHECKING:
    from pathlib import Path

LAT, LON = 32.18, 115.68
NEAR = Basemap(
    (shapely.box(110, 30, 120, 35),),
    (shapely.box(115.6, 32.1, 115.9, 32.4),),
    (shapely.LineString([(114, 32), (117, 32.5)]),),
    (("潢川", 3, 32.13, 115.05), ("<远>", 3, 45.0, 100.0)),
)


def test_a_stop_is_drawn_with_what_is_around_it() -> None:
    svg = ElementTree.fromstring(draw_stop(NEAR, LAT, LON, "固始<县>"))
    texts = [text.text for text in svg.iter("{http://www.w3.org/2000/svg}text")]
    assert texts == ["潢川", "固始<县>"]
    assert len(list(svg.iter("{http://www.w3.org/2000/svg}path"))) == 3


def test_without_a_basemap_the_stop_stands_alone(tmp_path: Path) -> None:
    svg = draw_stop(Basemap.load(tmp_path), LAT, LON, "固始县")
    assert "<circle" in svg
    assert "<path" not in svg


def test_a_stop_that_nobody_can_place_is_not_drawn() -> None:
    with pytest.raises(ValueError, match="not known where"):
        draw_stop(NEAR, None, LON, "固始县")
