from __future__ import annotations

from typing import TYPE_CHECKING

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from models import Base
from webapp.database import alembic_config, is_up_to_date, migrate, open_engine

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


def test_a_table_with_rows_that_others_refer_to_is_changed(
    empty_database_url: str,
) -> None:
    engine = open_engine(empty_database_url)
    config = alembic_config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0004")
        made = "'2027-01-01 00:00:00.000000', '2027-01-01 00:00:00.000000'"
        for statement in (
            "INSERT INTO account (id, login, display_name, password_hash, role, "
            "is_active, created_at, updated_at) VALUES (1, 'li', '示例', '-', "
            f"'dispatcher', true, {made})",
            "INSERT INTO login_session (id, account_id, token_hash, created_at, "
            f"expires_at) VALUES (1, 1, 'x', {made})",
            "INSERT INTO campaign (id, name, service_date, status, rules, version, "
            "created_at, updated_at) VALUES (1, '春运', '2027-02-24', 'gathering', "
            f"'{{}}', 1, {made})",
            "INSERT INTO place (code, name, full_name, short_name, level) VALUES "
            "('410000', '河南省', '河南省', '河南', 'province')",
            "INSERT INTO import_batch (id, kind, filename, sha256, imported_at, "
            "campaign_id, added, changed, unchanged) VALUES (1, 'riders', 'x', 'x', "
            "'2027-01-01 00:00:00.000000', 1, 0, 0, 0)",
        ):
            connection.exec_driver_sql(statement)
    migrate(engine)
    with engine.connect() as connection:
        offices = connection.exec_driver_sql(
            "SELECT a.office_id, c.office_id FROM account a, campaign c"
        ).all()
        assert offices == [(1, 1)]
        assert connection.exec_driver_sql("SELECT 1 FROM login_session").all()
        # A campaign had one day, and keeps it.
        (days,) = connection.exec_driver_sql(
            "SELECT first_date, last_date FROM campaign"
        ).all()
        assert {str(day) for day in days} == {"2027-02-24"}
    engine.dispose()
