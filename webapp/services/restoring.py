"""
A stored plan as `routing` knows it: rows become the problem and the plan again.

What the planner was asked and what it answered is made anew from the rows as they are
now, so people who gave up or came later are in it. Where the coaches to and from a
train cannot be read so (moved out of the rules on their own pages, the train taken out
of the campaign), who goes by train is no part of it, and stays as they are.
`PlanReader` keeps the last few, and the distances, for a page that asks again at every
touch.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from models import (
    Booking,
    BookingStatus,
    CharterPlan,
    CoachType,
    Party,
    Place,
    RideRequest,
    ShuttleOffer,
    Site,
    Stop,
    TrainBlock,
    Trip,
    TripRole,
    TripStatus,
)
from routing import plan as routing
from routing.editing import Edited, Editor
from routing.errors import EditError
from routing.rules import DAY_S
from webapp.services.bookings import pickup_code
from webapp.services.fleets import uses_elsewhere
from webapp.services.kept import Kept
from webapp.services.planning import (
    Point,
    Task,
    days_around,
    fleet_on,
    gather,
    make_draft,
    make_problem,
    offered_coach,
    trains_on,
)
from webapp.services.rules import LOCAL_TIME, CampaignRules
from webapp.services.train_drafts import kept_trains, serving_trips
from webapp.services.train_restoring import restored_trains
from webapp.services.trip_numbers import with_train_numbers

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Sequence

    import numpy as np
    from numpy.typing import NDArray
    from sqlalchemy.orm import Session

    from routing.editing import Change, Finding
    from routing.problem import Problem
    from routing.travel_times.protocol import TravelMatrix, TravelTimes
    from webapp.services.drafts import Draft
    from webapp.services.train_drafts import KeptTrains

# Fewer people are a family or friends, who stay together.
SMALLEST_GROUP = 8
MINUTE_S = 60
PLANS_KEPT = 8
STATES_KEPT = 1000


@dataclass(frozen=True, slots=True)
class Names:
    """
    What pages call what a problem knows by ids.

    Parameters
    ----------
    parties
        The label of each, which may be empty.
    stops
        Of each place a short name and the full one: county, or enterprise and gate.
    coaches
        Of each type its name with the operator's; of shuttles too.
    trains
        The number of each.
    """

    parties: dict[str, str]
    stops: dict[str, tuple[str, str]]
    coaches: dict[str, str]
    trains: dict[str, str]


@dataclass(frozen=True, slots=True, eq=False)
class Restored:
    """
    A stored plan, ready to be changed.

    Parameters
    ----------
    stamp
        What it was read from; differs once a row has changed.
    start
        The plan as it is stored; its trips have the numbers of the rows.
    trains
        Its coaches to and from trains as they are stored.
    by_hand
        Whether the trains are changed by hand, too; else they stay as they are, and who
        goes by them is no part of the problem.
    reasons
        Why the planner left parties behind, by the party's id.
    usual_s
        When the campaign's coaches leave, seconds after midnight.
    """

    stamp: tuple[Any, ...]
    task: Task
    editor: Editor
    start: Edited
    trains: KeptTrains
    by_hand: bool
    reasons: dict[int, tuple[str, str]]
    usual_s: int
    names: Names

    @property
    def kept_cents(self) -> int:
        """Return what trains cost that are no part of the problem."""
        return 0 if self.by_hand else self.trains.cost_cents

    def drafted(
        self,
        plan: routing.Plan,
        numbers: Sequence[int],
        last: int,
        problem: Problem | None = None,
    ) -> Draft:
        """
        Return a plan that was made of this one for storing, trains and all.

        Parameters
        ----------
        numbers
            What each of its trips is called.
        last
            The highest number that was given.
        problem
            That of the plan, where it is not this one's.
        """
        problem = problem or self.editor.problem
        draft = make_draft(self.task, problem, plan, numbers)
        if not self.by_hand:
            return self.trains.joined(draft)
        return with_train_numbers(draft, self.trains.trips, last)


class PlanReader:
    """
    Reads stored plans, and keeps what it read while the rows stay as they are.

    Parameters
    ----------
    open_travel
        Loads the travel engine; called when the first distance is asked for.
    """

    def __init__(self, open_travel: Callable[[], TravelTimes]) -> None:
        self._travel = KeptTravel(open_travel)
        self._plans: Kept[Restored] = Kept(PLANS_KEPT)
        self._states: Kept[State] = Kept(STATES_KEPT)

    def read(self, session: Session, plan: CharterPlan) -> Restored:
        """Return a plan as its rows are now."""
        seen = stamp(session, plan)
        return self._plans.get(seen, lambda: restore(session, plan, self._travel, seen))

    def replay(self, restored: Restored, changes: Iterable[Change]) -> State:
        """Return a plan after changes; those made before are not made again."""
        state = self._states.get((restored.stamp, None), lambda: State.first(restored))
        for change in changes:
            after = partial(state.after, restored.editor, change)
            state = self._states.get((state, change), after)
        return state


@dataclass(frozen=True, slots=True, eq=False)
class State:
    """A plan after some changes, what it breaks, and which could not be made."""

    edited: Edited
    findings: list[Finding]
    refused: tuple[EditError | None, ...] = ()

    @classmethod
    def first(cls, restored: Restored) -> State:
        """Return a plan as it is stored."""
        return cls(restored.start, restored.editor.judge(restored.start))

    def after(self, editor: Editor, change: Change) -> State:
        """Return the state after one more; as it was, where it cannot be made."""
        try:
            edited = editor.apply(self.edited, change)
        except EditError as error:
            return replace(self, refused=(*self.refused, error))
        return State(edited, editor.judge(edited), (*self.refused, None))


class KeptTravel:
    """A travel engine that answers the same question once."""

    def __init__(self, open_travel: Callable[[], TravelTimes]) -> None:
        self._open = open_travel
        self._engine: TravelTimes | None = None
        self._lock = threading.Lock()
        self._matrices: Kept[TravelMatrix] = Kept(PLANS_KEPT)

    @property
    def name(self) -> str:
        """Return the engine's name."""
        return self._opened().name

    def matrix(
        self, lat: NDArray[np.float64], lon: NDArray[np.float64]
    ) -> TravelMatrix:
        """Return distances and times between all pairs of places."""
        asked: Hashable = (lat.tobytes(), lon.tobytes())
        return self._matrices.get(asked, lambda: self._opened().matrix(lat, lon))

    def _opened(self) -> TravelTimes:
        with self._lock:
            if self._engine is None:
                self._engine = self._open()
            return self._engine


