"""我要坐车, question by question, as a seeker taps through it."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from models import (
    Account,
    ApplicationStatus,
    CampaignStatus,
    Rider,
    RideRequest,
    Role,
    Seeker,
    Trip,
)
from tests.factories.campaigns import make_campaign, make_party, make_site
from tests.factories.postings import (
    make_account,
    make_application,
    make_seeker,
    make_vacancy,
)
from tests.factories.riding import ID_NUMBER, make_published_trip
from webapp.seeker.consent import CURRENT

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

NONSENSE = ("", "999999", "-1", "三", "1e3", "' OR 1=1", "<b>1</b>", "😀", "9" * 5000)


@pytest.fixture
def trip(rows: Session) -> Trip:
    """A published trip in ten days."""
    day = dt.datetime.now(dt.UTC) + dt.timedelta(days=10)
    campaign = make_campaign(
        rows, status=CampaignStatus.PUBLISHED, first_date=day.date()
    )
    trip = make_published_trip(rows, campaign=campaign, departs_at=day)
    rows.commit()
    return trip


@pytest.fixture
def seeker(rows: Session, trip: Trip, sign_in: Callable[[Account], None]) -> Seeker:
    """Somebody who was hired at the trip's gate, and signed in."""
    account = make_account(rows, Role.SEEKER)
    person = make_seeker(
        rows, account_id=account.id, phone="13800000001", home_place_code="411525"
    )
    site = trip.stops[-1].site
    assert site is not None
    vacancy = make_vacancy(rows, employer=site.employer, site_id=site.id)
    make_application(rows, vacancy, seeker=person, status=ApplicationStatus.HIRED)
    sign_in(account)
    return person


@pytest.fixture
def answers(trip: Trip) -> dict[str, Any]:
    return {
        "site": trip.stops[-1].site_id,
        "size": 2,
        "luggage": 1,
        "wheelchairs": 0,
        "home": "河南固始",
        "campaign": trip.plan.campaign_id,
        "days": 1,
        "name_0": "示例甲",
        "phone": "138 0000 0001",
        "name_1": "示例乙",
        "give": "now",
        "id_0": ID_NUMBER,
        "id_1": "",
        "consent": CURRENT,
    }


def look(rows: Session, table: Any) -> list[Any]:
    """Return what is stored, and let go of it: on SQLite a look holds the lock."""
    rows.expunge_all()
    found = list(rows.scalars(select(table).order_by(table.id)))
    rows.expunge_all()
    rows.rollback()
    return found


def fields(page: str) -> dict[str, str]:
    """Return the first form's hidden and checked fields, as a browser sends them."""
    form = page.split("<main")[1].split("<form", 2)[1].split("</form>")[0]
    sent = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = (re.search(rf'{a}="([^"]*)"', tag) for a in ("name", "value"))
        if name and value and ("hidden" in tag or " checked" in tag):
            sent[name[1]] = unescape(value[1])
    return sent


def test_a_party_is_as_large_as_the_profile_says_until_it_is_answered(
    client: FlaskClient, rows: Session, seeker: Seeker
) -> None:
    seeker.companions = 2
    rows.commit()
    page = client.get("/me/rides/new").text
    assert fields(page)["size"] == "3"
    page = client.get("/me/rides/new?size=1&step=who").text
    assert fields(page)["size"] == "1"


def test_the_questions_lead_to_seats_one_page_each(
    client: FlaskClient, rows: Session, seeker: Seeker, post: Callable[..., Any]
) -> None:
    page = client.get("/me/rides/new").text
    assert "您已被录用" in page
    typed = {"who": {"size": "2", "luggage": "1"}, "home": {"home": "固始县"}}
    seen = []
    for _ in range(5):
        sent = fields(page) | typed.get(seen[-1] if seen else "", {})
        seen.append(sent["step"])
        answer = client.get("/me/rides/new", query_string=sent)
        assert answer.status_code == 200, answer.text
        page = answer.text
    assert seen == ["who", "home", "stop", "when", "name"]
    kept = {k: v for k, v in fields(page).items() if k != "csrf_token"}
    typed_last = {"name_0": "示例甲", "phone": "13800000001", "give": "door"}
    typed_last["id_0"] = ID_NUMBER
    answer = post("/me/rides/new", **(kept | typed_last))
    (asked,) = look(rows, RideRequest)
    assert answer.location == f"/me/rides/{asked.id}"
    ride = client.get(answer.location).text
    assert "座位已定" in ride
    assert "1、2" in ride
    # Shown at the coach: the number that was typed all the same is not stored.
    assert [rider.id_number for rider in look(rows, Rider)] == [None, None]


def test_two_taps_on_the_last_page_make_one_ride(
    rows: Session, seeker: Seeker, answers: dict[str, Any], post: Callable[..., Any]
) -> None:
    first, second = (post("/me/rides/new", **answers) for _ in range(2))
    assert first.location == second.location
    (asked,) = look(rows, RideRequest)
    assert asked.consent_version == CURRENT
    riders = look(rows, Rider)
    assert [rider.name for rider in riders] == ["示例甲", "示例乙"]
    assert [rider.id_number for rider in riders] == [ID_NUMBER, None]
    (trip,) = look(rows, Trip)
    assert trip.seats_taken == 2


def test_who_has_no_profile_rides_without_being_shown_to_employers(
    rows: Session,
    answers: dict[str, Any],
    sign_in: Callable[[Account], None],
    post: Callable[..., Any],
) -> None:
    sign_in(make_account(rows, Role.SEEKER))
    post("/me/rides/new", **answers)
    (person,) = look(rows, Seeker)
    assert (person.name, person.is_looking) == ("示例甲", False)
    assert len(look(rows, RideRequest)) == 1


