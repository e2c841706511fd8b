from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from models import (
    Account,
    CampaignStatus,
    CharterPlan,
    PartyStatus,
    PlanStatus,
    TripStatus,
)
from tests.factories.campaigns import (
    NOW,
    SERVICE_DATE,
    make_campaign,
    make_driven_trip,
    make_party,
    make_plan,
)
from webapp.dispatcher.chart import ROWS, draw, sample
from webapp.services.rules import CampaignRules
from webapp.workflows.desk import Progress

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

    from models import Campaign, Trip

pytestmark = pytest.mark.usefixtures("dispatcher")


@pytest.fixture
def campaign(rows: Session) -> Campaign:
    campaign = make_campaign(rows)
    make_party(rows, campaign)
    rows.commit()
    return campaign


def _start(post: Callable[..., Any], campaign: Campaign, seconds: str = "5") -> Any:
    return post(f"/dispatch/campaigns/{campaign.id}/plans", time_limit_s=seconds)


def test_that_nobody_is_confirmed_is_said_beside_the_button(
    rows: Session, post: Callable[..., Any], campaign: Campaign
) -> None:
    (party,) = campaign.parties
    party.status = PartyStatus.GAVE_UP
    rows.commit()
    answer = _start(post, campaign, "7")
    assert answer.status_code == 422
    form = answer.text.partition('id="start"')[2].partition("</form>")[0]
    assert "还没有" in form
    assert 'value="7"' in form


def test_a_run_that_was_asked_for_waits_and_can_be_stopped(
    client: FlaskClient, rows: Session, post: Callable[..., Any], campaign: Campaign
) -> None:
    assert _start(post, campaign).status_code == 302
    (plan,) = campaign.plans
    assert plan.status is PlanStatus.QUEUED
    page = client.get(f"/dispatch/campaigns/{campaign.id}").text
    assert f"/dispatch/plans/{plan.id}/progress" in page
    # Without scripts the page itself says how it goes, and is loaded again.
    assert "已等待" in page or "等待" in page
    waiting = client.get(
        f"/dispatch/plans/{plan.id}/progress", headers={"HX-Request": "true"}
    )
    assert waiting.status_code == 200
    assert post(f"/dispatch/plans/{plan.id}/stop").status_code == 302
    assert plan.status is PlanStatus.STOPPED
    finished = client.get(
        f"/dispatch/plans/{plan.id}/progress", headers={"HX-Request": "true"}
    )
    assert finished.headers["HX-Refresh"] == "true"
    assert client.get(f"/dispatch/plans/{plan.id}/progress").status_code == 302


@pytest.mark.parametrize("seconds", ["1", "100000", "", "soon"])
def test_a_time_limit_out_of_range_starts_nothing(
    rows: Session, post: Callable[..., Any], campaign: Campaign, seconds: str
) -> None:
    answer = _start(post, campaign, seconds)
    assert answer.status_code == 422
    assert 'id="time_limit_s-wrong"' in answer.text
    assert rows.query(CharterPlan).count() == 0


def test_two_runs_at_once_are_refused(
    rows: Session, post: Callable[..., Any], campaign: Campaign
) -> None:
    _start(post, campaign)
    _start(post, campaign)
    assert rows.query(CharterPlan).count() == 1


def test_with_nobody_confirmed_no_run_starts(
    rows: Session, post: Callable[..., Any], campaign: Campaign
) -> None:
    campaign.parties[0].status = PartyStatus.NEW
    rows.commit()
    _start(post, campaign)
    assert rows.query(CharterPlan).count() == 0


def test_another_plan_can_be_chosen(
    rows: Session, post: Callable[..., Any], trip: Trip
) -> None:
    later = make_plan(
        rows,
        trip.plan.campaign,
        status=PlanStatus.DONE,
        finished_at=trip.plan.finished_at,
        cost_cents=1,
    )
    make_driven_trip(rows, plan=later)
    rows.commit()
    assert post(f"/dispatch/plans/{later.id}/choose").status_code == 302
    assert (trip.plan.is_chosen, later.is_chosen) == (False, True)


def test_the_map_has_lines_and_stops_and_nobodys_data(
    client: FlaskClient, trip: Trip
) -> None:
    data = client.get(f"/dispatch/plans/{trip.plan_id}.geojson").json
    kinds = [feature["properties"]["kind"] for feature in data["features"]]
    assert kinds == ["trip", "pickup", "pickup", "gate", "gate"]
    line = data["features"][0]
    assert line["geometry"]["coordinates"][0] == [115.05, 32.13]
    assert (line["properties"]["riders"], line["properties"]["seats"]) == (5, 49)
    text = client.get(f"/dispatch/plans/{trip.plan_id}.geojson").text
    assert "1380000" not in text
    assert "999999" not in text


def test_the_chart_is_a_staircase_down_to_now() -> None:
    chart = draw(
        [Progress(1.0, 1000, 800), Progress(2.0, 900, 850), Progress(4.0, 900, 900)]
    )
    assert chart is not None
    points = [tuple(map(float, p.split(","))) for p in chart.cost.split()]
    assert [x for x, _ in points] == sorted(x for x, _ in points)
    # On paper, down is a larger y.
    assert points[0][1] < points[-1][1]
    assert (chart.lowest_cents, chart.highest_cents) == (800, 1000)
    assert draw([]) is None


