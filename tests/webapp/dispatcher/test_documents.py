from __future__ import annotations

import datetime as dt
import io
import zipfile
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from sqlalchemy import select

from models import Account, AuditEvent, Role
from tests.factories.campaigns import NOW, make_driven_trip
from tests.factories.postings import make_account
from webapp.services import publishing

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

    from models import Trip


@pytest.fixture
def published(rows: Session, trip: Trip) -> Trip:
    """The trip of the dispatcher's campaign, made public."""
    trip.plan.is_chosen = True
    rows.flush()
    publishing.publish(rows, trip.plan, account_id=None, now=NOW)
    rows.commit()
    return trip


def address(trip: Trip) -> str:
    return f"/dispatch/campaigns/{trip.plan.campaign_id}/documents"


@pytest.mark.usefixtures("dispatcher")
def test_the_page_offers_each_document_and_hands_it_out(
    client: FlaskClient, published: Trip, post: Callable[..., Any]
) -> None:
    operator = published.coach_type.operator
    page = client.get(address(published)).text
    assert operator.name in page
    take = f"order/{operator.id}/xlsx"
    assert f'value="{take}"' in page
    answer = post(address(published), take=take, full="0")
    assert answer.status_code == 200
    assert 'attachment; filename="order-' in answer.headers["Content-Disposition"]


@pytest.mark.usefixtures("dispatcher")
def test_full_names_want_a_reason_and_the_choice_is_kept(
    published: Trip, post: Callable[..., Any], rows: Session
) -> None:
    site = published.stops[2].site
    assert site is not None
    take = f"arrivals/{site.employer_id}/xlsx"
    answer = post(address(published), take=take, full="1", reason="")
    assert answer.status_code == 422
    assert 'id="reason-wrong"' in answer.text
    assert post(address(published), take=take, full="1", reason="接站用名单").data
    actions = rows.scalars(
        select(AuditEvent.action).where(AuditEvent.action == "document.export")
    ).all()
    assert len(actions) == 1


@pytest.mark.usefixtures("dispatcher")
@pytest.mark.parametrize(
    ("take", "status"),
    [
        ("order/1/exe", 400),
        ("", 400),
        ("order/../1/pdf", 400),
        ("order/999999999999/pdf", 404),
        ("feeders/411528/pdf", 404),
    ],
)
def test_what_is_not_offered_is_not_handed_out(
    published: Trip, post: Callable[..., Any], take: str, status: int
) -> None:
    assert post(address(published), take=take, full="0").status_code == status


@pytest.mark.usefixtures("dispatcher")
def test_all_manifests_come_in_one_archive_and_are_recorded(
    published: Trip, post: Callable[..., Any], rows: Session
) -> None:
    answer = post(address(published), take="manifests//xlsx", full="0")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        (name,) = archive.namelist()
    assert name.endswith("-masked.xlsx")
    event = rows.scalars(
        select(AuditEvent).where(AuditEvent.action == "manifest.export_all")
    ).one()
    assert (event.detail["trips"], event.detail["riders"]) == (1, 5)


@pytest.mark.usefixtures("dispatcher")
def test_each_day_has_documents_of_its_own(
    client: FlaskClient, published: Trip, post: Callable[..., Any], rows: Session
) -> None:
    campaign, there = published.plan.campaign, address(published)
    assert "day-tabs" not in client.get(there).text
    first = campaign.first_date
    campaign.last_date = second = first + dt.timedelta(days=1)
    later = make_driven_trip(rows, plan=published.plan)
    rows.refresh(published.plan, ["trips"])
    publishing.publish(rows, published.plan, account_id=None, now=NOW)
    publishing.move_trip(
        rows, later, later.departs_at + dt.timedelta(days=1),
        seen_at=later.updated_at, account_id=None, now=NOW,
    )  # fmt: skip
    rows.commit()
    whole, one = client.get(there).text, client.get(f"{there}?day={second}").text
    mine, other = published.coach_type.operator, later.coach_type.operator
    assert mine.name in whole
    assert mine.name not in one
    assert other.name in one
    site = later.stops[2].site
    assert site is not None
    take = f"arrivals/{site.employer_id}/xlsx"
    told = " ".join(cells(post(f"{there}?day={second}", take=take, full="0").data))
    assert f"{second:%m-%d}" in told
    assert f"{first:%m-%d}" not in told
    # Whose coach went to another day is told so by that day's order.
    for day, what, count in (
        (first, "manifests", 1),
        (second, "manifests", 1),
        ("all", "manifests", 2),
        (first, "order", 2),
        (second, "order", 1),
    ):
        answer = post(f"{there}?day={day}", take=f"{what}//xlsx", full="0")
        with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
            assert len(archive.namelist()) == count


@pytest.mark.usefixtures("dispatcher")
def test_a_later_edition_is_shown_first_and_published_once(
    client: FlaskClient, published: Trip, post: Callable[..., Any], rows: Session
) -> None:
    publish = f"/dispatch/plans/{published.plan_id}/publish"
    assert post(publish).location.endswith(publish)
    assert "没有变动" in client.get(publish).text
    make_driven_trip(rows, plan=published.plan)
    rows.commit()
    page = client.get(publish).text
    assert "新增车辆" in page
    mark = page.split('name="mark" value="')[1].split('"')[0]
    assert post(publish, mark=mark).location.endswith(f"plan={published.plan_id}")
    # The second dispatcher saw the same page.
    again = post(publish, mark=mark)
    assert again.location.endswith(publish)
    assert "没有变动" in client.get(publish).text


def test_an_enterprise_takes_its_own_arrival_list_alone(
    client: FlaskClient,
    published: Trip,
    rows: Session,
    sign_in: Callable[[Account], None],
    post: Callable[..., Any],
) -> None:
    near, far = published.stops[2].site, published.stops[3].site
    assert near is not None
    assert far is not None
    people = make_account(rows, Role.EMPLOYER, employer_id=near.employer_id)
    rows.commit()
    sign_in(people)
    there, campaign = address(published), published.plan.campaign_id
    own, other, name = near.employer_id, far.employer_id, far.employer.name
    # A session that reads locks the others out.
    rows.rollback()
    answer = post(f"/employer/riders/{campaign}/arrivals", form="xlsx")
    disposition = answer.headers["Content-Disposition"]
    assert f"arrivals-{campaign}-A{own}-1-masked.xlsx" in disposition
    assert name not in " ".join(cells(answer.data))
    taken = post(there, take=f"arrivals/{other}/xlsx", full="0")
    assert taken.status_code == 403
    assert client.get(there).status_code == 403


def cells(content: bytes) -> list[str]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    return [str(cell.value) for row in book.worksheets[0].rows for cell in row]
