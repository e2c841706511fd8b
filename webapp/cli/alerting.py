"""`zhida alerts`."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import click

from webapp.cli.instance import ready_instance

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from webapp.config import Settings


@click.command
def alerts() -> None:
    """Tell people what is new for the searches they keep; the worker does it too."""
    with ready_instance() as (engine, settings):
        told = sweep(engine, settings)
    click.echo(f"{told} searches had something new.")


def sweep(engine: Engine, settings: Settings) -> int:
    """Look into every saved search that is due; return how many had something new."""
    from webapp.collaborators import Collaborators
    from webapp.public.alerting import open_search
    from webapp.workflows.alerting import send_alerts

    return send_alerts(
        engine,
        lambda: open_search(Collaborators(settings)),
        settings.signing_key(),
        now=dt.datetime.now(dt.UTC),
    )
