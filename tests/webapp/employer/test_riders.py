"""An employer's own people on the coaches; those of others are not there."""

from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from sqlalchemy import select

from models import (
    Account,
    Arrival,
    ArrivalStatus,
    AuditEvent,
    BoardingEvent,
    BoardingKind,
    BoardingMeans,
    Campaign,
    CampaignStatus,
    Party,
    PartyStatus,
    Role,
    Trip,
)
from tests.factories.campaigns import (
    make_campaign,
    make_party,
    make_rider,
    make_site,
)
from tests.factories.postings import make_account
from tests.factories.riding import make_published_trip
from webapp.services.seats import take_seats

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

    from models import Site

HEAD = ("姓名", "电话", "身份证号", "上车地点", "目的地企业", "分组")


@pytest.fixture
def site(rows: Session, sign_in: Callable[[Account], None]) -> Site:
    """The gate of an employer whose account is signed in."""
    site = make_site(rows)
    sign_in(make_account(rows, Role.EMPLOYER, employer_id=site.employer_id))
    return site


@pytest.fixture
def trip(rows: Session, site: Site) -> Trip:
    """A published trip that left an hour ago, with one party of the employer's."""
    left_at = dt.datetime.now(dt.UTC) - dt.timedelta(hours=1)
    campaign = make_campaign(
        rows, status=CampaignStatus.PUBLISHED, first_date=left_at.date()
    )
    trip = make_published_trip(rows, campaign=campaign, site=site, departs_at=left_at)
    take_seats(rows, trip, make_party(rows, campaign, site=site, size=2))
    take_seats(rows, trip, make_party(rows, campaign, size=2))
    rows.commit()
    return trip


@pytest.fixture
def gathering(rows: Session, site: Site) -> int:
    """A campaign in three weeks that takes rosters."""
    day = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=21)
    id_ = make_campaign(rows, first_date=day).id
    rows.commit()
    return id_


def look(rows: Session, table: Any) -> list[Any]:
    rows.expunge_all()
    found = list(rows.scalars(select(table).order_by(table.id)))
    rows.expunge_all()
    rows.rollback()
    return found


def roster(*lines: tuple[str, ...]) -> tuple[io.BytesIO, str]:
    book = openpyxl.Workbook()
    assert book.active is not None
    for line in (HEAD, *lines):
        book.active.append(line)
    content = io.BytesIO()
    book.save(content)
    content.seek(0)
    return content, "名单.xlsx"


def test_a_roster_is_seen_row_by_row_and_taken_in_for_ones_own_gate(
    client: FlaskClient,
    rows: Session,
    site: Site,
    gathering: int,
    post: Callable[..., Any],
) -> None:
    file = roster(
        ("示例甲", "13800000001", "", "河南固始", "", "A"),
        ("示例乙", "13800000002", "", "河南固始", "", "A"),
    )
    seen = post(f"/employer/riders/{gathering}/roster", file=file)
    assert seen.status_code == 302, seen.text
    page = client.get(seen.location).text
    assert "<strong>示例甲</strong>" in page
    assert "138****0001 · 河南固始" in page
    assert look(rows, Party) == []
    for _ in range(2):
        post(seen.location)
    (party,) = look(rows, Party)
    assert (party.size, party.site_id, party.status) == (2, site.id, PartyStatus.NEW)


def test_ones_own_roster_needs_no_column_of_the_enterprise(
    client: FlaskClient, post: Callable[..., Any], gathering: int
) -> None:
    file = io.BytesIO("姓名,电话,上车地点\n示例甲,13800000001,河南固始\n".encode("gbk"))
    seen = post(f"/employer/riders/{gathering}/roster", file=(file, "名单.csv"))
    assert seen.status_code == 302, seen.text
    assert "<strong>示例甲</strong>" in client.get(seen.location).text


def test_a_roster_is_not_taken_in_once_the_campaign_is_closed(
    client: FlaskClient, post: Callable[..., Any], rows: Session, gathering: int
) -> None:
    file = roster(("示例甲", "13800000001", "", "河南固始", "", "A"))
    seen = post(f"/employer/riders/{gathering}/roster", file=file)
    rows.get_one(Campaign, gathering).status = CampaignStatus.CLOSED
    rows.commit()
    post(seen.location)
    assert "不再收名单" in client.get("/employer/riders").text
    assert look(rows, Party) == []


def test_groups_of_two_enterprises_are_never_mixed_and_nobody_is_taken_over(
    client: FlaskClient,
    rows: Session,
    site: Site,
    gathering: int,
    sign_in: Callable[[Account], None],
    post: Callable[..., Any],
) -> None:
    def send(*lines: tuple[str, ...]) -> str:
        seen = post(f"/employer/riders/{gathering}/roster", file=roster(*lines))
        page = client.get(seen.location).text
        post(seen.location)
        return page

    send(("示例甲", "13800000001", "", "河南固始", "", "A"))
    other = make_site(rows)
    name = other.employer.name
    sign_in(make_account(rows, Role.EMPLOYER, employer_id=other.employer_id))
    send(("示例丙", "13800000003", "", "河南固始", "", "A"))
    first, second = look(rows, Party)
    assert (first.site_id, second.site_id) == (site.id, other.id)
    taken = send(("示例甲", "13800000001", "", "河南固始", name, "B"))
    assert "已经登记去别的企业" in taken
    foreign = rows.get_one(type(site), site.id).employer.name
    rows.rollback()
    assert "只能上传本企业" in send(
        ("示例丁", "13800000004", "", "河南固始", foreign, "")
    )
    assert len(look(rows, Party)) == 2


