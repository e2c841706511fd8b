"""`zhida migrate` and `zhida prepare`: the database, ready to be used."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import click
from sqlalchemy.orm import Session

from webapp.cli.instance import instance

if TYPE_CHECKING:
    from sqlalchemy import Engine


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
