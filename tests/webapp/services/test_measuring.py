from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from models import CampaignStatus, CharterPlan, Site, Stop, TripEventKind, TripStatus
from routing.travel_times.great_circle import GreatCircle
from tests.factories.campaigns import (
    make_campaign,
    make_places,
    make_plan,
    make_site,
    make_trip,
)
from tests.factories.travel_day import at, note_move
from webapp.services.corridors import adopt, corridor_of
from webapp.services.measuring import list_corridors

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

LATER = at("20:00") + dt.timedelta(days=1)


@pytest.fixture
def plan(session: Session) -> CharterPlan:
    make_places(session)
    campaign = make_campaign(session, status=CampaignStatus.PUBLISHED)
    return make_plan(session, campaign, is_chosen=True)


def drive(session: Session, plan: CharterPlan, site: Site, arrives: str | None) -> None:
    """Add a coach Gushi 08:00 → gate that was there at this time."""
    trip = make_trip(session, plan, status=TripStatus.PUBLISHED)
    ends = ({"place_code": "411525"}, {"site_id": site.id})
    for position, end in enumerate(ends):
        when = trip.departs_at + dt.timedelta(hours=8 * position)
        trip.stops.append(
            Stop(position=position, arrives_at=when, departs_at=when, **end)
        )
    session.flush()
    note_move(session, trip.stops[0], TripEventKind.DEPARTED, "08:00")
    if arrives:
        note_move(session, trip.stops[1], TripEventKind.REACHED, arrives)


def test_a_corridors_speed_stands_beside_the_planners(
    session: Session, plan: CharterPlan
) -> None:
    site = make_site(session)
    # Of the five, one noted no arrival and one was there after half an hour.
    for arrives in ("18:00", "17:00", "19:00", None, "08:30"):
        drive(session, plan, site, arrives)
    (line,) = list_corridors(session, plan.campaign.office_id, GreatCircle(), LATER)
    assert (line.place.short_name, line.site.id) == ("固始", site.id)
    assert line.measured.km_h == pytest.approx(line.distance_m / 1000 / 10)
    assert (line.measured.drives, line.measured.days) == (3, 1)
    assert line.measured.left_out == 1
    # 40 km at 40 km/h and the rest at 75.
    hours = 1 + (line.distance_m / 1000 - 40) / 75
    assert line.assumed_km_h == pytest.approx(line.distance_m / 1000 / hours, rel=1e-4)
    assert line.can_be_adopted
    assert line.held is None


def test_what_is_adopted_is_not_offered_again_until_it_changes(
    session: Session, plan: CharterPlan
) -> None:
    site, office = make_site(session), plan.campaign.office
    for arrives in ("18:00", "17:00", "19:00"):
        drive(session, plan, site, arrives)
    (line,) = list_corridors(session, office.id, GreatCircle(), LATER)
    row = adopt(session, office, line.measured, account_id=None, now=LATER)
    (line,) = list_corridors(session, office.id, GreatCircle(), LATER)
    assert line.held is row
    assert not line.can_be_adopted
    # What the planner is told now does not change what was measured.
    for arrives in ("19:00", "19:00"):
        drive(session, plan, site, arrives)
    (line,) = list_corridors(session, office.id, GreatCircle(), LATER)
    assert line.measured.km_h == pytest.approx(line.distance_m / 1000 / 11)
    assert line.can_be_adopted


def test_two_drives_are_shown_and_not_offered(
    session: Session, plan: CharterPlan
) -> None:
    site = make_site(session)
    for arrives in ("18:00", "17:00"):
        drive(session, plan, site, arrives)
    (line,) = list_corridors(session, plan.campaign.office_id, GreatCircle(), LATER)
    assert line.measured.corridor == corridor_of("411525", site.id)
    assert line.measured.drives == 2
    assert not line.can_be_adopted


def test_where_nothing_was_driven_there_is_nothing(
    session: Session, plan: CharterPlan
) -> None:
    assert list_corridors(session, plan.campaign.office_id, GreatCircle(), LATER) == []
