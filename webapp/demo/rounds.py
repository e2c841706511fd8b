"""A campaign whose plan is drawn by hand and published."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from models import Campaign, CharterPlan, CoachType, EmployerStatus, PlanStatus
from routing.travel_times.great_circle import GreatCircle
from webapp.demo.by_train import draw_train
from webapp.demo.coaches import add_parties, draw_trip
from webapp.services.drafts import Draft, store
from webapp.services.offices import first_office
from webapp.services.places import ensure_place
from webapp.services.publishing import publish

if TYPE_CHECKING:
    import datetime as dt
    import random
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from matcher.places.gazetteer import Gazetteer
    from webapp.demo.coaches import Round
    from webapp.demo.employers import Firm
    from webapp.services.drafts import DraftTrip


def add_published(
    session: Session,
    gazetteer: Gazetteer,
    rng: random.Random,
    firms: Sequence[Firm],
    drawn: Round,
    riders: int,
    now: dt.datetime,
) -> CharterPlan:
    """
    Add a campaign and publish its plan.

    So many ride all the way by coach, if they fit; where there is a train, half as many
    more go by it.
    """
    campaign = Campaign(
        office=first_office(session),
        name=drawn.name,
        first_date=drawn.service_date,
        last_date=drawn.service_date,
        rules={},
        subsidy=drawn.subsidy.stored(),
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
            parties = add_parties(
                session, rng, drawn, campaign, homes, [site], room, now
            )
            if parties:
                codes = {party.pickup_place_code for party in parties}
                pickups = [home for home in homes if home.code in codes]
                trips.append(draw_trip(coach, pickups, site, parties))
    cost = sum(trip.cost_cents for trip in trips)
    if drawn.train:
        rail, tickets_cents = draw_train(
            session,
            gazetteer,
            rng,
            drawn,
            campaign,
            coach,
            [gates[gate] for gate in drawn.train.gates],
            max(1, riders // 2),
            now,
        )
        trips += rail
        cost += tickets_cents + sum(trip.cost_cents for trip in rail)
    store(
        session,
        plan,
        Draft(
            is_optimal=False,
            cost_cents=cost,
            lower_bound_cents=None,  # nothing was proven of it
            gap=None,
            runtime_s=6.2,
            travel_engine=GreatCircle().name,
            trips=tuple(trips),
            left_out=(),
        ),
        now,
    )
    publish(session, plan, account_id=None, now=now)
    return plan
