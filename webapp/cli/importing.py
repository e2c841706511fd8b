"""`zhida import`: take in a spreadsheet of vacancies, seekers or riders."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Campaign, Employer, ImportKind
from webapp.cli.instance import ready_instance

if TYPE_CHECKING:
    from webapp.services.importing import Preview

SHOWN_ADDED = 20
SIGNS = {"added": "+", "changed": "~", "unchanged": "=", "refused": "!"}


@click.command("import")
@click.argument("kind", type=click.Choice([str(kind) for kind in ImportKind]))
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Show what would happen; store nothing.")
@click.option("--campaign", help="For riders: the campaign's number or name.")
@click.option("--employer", help="For vacancies: whose they are, when all are one's.")
def import_(
    kind: str, file: Path, dry_run: bool, campaign: str | None, employer: str | None
) -> None:
    """
    Take in FILE (.xlsx, .xls, .csv) with rows of KIND, all of it or nothing.

    Importing the same file twice adds nothing. Exit status: 0 when it was taken in (or
    could be), 1 when rows are refused, 2 when the file cannot be read.
    """
    from matcher.places.gazetteer import Gazetteer
    from webapp.services.importing import Context, ImportFileError, apply, preview

    try:
        content = file.read_bytes()
    except OSError as error:
        raise click.UsageError(f"{file} cannot be read: {error.strerror}.") from error
    with ready_instance() as (engine, settings), Session(engine) as session:
        gazetteer = Gazetteer.load(settings.build_dir / "places")
        context = Context(
            campaign_id=_campaign(session, kind, campaign),
            employer_id=_employer(session, employer),
            home_district=settings.home_district,
        )
        now = dt.datetime.now(dt.UTC)
        arguments = (session, ImportKind(kind), file.name, content)
        try:
            shown = preview(*arguments, gazetteer=gazetteer, now=now, context=context)
        except ImportFileError as error:
            raise click.UsageError(f"{file.name}: {error}") from error
        _show(shown)
        if not shown.is_applicable:
            click.echo("Nothing was stored: correct the refused rows, and try again.")
            sys.exit(1)
        if dry_run:
            click.echo("Nothing was stored: this was a dry run.")
            return
        apply(*arguments, gazetteer=gazetteer, now=now, context=context)
        session.commit()
        click.echo("Stored.")


def _show(shown: Preview) -> None:
    where = f"sheet “{shown.sheet}”, " if shown.sheet else ""
    columns = ", ".join(f"{title} → {field}" for field, title in shown.columns.items())
    click.echo(f"{shown.filename}: {where}header in row {shown.header_row}: {columns}")
    if shown.other_sheets:
        click.echo(f"Not read: sheets {', '.join(shown.other_sheets)}")
    for number, note in shown.notes:
        click.echo(f"  row {number}: passed over: {note[:60]}")
    quiet = 0
    for row in shown.rows:
        sign = SIGNS[row.outcome]
        # Every refusal and change is shown; of the others only the first.
        if sign in "+=" and quiet >= SHOWN_ADDED:
            quiet += 1
            continue
        quiet += sign in "+="
        told = " ".join(map(str, row.messages))
        click.echo(f"{sign} row {row.number}: {row.label} {told}".rstrip())
    if quiet > SHOWN_ADDED:
        click.echo(f"  … and {quiet - SHOWN_ADDED} more rows added or unchanged")
    counts = {
        outcome: sum(row.outcome == outcome for row in shown.rows) for outcome in SIGNS
    }
    click.echo(", ".join(f"{count} {outcome}" for outcome, count in counts.items()))


def _campaign(session: Session, kind: str, wanted: str | None) -> int | None:
    if kind != ImportKind.RIDERS:
        return None
    if wanted is None:
        message = "Riders belong to a campaign: add --campaign NUMBER or NAME."
        raise click.UsageError(message)
    query = select(Campaign.id).where(
        Campaign.id == int(wanted) if wanted.isdecimal() else Campaign.name == wanted
    )
    found: int | None = session.scalar(query)
    if found is None:
        raise click.UsageError(f"There is no campaign {wanted!r}.")
    return found


def _employer(session: Session, wanted: str | None) -> int | None:
    if wanted is None:
        return None
    found: int | None = session.scalar(
        select(Employer.id).where(Employer.name == wanted)
    )
    if found is None:
        raise click.UsageError(f"There is no employer {wanted!r}.")
    return found
