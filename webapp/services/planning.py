"""
The border between rows and `routing`: a campaign becomes a problem, a plan a draft.

`gather` reads rows and needs a session; the rest needs none, so no transaction is open
while a plan is made.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
from sqlalchemy import select

from models import Campaign, CoachType, PartyStatus, Place, RideRequest, TripRole
from routing import problem as routing
from routing.check import check
from routing.errors import RefusedPlanError
from routing.plan import Status
from routing.rules import DriverHours, Prices, Rules
from routing.solve import solve as solve_problem
from routing.trains import Trains
from routing.travel_times.measured import Corridor, with_measured
from webapp.services.campaigns import list_parties
from webapp.services.corridors import adopted_speeds, corridor_of
from webapp.services.drafts import (
    Draft,
    DraftStop,
    DraftTrip,
    LeftOut,
    coaches_on_offer,
)
from webapp.services.fleets import uses_elsewhere
from webapp.services.places import boarding_place
from webapp.services.rules import CampaignRules
from webapp.services.stored_plans import cheaper
from webapp.services.train_problem import FEEDERS_STEP_S, trains_of
from webapp.services.train_seats import riders_by_train
from webapp.services.trains import shuttles_held

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from numpy.typing import NDArray
    from sqlalchemy.orm import Session

    from models import CharterPlan
    from models import Trip as StoredTrip
    from routing.plan import Plan, Stop, Train, Trip
    from routing.problem import Problem
    from routing.travel_times.protocol import TravelTimes

NO_PLACE = "no_place"
MOST_NEIGHBOURS = 5
# A coach may be sent on another day, as far off as a published trip may be moved.
DAYS_AROUND = 3


class NothingToPlanError(Exception):
    """There are no coaches on offer, or nobody who could be carried."""


@dataclass(frozen=True, slots=True)
class Point:
    """Where a coach may stop: a county or station (`place_code`), or a gate."""

    name: str
    lat: float
    lon: float
    place_code: str | None = None
    site_id: int | None = None

    @property
    def id(self) -> str:
        """Return the point's id in the problem."""
        return self.place_code or f"site {self.site_id}"


@dataclass(frozen=True, slots=True)
class Task:
    """
    What a planning run works on, read from the rows at one moment.

    ``used`` is how many coaches of ``fleet`` other campaigns have on a day, by the
    coach's id; ``speeds`` are the measured ones that the campaign's office has adopted,
    in km/h.
    """

    name: str
    dates: tuple[dt.date, ...]
    rules: CampaignRules
    points: tuple[Point, ...]
    parties: tuple[routing.Party, ...]
    fleet: tuple[routing.CoachType, ...]
    left_out: tuple[LeftOut, ...]
    used: Mapping[tuple[str, dt.date], int] = field(default_factory=dict)
    trains: Trains = field(default_factory=Trains)
    speeds: Mapping[Corridor, float] = field(default_factory=dict)


def task_of(session: Session, plan: CharterPlan) -> Task:
    """
    Return what a run plans: the parties of its states, by the rules that it keeps.

    Raises
    ------
    NothingToPlanError
        When no coach type is on offer.
    """
    rules = CampaignRules.of(plan.rules)
    return gather(
        session,
        plan.campaign,
        plan.planned_states,
        rules,
        planned_at=plan.created_at,
    )


