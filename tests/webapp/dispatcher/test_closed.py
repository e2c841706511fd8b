from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from models import (
    Account,
    AuditEvent,
    CampaignStatus,
    EscortPass,
    ImportKind,
    OperatorPass,
    ShuttleOffer,
    TrainBlock,
    Trip,
    TripStatus,
)
from tests.factories.trains import make_block
from webapp.services import uploads
from webapp.services.editions import keep
from webapp.sheets import folder

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

# What is read, taken back, or no campaign's.
STILL_DONE = {
    "adopt_speed", "end_speed", "add_operator", "add_coach", "change_coach",
    "new_campaign_post", "close_campaign", "reopen_campaign", "stop_plan",
    "give_call_back", "manifest", "take_document", "trip_phones", "take_pass_back",
    "take_company_pass_back",
}  # fmt: skip
PAGES = (
    "campaigns/{c}", "campaigns/{c}/parties", "campaigns/{c}/demand",
    "campaigns/{c}/missing", "campaigns/{c}/duplicates", "campaigns/{c}/compare",
    "campaigns/{c}/documents", "campaigns/{c}/links", "campaigns/{c}/day",
    "campaigns/{c}/results", "campaigns/{c}/trains", "plans/{p}/timetable",
    "trips/{t}", "trips/{t}/boarding", "trips/{t}/why", "trips/{t}/day",
)  # fmt: skip


@pytest.fixture
def closed(rows: Session, dispatcher: Account, trip: Trip) -> Trip:
    """A trip of a campaign that was published, has arrived, and is closed."""
    trip.status = TripStatus.PUBLISHED
    campaign = trip.plan.campaign
    campaign.status = CampaignStatus.CLOSED
    until = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)
    given = {"created_at": until, "expires_at": until}
    operator = trip.coach_type.operator
    rows.add_all(
        [
            EscortPass(trip_id=trip.id, holder="王师傅", **given),
            OperatorPass(campaign_id=campaign.id, operator_id=operator.id, **given),
        ]
    )
    block = make_block(rows, campaign)
    rows.add(
        ShuttleOffer(
            campaign_id=campaign.id,
            station_code=block.station_code,
            coach_type_id=trip.coach_type_id,
            count=1,
        )
    )
    keep(rows, trip.plan, account_id=dispatcher.id, now=until)
    rows.commit()
    return trip


def ids(rows: Session, trip: Trip) -> dict[str, int]:
    first, second = trip.plan.campaign.parties[:2]
    return {
        "block_id": rows.scalars(select(TrainBlock.id)).one(),
        "offer_id": rows.scalars(select(ShuttleOffer.id)).one(),
        "campaign_id": trip.plan.campaign_id,
        "plan_id": trip.plan_id,
        "trip_id": trip.id,
        "party_id": first.id,
        "first_id": first.id,
        "second_id": second.id,
        "operator_id": trip.coach_type.operator_id,
    }


def changing(app: Flask, rows: Session, trip: Trip) -> dict[str, str]:
    """Return the addresses that change something of a trip's campaign."""
    known = ids(rows, trip)
    rows.commit()
    with app.test_request_context():
        urls = app.url_map.bind("localhost")
        return {
            rule.endpoint: urls.build(
                rule.endpoint,
                {name: known[name] for name in rule.arguments},
                method="POST",
            )
            for rule in app.url_map.iter_rules()
            if rule.endpoint.startswith("dispatcher.")
            and "POST" in (rule.methods or ())
            and rule.endpoint.removeprefix("dispatcher.") not in STILL_DONE
        }


def test_a_closed_campaign_refuses_every_change_and_says_so(
    app: Flask,
    client: FlaskClient,
    rows: Session,
    post: Callable[..., Any],
    closed: Trip,
) -> None:
    addresses = changing(app, rows, closed)
    home = f"/dispatch/campaigns/{closed.plan.campaign_id}"
    assert len(addresses) > 25
    answers = {
        endpoint: (answer.status_code, answer.location)
        for endpoint, address in addresses.items()
        for answer in [post(address)]
    }
    assert {k: v for k, v in answers.items() if v != (302, home)} == {}
    assert "这一批已关闭，不能再改动" in client.get(home).text
    assert rows.query(AuditEvent).filter_by(action="party.status").count() == 0
    assert client.get(f"{home}/calls").location == home
    assert client.get(f"/dispatch/plans/{closed.plan_id}/edit").location == home


def test_no_page_of_a_closed_campaign_offers_a_change(
    app: Flask, client: FlaskClient, rows: Session, closed: Trip
) -> None:
    forbidden = [
        # The page of trains is read at the address to which one more is sent.
        *(
            url
            for url in changing(app, rows, closed).values()
            if not url.endswith("/trains")
        ),
        "/bureau/imports?kind=riders",
        f"/dispatch/campaigns/{closed.plan.campaign_id}/village",
        f"/dispatch/campaigns/{closed.plan.campaign_id}/calls",
        f"/dispatch/plans/{closed.plan_id}/publish",
    ]
    for page in PAGES:
        address = "/dispatch/" + page.format(
            c=closed.plan.campaign_id, p=closed.plan_id, t=closed.id
        )
        answer = client.get(address, follow_redirects=True)
        assert answer.status_code == 200, address
        offered = [url for url in forbidden if f'="{url}' in answer.text]
        assert offered == [], address


def test_a_roster_is_not_taken_into_a_closed_campaign(
    app: Flask,
    rows: Session,
    post: Callable[..., Any],
    dispatcher: Account,
    closed: Trip,
) -> None:
    campaign = closed.plan.campaign
    people = len(campaign.parties)
    with app.app_context():
        kept = uploads.keep(
            folder(),
            "姓名,手机,上车地点,用工单位\n张三,13800000001,河南固始,甲厂\n".encode(),
            name="名单.csv",
            kind=ImportKind.RIDERS.value,
            campaign_id=campaign.id,
            account_id=dispatcher.id,
            now=dt.datetime.now(dt.UTC),
        )
    answer = post(f"/bureau/imports/{kept.token}")
    assert answer.status_code == 409
    assert "这一批已关闭" in answer.text
    rows.expire_all()
    assert len(campaign.parties) == people
