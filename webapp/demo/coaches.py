"""Coaches of a campaign as drawn by hand: who rides from which counties to a gate."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from sqlalchemy import select

from models import (
    Campaign,
    CharterPlan,
    CoachType,
    EmployerStatus,
    Party,
    PartyStatus,
    PlanStatus,
    Rider,
)
from routing.travel_times.great_circle import GreatCircle
from webapp.demo import fiction
from webapp.services.drafts import Draft, DraftStop, DraftTrip, store
from webapp.services.offices import first_office
from webapp.services.places import ensure_place
from webapp.services.publishing import publish
from webapp.services.rules import CampaignRules

if TYPE_CHECKING:
    import datetime as dt
    import random
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from matcher.places.gazetteer import Gazetteer
    from models import Place, Site
    from webapp.demo.employers import Firm
    from webapp.services.subsidies import SubsidyRule

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
    subsidy: SubsidyRule | None = None


def add_published(
    session: Session,
    gazetteer: Gazetteer,
    rng: random.Random,
    firms: Sequence[Firm],
    drawn: Round,
    riders: int,
    now: dt.datetime,
) -> CharterPlan:
    """Add a campaign with so many riders, if they fit, and publish its plan."""
    campaign = Campaign(
        office=first_office(session),
        name=drawn.name,
        first_date=drawn.service_date,
        last_date=drawn.service_date,
        rules={},
        subsidy=drawn.subsidy.stored() if drawn.subsidy else None,
    )
    plan = CharterPlan(
        campaign=campaign,
        status=PlanStatus.RUNNING,
        time_limit_s=20.0,
        gap_wanted=0.005,
    )
    session.add_all([campaign, plan])
    session.flush()
    gates = [
        firm.site for firm in firms if firm.employer.status is EmployerStatus.VERIFIED
    ]
    coach = session.scalars(
        select(CoachType).order_by(CoachType.seats.desc(), CoachType.id).limit(1)
    ).one()
    trips: list[DraftTrip] = []
    for way in drawn.ways:
        homes = [ensure_place(session, gazetteer, code) for code in way.homes]
        site = gates[way.gate]
        for _ in range(way.coaches):
            room = riders - sum(seats for trip in trips for _, seats in trip.seats)
            parties = _parties(session, rng, drawn, campaign, homes, site, room, now)
            if parties:
                trips.append(_trip(coach, homes, site, parties))
    cost = sum(trip.cost_cents for trip in trips)
    store(
        session,
        plan,
        Draft(
            is_optimal=False,
            cost_cents=cost,
            lower_bound_cents=cost - cost // 250,
            gap=0.004,
            runtime_s=6.2,
            travel_engine=GreatCircle().name,
            trips=tuple(trips),
            left_out=(),
        ),
        now,
    )
    publish(session, plan, account_id=None, now=now)
    return plan


def _parties(
    session: Session,
    rng: random.Random,
    drawn: Round,
    campaign: Campaign,
    homes: Sequence[Place],
    site: Site,
    room: int,
    now: dt.datetime,
) -> list[Party]:
    """Add the parties of one coach, as long as there are riders left."""
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
            site_id=site.id,
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


def _trip(
    coach: CoachType, homes: Sequence[Place], site: Site, parties: Sequence[Party]
) -> DraftTrip:
    """Return a coach over its homes to the gate, with the times of straight lines."""
    rules = CampaignRules()
    codes = {party.pickup_place_code for party in parties}
    pickups = [home for home in homes if home.code in codes]
    matrix = GreatCircle().matrix(
        np.array([*(home.lat for home in pickups), site.lat], np.float64),
        np.array([*(home.lon for home in pickups), site.lon], np.float64),
    )
    legs = list(pairwise(range(len(pickups) + 1)))
    distance_m = sum(int(matrix.distance_m[leg]) for leg in legs)
    stops = [DraftStop(pickups[0].code, None, -rules.pickup_s, 0)]
    for here, there in legs:
        arrives_s = stops[-1].departs_s + int(matrix.duration_s[here, there])
        is_gate = there == len(pickups)
        stands_s = rules.dropoff_s if is_gate else rules.pickup_s
        stops.append(
            DraftStop(
                None if is_gate else pickups[there].code,
                site.id if is_gate else None,
                arrives_s,
                arrives_s + stands_s,
            )
        )
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
