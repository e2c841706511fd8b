from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from models import (
    Account,
    Campaign,
    CampaignStatus,
    PlanStatus,
    Role,
    TripStatus,
    UnassignedParty,
)
from routing.travel_times.great_circle import GreatCircle
from tests.factories.campaigns import NOW, make_campaign, make_coach_type, make_plan
from tests.factories.postings import make_account
from tests.factories.riding import make_published_trip
from webapp.services.planning import gather, make_problem
from webapp.services.publishing import publish
from webapp.services.subsidies import SubsidyRule

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

    from models import Trip

pytestmark = pytest.mark.usefixtures("dispatcher")


def test_the_list_shows_each_campaign(client: FlaskClient, trip: Trip) -> None:
    page = client.get("/dispatch/").text
    assert trip.plan.campaign.name in page
    assert "¥4,076" in page


def test_the_page_of_a_planned_campaign_shows_its_trips_without_scripts(
    client: FlaskClient, trip: Trip
) -> None:
    page = client.get(f"/dispatch/campaigns/{trip.plan.campaign_id}").text
    assert f"/dispatch/trips/{trip.id}" in page
    assert "潢川" in page
    assert trip.stops[2].site is not None
    assert trip.stops[2].site.employer.name in page
    assert "5/49" in page
    assert "河南省信阳市固始县" in page


def test_a_campaign_whose_coaches_have_arrived_is_not_planned_again(
    client: FlaskClient, rows: Session, trip: Trip
) -> None:
    address = f"/dispatch/campaigns/{trip.plan.campaign_id}"
    assert f'action="{address}/plans#start"' in client.get(address).text
    trip.plan.campaign.status = CampaignStatus.PUBLISHED
    trip.departs_at, trip.arrives_at = (
        at - dt.timedelta(days=5000) for at in (trip.departs_at, trip.arrives_at)
    )
    rows.commit()
    assert f'action="{address}/plans#start"' not in client.get(address).text


def test_a_campaign_is_closed_with_one_tap_and_reopened_with_another(
    client: FlaskClient, rows: Session, post: Callable[..., Any], trip: Trip
) -> None:
    campaign = trip.plan.campaign
    address = f"/dispatch/campaigns/{campaign.id}"
    post(f"{address}/close")
    rows.refresh(campaign)
    assert campaign.status.value != "closed"
    assert f"{address}/close" not in client.get(address).text
    campaign.status = CampaignStatus.PUBLISHED
    trip.status = TripStatus.PUBLISHED
    trip.arrives_at = dt.datetime.now(dt.UTC) - dt.timedelta(days=1)
    rows.commit()
    assert f"{address}/close" in client.get(address).text
    post(f"{address}/close")
    rows.refresh(campaign)
    assert campaign.status.value == "closed"
    assert f"{address}/reopen" in client.get(address).text
    post(f"{address}/reopen")
    rows.refresh(campaign)
    assert campaign.status.value == "published"


def test_coaches_of_other_campaigns_are_named_and_cannot_be_made_public_twice(
    client: FlaskClient, rows: Session, post: Callable[..., Any], trip: Trip
) -> None:
    coach = trip.coach_type
    coach.count = 1
    other = make_published_trip(
        rows,
        campaign=make_campaign(rows),
        coach_type=coach,
        status=TripStatus.DRAFT,
    )
    publish(rows, other.plan, account_id=None, now=NOW)
    rows.commit()
    page = client.get(f"/dispatch/campaigns/{trip.plan.campaign_id}").text
    assert f"{coach.operator.name}" in page.split('id="start"')[1].split("form")[0]
    answer = post(f"/dispatch/plans/{trip.plan_id}/publish")
    said = client.get(answer.location).text.split("notice-wrong")[1]
    assert coach.operator.name in said
    assert trip.status is TripStatus.DRAFT


def test_who_has_no_seat_is_listed_with_the_reason(
    client: FlaskClient, rows: Session, trip: Trip
) -> None:
    party = trip.plan.campaign.parties[0]
    rows.add(
        UnassignedParty(
            plan_id=trip.plan_id,
            party_id=party.id,
            riders=2,
            reason="too_far",
            detail="1,300 km",
        )
    )
    rows.commit()
    page = client.get(f"/dispatch/campaigns/{trip.plan.campaign_id}").text
    assert 'id="unassigned"' in page
    assert party.label in page


