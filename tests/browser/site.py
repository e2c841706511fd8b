"""A served instance with demo data, for tests that drive a browser."""

from __future__ import annotations

import datetime as dt
import threading
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.serving import make_server
from werkzeug.wsgi import ClosingIterator

from matcher.encoder.hashing import HashingEncoder
from matcher.places.gazetteer import Gazetteer
from models import (
    Account,
    Application,
    Booking,
    Campaign,
    Channel,
    CharterPlan,
    Employer,
    EmployerRole,
    ImportKind,
    OutboxMessage,
    Party,
    Report,
    RideRequest,
    Role,
    SavedSearch,
    Seeker,
    Trip,
    UnassignedParty,
    Vacancy,
    VacancyStatus,
)
from tests.webapp.services.cvs.files import CHINESE
from webapp.app import create_app
from webapp.database import migrate, open_engine
from webapp.demo import campaign as demo_campaign
from webapp.demo import coming, travelled
from webapp.demo.accounts import PASSWORD, PREFIX
from webapp.demo.fill import Sizes, fill
from webapp.demo.prepare import plan_demo_campaign
from webapp.extensions import limiter
from webapp.services import (
    assigning,
    outbox,
    proposals,
    saved_searches,
    team,
    uploads,
)
from webapp.services.matching import MatchMaker
from webapp.services.publishing import publish
from webapp.services.riding import Person, Wish, ask

if TYPE_CHECKING:
    from collections.abc import Iterator
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from flask import Flask
    from sqlalchemy import Engine, Select

    from webapp.config import Settings

    Ids = dict[str, int | str]

SIZES = Sizes(vacancies=120, seekers=60, riders=150)
PLANNING_S = 3.0
# Signed up, and nothing else: the demo's own seeker has seats on a coach already.
NEWCOMER = "newcomer"
POSTINGS = "企业名称,工种,人数,薪资,工作地点\n{employer},缝纫工,20,6-8千,盛泽\n"
ROSTER = "乘车人,联系电话,上车地点,企业名称\n示例甲,13900000001,河南固始,{employer}\n"


@dataclass(frozen=True, slots=True)
class Site:
    """
    Where the instance is served, and the rows that pages are opened of.

    ``ids`` holds one of each: of the demo employer's, of the planned campaign's; of a
    link or a file that was sent, what stands in its address.
    """

    address: str
    ids: Ids
    settings: Settings
    app: Flask
    password: str = PASSWORD

    def login(self, who: str) -> str:
        """Return the demo account of a role, or of the newcomer."""
        return f"{PREFIX}{who}"


