"""
A plan changed by hand, one change at a time.

``Editor.apply`` returns a new state for every change and leaves the old one as it was:
to undo is to go back to it, and the same changes again lead to the same state. Nothing
is forbidden that a dispatcher may want to see: a trip with too many people is made, and
``Editor.judge`` says what it breaks. Only what makes no sense raises ``EditError``.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeAlias

from routing.check import Cause, check
from routing.errors import EditError
from routing.joining import carried, price
from routing.laying import Layer
from routing.plan import Costs, Plan, Reason, Riders, Status, Stop, Unassigned
from routing.rail_editing import Rail
from routing.stops import let_in, let_out, more, without_riders

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from routing.check import Violation
    from routing.plan import Shuttle, Train, Trip
    from routing.problem import Party, Problem

# Where riders of a party are: the number of a trip, or the id of a train.
Where: TypeAlias = int | str
NOWHERE = 0  # the number that stands for "not on any coach"
OF_COACHES = (Cause.FLEET, Cause.UNKNOWN_COACH)  # their subject is a coach type
OF_TRAINS = (Cause.TRAIN_SEATS, Cause.TAKE_UP)  # their subject is a train


class Refused(enum.StrEnum):
    """Why a change cannot be made."""

    NO_TRIP = "no_trip"
    NO_PARTY = "no_party"
    NO_COACH = "no_coach"
    NO_DATE = "no_date"
    NO_PLACE = "no_place"
    NO_STOP = "no_stop"
    NO_TRAIN = "no_train"
    NO_WAY = "no_way"
    NOT_THERE = "not_there"
    THERE_ALREADY = "there_already"
    NOT_SPLIT = "not_split"
    NOT_WHOLE = "not_whole"
    STOP_IN_USE = "stop_in_use"
    TRIP_LOCKED = "trip_locked"
    TRAIN_LOCKED = "train_locked"
    PARTY_LOCKED = "party_locked"


@dataclass(frozen=True, slots=True)
class Move:
    """
    Riders of a party change to another trip, to a train, or to none.

    Their stops are added where they make the way least longer; a stop that nobody uses
    any more is gone, and so is a trip without riders. By train a party goes as a whole,
    with the cheapest feeder and shuttle; see ``routing.rail_editing``.

    Parameters
    ----------
    to
        The number of a trip, the id of a train, or ``NOWHERE``.
    out_of
        Where they are now, in the same way; None where the party is in one place only.
    riders
        None for all that are there; fewer split the party.
    """

    party: str
    to: Where
    out_of: Where | None = None
    riders: int | None = None


@dataclass(frozen=True, slots=True)
class Take:
    """
    Riders of a party take a place that was offered, with the whole trip as offered.

    Parameters
    ----------
    trip
        The number of a trip; None for a coach of their own, which gets the next number.
    pickup
        Where they board.
    places
        The stops in their order: where people board, then where they alight.
    out_of, riders
        As for ``Move``.
    """

    party: str
    trip: int | None
    pickup: str
    coach: str
    service_date: dt.date
    departs_s: int
    places: tuple[str, ...]
    out_of: Where | None = None
    riders: int | None = None


@dataclass(frozen=True, slots=True)
class AddStop:
    """The coach stops at one more place; None puts it where the way grows least."""

    trip: int
    place: str
    at: int | None = None


@dataclass(frozen=True, slots=True)
class MoveStop:
    """The stop of one index becomes that of another."""

    trip: int
    stop: int
    to: int


@dataclass(frozen=True, slots=True)
class DropStop:
    """The coach does not stop any more where nobody gets on or off."""

    trip: int
    stop: int


@dataclass(frozen=True, slots=True)
class SetCoach:
    """Another type of coach drives."""

    trip: int
    coach: str


@dataclass(frozen=True, slots=True)
class SetDeparture:
    """The coach leaves its first stop on this date, seconds after its midnight."""

    trip: int
    service_date: dt.date
    departs_s: int


@dataclass(frozen=True, slots=True)
class LockTrip:
    """Nobody changes the trip until it is unlocked."""

    trip: int
    locked: bool = True


@dataclass(frozen=True, slots=True)
class LockTrain:
    """Nobody is put on the train or taken off it until it is unlocked."""

    train: str
    locked: bool = True


@dataclass(frozen=True, slots=True)
class LockParty:
    """The party stays on its trip, or on its train, until it is unlocked."""

    party: str
    locked: bool = True


Change: TypeAlias = (
    Move
    | Take
    | AddStop
    | MoveStop
    | DropStop
    | SetCoach
    | SetDeparture
    | LockTrip
    | LockTrain
    | LockParty
)


@dataclass(frozen=True, slots=True)
class Edited:
    """
    A plan as it stands after some changes.

    Parameters
    ----------
    plan
        Nothing is proven of it: its lower bound is 0.
    numbers
        What each of its trips is called; a trip keeps its number while it lives, and
        none is given twice.
    last
        The highest number that was given.
    """

    plan: Plan
    numbers: tuple[int, ...]
    last: int
    locked_trips: frozenset[int] = field(default=frozenset())
    locked_trains: frozenset[str] = field(default=frozenset())
    locked_parties: frozenset[str] = field(default=frozenset())

    def trip(self, number: int) -> Trip:
        """Return a trip by its number; raises ``EditError`` when there is none."""
        return self.plan.trips[self.index(number)]

    def index(self, number: int) -> int:
        """Return the index of a trip; raises ``EditError`` when there is none."""
        try:
            return self.numbers.index(number)
        except ValueError:
            raise EditError(Refused.NO_TRIP, str(number)) from None

    def train(self, block: str) -> Train | None:
        """Return a train by the id of its block; None when nobody goes by it."""
        return next((t for t in self.plan.trains if t.block == block), None)

    def rides(self, party: str) -> dict[Where, int]:
        """Return how many of a party are where; ``NOWHERE`` included."""
        found: dict[Where, int] = {
            number: riders
            for number, trip in zip(self.numbers, self.plan.trips, strict=True)
            if (riders := carried((trip,))[party])
        }
        for train in self.plan.trains:
            for on in train.riders:
                if on.party == party:
                    found[train.block] = on.riders
        left = sum(gone.riders for gone in self.plan.unassigned if gone.party == party)
        return {**found, NOWHERE: left} if left else found


@dataclass(frozen=True, slots=True)
class Finding:
    """A violation, and the trips and trains that it concerns."""

    violation: Violation
    trips: tuple[int, ...] = ()
    trains: tuple[str, ...] = ()


class Editor:
    """Changes plans of one problem; makes its arrays once."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.layer = Layer(problem)
        self.rail = Rail(problem)
        self._party = {party.id: party for party in problem.parties}
        self._places = {place.id for place in problem.places}
        self._coaches = {coach.id for coach in problem.fleet}

    def begin(
        self,
        trips: Iterable[Trip],
        numbers: Iterable[int],
        unassigned: Iterable[Unassigned] = (),
        trains: Iterable[Train] = (),
    ) -> Edited:
        """
        Return a plan ready to be changed.

        Its trips are laid out anew, in their order of stops and with their departures;
        its trains are taken as they are. Who is neither on a trip, nor on a train, nor
        among the unassigned is added there.
        """
        laid = tuple(
            self.layer.lay(trip.coach, trip.service_date, trip.departs_s, trip.stops)
            for trip in trips
        )
        numbers, some = tuple(numbers), tuple(trains)
        riders = carried(laid, some)
        left = {
            party.id: party.size - riders[party.id]
            for party in self.problem.parties
            if riders[party.id] < party.size
        }
        told = {gone.party: gone for gone in unassigned}
        gone = tuple(
            replace(told[party], riders=n)
            if party in told
            else Unassigned(party, n, Reason.NOT_PLANNED, "")
            for party, n in left.items()
        )
        start = Edited(_nothing(self.problem), numbers, max(numbers, default=0))
        return self._with(start, laid, numbers, gone, some)

    def apply(self, state: Edited, change: Change) -> Edited:
        """
        Return the state after a change.

        Raises
        ------
        EditError
            When the change makes no sense, or meets a lock; `state` is as it was.
        """
        match change:
            case Move():
                return self._move(state, change)
            case Take():
                return self._take(state, change)
            case AddStop():
                return self._add_stop(state, change)
            case MoveStop():
                return self._move_stop(state, change)
            case DropStop():
                return self._drop_stop(state, change)
            case SetCoach():
                return self._set_coach(state, change)
            case SetDeparture():
                return self._set_departure(state, change)
            case LockTrip():
                return self._lock_trip(state, change)
            case LockTrain():
                return self._lock_train(state, change)
            case LockParty():
                return self._lock_party(state, change)

    def replay(
        self, state: Edited, changes: Iterable[Change]
    ) -> tuple[Edited, dict[int, EditError]]:
        """Return the state after all changes that can be made, and why others not."""
        refused = {}
        for k, change in enumerate(changes):
            try:
                state = self.apply(state, change)
            except EditError as error:
                refused[k] = error
        return state, refused

    def judge(self, state: Edited) -> list[Finding]:
        """Return everything that ``check`` finds wrong, and where."""
        return [
            _concerned(state, violation)
            for violation in check(self.problem, state.plan)
        ]

    def source(
        self, state: Edited, name: str, out_of: Where | None, riders: int | None
    ) -> tuple[Where, int]:
        """
        Return where riders of a party come from, and how many.

        Raises
        ------
        EditError
            When they are not there, or may not leave.
        """
        party = self._party.get(name)
        if party is None:
            raise EditError(Refused.NO_PARTY, name)
        rides = state.rides(name)
        if out_of is None and len(rides) == 1:
            out_of = next(iter(rides))
        if out_of is None or out_of not in rides:
            raise EditError(Refused.NOT_THERE, name)
        if out_of != NOWHERE:
            self._open(state, out_of)
        if name in state.locked_parties:
            raise EditError(Refused.PARTY_LOCKED, name)
        there = rides[out_of]
        riders = there if riders is None else riders
        if not 1 <= riders <= there:
            raise EditError(Refused.NOT_THERE, name)
        if riders < there and not self.problem.may_split(party):
            raise EditError(Refused.NOT_SPLIT, name)
        if riders < there and isinstance(out_of, str):
            raise EditError(Refused.NOT_WHOLE, name)
        return out_of, riders

    # One method a change.

    def _move(self, state: Edited, change: Move) -> Edited:
        if change.to != NOWHERE:
            self._open(state, change.to)
        out_of, riders = self.source(state, change.party, change.out_of, change.riders)
        if change.to == out_of:
            raise EditError(Refused.THERE_ALREADY, change.party)
        state = self._without(state, change.party, out_of, riders)
        if change.to == NOWHERE:
            return self._left(state, change.party, riders)
        if isinstance(change.to, str):
            return self._put_on(state, change.to, self._party[change.party], riders)
        trip = state.trip(change.to)
        stops = self._joined(trip.stops, self._party[change.party], riders)
        return self._relaid(state, change.to, stops=stops)

    def _put_on(self, state: Edited, train: str, party: Party, riders: int) -> Edited:
        """Return the state with a party on a train that is nowhere."""
        if riders < party.size:
            raise EditError(Refused.NOT_WHOLE, party.id)
        trains = self.rail.taken_in(state.plan, train, party)
        if trains is None:
            raise EditError(Refused.NO_WAY, train)
        plan = state.plan
        return self._with(state, plan.trips, state.numbers, plan.unassigned, trains)

    def _take(self, state: Edited, change: Take) -> Edited:
        if change.trip is not None:
            self._open(state, change.trip)
        self._known_coach(change.coach)
        self._known_date(change.service_date)
        out_of, riders = self.source(state, change.party, change.out_of, change.riders)
        state = self._without(state, change.party, out_of, riders)
        before = () if change.trip is None else state.trip(change.trip).stops
        stops = self._ordered(before, change, riders)
        trip = self.layer.lay(
            change.coach, change.service_date, change.departs_s, stops
        )
        trips, numbers = list(state.plan.trips), list(state.numbers)
        if change.trip is None:
            trips.append(trip)
            numbers.append(state.last + 1)
        else:
            trips[state.index(change.trip)] = trip
        return self._with(state, trips, numbers, state.plan.unassigned)

    def _add_stop(self, state: Edited, change: AddStop) -> Edited:
        self._open(state, change.trip)
        if change.place not in self._places:
            raise EditError(Refused.NO_PLACE, change.place)
        stops = list(state.trip(change.trip).stops)
        if any(stop.place == change.place for stop in stops):
            raise EditError(Refused.THERE_ALREADY, change.place)
        if change.at is not None and not 0 <= change.at <= len(stops):
            raise EditError(Refused.NO_STOP, str(change.at))
        at = range(len(stops) + 1) if change.at is None else (change.at,)
        longer = [[*stops[:k], Stop(change.place), *stops[k:]] for k in at]
        return self._relaid(state, change.trip, stops=self._shortest(longer))

    def _move_stop(self, state: Edited, change: MoveStop) -> Edited:
        self._open(state, change.trip)
        stops = list(state.trip(change.trip).stops)
        for k in (change.stop, change.to):
            if not 0 <= k < len(stops):
                raise EditError(Refused.NO_STOP, str(k))
        stops.insert(change.to, stops.pop(change.stop))
        return self._relaid(state, change.trip, stops=stops)

    def _drop_stop(self, state: Edited, change: DropStop) -> Edited:
        self._open(state, change.trip)
        stops = list(state.trip(change.trip).stops)
        if not 0 <= change.stop < len(stops):
            raise EditError(Refused.NO_STOP, str(change.stop))
        gone = stops.pop(change.stop)
        if gone.board or gone.alight:
            raise EditError(Refused.STOP_IN_USE, gone.place)
        return self._relaid(state, change.trip, stops=stops)

    def _set_coach(self, state: Edited, change: SetCoach) -> Edited:
        self._open(state, change.trip)
        self._known_coach(change.coach)
        return self._relaid(state, change.trip, coach=change.coach)

    def _set_departure(self, state: Edited, change: SetDeparture) -> Edited:
        self._open(state, change.trip)
        self._known_date(change.service_date)
        return self._relaid(
            state,
            change.trip,
            service_date=change.service_date,
            departs_s=change.departs_s,
        )

    def _lock_trip(self, state: Edited, change: LockTrip) -> Edited:
        state.trip(change.trip)
        only = {change.trip}
        locked = state.locked_trips
        return replace(
            state, locked_trips=locked | only if change.locked else locked - only
        )

    def _lock_train(self, state: Edited, change: LockTrain) -> Edited:
        if state.train(change.train) is None:
            raise EditError(Refused.NO_TRAIN, change.train)
        only = {change.train}
        locked = state.locked_trains
        return replace(
            state, locked_trains=locked | only if change.locked else locked - only
        )

    def _lock_party(self, state: Edited, change: LockParty) -> Edited:
        if not state.rides(change.party).keys() - {NOWHERE}:
            raise EditError(Refused.NOT_THERE, change.party)
        only = {change.party}
        locked = state.locked_parties
        return replace(
            state, locked_parties=locked | only if change.locked else locked - only
        )

    # What the changes share.

    def _open(self, state: Edited, where: Where) -> None:
        if isinstance(where, str):
            if where not in self.rail.blocks:
                raise EditError(Refused.NO_TRAIN, where)
            if where in state.locked_trains:
                raise EditError(Refused.TRAIN_LOCKED, where)
            return
        state.trip(where)
        if where in state.locked_trips:
            raise EditError(Refused.TRIP_LOCKED, str(where))

    def _known_coach(self, coach: str) -> None:
        if coach not in self._coaches:
            raise EditError(Refused.NO_COACH, coach)

    def _known_date(self, service_date: dt.date) -> None:
        if service_date not in self.problem.dates:
            raise EditError(Refused.NO_DATE, service_date.isoformat())

    def _without(self, state: Edited, party: str, out_of: Where, riders: int) -> Edited:
        """Return the state with so many of a party taken out; they are nowhere then."""
        if isinstance(out_of, str):
            trains = self.rail.let_off(state.plan, party)
            if trains is None:
                raise EditError(Refused.NO_WAY, out_of)
            plan = state.plan
            return self._with(state, plan.trips, state.numbers, plan.unassigned, trains)
        if out_of == NOWHERE:
            left = tuple(
                gone
                for each in state.plan.unassigned
                for gone in (_fewer(each, riders) if each.party == party else (each,))
            )
            return self._with(state, state.plan.trips, state.numbers, left)
        j = state.index(out_of)
        trips, numbers = list(state.plan.trips), list(state.numbers)
        stops = without_riders(trips[j].stops, party, riders)
        if any(stop.board for stop in stops):
            return self._relaid(state, out_of, stops=stops)
        del trips[j], numbers[j]
        return self._with(state, trips, numbers, state.plan.unassigned)

    def _left(self, state: Edited, party: str, riders: int) -> Edited:
        before = sum(g.riders for g in state.plan.unassigned if g.party == party)
        others = tuple(g for g in state.plan.unassigned if g.party != party)
        gone = Unassigned(party, before + riders, Reason.NOT_PLANNED, "")
        return self._with(state, state.plan.trips, state.numbers, (*others, gone))

    def _joined(
        self, stops: Sequence[Stop], party: Party, riders: int
    ) -> Sequence[Stop]:
        """Return stops with riders of a party, where the way grows least."""
        mine = [s.place for s in stops for on in s.board if on.party == party.id]
        longer = [
            off
            for pickup in mine or dict.fromkeys(party.pickups)
            for on in let_in(stops, pickup, Riders(party.id, riders))
            for off in let_out(on, party.dropoff, Riders(party.id, riders))
        ]
        return self._shortest(longer)

    def _ordered(self, before: Sequence[Stop], change: Take, riders: int) -> list[Stop]:
        """Return the stops of an offered trip; everybody else boards as before."""
        party = self._party[change.party]
        if change.pickup not in party.pickups:
            raise EditError(Refused.NO_PLACE, change.pickup)
        board: dict[str, list[Riders]] = {}
        alight: dict[str, list[Riders]] = {}
        for stop in before:
            if stop.board:
                board.setdefault(stop.place, []).extend(stop.board)
            if stop.alight:
                alight.setdefault(stop.place, []).extend(stop.alight)
        for where, place in ((board, change.pickup), (alight, party.dropoff)):
            here = where.setdefault(place, [])
            here[:] = more(here, Riders(party.id, riders))
        # A place may be a pickup and, later, a drop-off.
        pickups, dropoffs = (
            change.places[: len(board)],
            change.places[len(board) :],
        )
        if set(pickups) != board.keys() or set(dropoffs) != alight.keys():
            raise EditError(Refused.NO_STOP, change.party)
        return [
            *(Stop(place, board=tuple(board[place])) for place in pickups),
            *(Stop(place, alight=tuple(alight[place])) for place in dropoffs),
        ]

    def _shortest(self, ways: Iterable[Sequence[Stop]]) -> Sequence[Stop]:
        """Return the shortest way, of equal ones the first."""
        return min(ways, key=lambda way: self.layer.metres(stop.place for stop in way))

    def _relaid(
        self,
        state: Edited,
        number: int,
        *,
        coach: str | None = None,
        service_date: dt.date | None = None,
        departs_s: int | None = None,
        stops: Sequence[Stop] | None = None,
    ) -> Edited:
        """Return the state with a trip changed in what is given."""
        j = state.index(number)
        trips = list(state.plan.trips)
        trip = trips[j]
        trips[j] = self.layer.lay(
            trip.coach if coach is None else coach,
            trip.service_date if service_date is None else service_date,
            trip.departs_s if departs_s is None else departs_s,
            trip.stops if stops is None else stops,
        )
        return self._with(state, trips, state.numbers, state.plan.unassigned)

    def _with(
        self,
        state: Edited,
        trips: Iterable[Trip],
        numbers: Iterable[int],
        unassigned: tuple[Unassigned, ...],
        trains: tuple[Train, ...] | None = None,
    ) -> Edited:
        """Return the state with other trips, and other trains where they are given."""
        some, numbers = tuple(trips), tuple(numbers)
        by_rail = state.plan.trains if trains is None else trains
        costs = price(self.problem, some, unassigned, by_rail)
        plan = replace(
            state.plan,
            trips=some,
            trains=by_rail,
            unassigned=unassigned,
            costs=costs,
            cost_cents=costs.total,
            status=Status.FEASIBLE if costs.total else Status.OPTIMAL,
            gap=1.0 if costs.total else 0.0,
        )
        riding = carried(some, by_rail)
        return replace(
            state,
            plan=plan,
            numbers=numbers,
            last=max(state.last, *numbers) if numbers else state.last,
            locked_trips=state.locked_trips & set(numbers),
            locked_trains=state.locked_trains & {train.block for train in by_rail},
            locked_parties=frozenset(p for p in state.locked_parties if riding[p]),
        )


