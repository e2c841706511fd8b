"""The service on SQLite alone: these tests ask nothing of the database."""

from __future__ import annotations

import pytest


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url
