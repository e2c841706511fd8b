from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from models import ApplicationStatus, Campaign, Notice, Role, Seeker
from tests.webapp.demo.conftest import NOW
from webapp.demo import coming
from webapp.services import (
    applications,
    interviews,
    invitations,
    reports,
    riding,
    saved_searches,
)

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@pytest.fixture
def seeker(district: Session) -> Seeker:
    """The one who has a login."""
    return district.scalars(select(Seeker).where(Seeker.account_id.is_not(None))).one()


def test_the_demo_seeker_has_an_application_in_every_state(
    district: Session, seeker: Seeker
) -> None:
    sent = applications.list_of(district, seeker)
    assert {each.status for each in sent} == (
        set(ApplicationStatus) - {ApplicationStatus.STAYED}
    )
    for application in sent:
        times = [step.at for step in application.events]
        assert times == sorted(times)
        assert times[-1] <= NOW
        assert application.events[-1].status is application.status


def test_an_interview_is_to_come_and_an_invitation_to_be_answered(
    district: Session, seeker: Seeker
) -> None:
    (interview,) = interviews.list_by_seeker(district, seeker).values()
    assert interview.starts_at > NOW + dt.timedelta(days=2)
    assert invitations.count_open(district, seeker) == 1


def test_the_demo_seeker_and_a_companion_sit_on_a_published_coach(
    district: Session, seeker: Seeker
) -> None:
    (request,) = riding.list_of(district, seeker)
    ride = riding.show(district, request)
    assert ride.standing is riding.Standing.SEATED
    assert ride.booking is not None
    assert ride.booking.seats == 2
    campaign = district.scalars(
        select(Campaign).where(Campaign.name == coming.NAME)
    ).one()
    assert request.campaign is campaign
    # Who asks next sits too.
    plan = campaign.chosen_plan
    assert plan is not None
    assert plan.trips[0].seats_taken < plan.trips[0].seats_allowed


def test_only_the_latest_notices_are_new(district: Session, seeker: Seeker) -> None:
    told = district.scalars(
        select(Notice).where(Notice.account_id == seeker.account_id)
    ).all()
    new = [notice for notice in told if notice.read_at is None]
    assert 0 < len(new) < len(told)


def test_a_search_is_kept_and_a_report_waits_for_the_office(
    district: Session, seeker: Seeker
) -> None:
    assert seeker.account is not None
    assert seeker.account.role is Role.SEEKER
    assert len(saved_searches.list_of(district, seeker.account.id)) == 1
    assert len(reports.list_open(district)) == 1
