"""A served instance with demo data, for tests that drive a browser."""

from __future__ import annotations

import datetime as dt
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.serving import make_server

from matcher.places.gazetteer import Gazetteer
from models import (
    Account,
    Application,
    Campaign,
    CharterPlan,
    Employer,
    RideRequest,
    Role,
    Seeker,
    Trip,
    Vacancy,
    VacancyStatus,
)
from webapp.app import create_app
from webapp.database import migrate, open_engine
from webapp.demo.accounts import PASSWORD, PREFIX
from webapp.demo.fill import Sizes, fill
from webapp.demo.prepare import plan_demo_campaign
from webapp.extensions import limiter
from webapp.services.publishing import publish
from webapp.services.riding import Person, Wish, ask

if TYPE_CHECKING:
    from collections.abc import Iterator

    from webapp.config import Settings

SIZES = Sizes(vacancies=120, seekers=60, riders=150)
PLANNING_S = 3.0


@dataclass(frozen=True, slots=True)
class Site:
    """
    Where the instance is served, and the rows that pages are opened of.

    ``ids`` holds one of each: of the demo employer's, of the planned campaign's.
    """

    address: str
    ids: dict[str, int]
    settings: Settings
    password: str = PASSWORD

    def login(self, role: Role) -> str:
        """Return the demo account of a role."""
        return f"{PREFIX}{role}"


@contextmanager
def serve(settings: Settings) -> Iterator[Site]:
    """Fill an instance, plan its campaign, and serve it on a free port."""
    engine = open_engine(settings.url)
    app = create_app(settings)  # sets the keys that seal what is filled in
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
        _take_a_ride(session, gazetteer, now)
        session.commit()
        ids = _ids(session)
    limiter.enabled = False
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield Site(f"http://127.0.0.1:{server.port}", ids, settings)
    server.shutdown()
    thread.join()
    server.server_close()
    limiter.enabled = True
    with app.app_context():
        from webapp.extensions import db

        db.engine.dispose()
    engine.dispose()


def _take_a_ride(session: Session, gazetteer: Gazetteer, now: dt.datetime) -> None:
    """Publish the plan, and let the demo seeker and a companion have seats on it."""
    plan = session.scalars(select(CharterPlan).where(CharterPlan.is_chosen)).one()
    publish(session, plan, account_id=None, now=now)
    seeker = session.scalars(
        select(Seeker).join(Seeker.account).where(Account.role == Role.SEEKER)
    ).one()
    trip = max(plan.trips, key=lambda trip: trip.seats_allowed - trip.seats_taken)
    date, home, gate = plan.campaign.service_date, trip.stops[0], trip.stops[-1]
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
    ask(session, gazetteer, seeker, wish, account_id=seeker.account_id, now=now)


def _ids(session: Session) -> dict[str, int]:
    own = select(Account.employer_id).where(Account.login == f"{PREFIX}employer")
    queries = {
        "vacancy": select(Vacancy.id).where(Vacancy.status == VacancyStatus.LIVE),
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
        "campaign": select(Campaign.id),
        "plan": select(Trip.plan_id),
        "trip": select(Trip.id),
        "ride": select(RideRequest.id),
        "site": select(RideRequest.site_id),
    }
    return {
        name: id_
        for name, query in queries.items()
        if (id_ := session.scalars(query.limit(1)).first()) is not None
    }
