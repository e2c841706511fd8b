from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from models import BoardingEvent, Booking, EscortPass, HealthCheck, Rider, Role, Trip
from tests.factories.campaigns import make_party
from tests.factories.postings import make_account
from tests.factories.riding import make_published_trip
from tests.statements import asked
from webapp.extensions import db
from webapp.services import publishing
from webapp.services.boarding import passes
from webapp.services.rules import CampaignRules
from webapp.services.seats import take_seats
from webapp.services.tickets.signing import payload

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

KEY = "test"


@pytest.fixture
def trip(rows: Session) -> Trip:
    """A trip that leaves now, with a party of two."""
    now = dt.datetime.now(dt.UTC)
    trip = make_published_trip(
        rows, departs_at=now, arrives_at=now + dt.timedelta(hours=9)
    )
    party = make_party(
        rows, trip.plan.campaign, size=2, site=trip.stops[-1].site, label="示例组"
    )
    take_seats(rows, trip, party)
    rows.commit()
    return trip


def link(rows: Session, trip: Trip) -> str:
    account = make_account(rows, Role.DISPATCHER)
    given = passes.give_escort(
        rows, trip, "王师傅", account_id=account.id, now=dt.datetime.now(dt.UTC)
    )
    text = passes.token(given, KEY)
    rows.commit()
    return f"/board/in/{text}"


def look(rows: Session, table: type[Any]) -> list[Any]:
    """Return the rows; on SQLite no page could write while they are looked at."""
    found = list(rows.scalars(select(table).order_by(table.id)))
    rows.commit()
    return found


def send(client: FlaskClient, trip: Trip, *notes: dict[str, Any]) -> Any:
    return client.post(f"/board/{trip.id}/notes", json={"notes": list(notes)})


