"""
Coach companies and the coaches that they offer, with their prices.

All campaigns share them: what one has made public, another has not on that day.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import selectinload

from models import (
    CharterPlan,
    CoachType,
    Edition,
    Operator,
    Trip,
    TripStatus,
)
from webapp.services import audit
from webapp.services.rules import LOCAL_TIME
from webapp.services.versions import StaleError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from sqlalchemy.orm import Session

    from models import Campaign


class FleetError(Exception):
    """
    A company or a coach cannot be added so.

    FleetError
    ├── OperatorTakenError
    └── CoachTakenError
    """


class OperatorTakenError(FleetError):
    """There is a company of this name."""


class CoachTakenError(FleetError):
    """The company offers a coach of this name."""


@dataclass(frozen=True, slots=True)
class Price:
    """What a coach costs, and how many there are; ``count`` None: no limit."""

    hire_cents: int
    cents_per_km: int
    count: int | None

    @classmethod
    def of(cls, coach: CoachType) -> Price:
        """Return what a coach costs now."""
        return cls(coach.hire_cents, coach.cents_per_km, coach.count)

    def __str__(self) -> str:
        count = "" if self.count is None else self.count
        return f"{self.hire_cents}/{self.cents_per_km}/{count}"


@dataclass(frozen=True, slots=True)
class Overused:
    """
    Coaches that campaigns would use more of on a day than there are.

    Parameters
    ----------
    elsewhere
        How many other campaigns have made public.
    wanted
        How many this one would use.
    """

    coach: CoachType
    day: dt.date
    elsewhere: int
    wanted: int


Uses = Counter[tuple[int, dt.date]]
"""How many coaches are used, by the type's id and the day on which they leave."""


def uses_elsewhere(
    session: Session, campaign: Campaign, days: Collection[dt.date]
) -> Uses:
    """
    Return the coaches that other campaigns, of whichever office, have made public.

    What is planned and not public yet takes nothing.
    """
    if not days:
        return Counter()
    latest = (
        select(Edition.campaign_id, func.max(Edition.number).label("number"))
        .where(Edition.campaign_id != campaign.id)
        .group_by(Edition.campaign_id)
        .subquery()
    )
    midnight = dt.datetime.combine(min(days), dt.time(), LOCAL_TIME)
    until = dt.datetime.combine(max(days), dt.time(), LOCAL_TIME) + dt.timedelta(days=1)
    trips = session.scalars(
        select(Trip)
        .join(Edition, Edition.plan_id == Trip.plan_id)
        .join(
            latest,
            (latest.c.campaign_id == Edition.campaign_id)
            & (latest.c.number == Edition.number),
        )
        .where(
            Trip.status == TripStatus.PUBLISHED,
            Trip.departs_at >= midnight,
            Trip.departs_at < until,
        )
    )
    uses = uses_of(trips)
    return Counter({use: n for use, n in uses.items() if use[1] in days})


def uses_of(trips: Iterable[Trip]) -> Uses:
    """
    Return the coaches of these trips, without those that were called off.

    A shuttle that drives several times on a day from a station is one coach.
    """
    used = {
        (
            trip.coach_type_id,
            trip.departs_at.astimezone(LOCAL_TIME).date(),
            trip.plan_id,
            trip.id if trip.vehicle is None else trip.vehicle,
            trip.block.station_code if trip.block and trip.vehicle else None,
        )
        for trip in trips
        if trip.status is not TripStatus.CANCELLED
    }
    return Counter((coach_id, day) for coach_id, day, *_ in used)


def find_overused(
    session: Session, plan: CharterPlan, before: CharterPlan | None
) -> list[Overused]:
    """
    Return the coaches of which a plan and other campaigns use more than there are.

    Their rows are held until the transaction ends: of two campaigns that are made
    public at once the second sees the first.

    Parameters
    ----------
    before
        The plan that is public: what it has already may stay.
    """
    wanted = uses_of(plan.trips)
    ids = {coach_id for coach_id, _ in wanted}
    coaches = {
        coach.id: coach
        for coach in session.scalars(
            select(CoachType)
            .where(CoachType.id.in_(ids))
            .order_by(CoachType.id)
            .with_for_update()
        )
    }
    had = uses_of(
        trip
        for trip in (before.trips if before else ())
        if trip.status is TripStatus.PUBLISHED
    )
    elsewhere = uses_elsewhere(session, plan.campaign, {day for _, day in wanted})
    return [
        Overused(coaches[use[0]], use[1], elsewhere[use], number)
        for use, number in sorted(wanted.items())
        for count in [coaches[use[0]].count]
        if count is not None
        and elsewhere[use]
        and number > had[use]
        and number + elsewhere[use] > count
    ]


