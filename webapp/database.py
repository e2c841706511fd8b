"""
Engines for both databases, set so that the same code is right on each.

SQLite: write-ahead log, foreign keys on, waits 30 s for a lock. A transaction starts
with BEGIN IMMEDIATE, so two writers queue instead of failing half-way; inside
``reading()`` it starts plain, so readers never wait for a writer.

Only commands migrate: what does it is loaded when it is done.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import create_engine, event
from sqlalchemy.engine import make_url

import models

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alembic.config import Config
    from sqlalchemy import Connection, Engine

LOCK_WAIT_S = 30
# SQLite itself waits longer and longer, up to a tenth of a second: of many writers one
# that has waited long would be passed by those that have just come.
LOOK_EVERY_S = 0.002
MIGRATIONS = Path(models.__file__).parent / "migrations"

_reading: ContextVar[bool] = ContextVar("reading", default=False)


@contextmanager
def reading() -> Iterator[None]:
    """Start transactions as readers in this context; writing in one is a mistake."""
    token = _reading.set(True)
    try:
        yield
    finally:
        _reading.reset(token)


def engine_options(url: str) -> dict[str, Any]:
    """Return the arguments of ``create_engine`` for this URL."""
    if make_url(url).get_backend_name() == "sqlite":
        return {"connect_args": {"timeout": LOCK_WAIT_S}}
    return {"pool_pre_ping": True, "pool_size": 10, "max_overflow": 20}


def open_engine(url: str) -> Engine:
    """Return an engine for this URL, prepared."""
    if (database := make_url(url).database) and url.startswith("sqlite:"):
        Path(database).parent.mkdir(parents=True, exist_ok=True)
    return prepare(create_engine(url, **engine_options(url)))


def prepare(engine: Engine) -> Engine:
    """Give an engine, from wherever it came, the behaviour told above."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _on_connect)
        # Of the threads of a process one looks, the others queue behind it.
        event.listen(engine, "begin", partial(_on_begin, threading.Lock()))
    return engine


def _on_connect(dbapi_connection: Any, _record: object) -> None:
    # The driver would begin transactions by itself, and never immediate ones.
    dbapi_connection.isolation_level = None
    for pragma in ("foreign_keys=ON", "journal_mode=WAL", "synchronous=NORMAL"):
        dbapi_connection.execute(f"PRAGMA {pragma}").close()


def _on_begin(queue: threading.Lock, connection: Connection) -> None:
    if _reading.get():
        connection.exec_driver_sql("BEGIN")
        return
    driver: Any = connection.connection.driver_connection
    ends_at = time.monotonic() + LOCK_WAIT_S
    driver.execute("PRAGMA busy_timeout=0").close()
    try:
        with queue:
            while _is_busy(driver) and time.monotonic() < ends_at:
                time.sleep(LOOK_EVERY_S)
        # Whatever else is wrong is told as SQLAlchemy tells it.
        if not driver.in_transaction:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
    finally:
        driver.execute(f"PRAGMA busy_timeout={1000 * LOCK_WAIT_S}").close()


def _is_busy(driver: Any) -> bool:
    """Begin to write; return whether another writer was before."""
    try:
        driver.execute("BEGIN IMMEDIATE").close()
    except sqlite3.OperationalError as error:
        return error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
    return False


def migrate(engine: Engine) -> None:
    """
    Bring the schema up to date; does nothing when it is.

    SQLite changes a table by making it anew: rows that refer to it must not mind while
    it is gone. They are looked at before all is kept.
    """
    from alembic import command

    config = alembic_config()
    is_sqlite = engine.dialect.name == "sqlite"
    with engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        if is_sqlite:
            driver.execute("PRAGMA foreign_keys=OFF").close()
        try:
            with connection.begin():
                config.attributes["connection"] = connection
                command.upgrade(config, "head")
                if is_sqlite:
                    _expect_no_lost_rows(connection)
        finally:
            if is_sqlite:
                driver.execute("PRAGMA foreign_keys=ON").close()


def _expect_no_lost_rows(connection: Connection) -> None:
    lost = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if lost is not None:
        msg = f"After migrating, a row of {lost[0]} refers to a missing {lost[2]}."
        raise RuntimeError(msg)


def is_up_to_date(engine: Engine) -> bool:
    """Return whether the schema is that of this code."""
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory

    with engine.connect() as connection:
        heads = MigrationContext.configure(connection).get_current_heads()
    return set(heads) == set(ScriptDirectory.from_config(alembic_config()).get_heads())


def alembic_config() -> Config:
    """Return the configuration of the migrations, which lie in ``models``."""
    from alembic import config as alembic

    config = alembic.Config()
    # Alembic splits a location at a colon, and a percent sign interpolates.
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config