MISTAKES = [
    ("phone", "12", "11 位数字"),
    ("name_0", " ", "请填写"),
    ("name_1", "长" * 200, "最多 80 个字"),
    ("id_0", "9999991990010100160", "18"),
    ("id_0", "999999199001010011", "末位"),
    ("id_0", "", "请填写身份证号"),
    ("consent", "ride-1999", "没有您的同意"),
    ("size", "99", "最多 8 人"),
    ("luggage", "一车", "大件行李"),
    ("wheelchairs", "3", "轮椅"),
    ("home", "鼓楼区", "好几个"),
    ("home", "火星基地", "找不到这个地方"),
    ("home", "河南信阳", "县"),
    ("campaign", "77777", "请选"),
    ("site", "77777", "请选择要去的企业"),
]


def test_a_mistake_is_named_what_was_typed_is_kept_and_nothing_is_stored(
    rows: Session,
    seeker: Seeker,
    answers: dict[str, Any],
    post: Callable[..., Any],
) -> None:
    for field, value, sentence in MISTAKES:
        answer = post("/me/rides/new", **{**answers, field: value})
        assert answer.status_code == 422, (field, value)
        assert sentence in answer.text, (field, value)
        if field.startswith(("name", "id", "phone")):
            assert value.strip()[:80] in answer.text
    assert look(rows, RideRequest) == []


def test_nonsense_in_an_address_is_no_error_of_ours(
    client: FlaskClient, seeker: Seeker, answers: dict[str, Any]
) -> None:
    names = ("site", "size", "luggage", "home", "campaign", "days", "alt")
    for name, value in itertools.product(names, NONSENSE):
        asked = {**answers, name: value, "step": "name"}
        answer = client.get("/me/rides/new", query_string=asked)
        assert answer.status_code in (200, 422)
        assert "<b>1</b>" not in answer.text
    assert client.get("/me/rides/new?step=nowhere").status_code == 404


def test_an_enterprise_is_found_by_a_part_of_its_name(
    client: FlaskClient, rows: Session, seeker: Seeker
) -> None:
    other = make_site(rows)
    name = other.employer.name
    rows.commit()
    page = client.get("/me/rides/new", query_string={"employer": name[2:]}).text
    assert name in page


def test_who_has_applied_nowhere_taps_one_of_the_busiest_gates(
    client: FlaskClient, rows: Session, trip: Trip, sign_in: Callable[[Account], None]
) -> None:
    campaign = trip.plan.campaign
    few, many = make_site(rows), make_site(rows)
    for site, size in ((few, 1), (many, 5), (few, 2)):
        make_party(rows, campaign, site=site, size=size)
    names = [many.employer.name, few.employer.name]
    account = make_account(rows, Role.SEEKER)
    rows.commit()
    sign_in(account)
    assert "我要坐车" in client.get("/me/rides").text
    page = client.get("/me/rides/new").text
    assert page.index(names[0]) < page.index(names[1])
    assert 'name="site" value="' in page
    assert " checked" not in page.split("<main")[1]


def test_the_id_numbers_are_taken_back_given_again_and_gone_when_cancelled(
    client: FlaskClient,
    rows: Session,
    seeker: Seeker,
    answers: dict[str, Any],
    post: Callable[..., Any],
) -> None:
    address = post("/me/rides/new", **answers).location
    post(f"{address}/papers/withdraw")
    assert look(rows, Rider)[0].id_number is None
    assert "座位已定" in client.get(address).text
    wrong = post(f"{address}/papers", id_0=ID_NUMBER)
    assert wrong.status_code == 422
    assert ID_NUMBER in wrong.text
    post(f"{address}/papers", id_0=ID_NUMBER, consent=CURRENT)
    assert look(rows, Rider)[0].id_number == ID_NUMBER
    for _ in range(2):
        assert post(f"{address}/cancel").location == address
    assert look(rows, Rider)[0].id_number is None
    assert "已取消" in client.get(address).text
    assert look(rows, Trip)[0].seats_taken == 0


def test_another_day_is_chosen_on_the_rides_page(
    client: FlaskClient,
    rows: Session,
    trip: Trip,
    seeker: Seeker,
    answers: dict[str, Any],
    post: Callable[..., Any],
) -> None:
    day = trip.plan.campaign.first_date + dt.timedelta(days=3)
    other = make_campaign(rows, first_date=day, name="第二批返岗")
    other_id = other.id
    rows.commit()
    address = post("/me/rides/new", **answers).location
    assert "第二批返岗" in client.get(address).text
    post(f"{address}/day", campaign="77777")
    post(f"{address}/day", campaign=str(other_id))
    (asked,) = look(rows, RideRequest)
    assert asked.campaign_id == other_id
    assert "正在排车" in client.get(address).text


def test_nobody_sees_or_cancels_the_ride_of_another(
    client: FlaskClient,
    rows: Session,
    seeker: Seeker,
    answers: dict[str, Any],
    sign_in: Callable[[Account], None],
    post: Callable[..., Any],
) -> None:
    address = post("/me/rides/new", **answers).location
    sign_in(make_account(rows, Role.SEEKER))
    assert client.get(address).status_code == 404
    for action in ("cancel", "day", "papers", "papers/withdraw"):
        assert post(f"{address}/{action}").status_code == 404
