from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from models import AuditEvent, CallState, PartyStatus
from tests.factories.campaigns import SERVICE_DATE, make_campaign, make_party

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

    from models import Trip

pytestmark = pytest.mark.usefixtures("dispatcher")


def _save(post: Callable[..., Any], trip: Trip, status: str, seen_at: str) -> Any:
    party = trip.plan.campaign.parties[0]
    return post(f"/dispatch/parties/{party.id}/status", status=status, seen_at=seen_at)


def test_the_list_can_be_narrowed_to_a_telephone_state(
    client: FlaskClient, rows: Session, trip: Trip
) -> None:
    first, second = trip.plan.campaign.parties
    first.status = PartyStatus.NO_ANSWER
    rows.commit()
    address = f"/dispatch/campaigns/{trip.plan.campaign_id}/parties"
    everyone = client.get(address).text
    assert f"party-{first.id}" in everyone
    assert f"party-{second.id}" in everyone
    narrowed = client.get(f"{address}?status=no_answer").text
    assert f'id="party-{first.id}"' in narrowed
    assert f'id="party-{second.id}"' not in narrowed


def test_who_calls_is_found_by_the_whole_name_or_number_and_never_by_a_part(
    client: FlaskClient, trip: Trip
) -> None:
    first, second = trip.plan.campaign.parties
    address = f"/dispatch/campaigns/{trip.plan.campaign_id}/parties"
    for whole in ("𠮷㛃䶮", "138 0000 0002", "99999919900100002x"):
        page = client.get(f"{address}?q={whole}").text
        assert f'id="party-{second.id}"' in page
        assert f'id="party-{first.id}"' not in page
        assert "𠮷**" in page
    for part in ("𠮷㛃", "1380000", "00002X"):
        assert 'id="party-' not in client.get(f"{address}?q={part}").text


def test_an_answer_on_the_telephone_frees_the_seats(
    rows: Session, post: Callable[..., Any], trip: Trip
) -> None:
    party = trip.plan.campaign.parties[0]
    answer = _save(post, trip, "gave_up", party.updated_at.isoformat())
    assert answer.status_code == 302
    assert party.status is PartyStatus.GAVE_UP
    assert trip.seats_taken == 3


def test_the_second_dispatcher_sees_that_it_moved_and_overwrites_nothing(
    client: FlaskClient, rows: Session, post: Callable[..., Any], trip: Trip
) -> None:
    party = trip.plan.campaign.parties[0]
    seen_at = party.updated_at.isoformat()
    _save(post, trip, "other_date", seen_at)
    answer = _save(post, trip, "gave_up", seen_at)
    assert answer.status_code == 302
    assert party.status is PartyStatus.OTHER_DATE
    assert "notice-warning" in client.get(answer.location).text


@pytest.mark.parametrize(
    ("status", "seen_at"),
    [
        ("flying", "2027-02-01T00:00:00+00:00"),
        ("gave_up", "yesterday"),
        ("gave_up", ""),
    ],
)
def test_a_mangled_form_changes_nothing(
    rows: Session, post: Callable[..., Any], trip: Trip, status: str, seen_at: str
) -> None:
    assert _save(post, trip, status, seen_at).status_code == 400
    assert trip.plan.campaign.parties[0].status is PartyStatus.CONFIRMED


def test_a_page_beyond_the_last_is_the_last(client: FlaskClient, trip: Trip) -> None:
    address = f"/dispatch/campaigns/{trip.plan.campaign_id}/parties"
    for page in ("99", "-1", "x"):
        assert client.get(f"{address}?page={page}").status_code == 200


def test_a_roster_is_confirmed_with_one_tap_but_not_who_said_otherwise_meanwhile(
    client: FlaskClient, rows: Session, post: Callable[..., Any], trip: Trip
) -> None:
    campaign = trip.plan.campaign
    first, second = campaign.parties
    third = make_party(rows, campaign, label="城关村3")
    first.status = second.status = third.status = PartyStatus.NEW
    rows.commit()
    address = f"/dispatch/campaigns/{campaign.id}/parties"
    assert f"{address}/confirm" not in client.get(address).text
    page = client.get(f"{address}?status=new").text
    assert f'value="{first.id},{second.id},{third.id}"' in page
    found = client.get(f"{address}?q=城关村 固始").text
    assert f'value="{third.id}"' in found
    assert f'id="party-{first.id}"' not in found
    second.status = PartyStatus.GAVE_UP
    rows.commit()
    answer = post(f"{address}/confirm", parties=f"{first.id},{second.id}")
    assert "notice-warning" in client.get(answer.location).text
    assert [party.status for party in (first, second, third)] == [
        PartyStatus.CONFIRMED, PartyStatus.GAVE_UP, PartyStatus.NEW,
    ]  # fmt: skip
    event = rows.scalars(
        select(AuditEvent).where(AuditEvent.action == "party.confirm_all")
    ).one()
    assert event.detail == {"parties": [first.id]}
    assert post(f"{address}/confirm", parties="1;2").status_code == 400