def stamp(session: Session, plan: CharterPlan) -> tuple[Any, ...]:
    """Return what changes whenever a row changes that `restore` reads."""
    campaign = plan.campaign
    parties = session.execute(
        select(func.count(), func.max(Party.updated_at)).where(
            Party.campaign_id == campaign.id
        )
    ).one()
    bookings = session.execute(
        select(func.count(), func.max(Booking.updated_at)).where(
            Booking.plan_id == plan.id
        )
    ).one()
    trips = session.execute(
        select(func.count(), func.max(Trip.updated_at)).where(Trip.plan_id == plan.id)
    ).one()
    wishes = session.execute(
        select(func.count(), func.max(RideRequest.updated_at)).where(
            RideRequest.campaign_id == campaign.id
        )
    ).one()
    coaches = session.execute(
        select(
            CoachType.id,
            CoachType.seats,
            CoachType.hire_cents,
            CoachType.cents_per_km,
            CoachType.count,
        ).order_by(CoachType.id)
    ).all()
    blocks = session.execute(
        select(TrainBlock.id, TrainBlock.updated_at)
        .where(TrainBlock.campaign_id == campaign.id)
        .order_by(TrainBlock.id)
    ).all()
    waiting = session.execute(
        select(ShuttleOffer.id, ShuttleOffer.updated_at)
        .where(ShuttleOffer.campaign_id == campaign.id)
        .order_by(ShuttleOffer.id)
    ).all()
    used = uses_elsewhere(session, campaign, days_around(campaign.dates))
    return (
        plan.id,
        campaign.version,
        tuple(sorted(used.items())),
        tuple(parties),
        tuple(bookings),
        tuple(trips),
        tuple(wishes),
        tuple(map(tuple, coaches)),
        tuple(map(tuple, blocks)),
        tuple(map(tuple, waiting)),
    )


def restore(
    session: Session,
    plan: CharterPlan,
    travel: TravelTimes,
    seen: tuple[Any, ...] = (),
) -> Restored:
    """
    Return a stored plan as the planner knows it.

    Raises
    ------
    NothingToPlanError
        When no coach type is on offer.
    TravelTimesError
        When the engine cannot answer.
    """
    serving = serving_trips(session, plan)
    restored = _restore(session, plan, travel, seen, serving, by_hand=True)
    if restored is None or _are_wrong(restored):
        restored = _restore(session, plan, travel, seen, serving, by_hand=False)
    assert restored is not None
    return restored


def _are_wrong(restored: Restored) -> bool:
    """Return whether coaches to or from trains break a rule, which no hand can mend."""
    start = restored.start
    return bool(start.plan.trains) and any(
        finding.violation.subject.startswith("trains[")
        for finding in restored.editor.judge(start)
    )