def gather(
    session: Session,
    campaign: Campaign,
    states: Collection[PartyStatus] = (PartyStatus.CONFIRMED,),
    rules: CampaignRules | None = None,
    also: Collection[int] = (),
    planned_at: dt.datetime | None = None,
    beside: CharterPlan | None = None,
) -> Task:
    """
    Return a campaign's parties of these telephone states, coaches and rules.

    The rules are the campaign's own where none are given.

    A party whose home is not known to the county is left out, with the reason.

    Parameters
    ----------
    also
        Ids of further parties, whatever their state.
    planned_at
        When the plan was asked for: it keeps the speeds that held then. Now when None.
    beside
        A plan whose trains stay as they are: who goes by them is not among the parties,
        and nobody else goes by train.

    Raises
    ------
    NothingToPlanError
        When no coach type is on offer.
    """
    if rules is None:
        rules = CampaignRules.of(campaign.rules)
    fleet = _fleet(session, rules, shuttles_held(session, campaign))
    if not fleet:
        msg = "No coach type is on offer; add one, or tick one in the campaign."
        raise NothingToPlanError(msg)
    wishes = _wishes(session, campaign)
    points: dict[str, Point] = {}
    parties: list[routing.Party] = []
    left_out: list[LeftOut] = []
    used = _used(session, campaign)
    trains = Trains()
    stations: tuple[Place, ...] = ()
    if beside is None:
        trains, stations = trains_of(session, campaign, rules, used)
    for place in stations:
        if place.lat is not None and place.lon is not None:
            station = Point(place.full_name, place.lat, place.lon, place.code)
            points[station.id] = station
    gone = set() if beside is None else riders_by_train(session, beside)
    for party in list_parties(session, campaign):
        if party.status not in states and party.id not in also:
            continue
        if party.id in gone:
            continue
        home = boarding_place(party.pickup_place)
        if home is None or home.lat is None or home.lon is None:
            detail = f"{party.pickup_place.full_name} is not known to the county."
            left_out.append(LeftOut(party.id, party.size, NO_PLACE, detail))
            continue
        site = party.site
        pickup = Point(home.full_name, home.lat, home.lon, place_code=home.code)
        gate = Point(site.name, site.lat, site.lon, site_id=site.id)
        wish, window = wishes.get(party.id), party.window
        others = _accepted(session, wish) if wish else []
        others = [point for point in others if point != pickup]
        points |= {point.id: point for point in (pickup, gate, *others)}
        parties.append(
            routing.Party(
                id=str(party.id),
                size=party.size,
                pickup=pickup.id,
                dropoff=gate.id,
                alternatives=tuple(point.id for point in others),
                wheelchairs=wish.wheelchairs if wish else 0,
                luggage=wish.luggage if wish else 0,
                first_date=window[0],
                last_date=window[1],
                wanted_date=party.wanted_date,
            )
        )
    return Task(
        name=f"campaign {campaign.id}",
        dates=campaign.dates,
        rules=rules,
        points=tuple(points.values()),
        parties=tuple(parties),
        fleet=fleet,
        used=used,
        trains=trains,
        left_out=tuple(left_out),
        speeds=adopted_speeds(session, campaign.office_id, planned_at),
    )


def _wishes(session: Session, campaign: Campaign) -> dict[int, RideRequest]:
    """Return what parties asked for that registered themselves, by the party's id."""
    asked = session.scalars(
        select(RideRequest).where(
            RideRequest.campaign_id == campaign.id,
            RideRequest.party_id.is_not(None),
            RideRequest.cancelled_at.is_(None),
        )
    )
    return {wish.party_id: wish for wish in asked if wish.party_id is not None}


def _accepted(session: Session, wish: RideRequest) -> list[Point]:
    """Return the further places where a party said that it would board."""
    found = []
    for code in wish.alternatives:
        place = session.get(Place, code)
        stop = boarding_place(place) if place else None
        if stop is not None and stop.lat is not None and stop.lon is not None:
            found.append(
                Point(stop.full_name, stop.lat, stop.lon, place_code=stop.code)
            )
    return found


def _fleet(
    session: Session, rules: CampaignRules, held: Mapping[int, int]
) -> tuple[routing.CoachType, ...]:
    """Return coaches on offer, and those that the rules add; `held` are shuttles."""
    more = dict(rules.more_coaches)
    offered = {coach.id: coach for coach in coaches_on_offer(session, rules)}
    added = {
        id_: coach
        for id_ in more
        if id_ not in offered and (coach := session.get(CoachType, id_)) is not None
    }

    def count(coach: CoachType) -> int | None:
        if coach.id in added:
            return more[coach.id]
        if coach.count is None:
            return None
        return max(0, coach.count + more.get(coach.id, 0) - held.get(coach.id, 0))

    return tuple(
        offered_coach(coach, rules, count(coach))
        for coach in (*offered.values(), *added.values())
    )


