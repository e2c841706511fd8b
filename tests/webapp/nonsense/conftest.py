"""One laid-out instance for all tests of nonsense, on SQLite alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models.sealed import Keyring, use_keyring
from tests.webapp.nonsense.world import World
from webapp.config import ROOT, Settings
from webapp.extensions import db, limiter

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="package")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("nonsense")
    settings = Settings(
        var_dir=folder,
        database_url=f"sqlite:///{folder / 'test.sqlite'}",
        secret_key="test",
        encoder="hashing",
        travel="great_circle",
        build_dir=ROOT / "build",
    )
    limiter.enabled = False
    made = World(settings)
    yield made
    made.close()
    limiter.enabled = True
    with made.app.app_context():
        db.engine.dispose()
    made.app.extensions["collaborators"].planning_desk.close()
    # As the other tests have it.
    use_keyring(Keyring({"test": b"t" * 32}, b"i" * 32))