def apply(problem: Problem, state: Edited, change: Change) -> Edited:
    """Return the state after one change; ``Editor`` is for many."""
    return Editor(problem).apply(state, change)


def _nothing(problem: Problem) -> Plan:
    return Plan(problem.name, Status.OPTIMAL, 0, 0, 0.0, 0.0, 0, (), (), Costs())


def _concerned(state: Edited, violation: Violation) -> Finding:
    """Return a violation with the trips and trains that it concerns."""
    subject, plan = violation.subject, state.plan
    if subject.startswith("trips["):
        return Finding(violation, (state.numbers[int(subject[6:-1])],))
    if subject.startswith("trains["):
        at = int(subject[7 : subject.index("]")])
        return Finding(violation, (), (plan.trains[at].block,))
    if violation.cause in OF_TRAINS:
        return Finding(violation, (), (subject,))
    if violation.cause in OF_COACHES:
        return Finding(
            violation,
            tuple(
                number
                for number, trip in zip(state.numbers, plan.trips, strict=True)
                if trip.coach == subject
            ),
            tuple(
                train.block
                for train in plan.trains
                if any(drive.coach == subject for drive in _drives(train))
            ),
        )
    places = state.rides(subject)
    return Finding(
        violation,
        tuple(at for at in places if isinstance(at, int) and at != NOWHERE),
        tuple(at for at in places if isinstance(at, str)),
    )


def _drives(train: Train) -> tuple[Trip | Shuttle, ...]:
    return (*train.feeders, *train.shuttles)


def _fewer(gone: Unassigned, riders: int) -> tuple[Unassigned, ...]:
    left = gone.riders - riders
    return (replace(gone, riders=left),) if left else ()
