"""What every command that touches the instance needs: its settings and database."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click
from sqlalchemy.exc import DatabaseError, OperationalError

from models.sealed import use_keyring
from webapp.config import Settings, SettingsError
from webapp.database import is_up_to_date, open_engine

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import URL, Engine


@contextmanager
def instance() -> Iterator[tuple[Engine, Settings]]:
    """Open the database of the settings; what is wrong with them is told in words."""
    try:
        settings = Settings.from_env()
        use_keyring(settings.keyring())
        engine = open_engine(settings.url)
    except (SettingsError, ValueError) as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        msg = f"Cannot write {error.filename}: {error.strerror}."
        raise click.ClickException(msg) from error
    try:
        with told_of(engine.url):
            yield engine, settings
    finally:
        engine.dispose()


@contextmanager
def told_of(url: URL) -> Iterator[None]:
    """
    Tell in words that a database cannot be opened, or is damaged.

    Raises
    ------
    click.ClickException
        When that is so; other errors of a database are left alone.
    """
    shown = url.render_as_string(hide_password=True)
    try:
        yield
    except OperationalError as error:
        msg = f"Cannot open the database {shown}: {error.orig}"
        raise click.ClickException(msg) from error
    except (DatabaseError, sqlite3.DatabaseError) as error:
        # Those of a wrong statement or value are its children.
        if type(error) not in (DatabaseError, sqlite3.DatabaseError):
            raise
        why = error.orig if isinstance(error, DatabaseError) else error
        msg = (
            f"The database {shown} is damaged ({why}): put a backup in its place, or "
            "set ZHIDA_DATABASE_URL to another."
        )
        raise click.ClickException(msg) from error


@contextmanager
def ready_instance() -> Iterator[tuple[Engine, Settings]]:
    """Open the database of the settings, whose schema must be that of the code."""
    with instance() as (engine, settings):
        if not is_up_to_date(engine):
            message = "The database is not up to date; run `zhida migrate` first."
            raise click.ClickException(message)
        yield engine, settings
