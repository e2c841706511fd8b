"""A small demo district on each database."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from matcher.places.gazetteer import Gazetteer
from webapp.config import ROOT
from webapp.demo.fill import Sizes, fill

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

NOW = dt.datetime(2027, 1, 20, 4, 0, tzinfo=dt.UTC)
SMALL = Sizes(vacancies=80, seekers=60, riders=120)


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    return Gazetteer.load(ROOT / "build" / "places")


@pytest.fixture
def district(session: Session, gazetteer: Gazetteer) -> Session:
    """The session, with a small demo district in it."""
    fill(session, gazetteer, now=NOW, sizes=SMALL, seed=7)
    return session
