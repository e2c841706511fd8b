from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

import pytest

from models import Campaign, PartyStatus
from tests.factories.campaigns import make_campaign, make_party, make_rider
from webapp.dispatcher.calls import call_back_at

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

pytestmark = pytest.mark.usefixtures("dispatcher")


@pytest.fixture
def campaign(rows: Session) -> Campaign:
    campaign = make_campaign(rows)
    for number in (1, 2):
        rider = make_rider(number, name=f"示例{number}号")
        make_party(rows, campaign, size=1, status=PartyStatus.NEW, riders=[rider])
    rows.commit()
    return campaign


def test_a_caller_gets_one_party_after_the_other(
    client: FlaskClient, rows: Session, post: Callable[..., Any], campaign: Campaign
) -> None:
    address = f"/dispatch/campaigns/{campaign.id}/calls"
    assert "13800000001" not in client.get(address).text
    post(address)
    first, second = campaign.parties
    page = client.get(address).text
    assert 'href="tel:13800000001"' in page
    assert "示例1号" in page
    seen = {"seen_at": first.updated_at.isoformat(), "call_back": ""}
    outcome = f"/dispatch/parties/{first.id}/call"
    wrong = post(outcome, **seen, outcome="confirmed", note="长" * 201)
    assert wrong.status_code == 422
    assert "长" * 201 in wrong.text
    assert post(outcome, **seen, outcome="confirmed").status_code == 302
    assert first.status is PartyStatus.CONFIRMED
    page = client.get(address).text
    assert 'href="tel:13800000002"' in page
    # A second tap notes nothing.
    post(outcome, **seen, outcome="gave_up")
    assert first.status is PartyStatus.CONFIRMED
    post(f"/dispatch/parties/{second.id}/call/back")
    assert "13800000002" not in client.get(address).text


def test_texts_are_laid_out_and_an_empty_one_is_refused(
    client: FlaskClient, post: Callable[..., Any], campaign: Campaign
) -> None:
    address = f"/dispatch/campaigns/{campaign.id}/texts"
    assert "{电话}" in client.get(address).text
    assert post(address, states="new", text="").status_code == 422
    assert post(address, states="", text="您好").status_code == 422
    assert post(address, states="new", text="您好").status_code == 302
    assert "2 条" in client.get(f"/dispatch/campaigns/{campaign.id}/calls").text


def test_the_pages_before_planning_tell_what_there_is(
    client: FlaskClient, post: Callable[..., Any], campaign: Campaign, rows: Session
) -> None:
    again = make_rider(1, name="示例1号")
    twin = make_party(
        rows, campaign, size=1, riders=[again], pickup_place_code="411526"
    )
    rows.commit()
    base = f"/dispatch/campaigns/{campaign.id}"
    firm = campaign.parties[0].site.employer.name
    for by, told in (("", "河南省信阳市固始县"), ("enterprise", firm), ("both", firm)):
        assert f'<th scope="row">{told}<' in client.get(f"{base}/demand?by={by}").text
    picture = client.get(f"{base}/demand.svg")
    assert picture.mimetype == "image/svg+xml"
    assert re.findall(">(固始 [^<]*)<", picture.text) == ["固始 2"]
    assert client.get(f"{base}/missing").status_code == 200
    first = campaign.parties[0]
    page = client.get(f"{base}/duplicates").text
    assert "138****0001" in page
    assert "13800000001" not in page
    verdict = {
        "verdict": "first",
        "first_seen_at": first.updated_at.isoformat(),
        "second_seen_at": twin.updated_at.isoformat(),
    }
    assert post(f"{base}/duplicates/{first.id}/{twin.id}", **verdict).status_code == 302
    assert twin.status is PartyStatus.MERGED
    # The page that a colleague still has open does no harm.
    assert post(f"{base}/duplicates/{first.id}/{twin.id}", **verdict).status_code == 302


def test_a_village_is_looked_at_row_by_row_before_it_is_stored(
    client: FlaskClient, post: Callable[..., Any], campaign: Campaign, rows: Session
) -> None:
    employer = campaign.parties[0].site.employer.name
    address = f"/dispatch/campaigns/{campaign.id}/village"
    form = {"home": "河南固始", "employer": employer, "families": "y"}
    people = "示例甲\t13800001001\n示例乙\t13800001002"
    refused = post(address, **form, people=people)
    assert refused.status_code == 422
    assert "示例甲" in refused.text
    sent = post(address, **form, people=people, agreed="y")
    assert sent.status_code == 302
    assert "<strong>示例甲</strong>" in client.get(sent.location).text
    assert len(campaign.parties) == 2
    post(sent.location)
    rows.expire_all()
    assert [party.size for party in campaign.parties] == [1, 1, 2]


def test_a_village_travels_on_the_days_that_it_says(
    client: FlaskClient, post: Callable[..., Any], campaign: Campaign, rows: Session
) -> None:
    campaign.last_date = campaign.first_date + dt.timedelta(days=3)
    rows.commit()
    first, second, third, last = campaign.dates
    address = f"/dispatch/campaigns/{campaign.id}/village"
    form = {
        "home": "河南固始",
        "employer": campaign.parties[0].site.employer.name,
        "families": "y",
        "agreed": "y",
        "people": "示例甲\t13800001001\n小示例",
        "wanted_date": second,
        "last_date": third,
    }
    assert 'name="wanted_date"' in client.get(address).text
    for wrong in ({"wanted_date": last}, {"first_date": last + dt.timedelta(days=1)}):
        assert post(address, **form | wrong).status_code == 422
    sent = post(address, **form)
    # A child has no number of their own; the row says who is called.
    assert (
        "somebody else of the group is called"
        in client.get(sent.location, headers={"Accept-Language": "en"}).text
    )
    post(sent.location)
    rows.expire_all()
    party = campaign.parties[-1]
    assert (party.size, party.days) == (2, (first, third))
    assert party.wanted_date == second


def test_when_to_call_again_is_chinas_time_and_never_past() -> None:
    evening = dt.datetime(2027, 2, 1, 12, 30, tzinfo=dt.UTC)  # 20:30 in China
    hour = dt.timedelta(hours=1)
    assert call_back_at("hour", evening) == evening + hour
    assert call_back_at("evening", evening) == dt.datetime(
        2027, 2, 2, 11, tzinfo=dt.UTC
    )
    assert call_back_at("morning", evening) == dt.datetime(2027, 2, 2, 1, tzinfo=dt.UTC)
    assert call_back_at("", evening) is None
