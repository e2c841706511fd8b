"""`zhida migrate` and `zhida prepare`: the database, ready to be used."""

from __future__ import annotations

import datetime as dt
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from models.sealed import use_keyring
from webapp.config import Settings, SettingsError
from webapp.database import open_engine

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


@click.command
def migrate() -> None:
    """Bring the database's tables up to date; does nothing when they are."""
    from webapp.demo.prepare import bring_up_to_date

    with instance() as (engine, _):
        bring_up_to_date(engine, click.echo)


@click.command
@click.option(
    "--demo/--no-demo",
    default=True,
    show_default=True,
    help="Fill an empty database with demo data; without, it gets an administrator.",
)
@click.option(
    "--plan-time-limit",
    default=40.0,
    show_default=True,
    help="Seconds for the demo campaign's plan.",
)
def prepare(demo: bool, plan_time_limit: float) -> None:
    """Make the instance ready to serve; does nothing when it is."""
    from webapp.demo import prepare as steps
    from webapp.demo.fill import Contents, contents

    now = dt.datetime.now(dt.UTC)
    with instance() as (engine, settings):
        steps.bring_up_to_date(engine, click.echo)
        with Session(engine) as session:
            there = contents(session)
        if there is Contents.NOTHING and demo:
            steps.add_demo_data(engine, settings, click.echo, now=now)
        elif there is not Contents.DEMO:
            _tell_first_admin(engine, now)
        steps.encode_demo_data(engine, settings, click.echo, now=now)
        steps.plan_demo_campaign(
            engine, settings, click.echo, now=now, time_limit_s=plan_time_limit
        )


def _tell_first_admin(engine: Engine, now: dt.datetime) -> None:
    from webapp.demo.prepare import FIRST_ADMIN, add_first_admin

    with Session(engine) as session:
        password = add_first_admin(session, now=now)
        session.commit()
    if password is not None:
        click.echo(
            f"Administrator: {FIRST_ADMIN}, first password {password} "
            "(shown this once; change it after signing in)."
        )
