"""Bring an instance to its first page; every step may be done again."""

from __future__ import annotations

import os
import time
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Account, AuditEvent, Campaign, CharterPlan, Role
from webapp.database import is_up_to_date, migrate
from webapp.demo import campaign as demo_campaign
from webapp.demo.fill import Contents, Sizes, contents, fill
from webapp.security.passwords import hash_password
from webapp.services import audit
from webapp.services.accounts_admin import first_password
from webapp.services.offices import first_office
from webapp.services.plans import find_unfinished, request_plan

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator

    from sqlalchemy import Engine

    from webapp.config import Settings

    Say = Callable[[str], None]

PLANNING_S = 40.0
ENCODED = "demo.encode"
FIRST_ADMIN = "admin"


@contextmanager
def step(say: Say, name: str) -> Iterator[None]:
    """Say what begins and, when it is done, how long it took."""
    say(f"{name} ...")
    started = time.monotonic()
    yield
    say(f"{name}: done in {time.monotonic() - started:.1f} s")


def bring_up_to_date(engine: Engine, say: Say) -> None:
    """Migrate the database, when it needs it."""
    if not is_up_to_date(engine):
        with step(say, "Database tables"):
            migrate(engine)


def add_demo_data(
    engine: Engine,
    settings: Settings,
    say: Say,
    *,
    now: dt.datetime,
    sizes: Sizes | None = None,
    seed: int = 0,
) -> None:
    """Fill an empty database; one transaction, so a killed run leaves it empty."""
    from matcher.places.gazetteer import Gazetteer

    with step(say, "Demo data"), Session(engine) as session:
        gazetteer = Gazetteer.load(settings.build_dir / "places")
        fill(session, gazetteer, now=now, sizes=sizes, seed=seed)
        session.commit()


def encode_demo_data(
    engine: Engine, settings: Settings, say: Say, *, now: dt.datetime
) -> None:
    """
    Encode vacancies and seekers of demo data, once.

    Every batch is kept, so a killed run is taken up where it was. That it is done is
    noted, so that the next start need not load the encoder to find out.
    """
    with Session(engine) as session:
        noted = session.scalar(
            select(AuditEvent.id).where(AuditEvent.action == ENCODED)
        )
        if noted is not None or contents(session) is not Contents.DEMO:
            return
    from webapp.services.embeddings import embed_all
    from webapp.services.search_engine import open_encoder

    def show(done: int, of: int) -> None:
        say(f"  {done:,} of {of:,} texts")

    # Nobody else wants the processors yet.
    settings = replace(settings, encoder_threads=os.cpu_count() or 1)
    with step(say, "Encoding vacancies and seekers"), Session(engine) as session:
        embed_all(engine, open_encoder(settings), show)
        audit.record(session, ENCODED, account_id=None, now=now)
        session.commit()


def add_first_admin(session: Session, *, now: dt.datetime) -> str | None:
    """Add an administrator and return its password; None when there is one already."""
    known = select(Account.id).where(Account.role == Role.ADMIN).limit(1)
    if session.scalar(known) is not None:
        return None
    password = first_password()
    account = Account(
        login=FIRST_ADMIN,
        display_name=FIRST_ADMIN,
        password_hash=hash_password(password),
        role=Role.ADMIN,
    )
    session.add(account)
    # So that the first dispatcher's account has an office to choose.
    first_office(session)
    session.flush()
    audit.record(
        session,
        "account.create",
        account,
        account_id=None,
        now=now,
        detail={"role": Role.ADMIN},
    )
    return password


def plan_demo_campaign(
    engine: Engine,
    settings: Settings,
    say: Say,
    *,
    now: dt.datetime,
    time_limit_s: float = PLANNING_S,
) -> None:
    """Plan the demo campaign unless it has a plan; a killed run is begun again."""
    with Session(engine) as session:
        plan = _plan_to_carry_out(session, time_limit_s, now)
        session.commit()
        plan_id = plan.id if plan is not None else None
    if plan_id is None:
        return

    from webapp.services.travel import open_travel
    from webapp.workflows.planning import PlanningRun, Point

    def report(curve: list[Point]) -> None:
        seconds, cost, bound = curve[-1]
        say(
            f"  {seconds:4.0f} s: {cost / 100:,.0f} yuan, "
            f"no plan costs less than {bound / 100:,.0f}"
        )

    with step(say, f"Planning coaches, {time_limit_s:.0f} s at most"):
        PlanningRun(engine, open_travel(settings)).carry_out(plan_id, report)
    with Session(engine) as session:
        done = session.get_one(CharterPlan, plan_id)
        seated = sum(trip.seats_taken for trip in done.trips)
        say(f"  {seated} riders in {len(done.trips)} coaches, gap {done.gap or 0:.2%}")


def _plan_to_carry_out(
    session: Session, time_limit_s: float, now: dt.datetime
) -> CharterPlan | None:
    if contents(session) is not Contents.DEMO:
        return None
    campaign = session.scalar(
        select(Campaign).where(Campaign.name == demo_campaign.NAME)
    )
    if campaign is None:
        return None
    begun = find_unfinished(session, campaign)
    if begun is not None:
        # Asked for by a dispatcher: the worker has it.
        return begun if begun.requested_by_id is None else None
    if campaign.plans:
        return None
    return request_plan(
        session, campaign, time_limit_s=time_limit_s, account_id=None, now=now
    )
