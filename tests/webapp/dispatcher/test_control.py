from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from models import AuditEvent, CampaignStatus, Role, Trip, TripEventKind, TripStatus
from tests.factories.campaigns import make_campaign, make_driven_trip, make_plan
from tests.factories.postings import make_account
from tests.factories.travel_day import at, make_log, note_person
from webapp.dispatcher.control import cells
from webapp.services.boarding.noting import TripNote, take_in
from webapp.services.travel_day.states import State, look

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

    from models import Account

MOST_BYTES = 20_000
PHONE = "13800000001"


@pytest.fixture
def trip(rows: Session) -> Trip:
    """A trip that left Huangchuan an hour ago and should leave Gushi in an hour."""
    now = dt.datetime.now(dt.UTC)
    campaign = make_campaign(
        rows, status=CampaignStatus.PUBLISHED, first_date=now.date()
    )
    trip = make_driven_trip(
        rows,
        plan=make_plan(rows, campaign, is_chosen=True),
        status=TripStatus.PUBLISHED,
        departs_at=now - dt.timedelta(hours=1),
        arrives_at=now + dt.timedelta(hours=5),
    )
    rows.commit()
    return trip


def leave(rows: Session, trip: Trip) -> None:
    """Let the coach leave its first stop on time, one of two people aboard."""
    note_person(rows, trip, trip.bookings[0].party, 1)
    note = TripNote("left", trip.departs_at, TripEventKind.DEPARTED, trip.stops[0].id)
    take_in(rows, trip, [note], now=dt.datetime.now(dt.UTC))
    rows.commit()


@pytest.mark.usefixtures("dispatcher")
def test_a_coach_of_which_nothing_is_heard_is_trouble(
    client: FlaskClient, trip: Trip
) -> None:
    page = client.get("/dispatch/today").text
    assert f'data-trip="{trip.id}" class="day-row day-row-red"' in page
    assert "没有消息" in page
    assert "晚 60 分钟" in page


@pytest.mark.usefixtures("dispatcher")
def test_the_lines_say_what_the_page_says(
    client: FlaskClient, rows: Session, trip: Trip
) -> None:
    leave(rows, trip)
    day = trip.departs_at.astimezone(dt.timezone(dt.timedelta(hours=8))).date()
    page = client.get(f"/dispatch/days/{day}").text
    news = json.loads(client.get(f"/dispatch/days/{day}/lines").text)
    ((trip_id, state, where, heard, late, aboard, missing, arrived),) = news["lines"]
    assert (trip_id, state) == (trip.id, State.MISSING)
    assert (late, aboard, missing, arrived) == ("", "1/5", "1", "—")
    assert "潢川 → 固始" in where
    assert heard.endswith("潢川")
    for words in (where, heard, aboard, "有人未到"):
        assert words in page
    assert sum(news["counts"]) == 1


@pytest.mark.usefixtures("dispatcher")
def test_the_first_day_of_a_moved_trip_leads_to_its_new_day(
    client: FlaskClient, rows: Session, trip: Trip
) -> None:
    first = trip.plan.campaign.first_date
    trip.departs_at += dt.timedelta(days=3)
    trip.arrives_at += dt.timedelta(days=3)
    rows.commit()
    day = trip.departs_at.astimezone(dt.timezone(dt.timedelta(hours=8))).date()
    page = client.get(f"/dispatch/days/{first}").text
    assert "当天没有车辆运行" in page
    assert f"第 {trip.number} 车次改到" in page
    assert page.count(f'href="/dispatch/days/{day}"') == 2  # the line and the arrow
    assert f'data-trip="{trip.id}"' in client.get(f"/dispatch/days/{day}").text


@pytest.mark.usefixtures("dispatcher")
def test_numbers_are_shown_when_asked_for_and_that_is_recorded(
    client: FlaskClient, rows: Session, post: Callable[..., Any], trip: Trip
) -> None:
    leave(rows, trip)
    page = client.get(f"/dispatch/trips/{trip.id}/day").text
    assert "138****0001" in page
    assert PHONE not in page
    # The second person of the first party was not seen.
    shown = post(f"/dispatch/trips/{trip.id}/phones", who="unseen")
    assert shown.headers["Cache-Control"] == "no-store"
    assert f"tel:{PHONE}" in shown.text
    unseen = trip.bookings[0].party.riders[1].id
    everybody = post(f"/dispatch/trips/{trip.id}/phones", who="all")
    assert "13800000000" in everybody.text
    first, second = rows.scalars(
        select(AuditEvent).where(AuditEvent.action == "reveal").order_by(AuditEvent.id)
    )
    assert (first.subject_type, first.subject_id) == ("trip", str(trip.id))
    assert first.detail["riders"] == [unseen]
    assert len(second.detail["riders"]) == 4
    assert PHONE not in json.dumps(first.detail)


@pytest.mark.usefixtures("dispatcher")
def test_nonsense_is_no_page(
    client: FlaskClient, post: Callable[..., Any], trip: Trip
) -> None:
    for address in (
        "/dispatch/days/gestern",
        "/dispatch/days/2027-02-30",
        "/dispatch/days/gestern/lines",
        "/dispatch/today?campaign=999",
        "/dispatch/trips/999/day",
    ):
        assert client.get(address).status_code == 404, address
    assert post(f"/dispatch/trips/{trip.id}/phones", who="x").status_code == 400


def test_another_office_sees_nothing_of_it(
    client: FlaskClient,
    rows: Session,
    sign_in: Callable[[Account], None],
    post: Callable[..., Any],
    trip: Trip,
) -> None:
    from models import Office, OfficeKind

    office = Office(name="示例镇", kind=OfficeKind.TOWNSHIP)
    rows.add(office)
    rows.flush()
    account = make_account(rows, Role.DISPATCHER)
    account.office_id = office.id
    sign_in(account)
    assert "当天没有车辆运行" in client.get("/dispatch/today").text
    campaign_id = trip.plan.campaign_id
    assert client.get(f"/dispatch/today?campaign={campaign_id}").status_code == 404
    assert post(f"/dispatch/trips/{trip.id}/phones", who="all").status_code == 404


def test_an_update_of_80_coaches_is_small(app: Flask) -> None:
    notes = {
        0: {"aboard": 8, "departed_at": at("08:00")},
        1: {"aboard": 20, "reached_at": at("09:50")},
    }
    line = look(make_log(notes=notes, arrived=0), at("13:00"))
    with app.test_request_context(headers={"Accept-Language": "zh-CN"}):
        said = [[12345 + n, line.state, *cells(line)] for n in range(80)]
        size = len(app.json.dumps({"lines": said}).encode())
    assert size < MOST_BYTES
