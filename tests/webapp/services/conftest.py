"""The real places."""

from __future__ import annotations

from pathlib import Path

import pytest

from matcher.places.gazetteer import Gazetteer

BUILT = Path(__file__).parents[3] / "build" / "places"


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    return Gazetteer.load(BUILT)
