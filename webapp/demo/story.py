"""
What has happened to the seeker who has a login, so that no page of theirs is empty.

An application in every state, an interview to come, an invitation to answer, a search
that is kept, and a seat on a coach for two.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from sqlalchemy import select

from models import (
    Account,
    ApplicationStatus,
    Frequency,
    Interview,
    Notice,
    NoticeKind,
    ReportReason,
    Schooling,
    Shift,
    VacancyStatus,
    VacancyViews,
)
from webapp.demo import coming, fiction
from webapp.services import (
    application_steps,
    applications,
    invitations,
    notices,
    reports,
    riding,
    saved_searches,
)
from webapp.services.places import ensure_place
from webapp.services.rules import LOCAL_TIME
from webapp.services.vacancy_posting import local_date

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from matcher.places.gazetteer import Gazetteer
    from models import Application, Campaign, Seeker, Vacancy

SHENGZE = "320509103"
WORK = "挡车工"
ANSWERED = [
    "work", "experience", "pay", "place", "shift", "lodging", "schooling",
    "certificates", "family", "home", "start", "contact",
]  # fmt: skip
# Days ago it was sent, and what came of it; the first goes to the demo employer.
SENT, SEEN, INTERVIEW, OFFER = (
    ApplicationStatus.SENT,
    ApplicationStatus.SEEN,
    ApplicationStatus.INTERVIEW,
    ApplicationStatus.OFFER,
)
HISTORIES: tuple[tuple[int, tuple[ApplicationStatus, ...]], ...] = (
    (1, (SENT,)),
    (3, (SENT, SEEN)),
    (5, (SENT, SEEN, INTERVIEW)),
    (8, (SENT, SEEN, INTERVIEW, OFFER)),
    (12, (SENT, SEEN, ApplicationStatus.DECLINED)),
    (15, (SENT, ApplicationStatus.WITHDRAWN)),
    (20, (SENT, SEEN, INTERVIEW, OFFER, ApplicationStatus.HIRED)),
)
DAY = dt.timedelta(days=1)
EVENING, MORNING = dt.time(19, 40), dt.time(10, 15)
REPORT_DAYS = 7
VIEWED_DAYS = 28


def describe(
    session: Session, gazetteer: Gazetteer, seeker: Seeker, now: dt.datetime
) -> None:
    """Make somebody of the seeker who has a login: a loom minder from 固始."""
    ensure_place(session, gazetteer, coming.HOME)
    ensure_place(session, gazetteer, SHENGZE)
    seeker.home_place_code = coming.HOME
    seeker.wanted_title, seeker.skills = WORK, "会看喷水织机，处理断经断纬"
    seeker.wanted_place_code = SHENGZE
    seeker.wanted_monthly_cents = 600_000
    seeker.wanted_shift = Shift.TWO
    seeker.wants_lodging, seeker.wants_board = True, False
    seeker.schooling, seeker.experience_months = Schooling.JUNIOR, 36
    seeker.certificates, seeker.companions = [], 1
    seeker.available_from = (now + 3 * DAY).date()
    seeker.is_looking = True
    seeker.answered = ANSWERED
    session.flush()


def tell(
    session: Session,
    gazetteer: Gazetteer,
    seeker: Seeker,
    vacancies: Sequence[Vacancy],
    campaign: Campaign,
    *,
    owner: Account,
    now: dt.datetime,
) -> None:
    """Add what has happened until now; as much of it as there are vacancies for."""
    if (account := seeker.account) is None:
        msg = f"Expected seeker {seeker.id} to have a login."
        raise ValueError(msg)
    own, others = _vacancies(seeker, vacancies, owner)
    asked = [*own[:1], *others]
    left = [*own[1:], *asked[len(HISTORIES) :]]
    for (days, steps), vacancy in zip(HISTORIES, asked, strict=False):
        _apply(session, seeker, account, vacancy, steps, now - days * DAY, now)
    for vacancy in left[:1]:
        invitations.invite(
            session, vacancy, seeker.id, account_id=owner.id, now=now - 2 * DAY
        )
    for vacancy in left[-1:]:
        reports.send(
            session,
            vacancy,
            ReportReason.DEPOSIT,
            "电话里说要先交三百元工服押金。",
            account_id=account.id,
            days=REPORT_DAYS,
            now=now - 2 * DAY,
        )
    _count_views(session, own, now)
    saved_searches.save(
        session,
        account.id,
        name=f"盛泽的{WORK}",
        address=f"q=盛泽 {WORK}&lodging=1",
        frequency=Frequency.DAILY,
        now=now,
    )
    for notice in session.scalars(
        select(Notice).where(
            Notice.account_id == account.id, Notice.created_at < now - 4 * DAY
        )
    ):
        notice.read_at = notice.created_at + DAY
    _ride(session, gazetteer, seeker, campaign, now)
    session.flush()


def _count_views(
    session: Session, vacancies: Sequence[Vacancy], now: dt.datetime
) -> None:
    """Let the pages of some vacancies be opened, more and more often."""
    for number, vacancy in enumerate(vacancies):
        for days in range(VIEWED_DAYS):
            day = local_date(now - days * DAY)
            views = (VIEWED_DAYS - days) * (3 + (day.toordinal() + number) % 5)
            row = VacancyViews(vacancy_id=vacancy.id, on=day, views=views)
            session.add(row)


def _vacancies(
    seeker: Seeker, vacancies: Sequence[Vacancy], owner: Account
) -> tuple[list[Vacancy], list[Vacancy]]:
    """Return the open vacancies of the owner's company, and one of each other's."""
    known = {application.vacancy_id for application in seeker.applications}
    own: list[Vacancy] = []
    others: dict[int, Vacancy] = {}
    for row in sorted(vacancies, key=lambda row: WORK not in row.title):
        if row.status is not VacancyStatus.LIVE or row.id in known:
            continue
        if row.employer_id == owner.employer_id:
            own.append(row)
        else:
            others.setdefault(row.employer_id, row)
    return own, list(others.values())


def _apply(
    session: Session,
    seeker: Seeker,
    account: Account,
    vacancy: Vacancy,
    steps: Sequence[ApplicationStatus],
    day: dt.datetime,
    now: dt.datetime,
) -> None:
    """Add an application of a day's evening, answered on the mornings after it."""
    sent_at = _at(day, EVENING, now)
    message = "我做过三年挡车工，会看喷水织机。" if len(steps) == 1 else ""
    application = applications.apply(
        session, seeker, vacancy, message, account_id=account.id, now=sent_at
    )
    at = sent_at
    for number, status in enumerate(steps[1:], start=1):
        at = _at(day + number * DAY, MORNING, now)
        application.status = status
        application_steps.note(
            session,
            application,
            account_id=account.id if status is ApplicationStatus.WITHDRAWN else None,
            now=at,
        )
    application.created_at, application.updated_at = sent_at, at
    if application.status is ApplicationStatus.INTERVIEW:
        _meet(session, application, account, at, now)