def test_a_party_is_confirmed_and_dropped_and_its_seats_are_free(
    client: FlaskClient,
    rows: Session,
    trip: Trip,
    post: Callable[..., Any],
) -> None:
    address = f"/employer/riders/{trip.plan.campaign_id}"
    own, foreign = look(rows, Party)
    page = client.get(address).text
    assert "示**" in page
    assert "13800000000" not in page
    seen = own.updated_at.isoformat()
    post(f"/employer/parties/{own.id}", status="gave_up", seen_at=seen)
    assert look(rows, Party)[0].status is PartyStatus.GAVE_UP
    assert look(rows, Trip)[0].seats_taken == 2
    # The same page sent again is out of date; nothing is overwritten.
    post(f"/employer/parties/{own.id}", status="confirmed", seen_at=seen)
    assert look(rows, Party)[0].status is PartyStatus.GAVE_UP
    answer = post(
        f"/employer/parties/{foreign.id}",
        status="gave_up",
        seen_at=foreign.updated_at.isoformat(),
    )
    assert answer.status_code == 404


def test_riders_are_ticked_off_once_and_the_tick_is_taken_back(
    client: FlaskClient,
    rows: Session,
    trip: Trip,
    post: Callable[..., Any],
) -> None:
    own, foreign = (booking.party_id for booking in trip.bookings)
    page = f"/employer/riders/{trip.plan.campaign_id}"
    rows.rollback()
    for _ in range(2):
        post(f"/employer/parties/{own}/people/1/arrival", status="arrived")
    (noted,) = look(rows, Arrival)
    assert noted.status is ArrivalStatus.ARRIVED
    post(f"/employer/parties/{own}/people/1/arrival", status="missing")
    assert [each.status for each in look(rows, Arrival)] == [ArrivalStatus.MISSING]
    assert "撤销" in client.get(page).text
    post(f"/employer/parties/{own}/people/1/arrival", status="")
    assert look(rows, Arrival) == []
    told = [e.detail["to"] for e in look(rows, AuditEvent) if "arrival" in e.action]
    assert told == ["arrived", "missing", None]
    address = f"/employer/parties/{foreign}/people/1/arrival"
    assert post(address, status="").status_code == 404
    assert (
        post(f"/employer/parties/{own}/people/1/arrival", status="x").status_code == 400
    )


def test_all_of_a_coach_or_a_party_arrive_in_one_tap(
    client: FlaskClient,
    rows: Session,
    trip: Trip,
    post: Callable[..., Any],
) -> None:
    own, foreign = (booking.party_id for booking in trip.bookings)
    campaign, gate = trip.plan.campaign_id, trip.stops[-1].site_id
    # A second party has a person without a name, and one who did not get on.
    party = make_party(
        rows, trip.plan.campaign, site=trip.stops[-1].site, size=3,
        riders=[make_rider(1), make_rider(2)],
    )  # fmt: skip
    take_seats(rows, trip, party)
    rows.add(
        BoardingEvent(
            trip_id=trip.id, client_id="phone-1", party_id=party.id, place=1,
            kind=BoardingKind.NO_SHOW, means=BoardingMeans.NAME,
            happened_at=trip.departs_at, received_at=trip.departs_at,
        )
    )  # fmt: skip
    party_id, trip_id = party.id, trip.id
    rows.commit()
    page = f"/employer/riders/{campaign}"
    rows.rollback()
    for _ in range(2):
        post(f"{page}/arrived", party=foreign)
        post(f"{page}/arrived", party=party_id)
    noted = [(each.party_id, each.place) for each in look(rows, Arrival)]
    assert noted == [(party_id, 2), (party_id, 3)]
    assert "没有上车" in client.get(page).text
    post(f"/employer/parties/{own}/people/1/arrival", status="missing")
    post(f"{page}/arrived", trip=trip_id, site=gate)
    status = {(each.party_id, each.place): each.status for each in look(rows, Arrival)}
    assert status == {
        (own, 1): ArrivalStatus.MISSING,
        (own, 2): ArrivalStatus.ARRIVED,
        (party_id, 2): ArrivalStatus.ARRIVED,
        (party_id, 3): ArrivalStatus.ARRIVED,
    }
    assert "全部到齐" not in client.get(page).text.replace("全部到齐<span", "")
    post(f"/employer/parties/{own}/people/1/arrival", status="arrived")
    assert "✓ 全部到齐" in client.get(page).text