def test_a_party_is_put_right_and_rides_on_another_day_by_its_page(
    client: FlaskClient, rows: Session, post: Callable[..., Any], trip: Trip
) -> None:
    party = trip.plan.campaign.parties[1]
    later = make_campaign(rows, first_date=SERVICE_DATE + dt.timedelta(days=2))
    rows.commit()
    address = f"/dispatch/parties/{party.id}"
    page = client.get(address).text
    assert "138****0002" in page
    assert "13800000002" not in page
    seen = {"seen_at": party.updated_at.isoformat()}
    for wrong in ({"home": "不知道的地方"}, {"home": "河南固始", "phone": "123"}):
        refused = post(f"{address}/correct", **seen, **wrong)
        assert refused.status_code == 422
        assert wrong["home"] in refused.text
    assert post(f"{address}/move", **seen, campaign="999").status_code == 422
    right = {"home": "河南潢川", "phone": "139 0000 0002"}
    assert post(f"{address}/correct", **seen, **right).status_code == 302
    assert party.pickup_place_code == "411526"
    # The colleague who still has the page as it was is told.
    late = post(f"{address}/move", **seen, campaign=later.id)
    assert "notice-warning" in client.get(late.location).text
    moved = post(
        f"{address}/move", seen_at=party.updated_at.isoformat(), campaign=later.id
    )
    assert later.parties[0].riders[0].phone == "13900000002"
    assert moved.location == f"/dispatch/parties/{later.parties[0].id}"
    assert later.name in client.get(address).text


def test_the_list_of_those_who_want_another_day_lets_them_ride_with_its_campaign(
    client: FlaskClient, rows: Session, post: Callable[..., Any], trip: Trip
) -> None:
    campaign = trip.plan.campaign
    party = campaign.parties[0]
    party.status = PartyStatus.OTHER_DATE
    day = SERVICE_DATE + dt.timedelta(days=2)
    rows.add(CallState(party_id=party.id, other_date=day))
    later = make_campaign(rows, first_date=day)
    rows.commit()
    address = f"/dispatch/campaigns/{campaign.id}/parties"
    assert f'value="{party.id}"' in client.get(f"{address}?status=other_date").text
    assert post(f"{address}/move", parties="x").status_code == 400
    assert post(f"{address}/move", parties=str(party.id)).status_code == 302
    assert [there.size for there in later.parties] == [party.size]
    assert f'id="status-{party.id}"' not in client.get(f"{address}?status=merged").text


def test_a_person_is_added_and_taken_off_on_the_page_of_a_party(
    client: FlaskClient, post: Callable[..., Any], trip: Trip
) -> None:
    party = trip.plan.campaign.parties[1]
    address = f"/dispatch/parties/{party.id}"

    def send(where: str, **data: Any) -> Any:
        seen_at = party.updated_at.isoformat()
        return post(f"{address}/people{where}", seen_at=seen_at, **data)

    # Three people, of whom two have a name.
    assert 'name="counted"' in client.get(address).text
    assert send("", counted="1").status_code == 422
    assert send("", name="示例庚", counted="1").status_code == 302
    assert send("", name="示例辛", phone="13").status_code == 422
    assert send("", name="示例辛", phone="13800000009").status_code == 302
    assert (party.size, trip.seats_taken) == (4, 6)
    assert "138****0009" in client.get(address).text
    gone = party.riders[0].id
    assert f'name="rider" value="{gone}"' in client.get(address).text
    assert send("/off", rider=gone).status_code == 302
    assert send("/off", rider="x").status_code == 422
    assert (party.size, trip.seats_taken) == (3, 5)
    assert send("/off", rider=gone).status_code == 422
    late = post(f"{address}/people", seen_at="2027-02-01T00:00:00+00:00", name="示例")
    assert "notice-warning" in client.get(late.location).text
