"""Plans of a campaign side by side: what each costs, carries and leaves behind."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from models import (
    Account,
    Booking,
    BookingStatus,
    CharterPlan,
    Party,
    Place,
    Stop,
    TrainBlock,
    Trip,
    TripRole,
    TripStatus,
    UnassignedParty,
)
from routing.what_if import Certainty
from webapp.services.places import boarding_place
from webapp.services.train_seats import tickets_cents
from webapp.services.trip_sums import add_up, sum_trips

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from models import Campaign


@dataclass(frozen=True, slots=True)
class Figures:
    """
    What a plan comes to, as its rows stand now; called-off trips do not count.

    Parameters
    ----------
    money_cents
        For the coaches, drivers and tickets of trains; the prices of waiting and
        leaving behind not counted.
    riders
        Who goes by train sits in two coaches and is counted once.
    taken, seats
        Of all coaches, each drive counted.
    rider_s
        Seconds aboard of coaches and trains, summed over everybody.
    left
        People without a seat.
    """

    money_cents: int = 0
    coaches: int = 0
    riders: int = 0
    taken: int = 0
    seats: int = 0
    rider_s: int = 0
    left: int = 0

    @property
    def filled(self) -> float:
        """Return the share of the seats that is filled, 0 where there are none."""
        return self.taken / self.seats if self.seats else 0.0

    @property
    def wanted(self) -> int:
        """Return how many people were to be carried."""
        return self.riders + self.left


@dataclass(frozen=True, slots=True)
class Difference:
    """
    One plan beside another, all "more than there"; below 0 for less.

    Parameters
    ----------
    certainty
        Whether it is proven which of the two is cheaper.
    """

    money_cents: int
    coaches: int
    riders: int
    rider_s: int
    wanted: int
    certainty: Certainty


def list_finished(session: Session, campaign: Campaign) -> list[CharterPlan]:
    """Return the runs of a campaign that brought trips, the driven one first."""
    with_trips = select(Trip.plan_id)
    plans = session.scalars(
        select(CharterPlan)
        .where(
            CharterPlan.campaign_id == campaign.id,
            CharterPlan.finished_at.is_not(None),
            CharterPlan.id.in_(with_trips),
        )
        .order_by(CharterPlan.is_chosen.desc(), CharterPlan.id.desc())
    )
    return list(plans)


def figures_of(session: Session, plans: Sequence[CharterPlan]) -> dict[int, Figures]:
    """Return the figures of plans by their ids."""
    ids = [plan.id for plan in plans]
    left = dict(
        session.execute(
            select(UnassignedParty.plan_id, func.sum(UnassignedParty.riders))
            .where(UnassignedParty.plan_id.in_(ids))
            .group_by(UnassignedParty.plan_id)
        ).all()
    )
    aboard = _rider_seconds(session, ids)
    tickets = tickets_cents(session, ids)
    found = {}
    for plan_id, trips in sum_trips(session, ids).items():
        driven = (trip for trip in trips if not trip.is_called_off)
        sums = add_up(driven, tickets.get(plan_id, 0))
        found[plan_id] = Figures(
            money_cents=sums.money_cents,
            coaches=sums.coaches,
            riders=sums.riders,
            taken=sums.taken,
            seats=sums.seats,
            rider_s=aboard[plan_id],
            left=left.get(plan_id, 0),
        )
    return found


def difference(
    plan: CharterPlan, figures: Figures, other: CharterPlan, beside: Figures
) -> Difference:
    """Return a plan beside another of the same campaign."""
    return Difference(
        money_cents=figures.money_cents - beside.money_cents,
        coaches=figures.coaches - beside.coaches,
        riders=figures.riders - beside.riders,
        rider_s=figures.rider_s - beside.rider_s,
        wanted=figures.wanted - beside.wanted,
        certainty=_certainty(plan, other)
        if figures.wanted == beside.wanted
        else Certainty.INDICATED,
    )


def askers(session: Session, plans: Sequence[CharterPlan]) -> dict[int, str]:
    """Return who asked for plans, by the account's id."""
    ids = {plan.requested_by_id for plan in plans}
    return dict(
        session.execute(
            select(Account.id, Account.display_name).where(Account.id.in_(ids))
        ).all()
    )


def _certainty(plan: CharterPlan, other: CharterPlan) -> Certainty:
    """Return what the bounds of two runs prove; see ``routing.what_if.WhatIf``."""
    costs = (plan.cost_cents, other.cost_cents)
    bounds = (plan.lower_bound_cents, other.lower_bound_cents)
    if None in costs or None in bounds:
        return Certainty.INDICATED
    least = (bounds[0] or 0) - (costs[1] or 0)
    most = (costs[0] or 0) - (bounds[1] or 0)
    if most < 0:
        return Certainty.SURELY_CHEAPER
    if least > 0:
        return Certainty.SURELY_DEARER
    return Certainty.NO_DIFFERENCE if least == most == 0 else Certainty.INDICATED


def _rider_seconds(session: Session, plan_ids: Sequence[int]) -> dict[int, int]:
    """Return the seconds aboard of everybody who travels, by plan."""
    leaves, arrives, ends, trains = {}, {}, {}, {}
    stops = session.execute(
        select(
            Stop.trip_id,
            Stop.place_code,
            Stop.site_id,
            Stop.arrives_at,
            Stop.departs_at,
            Trip.role,
            TrainBlock.departs_at,
            TrainBlock.arrives_at,
        )
        .select_from(Stop)
        .join(Trip, Trip.id == Stop.trip_id)
        .outerjoin(TrainBlock, TrainBlock.id == Trip.block_id)
        .where(Trip.plan_id.in_(plan_ids), Trip.status != TripStatus.CANCELLED)
        .order_by(Stop.trip_id, Stop.position)
    )
    for trip_id, place_code, site_id, arrives_at, departs_at, role, *train in stops:
        if role is TripRole.FEEDER:
            # Everybody stays aboard until its last stop, then the train is theirs.
            ends[trip_id] = arrives_at
            trains[trip_id] = int((train[1] - train[0]).total_seconds())
        if place_code is not None:
            leaves[trip_id, place_code] = departs_at
        else:
            arrives[trip_id, site_id] = arrives_at
    boards: dict[str, str] = {}
    seconds: defaultdict[int, int] = defaultdict(int)
    bookings = session.execute(
        select(
            Booking.plan_id,
            Booking.trip_id,
            Booking.seats,
            Booking.given_away,
            Booking.pickup_code,
            Party.pickup_place_code,
            Party.site_id,
        )
        .join(Party)
        .where(Booking.plan_id.in_(plan_ids), Booking.status == BookingStatus.HELD)
    )
    for plan_id, trip_id, seats, given_away, elsewhere, home, site_id in bookings:
        if elsewhere is None and home not in boards:
            stop = boarding_place(session.get_one(Place, home))
            boards[home] = stop.code if stop else ""
        left_at = leaves.get((trip_id, elsewhere or boards[home]))
        came_at = ends.get(trip_id) or arrives.get((trip_id, site_id))
        if left_at is not None and came_at is not None:
            ride_s = int((came_at - left_at).total_seconds())
            ride_s += trains.get(trip_id, 0)
            seconds[plan_id] += (seats - len(given_away)) * ride_s
    return seconds
