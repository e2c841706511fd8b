"""`zhida learn` and `zhida fairness`."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import click
from sqlalchemy.orm import Session

from webapp.cli.instance import ready_instance

if TYPE_CHECKING:
    from models import RankerVersion


@click.command
@click.option("--list", "only_list", is_flag=True, help="Show the lessons so far.")
@click.option("--restore", is_flag=True, help="Go back to the shipped ranker.")
def learn(only_list: bool, restore: bool) -> None:
    """Learn a ranker from what was shown; it goes live only if it is surely better."""
    from webapp.services import learning

    if only_list and restore:
        msg = "Choose one of --list and --restore."
        raise click.UsageError(msg)
    now = dt.datetime.now(dt.UTC)
    with ready_instance() as (engine, _), Session(engine) as session:
        if only_list:
            for version in learning.list_versions(session):
                click.echo(_line(version))
            if learning.live_version(session) is None:
                click.echo("The shipped ranker is live.")
            return
        if restore:
            done = learning.restore_shipped(session, now=now)
            click.echo(
                "The shipped ranker is live again." if done else "It is live already."
            )
        else:
            version = learning.learn(session, now=now)
            click.echo(_line(version))
        session.commit()


@click.command
def fairness() -> None:
    """Show by sex, age and home province who gets into employers' lists."""
    from webapp.cli.matching import encoder_of
    from webapp.services.fairness import report
    from webapp.services.matching import MatchMaker

    with ready_instance() as (engine, settings), Session(engine) as session:
        maker = MatchMaker(encoder_of(settings))
        found = report(session, maker, now=dt.datetime.now(dt.UTC))
        session.commit()
    click.echo(
        "group\tvalue\tpeople\texposure\tratio\toffers\tapplications\ttaken further"
    )
    for group in found.groups:
        click.echo(
            f"{group.dimension}\t{group.value}\t{group.people}\t{group.exposure:.3f}\t"
            f"{group.ratio:.2f}\t{group.offers:.1f}\t{group.applications:.2f}\t"
            f"{group.taken:.0%}"
        )
    if found.hidden:
        click.echo(f"{found.hidden} people are in groups too small to show.", err=True)


def _line(version: RankerVersion) -> str:
    day = f"{version.created_at:%Y-%m-%d %H:%M}"
    return f"{day}  {version.status:<8} {version.outcomes:>7} outcomes  {version.why}"