def _restore(
    session: Session,
    plan: CharterPlan,
    travel: TravelTimes,
    seen: tuple[Any, ...],
    serving: Sequence[Trip],
    *,
    by_hand: bool,
) -> Restored | None:
    """Return it with or without the trains; None where these cannot be read."""
    trips = _trips(session, plan)
    bookings = _bookings(session, plan)
    by_train = [b for trip in serving for b in trip.bookings if b.leg == 1]
    seated = [*bookings, *(b for b in by_train if b.status is BookingStatus.HELD)]
    if not by_hand:
        seated = list(bookings)
    task = gather(
        session,
        plan.campaign,
        plan.planned_states,
        CampaignRules.of(plan.rules),
        also={booking.party_id for booking in seated},
        planned_at=plan.created_at,
        beside=None if by_hand else plan,
    )
    task = _coming_in_part(_boarding_elsewhere(task, seated), bookings)
    task = _completed(task, [*trips, *serving] if by_hand else trips)
    problem = _editable(make_problem(task, travel), task, trips)
    riders = _riders(bookings)
    known = {party.id for party in problem.parties}
    restored = [
        (trip.number, made)
        for trip in trips
        if (made := _trip(task, trip, riders.get(trip.id, ()), known)) is not None
    ]
    editor = Editor(problem)
    trains = restored_trains(editor.layer, serving) if by_hand else ()
    if trains is None:
        return None
    start = editor.begin(
        [made for _, made in restored],
        [number for number, _ in restored],
        trains=trains,
    )
    usual = task.rules.local_departure
    return Restored(
        stamp=seen,
        task=task,
        editor=editor,
        # A trip that is added has a number that no other trip of the plan ever had.
        start=replace(start, last=max(start.last, _last_number(session, plan))),
        trains=kept_trains(session, plan, serving),
        by_hand=by_hand,
        reasons={left.party_id: (left.reason, left.detail) for left in plan.unassigned},
        usual_s=usual.hour * 3600 + usual.minute * 60,
        names=_names(session, plan, task),
    )


def _names(session: Session, plan: CharterPlan, task: Task) -> Names:
    codes = [point.place_code for point in task.points if point.place_code]
    sites = [point.site_id for point in task.points if point.site_id]
    labels = session.execute(
        select(Party.id, Party.label).where(Party.campaign_id == plan.campaign_id)
    )
    places = session.execute(
        select(Place.code, Place.short_name, Place.full_name).where(
            Place.code.in_(codes)
        )
    )
    gates = session.scalars(
        select(Site).where(Site.id.in_(sites)).options(joinedload(Site.employer))
    )
    coaches = {
        str(coach.id): f"{coach.name} · {coach.operator.name}"
        for coach in session.scalars(
            select(CoachType).options(joinedload(CoachType.operator))
        )
    }
    shuttles = {each.id: coaches[each.id.split()[0]] for each in task.trains.shuttles}
    trains = session.execute(
        select(TrainBlock.id, TrainBlock.name).where(
            TrainBlock.campaign_id == plan.campaign_id
        )
    )
    return Names(
        parties={str(party_id): label for party_id, label in labels},
        stops={code: (short, full) for code, short, full in places}
        | {
            f"site {gate.id}": (
                gate.employer.name,
                f"{gate.employer.name} {gate.name}",
            )
            for gate in gates
        },
        coaches=coaches | shuttles,
        trains={str(id_): name for id_, name in trains},
    )


def _trips(session: Session, plan: CharterPlan) -> Sequence[Trip]:
    return session.scalars(
        select(Trip)
        .where(
            Trip.plan_id == plan.id,
            Trip.status != TripStatus.CANCELLED,
            Trip.role == TripRole.DIRECT,
        )
        .options(
            selectinload(Trip.stops).joinedload(Stop.place),
            selectinload(Trip.stops).joinedload(Stop.site).joinedload(Site.employer),
            selectinload(Trip.coach_type),
        )
        .order_by(Trip.number)
    ).all()


def _last_number(session: Session, plan: CharterPlan) -> int:
    last = select(func.max(Trip.number)).where(Trip.plan_id == plan.id)
    return session.scalar(last) or 0


def _bookings(session: Session, plan: CharterPlan) -> Sequence[Booking]:
    return session.scalars(
        select(Booking)
        .join(Booking.trip)
        .where(
            Booking.plan_id == plan.id,
            Booking.status == BookingStatus.HELD,
            Trip.role == TripRole.DIRECT,
        )
        .options(
            selectinload(Booking.party)
            .joinedload(Party.pickup_place)
            .joinedload(Place.parent)
        )
        .order_by(Booking.id)
    ).all()


