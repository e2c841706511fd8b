"""The page of a campaign's trains: what is entered, and what is refused."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select

from models import (
    CampaignStatus,
    Place,
    ShuttleOffer,
    TrainBlock,
    TripRole,
    UnassignedParty,
)
from tests.factories.campaigns import (
    SERVICE_DATE,
    make_campaign,
    make_coach_type,
    make_party,
    make_places,
)
from tests.factories.trains import (
    local,
    make_block,
    make_campaign_by_train,
    make_planned_by_train,
)
from webapp.services.comparing import figures_of
from webapp.services.trip_sums import sums_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

pytestmark = pytest.mark.usefixtures("dispatcher")


def train(prefix: str, block: TrainBlock, **changed: str) -> dict[str, str]:
    values = {
        "name": "k 282",
        "hub_code": block.hub_code,
        "station_code": block.station_code,
        "day": SERVICE_DATE.isoformat(),
        "departs": "18:00",
        "arrives": "06:00",
        "later": "1",
        "seats": "60",
        "price": "99.50",
        "least_riders": "",
        **changed,
    }
    return {f"{prefix}-{name}": value for name, value in values.items()}


def wrong(name: str) -> str:
    return f'id="{name}-wrong"'


def test_stations_a_train_and_shuttles_are_entered(
    client: FlaskClient, rows: Session, post: Callable[..., Any]
) -> None:
    make_places(rows)
    campaign_id = make_campaign(rows).id
    coach = make_coach_type(rows, count=2)
    coach_id = str(coach.id)
    rows.commit()
    where = f"/dispatch/campaigns/{campaign_id}"
    for name, county, lat, lon in (
        ("潢川站", "河南潢川", "32.14", "115.03"),
        ("苏州南站", "江苏吴江", "31.15", "120.66"),
    ):
        station = {"name": name, "county": county, "lat": lat, "lon": lon}
        sent = {f"station-{field}": value for field, value in station.items()}
        assert post(f"{where}/stations", **sent).status_code == 302
        again = post(f"{where}/stations", **sent)
        assert (again.status_code, wrong("station-name") in again.text) == (422, True)
    places = rows.scalars(select(Place).where(Place.code.startswith("R"))).all()
    codes = {place.name: place.code for place in places}
    ride = TrainBlock(hub_code=codes["潢川站"], station_code=codes["苏州南站"])
    assert post(f"{where}/trains", **train("train", ride)).status_code == 302
    (block,) = rows.scalars(select(TrainBlock)).all()
    assert (block.name, block.seats, block.seat_cents) == ("K282", 60, 9950)
    assert (block.departs_at, block.arrives_at) == (local(18), local(6, day=1))
    assert "所以这趟火车不会带人" in client.get(f"{where}/trains").text

    shuttle = {
        "shuttle-station_code": ride.station_code,
        "shuttle-coach": coach_id,
        "shuttle-count": "3",
    }
    refused = post(f"{where}/shuttles", **shuttle)
    assert (refused.status_code, wrong("shuttle-count") in refused.text) == (422, True)
    shuttle["shuttle-count"] = "2"
    assert post(f"{where}/shuttles", **shuttle).status_code == 302
    refused = post(f"{where}/shuttles", **shuttle | {"shuttle-count": "0"})
    assert refused.status_code == 422
    (offer,) = rows.scalars(select(ShuttleOffer)).all()
    assert "所以这趟火车不会带人" not in client.get(f"{where}/trains").text
    assert post(f"/dispatch/shuttles/{offer.id}/remove").status_code == 302
    assert post(f"/dispatch/trains/{block.id}/remove").status_code == 302
    assert rows.scalar(select(func.count(TrainBlock.id))) == 0


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("name", {"name": "火车"}),
        ("day", {"day": (SERVICE_DATE + dt.timedelta(1)).isoformat()}),
        ("arrives", {"later": "0"}),
        ("station_code", {"station_code": "hub"}),
        ("least_riders", {"least_riders": "61"}),
        ("price", {"price": "-1"}),
    ],
)
def test_a_train_that_cannot_be_is_shown_again_as_typed(
    rows: Session, post: Callable[..., Any], field: str, values: dict[str, str]
) -> None:
    block = make_block(rows, make_campaign(rows))
    if values.get("station_code"):
        values = {"station_code": block.hub_code}
    where = f"/dispatch/campaigns/{block.campaign_id}/trains"
    sent = train("train", block, **values)
    rows.commit()

    answer = post(where, **sent)

    assert answer.status_code == 422
    assert wrong(f"train-{field}") in answer.text
    assert 'value="99.50"' in answer.text or field == "price"
    assert rows.scalar(select(func.count(TrainBlock.id))) == 1


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("lat", {"lat": "115.03", "lon": "32.14"}),
        ("lat", {"lat": "39.9", "lon": "116.4"}),
        ("county", {"county": "河南"}),
        ("county", {"county": "亚特兰蒂斯"}),
    ],
)
def test_a_station_lies_in_its_county(
    rows: Session, post: Callable[..., Any], field: str, values: dict[str, str]
) -> None:
    campaign_id = make_campaign(rows).id
    rows.commit()
    station = {"name": "潢川站", "county": "河南潢川", "lat": "32.14", "lon": "115.03"}
    sent = {f"station-{name}": value for name, value in (station | values).items()}

    answer = post(f"/dispatch/campaigns/{campaign_id}/stations", **sent)

    assert answer.status_code == 422
    assert wrong(f"station-{field}") in answer.text


def test_a_train_in_the_driven_plan_stays(
    client: FlaskClient, rows: Session, post: Callable[..., Any]
) -> None:
    plan = make_planned_by_train(rows)
    plan.is_chosen = True
    block = next(trip.block for trip in plan.trips if trip.block)
    prefix, address = f"train-{block.id}", f"/dispatch/trains/{block.id}"
    sent = train(prefix, block, name="K1234", seats="60")
    sent[f"{prefix}-seen_at"] = block.updated_at.isoformat()
    campaign_id = plan.campaign_id
    rows.commit()

    for field, changed in (
        ("seats", {"seats": "24"}),
        ("departs", {"departs": "17:00"}),
    ):
        answer = post(
            address, **sent | {f"{prefix}-{k}": v for k, v in changed.items()}
        )
        assert answer.status_code == 422
        assert wrong(f"{prefix}-{field}") in answer.text
    assert post(address, **sent).status_code == 302
    late = post(address, **sent)
    assert (late.status_code, wrong(f"{prefix}-name") in late.text) == (422, True)
    assert post(f"{address}/remove").status_code == 302
    page = client.get(f"/dispatch/campaigns/{campaign_id}/trains").text
    assert "25/60" in page


def test_a_closed_campaign_shows_its_trains_and_keeps_them(
    client: FlaskClient, rows: Session, post: Callable[..., Any]
) -> None:
    campaign = make_campaign_by_train(rows)
    campaign.status = CampaignStatus.CLOSED
    block = rows.scalars(select(TrainBlock)).one()
    campaign_id, block_id = campaign.id, block.id
    rows.commit()

    page = client.get(f"/dispatch/campaigns/{campaign_id}/trains").text
    post(f"/dispatch/trains/{block_id}/remove")

    assert "K1234" in page
    assert f"/dispatch/trains/{block_id}" not in page
    assert rows.get(TrainBlock, block_id) is not None


def test_the_last_shuttle_leaves_after_the_first(
    post: Callable[..., Any], rules: dict[str, Any]
) -> None:
    answer = post("/dispatch/campaigns/new", **rules | {"wait_s": "20"})

    assert answer.status_code == 422
    assert wrong("wait_s") in answer.text


def test_the_pages_of_a_plan_by_train(client: FlaskClient, rows: Session) -> None:
    plan = make_planned_by_train(rows)
    plan.is_chosen, plan.finished_at = True, local(0)
    campaign_id, plan_id = plan.campaign_id, plan.id
    trips = {trip.role: trip for trip in plan.trips}
    ids = {role: trip.id for role, trip in trips.items()}
    arrives_on = trips[TripRole.SHUTTLE].service_date
    (figures,) = figures_of(rows, [plan]).values()
    (sums,) = sums_of(rows, [plan_id]).values()
    riders = next(party for party in plan.campaign.parties if party.size == 12)
    rows.commit()

    page = client.get(f"/dispatch/campaigns/{campaign_id}?plan={plan_id}").text

    # Two coaches sit there for one person; one shuttle coach drives twice.
    assert (figures.riders, figures.wanted, sums.riders) == (73, 73, 73)
    coaches = sum(trip.role is not TripRole.SHUTTLE for trip in plan.trips) + 1
    assert figures.coaches == coaches == sums.coaches
    assert figures.money_cents == plan.cost_cents == sums.money_cents
    assert figures.taken == 73 + 25
    # Everybody by train is aboard it for twelve hours.
    assert figures.rider_s > 25 * 12 * 3600
    assert "本方案的火车" in page
    assert "车票共 ¥2,500" in page
    # The shuttles of the next morning are of the train's day.
    assert arrives_on == SERVICE_DATE + dt.timedelta(1)
    assert f"day={arrives_on}" not in page
    features = client.get(f"/dispatch/plans/{plan_id}.geojson").json["features"]
    kinds = [each["properties"]["kind"] for each in features]
    assert kinds.count("train") == 1
    assert kinds.count("trip") == len(plan.trips)
    picture = client.get(f"/dispatch/plans/{plan_id}/timetable.svg").text
    assert "火车 K1234" in picture
    for address in (
        f"/dispatch/plans/{plan_id}/timetable",
        f"/dispatch/plans/{plan_id}/edit",
        f"/dispatch/trips/{ids[TripRole.FEEDER]}",
        f"/dispatch/trips/{ids[TripRole.SHUTTLE]}",
    ):
        answer = client.get(address)
        assert answer.status_code == 200
        assert "K1234" in answer.text or "本方案的火车" in answer.text

    late = make_party(
        rows, plan.campaign, size=2, site=riders.site, pickup_place_code="411526"
    )
    rows.add(
        UnassignedParty(
            plan_id=plan_id, party_id=late.id, riders=2, reason="no_coach_left"
        )
    )
    late_id = late.id
    rows.commit()
    # Each of both coaches says why its people go so; the board, where coaches change.
    for role in (TripRole.FEEDER, TripRole.SHUTTLE):
        why = client.get(f"/dispatch/trips/{ids[role]}/why").text
        assert "全程费用" in why
        assert "¥" in why
    board = client.get(f"/dispatch/plans/{plan_id}/edit").text
    assert "送站车、接驳车的时间在那辆车自己的页面上改" in board
    # Who has no seat is told of the train's.
    page = client.get(f"/dispatch/plans/{plan_id}/unassigned/{late_id}").text
    assert "坐火车 K1234" in page