def test_the_table_below_the_chart_is_short_and_ends_with_now() -> None:
    points = [Progress(float(n), 1000 - n, 800) for n in range(100)]
    assert len(sample(points)) <= ROWS
    assert sample(points)[-1] == points[-1]
    assert sample(points[:2]) == points[:2]
    assert sample([]) == []


def test_a_dispatcher_signs_in_to_the_campaigns(
    client: FlaskClient, dispatcher: Account
) -> None:
    assert dispatcher.display_name in client.get("/dispatch/").text


def test_the_timetable_is_a_picture_and_a_table(
    client: FlaskClient, trip: Trip
) -> None:
    picture = client.get(f"/dispatch/plans/{trip.plan_id}/timetable.svg")
    assert picture.mimetype == "image/svg+xml"
    for word in ("2月24日 周三", "潢川等2处 → ", "行车"):
        assert word in picture.text
    assert "1380000" not in picture.text
    page = client.get(f"/dispatch/plans/{trip.plan_id}/timetable").text
    assert f"/dispatch/plans/{trip.plan_id}/timetable.svg" in page
    assert "08:00 潢川" in page


def test_who_chooses_beside_a_colleague_is_told_and_chooses_again(
    client: FlaskClient, rows: Session, post: Callable[..., Any], trip: Trip
) -> None:
    other = make_plan(rows, trip.plan.campaign, finished_at=NOW)
    make_driven_trip(rows, plan=other)
    rows.commit()
    address = f"/dispatch/plans/{other.id}/choose"
    told = post(address, driven=0)
    assert "同事刚刚选了另一个方案" in client.get(told.location).text
    assert not other.is_chosen
    post(address, driven=trip.plan_id)
    assert other.is_chosen


def test_a_page_shows_one_day_of_several(
    client: FlaskClient, rows: Session, post: Callable[..., Any]
) -> None:
    days = [SERVICE_DATE + dt.timedelta(days=n) for n in range(2)]
    campaign = make_campaign(rows, last_date=days[1], status=CampaignStatus.PUBLISHED)
    plan = make_plan(
        rows, campaign, status=PlanStatus.DONE, finished_at=NOW, is_chosen=True
    )
    for day in days:
        leaves_at = CampaignRules().departure(day)
        trip = make_driven_trip(
            rows, plan=plan, status=TripStatus.PUBLISHED, departs_at=leaves_at,
            arrives_at=leaves_at + dt.timedelta(hours=9),
        )  # fmt: skip
    party = trip.bookings[0].party
    party.first_date = party.last_date = days[1]
    rows.commit()
    page, of_plan = f"/dispatch/campaigns/{campaign.id}", f"/dispatch/plans/{plan.id}"

    def shown(address: str) -> list[int]:
        text = client.get(address).text
        return [n for n in (1, 2) if f'data-trip="{n}"' in text]

    def drawn(query: str) -> set[int]:
        features = client.get(f"{of_plan}.geojson{query}").get_json()["features"]
        return {feature["properties"]["trip"] for feature in features}

    for where in (page, f"{of_plan}/edit"):
        assert shown(where) == [1]
        assert shown(f"{where}?day={days[1]}") == [2]
        assert shown(f"{where}?day=all") == [1, 2]
        assert shown(f"{where}?day=gestern") == [1]
    assert [drawn(q) for q in ("", f"?day={days[1]}", "?day=all")] == [{1}, {2}, {1, 2}]
    for day, trip in zip(days, plan.trips, strict=True):
        text = client.get(f"/dispatch/days/{day}?campaign={campaign.id}").text
        assert text.count('<tr data-trip="') == 1
        assert f'<tr data-trip="{trip.id}"' in text
        assert "改到" not in text
    for address in (
        f"{of_plan}/timetable",
        f"{of_plan}/timetable.svg?day=all",
        f"{of_plan}/edit/trips/1",
        f"{of_plan}/edit/parties/{party.id}",
        *(f"{page}/{each}" for each in ("demand", "parties", "calls", "results")),
        *(f"{page}/{each}" for each in ("edit", "links", "documents", "compare")),
        f"/dispatch/parties/{party.id}",
        f"/dispatch/trips/{trip.id}",
        f"/dispatch/trips/{trip.id}/day",
    ):
        assert client.get(address).status_code == 200, address

    # A day of the campaign by hand, and one that it has not.
    def correct(date: dt.date) -> Any:
        rows.refresh(party)
        seen_at = party.updated_at.isoformat()
        home = party.pickup_place.full_name
        return post(
            f"/dispatch/parties/{party.id}/correct", seen_at=seen_at, home=home,
            first_date=date, last_date=date,
        )  # fmt: skip

    refused = correct(days[1] + dt.timedelta(days=1))
    assert (refused.status_code, "请在其中选" in refused.text) == (422, True)
    assert correct(days[0]).status_code == 302
    rows.refresh(party)
    assert party.days == (days[0], days[0])