def overused_by_move(
    session: Session, trip: Trip, departs_at: dt.datetime
) -> Overused | None:
    """
    Return what would be used too much when a trip goes to another day; None if nothing.

    Its own campaign's coaches of that day are counted, too: there are no more.
    """
    day = departs_at.astimezone(LOCAL_TIME).date()
    if day == trip.service_date:
        return None
    coach = session.get_one(CoachType, trip.coach_type_id, with_for_update=True)
    use = (coach.id, day)
    elsewhere = uses_elsewhere(session, trip.plan.campaign, {day})[use]
    wanted = uses_of(trip.plan.trips)[use] + 1
    if coach.count is None or wanted + elsewhere <= coach.count:
        return None
    return Overused(coach, day, elsewhere, wanted)


def list_operators(session: Session) -> Sequence[Operator]:
    """Return every company with its coaches, in the order in which they came."""
    return session.scalars(
        select(Operator)
        .options(selectinload(Operator.coach_types))
        .order_by(Operator.id)
    ).all()


def add_operator(
    session: Session,
    *,
    name: str,
    contact_name: str,
    phone: str,
    account_id: int,
    now: dt.datetime,
) -> Operator:
    """
    Add a coach company.

    Raises
    ------
    OperatorTakenError
        When there is one of this name.
    """
    operator = Operator(name=name, contact_name=contact_name, phone=phone or None)
    try:
        with session.begin_nested():
            session.add(operator)
    except IntegrityError as error:
        msg = f"There is an operator {name!r} already."
        raise OperatorTakenError(msg) from error
    audit.record(session, "operator.create", operator, account_id=account_id, now=now)
    return operator


def add_coach(
    session: Session,
    operator: Operator,
    *,
    name: str,
    seats: int,
    price: Price,
    account_id: int,
    now: dt.datetime,
) -> CoachType:
    """
    Add coaches of one size and price to what a company offers.

    Raises
    ------
    CoachTakenError
        When the company offers one of this name.
    """
    coach = CoachType(
        operator_id=operator.id,
        name=name,
        seats=seats,
        hire_cents=price.hire_cents,
        cents_per_km=price.cents_per_km,
        count=price.count,
    )
    try:
        with session.begin_nested():
            session.add(coach)
    except IntegrityError as error:
        msg = f"Operator {operator.id} offers a coach {name!r} already."
        raise CoachTakenError(msg) from error
    audit.record(
        session,
        "coach.create",
        operator,
        account_id=account_id,
        now=now,
        detail={"coach": coach.id, "price": str(price)},
    )
    session.expire(operator, ["coach_types"])
    return coach


def change_price(
    session: Session,
    coach: CoachType,
    price: Price,
    *,
    seen: str,
    account_id: int,
    now: dt.datetime,
) -> None:
    """
    Change a coach's price and number; plans that were made keep what they cost.

    Its seats stay: trips that were sold hang on them. `seen` is the price as shown.

    Raises
    ------
    StaleError
        When somebody else has changed it since.
    """
    before = Price.of(coach)
    changed = (
        seen == str(before)
        and session.execute(
            update(CoachType)
            .where(
                CoachType.id == coach.id,
                CoachType.hire_cents == before.hire_cents,
                CoachType.cents_per_km == before.cents_per_km,
                CoachType.count.is_not_distinct_from(before.count),
            )
            .values(
                hire_cents=price.hire_cents,
                cents_per_km=price.cents_per_km,
                count=price.count,
            )
            .returning(CoachType.id)
            .execution_options(synchronize_session=False)
        ).one_or_none()
    )
    session.refresh(coach)
    if not changed:
        msg = f"Coach {coach.id} was changed since it was shown."
        raise StaleError(msg)
    audit.record(
        session,
        "coach.change",
        coach.operator,
        account_id=account_id,
        now=now,
        detail={"coach": coach.id, "from": str(before), "to": str(price)},
    )
