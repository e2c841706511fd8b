"""Parties and coaches as drawn by hand: who rides from which counties to which gate."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from models import Campaign, CoachType, Party, PartyStatus, Place, Rider, Site
from routing.travel_times.great_circle import GreatCircle
from webapp.demo import fiction
from webapp.services.drafts import DraftStop, DraftTrip
from webapp.services.rules import CampaignRules
from webapp.services.subsidies import SubsidyRule

if TYPE_CHECKING:
    import datetime as dt
    import random
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from webapp.demo.by_train import ByTrain

SIZES = (8, 6, 2, 4, 7, 3, 5, 2, 6, 1)  # of the parties of a coach, in turn


@dataclass(frozen=True, slots=True)
class Way:
    """
    Coaches over the same counties to the same gate.

    Parameters
    ----------
    homes
        Codes of counties, in the order in which they are passed.
    gate
        Which of the examined employers it is, from 0.
    """

    homes: tuple[str, ...]
    gate: int
    coaches: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """A campaign to draw; ``label`` begins its parties', ``serial`` its numbers."""

    name: str
    label: str
    ref: str
    serial: int
    service_date: dt.date
    ways: tuple[Way, ...]
    train: ByTrain | None = None
    subsidy: SubsidyRule = field(default_factory=SubsidyRule)


def add_parties(
    session: Session,
    rng: random.Random,
    drawn: Round,
    campaign: Campaign,
    homes: Sequence[Place],
    sites: Sequence[Site],
    room: int,
    now: dt.datetime,
) -> list[Party]:
    """
    Add the parties of one coach, as long as there are riders left.

    They live in the counties in turn; one from each works at a gate, then one from each
    at the next.
    """
    made: list[Party] = []
    for number, wanted in enumerate(SIZES):
        size = min(wanted, room)
        if not size:
            break
        room -= size
        party = Party(
            campaign_id=campaign.id,
            label=f"{drawn.label}{len(campaign.parties) + 1}",
            size=size,
            pickup_place_code=homes[number % len(homes)].code,
            site_id=sites[number // len(homes) % len(sites)].id,
            status=PartyStatus.CONFIRMED,
            created_at=now,
            updated_at=now,
        )
        for _ in range(size):
            serial = drawn.serial + sum(p.size for p in campaign.parties)
            serial += len(party.riders)
            party.riders.append(
                Rider(
                    ref=f"{drawn.ref}-{serial:05d}",
                    name=fiction.person_name(rng, serial),
                    phone=fiction.phone(serial),
                    id_number=fiction.id_number(rng, serial, campaign.first_date),
                    consented_at=now,
                    created_at=now,
                    updated_at=now,
                )
            )
        campaign.parties.append(party)
        made.append(party)
    session.flush()
    return made


def draw_trip(
    coach: CoachType,
    pickups: Sequence[Place],
    end: Site | Place,
    parties: Sequence[Party],
) -> DraftTrip:
    """Return a coach over its stops to the last, with the times of straight lines."""
    rules = CampaignRules()
    places = (*pickups, end)
    matrix = GreatCircle().matrix(
        np.array([place.lat for place in places], np.float64),
        np.array([place.lon for place in places], np.float64),
    )
    legs = list(pairwise(range(len(places))))
    distance_m = sum(int(matrix.distance_m[leg]) for leg in legs)
    stops = [_stop(pickups[0], -rules.pickup_s, 0)]
    for here, there in legs:
        arrives_s = stops[-1].departs_s + int(matrix.duration_s[here, there])
        stands_s = rules.dropoff_s if places[there] is end else rules.pickup_s
        stops.append(_stop(places[there], arrives_s, arrives_s + stands_s))
    drivers = 2 if distance_m > rules.second_driver_above_m else 1
    return DraftTrip(
        coach_type_id=coach.id,
        seats_allowed=rules.seats_offered(coach.seats),
        distance_m=distance_m,
        duration_s=stops[-1].departs_s + rules.pickup_s,
        cost_cents=coach.hire_cents
        + round(distance_m / 1000 * coach.cents_per_km)
        + (drivers - 1) * rules.second_driver_cents,
        drivers=drivers,
        stops=tuple(stops),
        seats=tuple((party.id, party.size) for party in parties),
    )


def _stop(place: Place | Site, arrives_s: int, departs_s: int) -> DraftStop:
    if isinstance(place, Place):
        return DraftStop(place.code, None, arrives_s, departs_s)
    return DraftStop(None, place.id, arrives_s, departs_s)