def _used(session: Session, campaign: Campaign) -> dict[tuple[str, dt.date], int]:
    """Return the coaches that others have, also on the days around: see `Task`."""
    uses = uses_elsewhere(session, campaign, days_around(campaign.dates))
    counts = dict(session.execute(select(CoachType.id, CoachType.count)).all())
    return {
        (str(coach_id), day): min(n, count)
        for (coach_id, day), n in uses.items()
        if (count := counts[coach_id]) is not None
    }


def days_around(dates: Collection[dt.date]) -> set[dt.date]:
    """Return dates, and those as far off as a published trip may be moved."""
    around = range(-DAYS_AROUND, DAYS_AROUND + 1)
    return {day + dt.timedelta(days=n) for day in dates for n in around}


def fleet_on(task: Task, dates: Sequence[dt.date]) -> tuple[routing.CoachType, ...]:
    """Return a task's coaches, with the numbers that are left on these dates."""

    def left(coach: routing.CoachType) -> routing.CoachType:
        used = [task.used.get((coach.id, date), 0) for date in dates]
        if coach.count is None or not any(used):
            return coach
        # Coaches that wait at stations are taken off already.
        return replace(coach, counts=tuple(max(0, coach.count - n) for n in used))

    return tuple(left(coach) for coach in task.fleet)


def trains_on(task: Task, dates: Sequence[dt.date]) -> Trains:
    """Return a task's trains, with the shuttles that are there on these dates."""
    on = {date: i for i, date in enumerate(task.dates)}
    return replace(
        task.trains,
        shuttles=tuple(
            replace(
                coach,
                counts=tuple(coach.counts[on[d]] if d in on else 0 for d in dates),
            )
            if coach.counts
            else coach
            for coach in task.trains.shuttles
        ),
    )


def offered_coach(
    coach: CoachType, rules: CampaignRules, count: int | None
) -> routing.CoachType:
    """Return a coach type as the planner knows it."""
    return routing.CoachType(
        id=str(coach.id),
        seats=rules.seats_offered(coach.seats),
        hire_cents=coach.hire_cents,
        cents_per_km=coach.cents_per_km,
        count=count,
        wheelchairs=rules.wheelchairs,
        luggage=rules.luggage,
    )


def make_problem(task: Task, travel: TravelTimes) -> Problem:
    """
    Return the planner's problem.

    Distances are the travel engine's, and so are times but where the office plans with
    a measured speed.
    """
    matrix = with_measured(
        travel.matrix(
            np.array([point.lat for point in task.points], np.float64),
            np.array([point.lon for point in task.points], np.float64),
        ),
        _speeds(task),
    )
    rules = task.rules
    return routing.Problem(
        name=task.name,
        dates=task.dates,
        places=tuple(
            routing.Place(point.id, point.name, point.lat, point.lon)
            for point in task.points
        ),
        distance_m=matrix.distance_m,
        duration_s=matrix.duration_s,
        parties=_with_neighbours(task, matrix.distance_m),
        fleet=fleet_on(task, task.dates),
        prices=Prices(
            unassigned_cents=rules.unassigned_cents,
            hour_cents=rules.hour_cents,
            day_cents=rules.day_cents,
        ),
        rules=Rules(
            occupancy=rules.occupancy,
            max_pickups=rules.max_pickups,
            max_dropoffs=rules.max_dropoffs,
            pickup_s=rules.pickup_s,
            dropoff_s=rules.dropoff_s,
            max_duration_s=rules.max_duration_s,
            max_distance_m=rules.max_distance_m,
            second_driver_cents=rules.second_driver_cents,
            second_driver_above_m=rules.second_driver_above_m,
            max_ride_s=rules.max_ride_s,
            max_detour=rules.max_detour,
            depart_from_s=rules.departs_s,
            depart_until_s=rules.departs_s,
            depart_step_s=FEEDERS_STEP_S,
            driver_hours=DriverHours() if rules.drivers_rest else None,
        ),
        engine=matrix.engine,
        trains=task.trains,
    )


