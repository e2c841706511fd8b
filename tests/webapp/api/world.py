"""A person, a company and a coach with something for every operation of the API."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from models import (
    CampaignStatus,
    EmployerRole,
    Frequency,
    Impression,
    Interview,
    Invitation,
    MessageTemplate,
    NoticeKind,
    PostingTemplate,
    Role,
    SavedSearch,
    Scope,
    VacancyStatus,
)
from tests.factories.campaigns import make_campaign, make_party, make_site
from tests.factories.postings import (
    make_account,
    make_application,
    make_employer,
    make_seeker,
    make_vacancy,
)
from tests.factories.riding import make_published_trip, make_request
from tests.webapp.conftest import PASSWORD
from webapp.security.passwords import hash_password
from webapp.services import accounts, api_keys, notices, team
from webapp.services.rules import LOCAL_TIME

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

DAY = dt.timedelta(days=1)
SOON = 20 * DAY


@dataclass(slots=True)
class World:
    """Tokens of a seeker and of an owner, a key without scopes, and rows by name."""

    seeker: str
    boss: str
    key: str
    rows: dict[str, Any] = field(default_factory=dict)

    def id_of(self, name: str) -> Any:
        """Return the id that a parameter of this name stands for."""
        row = self.rows[name]
        return row if isinstance(row, str | int) else row.id


@cache
def password_hash() -> str:
    """Return the hash, which takes long, once."""
    return hash_password(PASSWORD)


def make_world(session: Session) -> World:
    """Lay the rows, and commit."""
    now = dt.datetime.now(dt.UTC)
    today = now.astimezone(LOCAL_TIME).date()
    employer = make_employer(session, verified_until=today + 90 * DAY)
    boss = make_account(
        session, Role.EMPLOYER, employer=employer, employer_role=EmployerRole.OWNER,
        password_hash=password_hash(),
    )  # fmt: skip
    colleague = make_account(
        session, Role.EMPLOYER, employer=employer, employer_role=EmployerRole.MEMBER
    )
    worker = make_account(session, Role.SEEKER, password_hash=password_hash())
    seeker = make_seeker(session, account_id=worker.id)
    site = make_site(session, employer=employer)
    posting = {"employer": employer, "valid_until": today + SOON, "site": site}
    vacancy = make_vacancy(session, **posting)
    open_ = make_vacancy(session, **posting, title="电焊工")
    draft = make_vacancy(session, **posting, status=VacancyStatus.DRAFT)
    applied = make_application(session, vacancy, seeker=seeker)
    interview = Interview(
        application_id=applied.id, starts_at=now + DAY, place="二号门"
    )
    invitation = Invitation(
        vacancy_id=open_.id, seeker_id=seeker.id, account_id=boss.id
    )
    search = SavedSearch(
        account_id=worker.id, name="缝纫", address="q=x", looked_at=now,
        frequency=Frequency.DAILY,
    )  # fmt: skip
    template = PostingTemplate(employer_id=employer.id, name="一", updated_at=now)
    template.fields = {
        "title": "缝纫工", "headcount": "3", "pay_text": "6-8千",
        "description": "平车缝制，两班倒，包住。", "place_code": "320509",
        "address": "盛泽镇舜新路1号", "schooling": "any", "experience_years": "0",
    }  # fmt: skip
    wording = MessageTemplate(employer_id=employer.id, name="一", body="您好")
    session.add_all([interview, invitation, search, template, wording])
    session.add(
        Impression(
            seeker_id=seeker.id, vacancy_id=open_.id, shown_on=today, position=1,
            closeness=0.5,
        )
    )  # fmt: skip
    notice = notices.tell(
        session, account_id=worker.id, kind=NoticeKind.HIRED, path="/me/applications",
        about={"title": "电焊工", "employer": "示例"}, now=now,
    )  # fmt: skip
    asked_in, team_token = team.invite(
        session, boss, name="示例", role=EmployerRole.MEMBER, now=now
    )
    key, _text = api_keys.make_key(session, boss, "一", [Scope.POSTINGS], now=now)
    _none, text = api_keys.make_key(session, boss, "空", [], now=now)
    campaign = make_campaign(
        session, first_date=today + SOON, status=CampaignStatus.PUBLISHED
    )
    leaves = dt.datetime.combine(today + SOON, dt.time(6), LOCAL_TIME)
    make_published_trip(session, campaign=campaign, site=site, departs_at=leaves)
    later = make_campaign(session, first_date=today + SOON + DAY)
    ride = make_request(session, campaign, site, seeker=seeker, now=now)
    party = make_party(session, later, site=site)
    free = make_account(session, Role.SEEKER, password_hash=password_hash())
    rider_account = accounts.begin_session(session, free, now=now)
    other = make_seeker(session, account_id=make_account(session, Role.SEEKER).id)
    rows = {
        "vacancy_id": vacancy, "open": open_, "draft": draft, "seeker_id": other,
        "application_id": applied, "interview_id": interview, "notice_id": notice,
        "invitation_id": invitation, "search_id": search, "ride_id": ride,
        "template_id": template, "wording_id": wording, "key_id": key,
        "team_invitation_id": asked_in, "team_token": team_token,
        "account_id": colleague, "campaign_id": later, "party_id": party,
        "number": 1, "site_id": site, "free": rider_account,
        "worker": worker, "boss": boss, "published": campaign,
        "name": "work", "token": "0" * 32,
    }  # fmt: skip
    made = World(
        accounts.begin_session(session, worker, now=now),
        accounts.begin_session(session, boss, now=now),
        text,
        rows,
    )
    session.commit()
    return made
