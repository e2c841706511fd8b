"""`zhida demo`: fill an empty database with people and firms that do not exist."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click
from sqlalchemy.orm import Session

from webapp.cli.instance import instance
from webapp.cli.writing import writing


@click.command
@click.option("--seed", default=0, show_default=True, help="Same seed, same rows.")
@click.option("--vacancies", type=click.IntRange(min=1), default=300, show_default=True)
@click.option("--seekers", type=click.IntRange(min=1), default=1500, show_default=True)
@click.option("--riders", type=click.IntRange(min=1), default=2000, show_default=True)
@click.option(
    "--spreadsheets",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write example files for `zhida import` into this folder, and nothing else.",
)
def demo(
    seed: int, vacancies: int, seekers: int, riders: int, spreadsheets: Path | None
) -> None:
    """Fill an empty database with demo data; never mixes with what is there."""
    if spreadsheets is not None:
        from xlsxwriter.exceptions import FileCreateError

        from webapp.demo.spreadsheets import write_spreadsheets

        with writing(spreadsheets):
            try:
                written = write_spreadsheets(spreadsheets, seed=seed)
            except FileCreateError as error:
                # The package hides what the system said.
                raise error.args[0] from error
        for path in written:
            click.echo(f"{path}")
        return
    from webapp.demo.accounts import PASSWORD, list_demo_logins
    from webapp.demo.fill import Contents, Sizes, contents
    from webapp.demo.prepare import add_demo_data, bring_up_to_date

    with instance() as (engine, settings):
        bring_up_to_date(engine, click.echo)
        with Session(engine) as session:
            there = contents(session)
        if there is not Contents.NOTHING:
            msg = (
                f"The database holds {there} data already and demo data is only put "
                "into an empty one; set ZHIDA_DATABASE_URL to another."
            )
            raise click.ClickException(msg)
        add_demo_data(
            engine,
            settings,
            click.echo,
            now=dt.datetime.now(dt.UTC),
            sizes=Sizes(vacancies=vacancies, seekers=seekers, riders=riders),
            seed=seed,
        )
        with Session(engine) as session:
            logins = ", ".join(list_demo_logins(session))
        click.echo(f"Logins: {logins}; password {PASSWORD}")
