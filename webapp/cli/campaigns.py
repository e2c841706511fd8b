"""`zhida campaign`: list campaigns, plan one, write its manifests."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from models import Campaign, CharterPlan
from webapp.cli.instance import ready_instance
from webapp.cli.writing import writing


@click.group
def campaign() -> None:
    """Campaigns: list them, plan one, write a plan's manifests."""


@campaign.command("list")
def list_command() -> None:
    """List the campaigns, the latest first day first."""
    from webapp.services.campaigns import list_campaigns
    from webapp.services.offices import list_offices

    with ready_instance() as (engine, _), Session(engine) as session:
        lines = [
            line
            for office in list_offices(session)
            for line in list_campaigns(session, office.id)
        ]
        lines.sort(key=lambda line: line.campaign.first_date, reverse=True)
        for line in lines:
            planned = ""
            if line.plan is not None and line.plan.cost_cents is not None:
                planned = (
                    f", {_coaches(line.coaches)} for "
                    f"{line.plan.cost_cents / 100:,.0f} yuan"
                )
            first, last = line.campaign.days
            days = f"{first}" if first == last else f"{first} to {last}"
            click.echo(
                f"{line.campaign.id:4d}  {days}  "
                f"{line.campaign.name}: {line.confirmed.riders} of "
                f"{line.coming.riders} riders confirmed{planned}"
            )


@campaign.command("plan")
@click.argument("campaign", metavar="CAMPAIGN")
@click.option("--time-limit", default=60.0, show_default=True, help="In seconds.")
@click.option("--gap", default=0.005, show_default=True, help="Good enough: stop here.")
@click.option("--seed", default=0, show_default=True)
def plan_command(campaign: str, time_limit: float, gap: float, seed: int) -> None:
    """Plan CAMPAIGN (its number or name) here and now, and store the trips."""
    from routing.errors import RoutingError
    from webapp.services.closing import CampaignClosedError
    from webapp.services.planning import NothingToPlanError
    from webapp.services.plans import PlanError, request_plan
    from webapp.services.travel import open_travel
    from webapp.workflows.planning import PlanningRun, Point

    def report(curve: list[Point]) -> None:
        seconds, cost, bound = curve[-1]
        click.echo(
            f"{seconds:6.1f} s  {cost / 100:,.0f} yuan, at least {bound / 100:,.0f}"
        )

    with ready_instance() as (engine, settings):
        with Session(engine) as session:
            try:
                plan_id = request_plan(
                    session,
                    _find(session, campaign),
                    time_limit_s=time_limit,
                    gap_wanted=gap,
                    seed=seed,
                    account_id=None,
                    now=dt.datetime.now(dt.UTC),
                ).id
            except (PlanError, CampaignClosedError, ValueError) as error:
                raise click.ClickException(str(error)) from error
            session.commit()
        try:
            PlanningRun(engine, open_travel(settings)).carry_out(plan_id, report)
        except (NothingToPlanError, RoutingError) as error:
            raise click.ClickException(str(error)) from error
        with Session(engine) as session:
            plan = session.get_one(CharterPlan, plan_id)
            seated = sum(trip.seats_taken for trip in plan.trips)
            left = sum(party.riders for party in plan.unassigned)
            click.echo(
                f"{seated} riders in {_coaches(len(plan.trips))} for "
                f"{(plan.cost_cents or 0) / 100:,.0f} yuan, gap {plan.gap or 0:.2%}, "
                f"{left} riders unassigned; ways from {plan.travel_engine}."
            )


@campaign.command("manifests")
@click.argument("campaign", metavar="CAMPAIGN")
@click.option(
    "-o",
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="The folder to write into; made when missing.",
)
@click.option("--full", is_flag=True, help="With whole names and numbers.")
@click.option("--reason", default="", help="What the full form is for; recorded.")
def manifests_command(campaign: str, out: Path, full: bool, reason: str) -> None:
    """Write the manifests of CAMPAIGN's chosen plan, a PDF and an .xlsx a trip."""
    from webapp.services.manifests import Form, ManifestError, export

    with ready_instance() as (engine, _), Session(engine) as session:
        plan = _find(session, campaign).chosen_plan
        if plan is None:
            msg = "The campaign has no chosen plan."
            raise click.ClickException(msg)
        with writing(out):
            out.mkdir(parents=True, exist_ok=True)
        for trip in plan.trips:
            for form in Form:
                try:
                    file = export(
                        session,
                        trip,
                        form,
                        is_full=full,
                        reason=reason,
                        account_id=None,
                        now=dt.datetime.now(dt.UTC),
                    )
                except ManifestError as error:
                    raise click.ClickException(str(error)) from error
                with writing(out / file.name):
                    (out / file.name).write_bytes(file.content)
        session.commit()
        click.echo(f"{len(plan.trips)} trips, {2 * len(plan.trips)} files in {out}.")


def _coaches(number: int) -> str:
    return "1 coach" if number == 1 else f"{number} coaches"


def _find(session: Session, wanted: str) -> Campaign:
    number = int(wanted) if wanted.isdecimal() and len(wanted) < 10 else -1
    found = session.scalars(
        select(Campaign).where(or_(Campaign.id == number, Campaign.name == wanted))
    ).first()
    if found is None:
        msg = f"There is no campaign {wanted!r}."
        raise click.ClickException(msg)
    return found