def _speeds(task: Task) -> NDArray[np.float64]:
    """Return the adopted speeds between the points; NaN where there is none."""
    km_h = np.full((len(task.points), len(task.points)), np.nan)
    if not task.speeds:
        return km_h
    homes = [(i, p.place_code) for i, p in enumerate(task.points) if p.place_code]
    gates = [(i, p.site_id) for i, p in enumerate(task.points) if p.site_id]
    for row, place_code in homes:
        for column, site_id in gates:
            speed = task.speeds.get(corridor_of(place_code, site_id))
            km_h[row, column] = np.nan if speed is None else speed
    return km_h


def _with_neighbours(
    task: Task, distance_m: NDArray[np.int64]
) -> tuple[routing.Party, ...]:
    """Return the parties; they board at others' pickups, too, within the reach."""
    reach = task.rules.alternatives_m
    if not reach:
        return task.parties
    row = {point.id: i for i, point in enumerate(task.points)}
    pickups = dict.fromkeys(party.pickup for party in task.parties)
    near: dict[str, list[str]] = {}
    for here in pickups:
        metres = {other: int(distance_m[row[here], row[other]]) for other in pickups}
        nearest = sorted(pickups, key=lambda other: (metres[other], other))
        within = [o for o in nearest if o != here and metres[o] <= reach]
        near[here] = within[:MOST_NEIGHBOURS]
    return tuple(
        replace(
            party,
            alternatives=tuple(
                dict.fromkeys((*party.alternatives, *near[party.pickup]))
            ),
        )
        for party in task.parties
    )


