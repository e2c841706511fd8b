from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

import pytest

from models import Campaign, HealthCheck, Role, Trip, TripEvent, TripEventKind
from tests.factories.campaigns import make_driven_trip
from tests.factories.postings import make_account
from tests.factories.riding import make_published_trip
from webapp.services.boarding.health import fever_limit

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

    from models import Account


@pytest.fixture
def trip(rows: Session) -> Trip:
    """A published trip that leaves now."""
    now = dt.datetime.now(dt.UTC)
    trip = make_published_trip(
        rows, departs_at=now, arrives_at=now + dt.timedelta(hours=9)
    )
    rows.commit()
    return trip


@pytest.mark.usefixtures("dispatcher")
def test_a_link_is_made_opens_the_coach_and_is_taken_back(
    client: FlaskClient, post: Callable[..., Any], trip: Trip
) -> None:
    where = f"/dispatch/trips/{trip.id}"
    assert f"{where}/boarding" in client.get(where).text
    for holder in ("", "x" * 81):
        post(f"{where}/passes", holder=holder)
    assert "/board/in/" not in client.get(f"{where}/boarding").text
    post(f"{where}/passes", holder="王师傅")
    page = client.get(f"{where}/boarding").text
    (link,) = re.findall(r'value="http://[^/]+(/board/in/[^"]+)"', page)
    assert client.get(link, follow_redirects=True).status_code == 200
    (given,) = re.findall(r"/dispatch/passes/(\d+)/take-back", page)
    post(f"/dispatch/passes/{given}/take-back")
    assert client.get(link).status_code == 410


@pytest.mark.usefixtures("dispatcher")
def test_what_the_escort_says_on_the_telephone_is_noted(
    client: FlaskClient, post: Callable[..., Any], rows: Session, trip: Trip
) -> None:
    where = f"/dispatch/trips/{trip.id}"
    for wrong in (
        {},
        {"kind": "departed"},
        {"kind": "delayed", "minutes": "-5"},
        {"kind": "delayed", "minutes": "x"},
    ):
        answer = post(f"{where}/noted", **wrong)
        assert answer.status_code == 422
        assert "field-error" in answer.text
    post(f"{where}/noted", kind="delayed", minutes="35", note="堵车")
    page = client.get(f"{where}/boarding").text
    assert "堵车" in page
    assert "晚点 35 分钟" in page
    (event,) = rows.query(TripEvent).all()
    assert (event.kind, event.minutes) == (TripEventKind.DELAYED, 35)


@pytest.mark.usefixtures("dispatcher")
def test_the_campaign_says_what_is_asked_and_companies_get_their_link(
    client: FlaskClient, post: Callable[..., Any], rows: Session, trip: Trip
) -> None:
    where = f"/dispatch/campaigns/{trip.plan.campaign_id}"
    operator = trip.coach_type.operator_id
    assert 'value="37.3"' in client.get(f"{where}/links").text
    for degrees, stored in (("38", 380), ("", None), ("37.3", 373)):
        post(f"{where}/health", health="temperature", fever=degrees)
        assert fever_limit(rows.query(Campaign).one()) == stored
    assert post(f"{where}/health", health="none", fever="50").status_code == 422
    assert rows.query(Campaign).one().health_check is HealthCheck.TEMPERATURE
    assert post(f"{where}/health", health="dance").status_code == 400
    post(f"{where}/companies/{operator}/pass")
    page = client.get(f"{where}/links").text
    (link,) = re.findall(r'value="http://[^/]+(/board/firm/[^"]+)"', page)
    assert client.get(link).status_code == 200
    (given,) = re.findall(r"/dispatch/company-passes/(\d+)/take-back", page)
    post(f"/dispatch/company-passes/{given}/take-back")
    assert client.get(link).status_code == 410


def test_another_offices_coach_is_not_there(
    client: FlaskClient,
    post: Callable[..., Any],
    rows: Session,
    sign_in: Callable[[Account], None],
    trip: Trip,
) -> None:
    account = make_account(rows, Role.DISPATCHER, office_id=None)
    where, campaign_id = f"/dispatch/trips/{trip.id}", trip.plan.campaign_id
    sign_in(account)
    assert client.get(f"{where}/boarding").status_code == 404
    assert post(f"{where}/passes", holder="王师傅").status_code == 404
    assert client.get(f"/dispatch/campaigns/{campaign_id}/links").status_code == 404


@pytest.mark.usefixtures("dispatcher")
def test_people_are_listed_by_seat_with_masked_names(
    client: FlaskClient, rows: Session
) -> None:
    trip = make_driven_trip(rows)
    rows.commit()
    page = client.get(f"/dispatch/trips/{trip.id}/boarding").text
    assert "𠮷**" in page
    assert "𠮷㛃䶮" not in page


@pytest.mark.usefixtures("dispatcher")
def test_the_people_of_a_broken_coach_are_offered_on_a_tap(
    client: FlaskClient, post: Callable[..., Any], rows: Session, trip: Trip
) -> None:
    where = f"/dispatch/trips/{trip.id}"
    assert f"{where}/rescue" not in client.get(f"{where}/boarding").text
    post(f"{where}/noted", kind="broke_down", note="轮胎")
    assert f"{where}/rescue" in client.get(f"{where}/boarding").text
    answer = post(f"{where}/rescue")
    assert answer.location == f"/dispatch/plans/{trip.plan_id}/edit"
    assert client.get(answer.location).status_code == 200
