from __future__ import annotations

from typing import TYPE_CHECKING

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from models import Base
from webapp.database import is_up_to_date, migrate, open_engine

if TYPE_CHECKING:
    from sqlalchemy import Engine


def test_migrations_build_exactly_the_tables(fresh_engine: Engine) -> None:
    # Copied from a database that was migrated from nothing.
    with fresh_engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_migrating_twice_changes_nothing(fresh_engine: Engine) -> None:
    migrate(fresh_engine)
    assert is_up_to_date(fresh_engine)


def test_an_empty_database_is_not_up_to_date(empty_database_url: str) -> None:
    engine = open_engine(empty_database_url)
    assert not is_up_to_date(engine)
    engine.dispose()
