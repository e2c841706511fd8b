"""A draft as its page shows it: a card a trip, a chip a party, a bar of figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from routing.editing import NOWHERE
from webapp.dispatcher.findings import clock, moment, party_name, sentence
from webapp.dispatcher.where import key_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from routing.editing import Where
    from routing.plan import Riders, Stop, Trip
    from routing.problem import Party
    from webapp.services.editing import Look


@dataclass(frozen=True, slots=True)
class Chip:
    """Riders of a party in one place; `whither` is where they get off."""

    party: str
    at: Where
    name: str
    riders: int
    whither: str
    is_part: bool
    is_locked: bool
    why: str = ""

    @property
    def key(self) -> str:
        """Return where they are, as the page writes it."""
        return key_of(self.at)

    @property
    def is_by_train(self) -> bool:
        """Return whether they go by train."""
        return isinstance(self.at, str)


@dataclass(frozen=True, slots=True)
class StopLine:
    """A stop of a trip, who boards there, and how many get off."""

    index: int
    place: str
    name: str
    full_name: str
    time: str
    is_gate: bool
    alights: int
    chips: tuple[Chip, ...]

    @property
    def is_unused(self) -> bool:
        """Return whether nobody gets on or off."""
        return not self.chips and not self.alights


@dataclass(frozen=True, slots=True)
class Card:
    """A trip."""

    number: int
    coach: str
    coach_name: str
    service_date: dt.date
    shows_day: bool
    departs: str
    arrives: str
    riders: int
    seats: int
    distance_m: int
    cost_cents: int
    stops: tuple[StopLine, ...]
    findings: tuple[str, ...]
    is_locked: bool
    is_changed: bool
    is_new: bool

    @property
    def free(self) -> int:
        """Return the free seats; below 0 when too many ride."""
        return self.seats - self.riders

    @property
    def pickups(self) -> tuple[StopLine, ...]:
        """Return the stops where people board."""
        return tuple(stop for stop in self.stops if not stop.is_gate)

    @property
    def gates(self) -> tuple[StopLine, ...]:
        """Return the stops where people get off."""
        return tuple(stop for stop in self.stops if stop.is_gate)


class Cards:
    """Makes the cards of a look."""

    def __init__(self, look: Look) -> None:
        self.look = look
        self.names = look.restored.names
        problem = look.restored.editor.problem
        self._party = {party.id: party for party in problem.parties}
        self._seats = {coach.id: problem.max_load(coach) for coach in problem.fleet}
        self._before = dict(
            zip(
                look.restored.start.numbers,
                look.restored.start.plan.trips,
                strict=True,
            )
        )
        self._findings: dict[int, list[str]] = {}
        for finding in look.findings:
            for number in finding.trips:
                self._findings.setdefault(number, []).append(
                    sentence(finding, self.names)
                )

    def all(self) -> list[Card]:
        """Return a card for every trip, by number."""
        return [self.card(number) for number in sorted(self.look.state.numbers)]

    def others(self) -> list[str]:
        """Return what is wrong with no trip in particular."""
        return [
            sentence(finding, self.names)
            for finding in self.look.findings
            if not finding.trips and not finding.trains
        ]

    def card(self, number: int) -> Card:
        """Return the card of a trip."""
        trip, days = self.look.state.trip(number), self.look.restored.task.dates
        before = self._before.get(number)
        return Card(
            number=number,
            coach=trip.coach,
            coach_name=self.names.coaches.get(trip.coach, trip.coach),
            service_date=trip.service_date,
            shows_day=days != (trip.service_date,),
            departs=clock(trip.departs_s),
            arrives=moment(trip.stops[-1].arrives_s),
            riders=trip.riders,
            seats=self._seats[trip.coach],
            distance_m=trip.distance_m,
            cost_cents=trip.cost_cents,
            stops=self._stops(number, trip),
            findings=tuple(dict.fromkeys(self._findings.get(number, ()))),
            is_locked=number in self.look.state.locked_trips,
            is_changed=before is not None and before != trip,
            is_new=before is None,
        )

    def loose(self) -> list[Chip]:
        """Return who is on no coach."""
        return [
            self._chip(NOWHERE, gone.party, gone.riders)
            for gone in self.look.state.plan.unassigned
        ]

    def chip(self, at: Where, party: str) -> Chip:
        """Return the chip of a party's riders in one place."""
        return self._chip(at, party, self.look.state.rides(party)[at])

    def party(self, party: str) -> Party:
        """Return a party as the planner knows it."""
        return self._party[party]

    def seats(self, coach: str) -> int:
        """Return how many people a coach may carry."""
        return self._seats[coach]

    def offered(self, trip: Trip) -> str:
        """Return the stops of a trip that was offered, in one line."""
        return " → ".join(self.names.stops[stop.place][0] for stop in trip.stops)

    def _stops(self, number: int, trip: Trip) -> tuple[StopLine, ...]:
        points = {point.id: point for point in self.look.restored.task.points}
        return tuple(
            StopLine(
                index=k,
                place=stop.place,
                name=self.names.stops[stop.place][0],
                full_name=self.names.stops[stop.place][1],
                time=_time(stop),
                is_gate=points[stop.place].site_id is not None,
                alights=_riders(stop.alight),
                chips=tuple(
                    self._chip(number, on.party, on.riders) for on in stop.board
                ),
            )
            for k, stop in enumerate(trip.stops)
        )

    def _chip(self, at: Where, party: str, riders: int) -> Chip:
        known = self._party[party]
        reason, _ = self.look.restored.reasons.get(int(party), ("not_planned", ""))
        return Chip(
            party=party,
            at=at,
            name=party_name(party, self.names),
            riders=riders,
            whither=self.names.stops[known.dropoff][0],
            is_part=riders < known.size,
            is_locked=party in self.look.state.locked_parties,
            why=reason if at == NOWHERE else "",
        )


def changed_numbers(before: Look, now: Look) -> set[int]:
    """Return the trips whose cards look different, those that are gone included."""
    numbers = {*before.state.numbers, *now.state.numbers}
    return {number for number in numbers if _face(before, number) != _face(now, number)}


def _face(look: Look, number: int) -> object:
    state = look.state
    if number not in state.numbers:
        return None
    trip = state.trip(number)
    riding = {on.party for stop in trip.stops for on in stop.board}
    return (
        trip,
        number in state.locked_trips,
        riding & state.locked_parties,
        [f.violation for f in look.findings if number in f.trips],
    )


def _time(stop: Stop) -> str:
    return moment(stop.arrives_s if stop.alight else stop.leaves_s)


def _riders(some: Iterable[Riders]) -> int:
    return sum(one.riders for one in some)
