"""The trains of a campaign as `routing` knows them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from routing import trains as routing
from routing.trains import MOST_GATES, ShuttleCoach, Trains, Transfers
from webapp.services.rules import LOCAL_TIME
from webapp.services.trains import list_blocks, list_shuttles

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy.orm import Session

    from models import Campaign, Place, ShuttleOffer, TrainBlock
    from webapp.services.rules import CampaignRules

# When coaches to a train may leave, so that nobody drives from 2 to 5 at night.
FEEDERS_FROM_S, FEEDERS_UNTIL_S, FEEDERS_STEP_S = 5 * 3600, 20 * 3600, 900


def trains_of(
    session: Session,
    campaign: Campaign,
    rules: CampaignRules,
    used: Mapping[tuple[str, dt.date], int],
) -> tuple[Trains, tuple[Place, ...]]:
    """
    Return the trains of a campaign's days, and the stations where they stop.

    A train of another day, or where no coach waits, carries nobody.

    Parameters
    ----------
    used
        How many coaches other campaigns have on a day, by the type's id.
    """
    offers = list_shuttles(session, campaign)
    waiting = {offer.station_code for offer in offers}
    blocks = [
        block
        for block in list_blocks(session, campaign)
        if campaign.travels_on(block.service_date) and block.station_code in waiting
    ]
    if not blocks:
        return Trains(), ()
    trains = Trains(
        blocks=tuple(_block(block) for block in blocks),
        shuttles=tuple(
            ShuttleCoach(
                id=f"{offer.coach_type_id} at {offer.station_code}",
                station=offer.station_code,
                seats=rules.seats_offered(offer.coach_type.seats),
                hire_cents=offer.coach_type.hire_cents,
                cents_per_km=offer.coach_type.cents_per_km,
                counts=tuple(
                    _left(offer, date, blocks, used) for date in campaign.dates
                ),
            )
            for offer in offers
            if offer.station_code in {block.station_code for block in blocks}
        ),
        transfers=Transfers(
            hub_s=rules.hub_s,
            spare_s=rules.spare_s,
            station_s=rules.station_s,
            wait_s=rules.wait_s,
            max_gates=min(rules.max_dropoffs, MOST_GATES),
            depart_from_s=FEEDERS_FROM_S,
            depart_until_s=FEEDERS_UNTIL_S,
        ),
    )
    stations = {
        place.code: place for block in blocks for place in (block.hub, block.station)
    }
    return trains, tuple(stations.values())


def _block(block: TrainBlock) -> routing.TrainBlock:
    midnight = dt.datetime.combine(block.service_date, dt.time(), LOCAL_TIME)

    def second(at: dt.datetime) -> int:
        return int((at - midnight).total_seconds())

    return routing.TrainBlock(
        id=str(block.id),
        hub=block.hub_code,
        station=block.station_code,
        service_date=block.service_date,
        departs_s=second(block.departs_at),
        arrives_s=second(block.arrives_at),
        seats=block.seats,
        seat_cents=block.seat_cents,
        least_riders=block.least_riders,
    )


def _left(
    offer: ShuttleOffer,
    date: dt.date,
    blocks: Iterable[TrainBlock],
    used: Mapping[tuple[str, dt.date], int],
) -> int:
    """Return the shuttles for the trains of a date, other campaigns' taken off."""
    count = offer.coach_type.count
    if count is None:
        return offer.count
    days = {
        block.arrives_at.astimezone(LOCAL_TIME).date()
        for block in blocks
        if block.station_code == offer.station_code and block.service_date == date
    }
    most = max(
        (used.get((str(offer.coach_type_id), day), 0) for day in days), default=0
    )
    return max(0, min(offer.count, count - most))