def _riders(bookings: Iterable[Booking]) -> dict[int, list[tuple[str, int, str, str]]]:
    """Return by trip: the party, how many, and the ids of its pickup and its gate."""
    found: dict[int, list[tuple[str, int, str, str]]] = {}
    for booking in bookings:
        party = booking.party
        pickup = pickup_code(booking)
        if pickup is not None:
            rider = (str(party.id), booking.held, pickup, f"site {party.site_id}")
            found.setdefault(booking.trip_id, []).append(rider)
    return found


def _boarding_elsewhere(task: Task, bookings: Iterable[Booking]) -> Task:
    """Return the task with the places where parties board that are not their own."""
    elsewhere = {str(b.party_id): b.pickup_code for b in bookings if b.pickup_code}
    return replace(
        task,
        parties=tuple(
            replace(party, alternatives=(*party.alternatives, code))
            if (code := elsewhere.get(party.id)) and code not in party.pickups
            else party
            for party in task.parties
        ),
    )


def _coming_in_part(task: Task, bookings: Iterable[Booking]) -> Task:
    """Return the task without who did not come and whose seats others have now."""
    held = {str(b.party_id): b.held for b in bookings if b.given_away}
    return replace(
        task,
        parties=tuple(
            replace(party, size=held.get(party.id, party.size))
            for party in task.parties
        ),
    )


def _completed(task: Task, trips: Iterable[Trip]) -> Task:
    """Return the task with the stops and coaches that trips have and it lacks."""
    points = {point.id: point for point in task.points}
    fleet = {coach.id: coach for coach in task.fleet}
    for trip in trips:
        if trip.role is not TripRole.SHUTTLE:
            coach = offered_coach(trip.coach_type, task.rules, trip.coach_type.count)
            fleet.setdefault(coach.id, coach)
        for stop in trip.stops:
            point = _point(stop)
            if point is not None:
                points.setdefault(point.id, point)
    return replace(task, points=tuple(points.values()), fleet=tuple(fleet.values()))


def _point(stop: Stop) -> Point | None:
    if stop.site is not None:
        site = stop.site
        return Point(site.name, site.lat, site.lon, site_id=site.id)
    place = stop.place
    if place is None or place.lat is None or place.lon is None:
        return None
    return Point(place.full_name, place.lat, place.lon, place_code=place.code)


def _editable(problem: Problem, task: Task, trips: Iterable[Trip]) -> Problem:
    """
    Return the problem with every day and minute that a dispatcher may choose.

    The days of trips are among them, however often a trip was moved.
    """
    days = sorted(days_around(task.dates) | {trip.service_date for trip in trips})
    return replace(
        problem,
        dates=tuple(days),
        fleet=fleet_on(task, days),
        trains=trains_on(task, days),
        parties=tuple(
            replace(party, together=party.size < SMALLEST_GROUP)
            for party in problem.parties
        ),
        rules=replace(
            problem.rules,
            depart_from_s=0,
            depart_until_s=DAY_S - MINUTE_S,
            depart_step_s=MINUTE_S,
        ),
    )


def _trip(
    task: Task,
    trip: Trip,
    riders: Iterable[tuple[str, int, str, str]],
    known: set[str],
) -> routing.Trip | None:
    """Return a trip with those of its riders who can board it; None with no stops."""
    ids = {point.id for point in task.points}
    filed = [point.id for stop in trip.stops if (point := _point(stop)) is not None]
    if len(filed) < 2 or not set(filed) <= ids:
        return None
    board: dict[str, list[routing.Riders]] = {}
    alight: dict[str, list[routing.Riders]] = {}
    for party, seats, pickup, gate in riders:
        if party in known and pickup in filed and gate in filed:
            board.setdefault(pickup, []).append(routing.Riders(party, seats))
            alight.setdefault(gate, []).append(routing.Riders(party, seats))
    if not board:
        return None
    leaves_at = trip.departs_at.astimezone(LOCAL_TIME)
    departs_s = leaves_at.hour * 3600 + leaves_at.minute * 60
    return routing.Trip(
        coach=str(trip.coach_type_id),
        service_date=leaves_at.date(),
        stops=tuple(
            routing.Stop(
                place,
                board=tuple(board.get(place, ())),
                alight=tuple(alight.get(place, ())),
                leaves_s=departs_s,
            )
            for place in filed
        ),
        distance_m=trip.distance_m,
        duration_s=trip.duration_s,
        cost_cents=trip.cost_cents,
        drivers=trip.drivers,
    )