def test_a_campaign_is_made_in_peoples_units(
    client: FlaskClient,
    rows: Session,
    post: Callable[..., Any],
    rules: dict[str, Any],
) -> None:
    coach = make_coach_type(rows)
    rows.commit()
    assert coach.name in client.get("/dispatch/campaigns/new").text
    aboard = {"max_ride_s": "12", "max_detour": "150"}
    answer = post(
        "/dispatch/campaigns/new", **rules, **aboard, coach_types=[str(coach.id)]
    )
    assert answer.status_code == 302
    made = rows.scalars(select(Campaign)).one()
    assert made.rules == {
        "occupancy": 0.5,
        "max_dropoffs": 2,
        "depart_at": "07:30",
        "coach_types": [coach.id],
        "max_ride_s": 43_200,
        "max_detour": 1.5,
    }
    assert 'value="150"' in client.get(f"/dispatch/campaigns/{made.id}/edit").text
    task = gather(rows, made)
    planned = make_problem(task, GreatCircle()).rules
    assert (planned.max_ride_s, planned.max_detour) == (43_200, 1.5)


def test_a_subsidy_is_entered_in_per_cent_people_and_yuan(
    client: FlaskClient,
    rows: Session,
    post: Callable[..., Any],
    rules: dict[str, Any],
) -> None:
    subsidy = {
        "subsidy_share": "50",
        "subsidy_from_riders": "20",
        "subsidy_most": "3000",
        "subsidy_from_km_1": "800",
        "subsidy_each_1": "90",
        "subsidy_from_km_2": "300",
        "subsidy_each_2": "50",
    }
    half = {**rules, "subsidy_from_km_1": "300"}
    assert 'id="subsidy_each_1-wrong"' in post("/dispatch/campaigns/new", **half).text
    assert post("/dispatch/campaigns/new", **rules, **subsidy).status_code == 302
    made = rows.scalars(select(Campaign)).one()
    assert SubsidyRule.of(made.subsidy) == SubsidyRule(
        0.5, 20, 300_000, ((300_000, 5_000), (800_000, 9_000))
    )
    page = client.get(f"/dispatch/campaigns/{made.id}/edit").text
    assert 'value="3000"' in page


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("occupancy", "0"),
        ("max_pickups", "99"),
        ("name", " "),
        ("depart_at", "8 Uhr"),
        ("max_detour", "99"),
        ("subsidy_share", "101"),
        ("subsidy_most", "viel"),
    ],
)
def test_a_wrong_answer_is_shown_beside_its_field(
    post: Callable[..., Any],
    rules: dict[str, Any],
    rows: Session,
    field: str,
    value: str,
) -> None:
    answer = post("/dispatch/campaigns/new", **{**rules, field: value})
    assert answer.status_code == 422
    assert f'id="{field}-wrong"' in answer.text
    assert rows.scalars(select(Campaign)).all() == []


def test_a_second_campaign_of_a_name_is_refused(
    post: Callable[..., Any], rules: dict[str, Any]
) -> None:
    assert post("/dispatch/campaigns/new", **rules).status_code == 302
    answer = post("/dispatch/campaigns/new", **rules)
    assert answer.status_code == 422
    assert 'id="name-wrong"' in answer.text


def test_the_second_to_save_the_rules_sees_that_they_moved(
    client: FlaskClient,
    rows: Session,
    post: Callable[..., Any],
    rules: dict[str, Any],
) -> None:
    campaign = make_campaign(rows)
    rows.commit()
    address = f"/dispatch/campaigns/{campaign.id}/edit"
    assert 'name="version"' in client.get(address).text
    assert post(address, **rules, version="1").status_code == 302
    answer = post(address, **{**rules, "name": "第二位"}, version="1")
    assert answer.status_code == 409
    assert campaign.name == rules["name"]


def test_a_plan_of_another_campaign_is_not_found(
    client: FlaskClient, rows: Session, trip: Trip
) -> None:
    other = make_plan(
        rows, make_campaign(rows), status=PlanStatus.DONE, finished_at=NOW
    )
    rows.commit()
    address = f"/dispatch/campaigns/{trip.plan.campaign_id}?plan={other.id}"
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("role", [Role.SEEKER, Role.AUDITOR])
def test_other_roles_may_not_look(
    client: FlaskClient,
    rows: Session,
    sign_in: Callable[[Account], None],
    trip: Trip,
    role: Role,
) -> None:
    sign_in(make_account(rows, role))
    addresses = (
        "/dispatch/",
        f"/dispatch/campaigns/{trip.plan.campaign_id}",
        f"/dispatch/trips/{trip.id}",
        f"/dispatch/plans/{trip.plan_id}.geojson",
    )
    # A denial is recorded, so this session must keep no lock.
    rows.rollback()
    for address in addresses:
        assert client.get(address).status_code == 403


def test_a_clerk_may_look_and_call_but_not_plan(
    client: FlaskClient,
    rows: Session,
    sign_in: Callable[[Account], None],
    post: Callable[..., Any],
    trip: Trip,
) -> None:
    sign_in(make_account(rows, Role.CLERK))
    campaign_id = trip.plan.campaign_id
    page = client.get(f"/dispatch/campaigns/{campaign_id}").text
    assert f"/dispatch/campaigns/{campaign_id}/plans" not in page
    answer = post(f"/dispatch/campaigns/{campaign_id}/plans", time_limit_s="5")
    assert answer.status_code == 403