@contextmanager
def serve(settings: Settings) -> Iterator[Site]:
    """Lay out a district, and serve it on a free port."""
    engine = open_engine(settings.url)
    app = create_app(settings)  # sets the keys that seal what is filled in
    ids = lay_out(engine, settings)
    limiter.enabled = False
    server = make_server("127.0.0.1", 0, closed_when_dropped(app), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield Site(f"http://127.0.0.1:{server.port}", ids, settings, app)
    server.shutdown()
    thread.join()
    server.server_close()
    limiter.enabled = True
    with app.app_context():
        from webapp.extensions import db

        db.engine.dispose()
    engine.dispose()


def closed_when_dropped(app: WSGIApplication) -> WSGIApplication:
    """
    Close what is answered also where the browser has gone before its end.

    Werkzeug forgets to where the connection breaks while it reads the rest of the
    request, and a file stays open.
    """

    def answer(
        environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterator[bytes]:
        with closing(ClosingIterator(app(environ, start_response))) as said:
            yield from said

    return answer


def lay_out(engine: Engine, settings: Settings) -> Ids:
    """Fill an instance, publish a plan of its campaign, and return rows to open."""
    migrate(engine)
    now = dt.datetime.now(dt.UTC)
    with Session(engine) as session:
        gazetteer = Gazetteer.load(settings.build_dir / "places")
        fill(session, gazetteer, now=now, sizes=SIZES)
        session.commit()
    plan_demo_campaign(
        engine, settings, lambda _: None, now=now, time_limit_s=PLANNING_S
    )
    with Session(engine) as session:
        _publish(session, gazetteer, now)
        sent = _send(session, settings, now)
        _propose(session, now)
        session.commit()
        return _ids(session) | sent


def _publish(session: Session, gazetteer: Gazetteer, now: dt.datetime) -> None:
    """Publish the plan; somebody asks for a seat afterwards, so that it differs."""
    plan = session.scalars(
        select(CharterPlan)
        .join(CharterPlan.campaign)
        .where(CharterPlan.is_chosen, Campaign.name == demo_campaign.NAME)
    ).one()
    publish(session, plan, account_id=None, now=now)
    seeker = session.scalars(
        select(Seeker).where(Seeker.account_id.is_(None)).order_by(Seeker.id).limit(1)
    ).one()
    trip = max(plan.trips, key=lambda trip: trip.seats_allowed - trip.seats_taken)
    date, home, gate = plan.campaign.first_date, trip.stops[0], trip.stops[-1]
    if home.place_code is None or gate.site_id is None:
        msg = f"Expected trip {trip.id} to lead from a county to a gate."
        raise ValueError(msg)
    wish = Wish(
        campaign_id=plan.campaign_id,
        site_id=gate.site_id,
        people=(Person(seeker.name or "", seeker.phone or ""), Person()),
        pickup_place_code=home.place_code,
        first_date=date,
        last_date=date,
    )
    ask(session, gazetteer, seeker, wish, account_id=None, now=now)


def _send(session: Session, settings: Settings, now: dt.datetime) -> Ids:
    """Add a search that is kept, a report, an invitation, and a file of each kind."""
    seeker, owner, clerk = (
        session.scalars(select(Account).where(Account.login == f"{PREFIX}{role}")).one()
        for role in (Role.SEEKER, Role.EMPLOYER, Role.CLERK)
    )
    session.add(
        Account(
            login=f"{PREFIX}{NEWCOMER}",
            display_name="新来的（示例）",
            password_hash=seeker.password_hash,
            role=Role.SEEKER,
        )
    )
    saved = session.scalars(
        select(SavedSearch).where(SavedSearch.account_id == seeker.id)
    ).one()
    _try_in_vain(session, now)
    _, join = team.invite(
        session, owner, name="示例同事", role=EmployerRole.MEMBER, now=now
    )
    employer = owner.employer.name if owner.employer else ""
    campaign_id = session.scalars(_campaign(demo_campaign.NAME)).one()

    def keep(account: Account, kind: str, text: str) -> str:
        kept = uploads.keep(
            settings.var_dir / "uploads",
            text.format(employer=employer).encode(),
            name="示例.csv",
            kind=kind,
            account_id=account.id,
            now=now,
            campaign_id=campaign_id,
        )
        return kept.token

    return {
        "stop": saved_searches.stop_token(saved, settings.signing_key()),
        "join": join,
        "cv": keep(seeker, "cv", "\n".join(CHINESE)),
        "sheet": keep(owner, ImportKind.VACANCIES, POSTINGS),
        "roster": keep(owner, ImportKind.RIDERS, ROSTER),
        "import": keep(clerk, ImportKind.VACANCIES, POSTINGS),
    }


def _propose(session: Session, now: dt.datetime) -> None:
    """Add who could work where."""
    run = proposals.ask(session, account_id=None, now=now)
    found = assigning.work_out(session, MatchMaker(HashingEncoder()), now=now)
    proposals.keep(session, run, found, now)


def _try_in_vain(session: Session, now: dt.datetime) -> None:
    """Put a message into the outbox that was given up after many tries."""
    outbox.put(
        session,
        channel=Channel.SMS,
        address="15400000001",
        subject="面试邀请",
        text="请看面试时间。",
        key="test",
        now=now,
    )
    unsent = session.scalars(select(OutboxMessage)).one()
    unsent.attempts, unsent.next_try_at, unsent.error = 8, None, "no answer"


def _ids(session: Session) -> Ids:
    own = select(Account.employer_id).where(Account.login == f"{PREFIX}employer")
    known = Seeker.account_id.is_not(None)
    rides = select(RideRequest).join(Seeker).where(known)
    asked = select(RideRequest.party_id).where(RideRequest.party_id.is_not(None))
    queries = {
        # That the demo seeker may still apply for.
        "vacancy": select(Vacancy.id)
        .where(
            Vacancy.status == VacancyStatus.LIVE,
            Vacancy.id.not_in(select(Application.vacancy_id).join(Seeker).where(known)),
        )
        .order_by(Vacancy.id.desc()),
        "closed": select(Vacancy.id).where(Vacancy.status == VacancyStatus.EXPIRED),
        "review": select(Vacancy.id).where(Vacancy.status == VacancyStatus.REVIEW),
        "own": select(Vacancy.id).where(Vacancy.employer_id.in_(own)),
        "applied": select(Application.vacancy_id)
        .join(Application.vacancy)
        .where(Vacancy.employer_id.in_(own)),
        "applicant": select(Application.id)
        .join(Application.vacancy)
        .where(Vacancy.employer_id.in_(own)),
        "employer": select(Employer.id),
        "seeker": select(Seeker.id),
        "application": select(Application.id),
        "campaign": _campaign(demo_campaign.NAME),
        "plan": _trips(demo_campaign.NAME).with_only_columns(Trip.plan_id),
        "left": _trips(demo_campaign.NAME)
        .join(UnassignedParty, UnassignedParty.plan_id == Trip.plan_id)
        .with_only_columns(UnassignedParty.party_id),
        "trip": _trips(demo_campaign.NAME),
        # Of several people, whichever plan was found.
        "party": _trips(demo_campaign.NAME)
        .join(Trip.bookings)
        .join(Booking.party)
        .where(Party.size > 1, Party.id.not_in(asked))
        .order_by(None)
        .order_by(Party.size, Party.id)
        .with_only_columns(Party.id),
        "travelled": _campaign(travelled.NAME),
        "driven": _trips(travelled.NAME),
        "coming": _campaign(coming.NAME),
        "ride": rides.with_only_columns(RideRequest.id),
        "site": rides.with_only_columns(RideRequest.site_id),
        "saved": select(SavedSearch.id),
        "report": select(Report.id),
    }
    return {
        name: id_
        for name, query in queries.items()
        if (id_ := session.scalars(query.limit(1)).first()) is not None
    }


def _campaign(name: str) -> Select[int]:
    return select(Campaign.id).where(Campaign.name == name)


def _trips(campaign: str) -> Select[int]:
    """Return the trips of the driven plan of a campaign, as numbered."""
    return (
        select(Trip.id)
        .join(Trip.plan)
        .join(CharterPlan.campaign)
        .where(CharterPlan.is_chosen, Campaign.name == campaign)
        .order_by(Trip.number)
    )
