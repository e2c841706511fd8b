"""Many writers and readers on one SQLite file."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError

from webapp import database
from webapp.database import open_engine, reading

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = open_engine(f"sqlite:///{tmp_path}/test.sqlite")
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE counter (value INTEGER)"))
        connection.execute(text("INSERT INTO counter VALUES (0)"))
    yield engine
    engine.dispose()


def test_writers_wait_for_each_other_and_none_is_lost(engine: Engine) -> None:
    def count() -> None:
        for _ in range(20):
            with engine.begin() as connection:
                value = connection.scalar(text("SELECT value FROM counter")) or 0
                connection.execute(text(f"UPDATE counter SET value = {value + 1}"))

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT value FROM counter")) == 80


def test_a_reader_waits_for_nobody_and_a_writer_not_for_ever(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "LOCK_WAIT_S", 0)
    with engine.begin() as writer:
        writer.execute(text("UPDATE counter SET value = 1"))
        with reading(), engine.connect() as reader:
            assert reader.scalar(text("SELECT value FROM counter")) == 0
        with pytest.raises(OperationalError, match="locked"), engine.begin():
            pass
    with engine.begin() as connection:
        assert connection.scalar(text("SELECT value FROM counter")) == 1
