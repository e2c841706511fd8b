from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models import BoardingKind, CampaignStatus, TripStatus
from tests.factories.travel_day import note_person

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

    from models import Trip


@pytest.mark.usefixtures("dispatcher")
def test_a_campaign_that_was_driven_has_a_report(
    client: FlaskClient, rows: Session, trip: Trip
) -> None:
    campaign = trip.plan.campaign
    address = f"/dispatch/campaigns/{campaign.id}/results"
    assert "还没有总结" in client.get(address).text
    campaign.status, trip.status = CampaignStatus.PUBLISHED, TripStatus.PUBLISHED
    party = trip.bookings[0].party
    note_person(rows, trip, party, 1)
    note_person(rows, trip, party, 2, BoardingKind.NO_SHOW)
    rows.commit()
    page = client.get(address).text
    assert "¥4,076.00" in page
    assert "没有记录" in page  # its arrival
    assert "示例甲" not in page
    book = client.get(f"{address}.xlsx")
    assert book.status_code == 200
    assert book.data.startswith(b"PK")


@pytest.mark.usefixtures("dispatcher")
def test_there_is_no_report_of_what_is_not_there(client: FlaskClient) -> None:
    assert client.get("/dispatch/campaigns/99/results").status_code == 404
    assert client.get("/dispatch/campaigns/99/results.xlsx").status_code == 404
