"""`zhida worker`: the process that plans campaigns."""

from __future__ import annotations

import re

import click
from sqlalchemy.engine import make_url

from webapp.cli.instance import told_of
from webapp.config import Settings, SettingsError


def _name(_ctx: click.Context, _param: click.Parameter, value: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9_.-]{1,40}", value):
        msg = "a name of letters, digits, dots and dashes, please."
        raise click.BadParameter(msg)
    return value


@click.command
@click.option(
    "--name",
    default="worker",
    show_default=True,
    callback=_name,
    help="One for each worker, kept over restarts: what a killed worker had begun is"
    " taken up by the next one of its name.",
)
def worker(name: str) -> None:
    """Plan the campaigns that wait and send messages, until told to end."""
    from webapp.collaborators import Collaborators
    from webapp.public.alerting import open_search
    from webapp.workflows.worker import WorkerRunningError, run_worker

    try:
        settings = Settings.from_env()
        made = Collaborators(settings)
        with told_of(make_url(settings.url)):
            run_worker(
                settings,
                name,
                lambda: click.echo(f"Worker {name} is ready."),
                lambda: open_search(made),
                lambda: made.match_maker,
            )
    except (SettingsError, WorkerRunningError) as error:
        raise click.ClickException(str(error)) from error
