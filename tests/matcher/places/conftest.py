"""The gazetteer as ``make install`` builds it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from matcher.places.gazetteer import Gazetteer

ROOT = Path(__file__).parents[3]


@cache
def shared_gazetteer() -> Gazetteer:
    return Gazetteer.load(ROOT / "build" / "places")


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    return shared_gazetteer()