def test_the_link_opens_one_coach_and_no_number_of_anybody_is_shown(
    client: FlaskClient, rows: Session, trip: Trip
) -> None:
    other = make_published_trip(rows, campaign=trip.plan.campaign)
    answer = client.get(link(rows, trip), follow_redirects=True)
    assert answer.status_code == 200
    for rider in look(rows, Rider):
        assert str(rider.name) in answer.text
        assert str(rider.id_number) not in answer.text
        assert str(rider.phone) not in answer.text
    for booking in look(rows, Booking):
        assert booking.code not in answer.text
    assert "camera=(self)" in answer.headers["Permissions-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert client.get(f"/board/{other.id}").status_code == 404
    assert client.get("/board/in/nonsense").status_code == 404


def test_a_link_taken_back_shows_nothing_and_takes_nothing_in(
    client: FlaskClient, rows: Session, trip: Trip
) -> None:
    client.get(link(rows, trip))
    given = look(rows, EscortPass)[0]
    passes.take_back(
        rows, given, account_id=given.created_by_id or 0, now=dt.datetime.now(dt.UTC)
    )
    rows.commit()
    assert client.get(f"/board/{trip.id}").status_code == 410
    assert send(client, trip).status_code == 410


def test_notes_are_taken_in_once_and_nonsense_is_refused_one_by_one(
    client: FlaskClient, rows: Session, trip: Trip
) -> None:
    client.get(link(rows, trip))
    booking = look(rows, Booking)[0]
    good = {
        "id": "phone-0001", "what": "aboard", "party": booking.party_id, "place": 2,
        "means": "qr", "age_ms": 90_000,
    }  # fmt: skip
    for _ in range(2):
        answer = send(
            client, trip, good, {**good, "id": "x"}, {"id": "phone-0002"}, None,  # type: ignore[arg-type]
            {**good, "id": "phone-0003", "place": 3},
            {**good, "id": "phone-0004", "temperature": "hot"},
        )  # fmt: skip
        refused = {
            each["id"]: bool(each["refused"]) for each in answer.json["receipts"]
        }
        assert refused == {
            "phone-0001": False, "x": True, "phone-0002": True, "phone-0003": True,
            "phone-0004": True,
        }  # fmt: skip
    (event,) = look(rows, BoardingEvent)
    assert event.received_at - event.happened_at == dt.timedelta(seconds=90)
    people = answer.json["coach"]["people"]
    assert [each["state"] for each in people] == ["", "aboard"]
    for body in ([], {"notes": 1}, {"notes": [good] * 501}):
        answer = client.post(f"/board/{trip.id}/notes", json=body)
        assert answer.status_code == 400
    assert client.post(f"/board/{trip.id}/notes", data="x").status_code == 400


def test_a_note_asks_few_things_of_the_database_however_many_people_ride(
    app: Flask, client: FlaskClient, rows: Session, trip: Trip
) -> None:
    client.get(link(rows, trip))
    site, campaign = trip.stops[-1].site, trip.plan.campaign
    for _ in range(3):
        take_seats(rows, trip, make_party(rows, campaign, size=3, site=site))
    booking = look(rows, Booking)[-1]
    note = {"what": "aboard", "party": booking.party_id, "place": 2, "means": "qr"}
    with app.app_context():
        engine = db.engine
    with asked(engine) as statements:
        answer = send(client, trip, {"id": "phone-0001", **note})
    assert len(answer.json["coach"]["people"]) == 11
    assert len([each for each in statements if each != "BEGIN"]) <= 17


def test_without_scripts_a_ticket_its_digits_and_a_name_let_people_on(
    client: FlaskClient, post: Any, rows: Session, trip: Trip
) -> None:
    ticket = payload(rows.scalars(select(Booking)).one(), KEY)
    gate = trip.stops[-1].site_id
    page = client.get(link(rows, trip), follow_redirects=True).text
    assert 'data-state="aboard"' not in page
    booking = look(rows, Booking)[0]
    where = f"/board/{trip.id}"
    post(f"{where}/find", code="000000" if booking.code != "000000" else "000001")
    assert "这个码不是本车的座位" in client.get(where).text
    post(f"{where}/find", code=ticket)
    post(f"{where}/find", code=booking.code)
    assert client.get(where).text.count('data-state="aboard"') == 2
    absent = {"page": "0123456789abcdef", "party": booking.party_id, "place": 1}
    for _ in range(2):
        post(f"{where}/note", what="no_show", **absent)
    assert client.get(where).text.count('data-state="no_show"') == 1
    assert len(look(rows, BoardingEvent)) == 3
    post(f"{where}/note", what="walk_on", name="示例丁", page="0123456789abcdef",
         stop=trip.stops[0].id, site=gate)  # fmt: skip
    assert "示例丁" in client.get(where).text
    for wrong in ({}, {"what": "dance"}, {"what": "walk_on", "name": "x" * 200}):
        answer = post(f"{where}/note", page="0123456789abcdef", **wrong)
        assert answer.status_code == 302
    assert "没有记上" in client.get(where).text


def test_health_is_asked_where_the_campaign_wants_it(
    client: FlaskClient, post: Any, rows: Session, trip: Trip
) -> None:
    campaign = trip.plan.campaign
    booking = look(rows, Booking)[0]
    where = f"/board/{trip.id}"
    assert "°C" not in client.get(link(rows, trip), follow_redirects=True).text
    campaign.health_check = HealthCheck.TEMPERATURE
    rows.commit()
    assert "°C" in client.get(where).text
    post(f"{where}/note", what="aboard", party=booking.party_id, place=1,
         temperature="37.9", page="0123456789abcdef")  # fmt: skip
    page = client.get(where).text
    assert "37.9 °C ⚠ 发热" in page
    assert page.count(" data-unwell>") + page.count(" data-unwell ") == 1
    campaign.rules = CampaignRules(fever_tenths=380).stored()
    rows.commit()
    page = client.get(where).text
    assert "37.9 °C" in page
    assert " data-unwell" not in page


def test_a_company_sees_its_coaches_without_a_name(
    client: FlaskClient, rows: Session, trip: Trip, post: Callable[..., Any]
) -> None:
    account = make_account(rows, Role.DISPATCHER)
    given = passes.give_operator(
        rows, trip.plan.campaign, trip.coach_type.operator,
        account_id=account.id, now=dt.datetime.now(dt.UTC),
    )  # fmt: skip
    text, name = passes.token(given, KEY), trip.coach_type.operator.name
    rows.commit()
    publishing.publish(rows, trip.plan, account_id=None, now=dt.datetime.now(dt.UTC))
    rows.commit()
    answer = client.get(f"/board/firm/{text}")
    assert name in answer.text
    order = post(f"/board/firm/{text}/order", form="xlsx")
    assert "order-" in order.headers["Content-Disposition"]
    rows.rollback()
    for rider in look(rows, Rider):
        assert str(rider.name) not in answer.text