def _at(
    day: dt.datetime, time: dt.time, latest: dt.datetime | None = None
) -> dt.datetime:
    """Return the local time of a day, or the latest moment that there may be."""
    local = dt.datetime.combine(day.astimezone(LOCAL_TIME), time, LOCAL_TIME)
    at = local.astimezone(dt.UTC)
    return at if latest is None else min(at, latest)


def _meet(
    session: Session,
    application: Application,
    account: Account,
    told_at: dt.datetime,
    now: dt.datetime,
) -> None:
    """Add an interview at half past nine in the morning, three days from now."""
    starts_at = _at(now + 3 * DAY, dt.time(9, 30))
    vacancy = application.vacancy
    site = vacancy.site
    place = site.address if site else vacancy.place.full_name
    session.add(
        Interview(
            application_id=application.id,
            starts_at=starts_at,
            place=place,
            remark="请带身份证，从大门进，门卫会带您去人事科。",
        )
    )
    notices.tell(
        session,
        account_id=account.id,
        kind=NoticeKind.INTERVIEW,
        about={
            "employer": vacancy.employer.name,
            "title": vacancy.title,
            "interview_at": starts_at.isoformat(),
            "place": place,
        },
        path=application_steps.SEEKERS_PAGE,
        now=told_at,
    )


def _ride(
    session: Session,
    gazetteer: Gazetteer,
    seeker: Seeker,
    campaign: Campaign,
    now: dt.datetime,
) -> None:
    """Let the seeker and a companion ask for seats on the first coach."""
    trip = next(each for plan in campaign.plans for each in plan.trips)
    gate = trip.stops[-1].site_id
    if gate is None:
        msg = f"Expected trip {trip.id} to end at a gate."
        raise ValueError(msg)
    date = campaign.first_date
    wish = riding.Wish(
        campaign_id=campaign.id,
        site_id=gate,
        people=(
            riding.Person(seeker.name or "", seeker.phone or ""),
            riding.Person(f"李{fiction.MARK}家属"),
        ),
        luggage=2,
        pickup_place_code=coming.HOME,
        first_date=date,
        last_date=date,
    )
    request = riding.ask(
        session, gazetteer, seeker, wish, account_id=seeker.account_id, now=now
    )
    # Not the clock's: the same time gives the same rows.
    for row in (request, request.party):
        if row is not None:
            row.created_at = row.updated_at = now
