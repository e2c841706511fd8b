"""A small demo district on each database."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

from matcher.places.gazetteer import Gazetteer
from tests.conftest import on_server, rolled_back
from webapp.config import ROOT
from webapp.database import migrate, open_engine
from webapp.demo.fill import Sizes, fill

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Engine

NOW = dt.datetime(2027, 1, 20, 4, 0, tzinfo=dt.UTC)
SMALL = Sizes(vacancies=80, seekers=60, riders=120)


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    return Gazetteer.load(ROOT / "build" / "places")


@pytest.fixture(scope="package", params=["sqlite", "postgresql"])
def filled(
    request: pytest.FixtureRequest,
    gazetteer: Gazetteer,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Engine]:
    """A small demo district in a database of its own, laid out once on each kind."""
    if request.param == "sqlite":
        made = None
        engine = open_engine(
            f"sqlite:///{tmp_path_factory.mktemp('district')}/d.sqlite"
        )
    else:
        server = request.getfixturevalue("postgresql_url")
        made = create_engine(server, isolation_level="AUTOCOMMIT")
        with made.connect() as connection:
            connection.execute(text("CREATE DATABASE district"))
        engine = open_engine(on_server(server, "district"))
    migrate(engine)
    with Session(engine) as session:
        fill(session, gazetteer, now=NOW, sizes=SMALL, seed=7)
        session.commit()
    yield engine
    engine.dispose()
    if made:
        with made.connect() as connection:
            connection.execute(text("DROP DATABASE district WITH (FORCE)"))
        made.dispose()


@pytest.fixture
def district(filled: Engine) -> Iterator[Session]:
    """A session on the district, rolled back after the test."""
    with rolled_back(filled) as session:
        yield session
