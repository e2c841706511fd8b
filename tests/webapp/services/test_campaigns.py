from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from models import (
    AuditEvent,
    Campaign,
    CampaignStatus,
    Party,
    PartyStatus,
    TripStatus,
)
from tests.factories.campaigns import (
    NOW,
    SERVICE_DATE,
    make_campaign,
    make_driven_trip,
    make_party,
    make_plan,
    make_site,
    make_trip,
)
from webapp.services.campaigns import (
    Count,
    DayInUseError,
    DaysError,
    NameTakenError,
    change_campaign,
    create_campaign,
    list_campaigns,
    list_parties,
    set_party_status,
    totals,
)
from webapp.services.offices import first_office
from webapp.services.rules import CampaignRules
from webapp.services.subsidies import SubsidyRule
from webapp.services.versions import StaleError

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@pytest.fixture
def campaign(session: Session) -> Campaign:
    return make_campaign(session)


def _answer(session: Session, party: Party, status: PartyStatus) -> None:
    set_party_status(
        session, party, status, seen_at=party.updated_at, account_id=None, now=NOW
    )


def test_totals_count_people_by_home_county_and_by_employer(
    session: Session, campaign: Campaign
) -> None:
    site = make_site(session)
    make_party(session, campaign, size=4, site=site)
    make_party(session, campaign, size=2, site=site, pickup_place_code="411525100")
    make_party(
        session,
        campaign,
        size=5,
        pickup_place_code="411526",
        status=PartyStatus.NO_ANSWER,
    )
    make_party(session, campaign, size=9, site=site, status=PartyStatus.GAVE_UP)
    counted = totals(list_parties(session, campaign))
    assert (counted.coming, counted.confirmed) == (Count(3, 11), Count(2, 6))
    assert counted.by_status[PartyStatus.NO_ANSWER] == Count(1, 5)
    # Who gave up is counted there, and not among those who come.
    assert counted.by_status[PartyStatus.GAVE_UP] == Count(1, 9)
    assert counted.all == Count(4, 20)
    # The township's people are counted with their county.
    assert [(s.name, s.all.riders) for s in counted.by_county] == [
        ("河南省信阳市固始县", 6),
        ("河南省信阳市潢川县", 5),
    ]
    assert [share.confirmed.riders for share in counted.by_employer] == [6, 0]


def test_the_list_counts_each_campaign_and_shows_the_chosen_plan(
    session: Session, campaign: Campaign
) -> None:
    make_party(session, campaign, size=3)
    make_party(session, campaign, size=2, status=PartyStatus.NEW)
    make_party(session, campaign, size=7, status=PartyStatus.GAVE_UP)
    plan = make_plan(session, campaign, is_chosen=True, cost_cents=9_000_000)
    make_trip(session, plan, cost_cents=300_000)
    make_trip(session, plan, cost_cents=200_000)
    empty = make_campaign(session, first_date=SERVICE_DATE + dt.timedelta(days=1))
    session.expire_all()
    latest, first = list_campaigns(session, campaign.office_id)
    assert (latest.campaign, latest.coming, latest.plan) == (empty, Count(), None)
    assert (first.coming, first.confirmed) == (Count(2, 5), Count(1, 3))
    assert (first.plan, first.coaches) == (plan, 2)
    # Nobody pays for those who stay at home.
    assert first.money_cents == 500_000
    assert (latest.coaches, latest.money_cents) == (0, 0)


def test_a_campaign_is_created_once_by_name_and_recorded(session: Session) -> None:
    def create() -> Campaign:
        return create_campaign(
            session,
            name="2027 春节返岗",
            first_date=SERVICE_DATE,
            rules=CampaignRules(occupancy=0.5),
            office_id=first_office(session).id,
            account_id=None,
            now=NOW,
        )

    assert create().rules == {"occupancy": 0.5}
    with pytest.raises(NameTakenError):
        create()
    assert session.scalars(select(AuditEvent.action)).all() == ["campaign.create"]


def test_the_second_to_change_a_campaign_sees_that_it_moved(
    session: Session, campaign: Campaign
) -> None:
    seen = campaign.version

    def rename(name: str) -> None:
        change_campaign(
            session,
            campaign,
            seen_version=seen,
            name=name,
            first_date=SERVICE_DATE,
            rules=CampaignRules(),
            subsidy=SubsidyRule(0.5, from_riders=20),
            account_id=None,
            now=NOW,
        )

    rename("第一位")
    with pytest.raises(StaleError):
        rename("第二位")
    assert campaign.name == "第一位"
    assert SubsidyRule.of(campaign.subsidy) == SubsidyRule(0.5, from_riders=20)


def test_days_go_only_where_nobody_travels_on_them(session: Session) -> None:
    last = SERVICE_DATE + dt.timedelta(days=3)
    campaign = make_campaign(session, last_date=last)

    def travel(first_date: dt.date, last_date: dt.date | None = None) -> None:
        change_campaign(
            session, campaign, seen_version=campaign.version, name=campaign.name,
            first_date=first_date, last_date=last_date, rules=CampaignRules(),
            subsidy=SubsidyRule(), account_id=None, now=NOW,
        )  # fmt: skip

    party = make_party(session, campaign, first_date=last, last_date=last)
    with pytest.raises(DayInUseError) as raised:
        travel(SERVICE_DATE, last - dt.timedelta(days=1))
    assert (raised.value.parties, raised.value.trips) == (1, 0)
    with pytest.raises(DaysError):
        travel(SERVICE_DATE, SERVICE_DATE + dt.timedelta(days=31))
    # The plan that nobody was told of has a coach on a day that goes.
    plan = make_plan(session, campaign, is_chosen=True)
    make_trip(session, plan)
    campaign.status = CampaignStatus.PLANNED
    travel(last)
    assert (plan.is_chosen, campaign.status) == (False, CampaignStatus.GATHERING)
    # A campaign of one day takes its people along.
    travel(last + dt.timedelta(days=1))
    assert party.days == (last + dt.timedelta(days=1),) * 2
    plan.is_chosen = True
    make_trip(
        session, plan, status=TripStatus.PUBLISHED,
        departs_at=CampaignRules().departure(campaign.first_date),
    )  # fmt: skip
    session.refresh(plan)
    with pytest.raises(DayInUseError) as raised:
        travel(SERVICE_DATE)
    assert raised.value.trips == 1


def test_the_second_answer_does_not_overwrite_the_first(
    session: Session, campaign: Campaign
) -> None:
    party = make_party(session, campaign, status=PartyStatus.NEW)
    seen_at = party.updated_at
    _answer(session, party, PartyStatus.CONFIRMED)
    with pytest.raises(StaleError):
        set_party_status(
            session,
            party,
            PartyStatus.GAVE_UP,
            seen_at=seen_at,
            account_id=None,
            now=NOW,
        )
    assert party.status is PartyStatus.CONFIRMED


def test_who_gives_up_gives_the_seats_back_and_it_is_recorded(
    session: Session,
) -> None:
    trip = make_driven_trip(session)
    party = trip.plan.campaign.parties[0]
    assert trip.seats_taken == 5
    _answer(session, party, PartyStatus.GAVE_UP)
    assert trip.seats_taken == 3
    event = session.scalars(select(AuditEvent)).one()
    assert event.detail == {
        "from": "confirmed",
        "to": "gave_up",
        "released_trips": [trip.id],
    }
