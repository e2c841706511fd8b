"""What every command that touches the instance needs: its settings and database."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from models.sealed import use_keyring
from webapp.config import Settings, SettingsError
from webapp.database import is_up_to_date, open_engine

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Engine


@contextmanager
def open_instance() -> Iterator[tuple[Engine, Settings]]:
    """
    Give the database and the settings, and make personal data readable.

    Raises
    ------
    ClickException
        With one sentence, when a setting is wrong or the schema is not that of the
        code.
    """
    try:
        settings = Settings.from_env()
        use_keyring(settings.keyring())
    except SettingsError as error:
        raise click.ClickException(str(error)) from error
    engine = open_engine(settings.url)
    try:
        if not is_up_to_date(engine):
            message = "The database is not up to date; run `zhida migrate`."
            raise click.ClickException(message)
        yield engine, settings
    finally:
        engine.dispose()
