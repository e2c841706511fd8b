"""Fill an empty database, in one go."""

from __future__ import annotations

import enum
import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from models import Account, AuditEvent, Campaign, Employer, Role, Seeker
from webapp.demo import story
from webapp.demo.accounts import add_accounts, employer_with_login
from webapp.demo.campaign import add_campaign, add_fleet
from webapp.demo.coming import add_coming_campaign
from webapp.demo.employers import add_firms
from webapp.demo.seekers import add_applications, add_seekers
from webapp.demo.travelled import add_travelled_campaign
from webapp.demo.vacancies import add_vacancies
from webapp.services import audit
from webapp.services.vacancy_posting import local_date

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy.orm import Session

    from matcher.places.gazetteer import Gazetteer

FILLED = "demo.fill"  # the audit event by which a demo database is known


class Contents(enum.StrEnum):
    """What a database holds."""

    NOTHING = "nothing"
    DEMO = "demo"
    REAL = "real"


class NotEmptyError(Exception):
    """Demo data does not mix with what is there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """How much of each; at least one vacancy, seeker and rider."""

    vacancies: int = 300
    seekers: int = 1500
    riders: int = 2000

    def __post_init__(self) -> None:
        if min(self.vacancies, self.seekers, self.riders) < 1:
            msg = f"Expected at least one of each, got {self}."
            raise ValueError(msg)


def contents(session: Session) -> Contents:
    """Return what the database holds."""
    if session.scalar(select(AuditEvent.id).where(AuditEvent.action == FILLED)):
        return Contents.DEMO
    for table in (Account, Employer, Seeker, Campaign):
        if session.scalar(select(table.id).limit(1)) is not None:
            return Contents.REAL
    return Contents.NOTHING


def fill(
    session: Session,
    gazetteer: Gazetteer,
    *,
    now: dt.datetime,
    sizes: Sizes | None = None,
    seed: int = 0,
) -> None:
    """
    Add the demo data; the same seed, sizes and time give the same rows.

    Raises
    ------
    NotEmptyError
        When there is anything already.
    """
    if (there := contents(session)) is not Contents.NOTHING:
        msg = f"The database holds {there} data."
        raise NotEmptyError(msg)
    sizes = sizes or Sizes()
    # One stream each: more vacancies leave the seekers and riders as they are.
    firms = add_firms(
        session, gazetteer, random.Random(f"{seed} firms"), local_date(now)
    )
    vacancies = add_vacancies(
        session, random.Random(f"{seed} vacancies"), firms, sizes.vacancies, now
    )
    seekers = add_seekers(
        session, gazetteer, random.Random(f"{seed} seekers"), sizes.seekers, now
    )
    story.describe(session, gazetteer, seekers[0], now)
    rng = random.Random(f"{seed} applications")
    own = employer_with_login(firms).id
    add_applications(session, rng, seekers, vacancies, own, now)
    add_fleet(session)
    rng = random.Random(f"{seed} riders")
    add_campaign(session, gazetteer, rng, firms, sizes.riders, now)
    rng = random.Random(f"{seed} travelled")
    travelled = max(1, sizes.riders // 4)
    add_travelled_campaign(session, gazetteer, rng, firms, travelled, now)
    rng = random.Random(f"{seed} coming")
    coming = max(1, sizes.riders // 16)
    campaign = add_coming_campaign(session, gazetteer, rng, firms, coming, now)
    accounts = add_accounts(session, firms, seekers)
    story.tell(
        session,
        gazetteer,
        seekers[0],
        vacancies,
        campaign,
        owner=accounts[Role.EMPLOYER],
        now=now,
    )
    audit.record(session, FILLED, account_id=None, now=now, detail={"seed": seed})
