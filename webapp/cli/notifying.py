"""`zhida notify`."""

from __future__ import annotations

import time

import click

from webapp.cli.instance import ready_instance
from webapp.config import SettingsError


@click.command
@click.option("--once", is_flag=True, help="Try what waits now, then end.")
def notify(once: bool) -> None:
    """Send the messages of the outbox until Ctrl-C; the worker does it too."""
    from webapp.services.channels.build import open_channels
    from webapp.workflows.delivery import EVERY_S, deliver

    with ready_instance() as (engine, settings):
        try:
            channels = open_channels(settings)
        except SettingsError as error:
            raise click.ClickException(str(error)) from error
        while True:
            done = deliver(engine, channels, settings.site_url)
            if once or done.sent or done.failed:
                click.echo(f"{done.sent} sent, {done.failed} failed.")
            if once:
                return
            time.sleep(EVERY_S)
