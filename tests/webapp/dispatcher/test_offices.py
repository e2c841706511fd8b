from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from models import Account, Office, OfficeKind, Role
from tests.factories.postings import make_account
from webapp.services.offices import first_office

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

    from models import Trip


@pytest.fixture(params=[Role.DISPATCHER, Role.CLERK])
def stranger(
    request: pytest.FixtureRequest, rows: Session, sign_in: Callable[[Account], None]
) -> Account:
    """Somebody signed in, of another office than the campaign's."""
    first_office(rows)  # the campaign's
    office = Office(name="邻县就业中心", kind=OfficeKind.BUREAU)
    rows.add(office)
    rows.flush()
    account = make_account(rows, request.param, office_id=office.id)
    sign_in(account)
    return account


@pytest.mark.usefixtures("stranger")
def test_another_offices_campaign_is_not_there(
    client: FlaskClient, post: Callable[..., Any], trip: Trip
) -> None:
    plan, campaign = trip.plan_id, trip.plan.campaign_id
    party = trip.bookings[0].party_id
    assert trip.plan.campaign.name not in client.get("/dispatch/").text
    looks = (
        f"campaigns/{campaign}", f"campaigns/{campaign}/parties",
        f"plans/{plan}/progress", f"plans/{plan}.geojson", f"plans/{plan}/timetable",
        f"plans/{plan}/timetable.svg", f"trips/{trip.id}",
    )  # fmt: skip
    assert [client.get(f"/dispatch/{look}").status_code for look in looks] == [
        404
    ] * len(looks)
    for act in (f"parties/{party}/status", f"trips/{trip.id}/manifest",
                f"plans/{plan}/choose", f"campaigns/{campaign}/plans"):  # fmt: skip
        assert post(f"/dispatch/{act}").status_code in (403, 404)


def test_who_has_no_office_sees_no_campaign(
    client: FlaskClient, rows: Session, sign_in: Callable[[Account], None], trip: Trip
) -> None:
    sign_in(make_account(rows, Role.DISPATCHER, office_id=None))
    assert trip.plan.campaign.name not in client.get("/dispatch/").text
    assert client.get(f"/dispatch/trips/{trip.id}").status_code == 404