def solve(
    task: Task,
    travel: TravelTimes,
    *,
    time_limit_s: float,
    gap: float,
    seed: int,
    on_progress: Callable[[float, int, int], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
    standing: Sequence[StoredTrip] = (),
) -> Draft:
    """
    Return the best plan found, checked.

    Parameters
    ----------
    standing
        Trips of a plan that is known already; kept where nothing cheaper is found and
        nobody goes by train.

    Raises
    ------
    RefusedPlanError
        When the judge finds a violation; such a plan is never stored.
    RoutingError
        When the problem cannot be stated or solved.
    """
    problem = make_problem(task, travel)
    plan = solve_problem(
        problem,
        time_limit_s=time_limit_s,
        gap=gap,
        seed=seed,
        on_progress=on_progress,
        should_stop=should_stop,
    )
    if standing and not problem.trains.blocks:
        plan = cheaper(problem, plan, standing)
    violations = check(problem, plan)
    if violations:
        msg = f"The plan breaks a rule: {violations[0]}."
        raise RefusedPlanError(msg)
    return make_draft(task, problem, plan)


def make_draft(
    task: Task, problem: Problem, plan: Plan, numbers: Sequence[int] = ()
) -> Draft:
    """
    Return a plan in the ids of the rows, with every stop's times.

    Parameters
    ----------
    numbers
        What each trip is called, where the plan was changed by hand; then each leaves
        at the time that the plan says, else when the campaign's coaches leave.
    """
    sizes = {party.id: party.size for party in problem.parties}
    trips = plan.trips
    if not numbers:
        trips = tuple(sorted(trips, key=lambda trip: trip.service_date))
    return Draft(
        is_optimal=plan.status is Status.OPTIMAL,
        cost_cents=plan.cost_cents,
        lower_bound_cents=plan.lower_bound_cents,
        gap=plan.gap,
        runtime_s=plan.runtime_s,
        travel_engine=problem.engine,
        trips=(
            *(
                _draft_trip(task, problem, trip, numbers[j] if numbers else None)
                for j, trip in enumerate(trips)
            ),
            *_feeders(task, problem, plan.trains),
            *_shuttles(task, problem, plan.trains),
        ),
        left_out=(
            *task.left_out,
            *(
                LeftOut(
                    int(gone.party), sizes[gone.party], gone.reason.value, gone.detail
                )
                for gone in plan.unassigned
            ),
        ),
    )


def _feeders(
    task: Task, problem: Problem, trains: Iterable[Train]
) -> tuple[DraftTrip, ...]:
    """Return the coaches to trains, in the order of the trains."""
    return tuple(
        replace(
            _draft_trip(task, problem, feeder, None),
            departs_s=feeder.departs_s,
            role=TripRole.FEEDER.value,
            block_id=int(train.block),
        )
        for train in trains
        for feeder in train.feeders
    )


def _shuttles(
    task: Task, problem: Problem, trains: Iterable[Train]
) -> tuple[DraftTrip, ...]:
    """Return the drives from stations; a coach's first of a date has its hire."""
    points = {point.id: point for point in task.points}
    offers = {coach.id: coach for coach in problem.trains.shuttles}
    blocks = {block.id: block for block in problem.trains.blocks}
    hired: set[tuple[dt.date, str, int]] = set()
    drafted = []
    for train in trains:
        block = blocks[train.block]
        for drive in sorted(train.shuttles, key=lambda each: each.stops[0].leaves_s):
            coach = offers[drive.coach]
            day = block.service_date, drive.coach, drive.number
            is_first = day not in hired
            hired.add(day)
            departs_s = drive.stops[0].leaves_s
            drafted.append(
                DraftTrip(
                    coach_type_id=int(drive.coach.split()[0]),
                    seats_allowed=problem.max_load(coach),
                    distance_m=drive.distance_m,
                    duration_s=drive.stops[-1].leaves_s - drive.stops[0].arrives_s,
                    cost_cents=drive.cost_cents + is_first * coach.hire_cents,
                    drivers=1,
                    stops=_draft_stops(points, drive.stops),
                    seats=tuple(
                        (int(on.party), on.riders) for on in drive.stops[0].board
                    ),
                    service_date=block.service_date.isoformat(),
                    departs_s=departs_s,
                    boards=tuple(
                        (int(on.party), block.station) for on in drive.stops[0].board
                    ),
                    role=TripRole.SHUTTLE.value,
                    block_id=int(block.id),
                    vehicle=drive.number,
                )
            )
    return tuple(drafted)


def _draft_stops(
    points: Mapping[str, Point], stops: Sequence[Stop]
) -> tuple[DraftStop, ...]:
    departs_s = stops[0].leaves_s
    return tuple(
        DraftStop(
            place_code=points[stop.place].place_code,
            site_id=points[stop.place].site_id,
            arrives_s=stop.arrives_s - departs_s,
            departs_s=stop.leaves_s - departs_s,
        )
        for stop in stops
    )


def _draft_trip(
    task: Task, problem: Problem, trip: Trip, number: int | None
) -> DraftTrip:
    points = {point.id: point for point in task.points}
    coaches = {coach.id: coach for coach in problem.fleet}
    homes = {party.id: party.pickup for party in task.parties}
    return DraftTrip(
        coach_type_id=int(trip.coach),
        seats_allowed=problem.max_load(coaches[trip.coach]),
        distance_m=trip.distance_m,
        duration_s=trip.duration_s,
        cost_cents=trip.cost_cents,
        drivers=trip.drivers,
        stops=_draft_stops(points, trip.stops),
        seats=tuple(
            (int(on.party), on.riders) for stop in trip.stops for on in stop.board
        ),
        number=number,
        service_date=trip.service_date.isoformat(),
        departs_s=None if number is None else trip.departs_s,
        boards=tuple(
            (int(on.party), stop.place)
            for stop in trip.stops
            for on in stop.board
            if homes[on.party] != stop.place
        ),
        rests=tuple(
            (rest.leg, rest.starts_s - trip.departs_s, rest.ends_s - trip.departs_s)
            for rest in trip.rests
        ),
    )
