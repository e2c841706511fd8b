from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from models import AuditEvent, CorridorSpeed, Office, OfficeKind
from routing.travel_times.great_circle import GreatCircle
from routing.travel_times.measured import MeasuredSpeed
from tests.factories.campaigns import (
    NOW,
    make_campaign,
    make_coach_type,
    make_party,
    make_site,
)
from webapp.services.corridors import (
    TooFewDrivesError,
    adopt,
    adopted_speeds,
    corridor_of,
    end,
    list_ended,
)
from webapp.services.offices import first_office
from webapp.services.planning import gather, make_problem
from webapp.services.versions import StaleError

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from models import Site

LATER = NOW + dt.timedelta(hours=1)


def measured(
    site: Site, km_h: float | None, drives: int = 5, place_code: str = "411525"
) -> MeasuredSpeed:
    return MeasuredSpeed(corridor_of(place_code, site.id), km_h, drives, 1, 0)


def test_an_adopted_speed_is_what_the_next_plan_is_made_with(session: Session) -> None:
    campaign, site = make_campaign(session), make_site(session)
    make_coach_type(session)
    # Of two counties; one of the parties boards at a township of Gushi.
    for place_code in ("411525100", "411526"):
        make_party(session, campaign, pickup_place_code=place_code, site=site)
    before = make_problem(gather(session, campaign), GreatCircle())
    adopt(session, campaign.office, measured(site, 54.0), account_id=None, now=NOW)
    after = make_problem(gather(session, campaign), GreatCircle())
    row = {place.id: i for i, place in enumerate(after.places)}
    gate, gushi, huangchuan = row[f"site {site.id}"], row["411525"], row["411526"]
    metres = int(after.distance_m[gushi, gate])
    assert after.duration_s[gushi, gate] == round(metres / 54_000 * 3600)
    assert after.duration_s[gushi, gate] > before.duration_s[gushi, gate]
    assert (after.distance_m == before.distance_m).all()
    # The way back and other counties keep the engine's own time.
    for pair in ((gate, gushi), (huangchuan, gate), (huangchuan, gushi)):
        assert after.duration_s[pair] == before.duration_s[pair]
    assert (before.engine, after.engine) == ("great_circle", "great_circle+measured")


def test_a_newer_speed_takes_the_place_of_the_older_which_stays_known(
    session: Session,
) -> None:
    office, site = first_office(session), make_site(session)
    corridor = corridor_of("411525", site.id)
    first = adopt(session, office, measured(site, 54.04), account_id=None, now=NOW)
    adopt(session, office, measured(site, 61.0), account_id=None, now=LATER)
    assert adopted_speeds(session, office.id) == {corridor: 61.0}
    # A plan of before keeps what it was made with.
    assert adopted_speeds(session, office.id, NOW) == {corridor: 54.0}
    assert adopted_speeds(session, office.id, LATER) == {corridor: 61.0}
    assert adopted_speeds(session, office.id, NOW - dt.timedelta(days=1)) == {}
    assert list_ended(session, office.id) == [first]
    assert (first.km_h, first.ended_at) == (54.0, LATER)


def test_undone_the_engines_own_time_holds_again_and_all_is_recorded(
    session: Session,
) -> None:
    office, site = first_office(session), make_site(session)
    row = adopt(session, office, measured(site, 54.0), account_id=None, now=NOW)
    end(session, office, row, account_id=None, now=LATER)
    assert adopted_speeds(session, office.id) == {}
    with pytest.raises(StaleError):
        end(session, office, row, account_id=None, now=LATER)
    actions = session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)).all()
    assert actions == ["speed.adopt", "speed.end"]


@pytest.mark.parametrize(("km_h", "drives"), [(54.0, 2), (None, 0)])
def test_too_few_drives_are_no_measurement(
    session: Session, km_h: float | None, drives: int
) -> None:
    office, site = first_office(session), make_site(session)
    with pytest.raises(TooFewDrivesError):
        adopt(session, office, measured(site, km_h, drives), account_id=None, now=NOW)


def test_an_office_plans_with_its_own_speeds_only(session: Session) -> None:
    own, site = first_office(session), make_site(session)
    other = Office(name="示例镇", kind=OfficeKind.TOWNSHIP)
    session.add(other)
    session.flush()
    adopt(session, other, measured(site, 54.0), account_id=None, now=NOW)
    assert adopted_speeds(session, own.id) == {}


def test_the_table_holds_one_speed_of_a_corridor(session: Session) -> None:
    office, site = first_office(session), make_site(session)
    for _ in range(2):
        session.add(
            CorridorSpeed(
                office_id=office.id,
                place_code="411525",
                site_id=site.id,
                km_h=54.0,
                drives=3,
                days=1,
                adopted_at=NOW,
            )
        )
    with pytest.raises(IntegrityError):
        session.flush()
