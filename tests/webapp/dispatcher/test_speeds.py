from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from models import CampaignStatus, CorridorSpeed, Stop, TripEventKind, TripStatus
from tests.factories.campaigns import (
    make_campaign,
    make_places,
    make_plan,
    make_site,
    make_trip,
)
from tests.factories.travel_day import note_move

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

    from models import Site

YEAR = dt.timedelta(days=365)


@pytest.fixture
def site(rows: Session) -> Site:
    """A gate to which three coaches came from Gushi, a year before the usual day."""
    make_places(rows)
    site = make_site(rows)
    campaign = make_campaign(rows, status=CampaignStatus.PUBLISHED)
    plan = make_plan(rows, campaign, is_chosen=True)
    for arrives in ("18:00", "17:00", "19:00"):
        trip = make_trip(rows, plan, status=TripStatus.PUBLISHED)
        trip.arrives_at -= YEAR
        ends: tuple[dict[str, Any], ...] = (
            {"place_code": "411525"},
            {"site_id": site.id},
        )
        for position, end in enumerate(ends):
            when = trip.departs_at
            trip.stops.append(
                Stop(position=position, arrives_at=when, departs_at=when, **end)
            )
        rows.flush()
        note_move(rows, trip.stops[0], TripEventKind.DEPARTED, "08:00")
        note_move(rows, trip.stops[1], TripEventKind.REACHED, arrives)
    rows.commit()
    return site


@pytest.mark.usefixtures("dispatcher")
def test_a_speed_is_adopted_and_undone(
    client: FlaskClient, rows: Session, post: Callable[..., Any], site: Site
) -> None:
    seen = {"place_code": "411525", "site_id": site.id, "drives": "3"}
    stale = post("/dispatch/speeds", **{**seen, "drives": "2"})
    assert stale.status_code == 302
    assert rows.scalars(select(CorridorSpeed)).all() == []
    assert "系统估计" in client.get("/dispatch/speeds").text
    post("/dispatch/speeds", **seen)
    (row,) = rows.scalars(select(CorridorSpeed)).all()
    assert (row.drives, row.ended_at) == (3, None)
    assert f"{row.km_h:.1f} 公里/小时" in client.get("/dispatch/speeds").text
    for _ in range(2):
        assert post(f"/dispatch/speeds/{row.id}/end").status_code == 302
    assert row.ended_at is not None


@pytest.mark.usefixtures("dispatcher")
def test_nonsense_adopts_nothing(post: Callable[..., Any], site: Site) -> None:
    unknown = {"place_code": "999999", "site_id": site.id, "drives": "3"}
    assert post("/dispatch/speeds", **unknown).status_code == 404
    assert post("/dispatch/speeds", place_code="411525").status_code == 400
    assert post("/dispatch/speeds/99/end").status_code == 404
