"""What every command that touches the instance needs: its settings and database."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import click
from sqlalchemy.exc import OperationalError

from models.sealed import use_keyring
from webapp.config import Settings, SettingsError
from webapp.database import is_up_to_date, open_engine

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Engine


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
        yield engine, settings
    except OperationalError as error:
        shown = engine.url.render_as_string(hide_password=True)
        msg = f"Cannot open the database {shown}: {error.orig}"
        raise click.ClickException(msg) from error
    finally:
        engine.dispose()


@contextmanager
def ready_instance() -> Iterator[tuple[Engine, Settings]]:
    """Open the database of the settings, whose schema must be that of the code."""
    with instance() as (engine, settings):
        if not is_up_to_date(engine):
            message = "The database is not up to date; run `zhida migrate` first."
            raise click.ClickException(message)
        yield engine, settings
