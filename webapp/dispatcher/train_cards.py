"""The trains of a draft as its page shows them: feeders, seats, shuttles, who rides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from webapp.dispatcher.findings import clock, moment, sentence
from webapp.dispatcher.where import key_of

if TYPE_CHECKING:
    import datetime as dt

    from routing.plan import Shuttle, Stop, Train, Trip
    from routing.trains import TrainBlock
    from webapp.dispatcher.cards import Cards, Chip


@dataclass(frozen=True, slots=True)
class FeederStop:
    """Where a coach to a train stops, when, and who boards there."""

    name: str
    full_name: str
    time: str
    chips: tuple[Chip, ...]


@dataclass(frozen=True, slots=True)
class Feeder:
    """A coach to a train; `arrives` is at the station."""

    coach_name: str
    riders: int
    seats: int
    arrives: str
    cost_cents: int
    stops: tuple[FeederStop, ...]


@dataclass(frozen=True, slots=True)
class Drive:
    """A shuttle: where it lets how many out, and when."""

    coach_name: str
    vehicle: int
    riders: int
    seats: int
    leaves: str
    gates: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True, slots=True)
class TrainCard:
    """
    A train of the campaign; nobody may go by it yet.

    Parameters
    ----------
    key
        See `key_of`.
    arrives
        With the day, where that is another.
    alone
        Who comes to the station without a coach.
    """

    id: str
    key: str
    name: str
    hub: str
    station: str
    service_date: dt.date
    shows_day: bool
    departs: str
    arrives: str
    riders: int
    seats: int
    least_riders: int
    tickets_cents: int
    feeders: tuple[Feeder, ...]
    drives: tuple[Drive, ...]
    alone: tuple[Chip, ...]
    findings: tuple[str, ...]
    is_locked: bool
    is_changed: bool

    @property
    def free(self) -> int:
        """Return the free seats; below 0 when too many ride."""
        return self.seats - self.riders


def train_cards(cards: Cards) -> list[TrainCard]:
    """Return a card for every train that people may go by, by departure."""
    blocks = cards.look.restored.editor.problem.trains.blocks
    order = sorted(blocks, key=lambda b: (b.service_date, b.departs_s, int(b.id)))
    return [_card(cards, block) for block in order]


def way_of(cards: Cards, train: Train, party: str) -> str:
    """Return how a party goes by a train, in one line."""
    names = cards.names.stops
    block = cards.look.restored.editor.rail.blocks[train.block]
    coaches: tuple[Trip | Shuttle, ...] = (*train.feeders, *train.shuttles)
    mine = [trip for trip in coaches if _rides(trip.stops, party)]
    stops = [stop.place for trip in mine for stop in trip.stops]
    places = stops or [block.hub, block.station]
    return " → ".join(names[place][0] for place in places)


def _card(cards: Cards, block: TrainBlock) -> TrainCard:
    look, names = cards.look, cards.names
    train = look.state.train(block.id)
    riders = sum(on.riders for on in train.riders) if train else 0
    feeders = train.feeders if train else ()
    fed = {on.party for trip in feeders for stop in trip.stops for on in stop.board}
    return TrainCard(
        id=block.id,
        key=key_of(block.id),
        name=names.trains.get(block.id, block.id),
        hub=names.stops[block.hub][0],
        station=names.stops[block.station][0],
        service_date=block.service_date,
        shows_day=look.restored.task.dates != (block.service_date,),
        departs=clock(block.departs_s),
        arrives=moment(block.arrives_s),
        riders=riders,
        seats=block.seats,
        least_riders=block.least_riders,
        tickets_cents=riders * block.seat_cents,
        feeders=tuple(_feeder(cards, block, trip) for trip in feeders),
        drives=_drives(cards, train) if train else (),
        alone=tuple(
            cards.chip(block.id, on.party)
            for on in (train.riders if train else ())
            if on.party not in fed
        ),
        findings=tuple(
            dict.fromkeys(
                sentence(finding, names)
                for finding in look.findings
                if block.id in finding.trains
            )
        ),
        is_locked=block.id in look.state.locked_trains,
        is_changed=train != look.restored.start.train(block.id),
    )


def _feeder(cards: Cards, block: TrainBlock, trip: Trip) -> Feeder:
    names = cards.names
    return Feeder(
        coach_name=names.coaches.get(trip.coach, trip.coach),
        riders=trip.riders,
        seats=cards.seats(trip.coach),
        arrives=clock(trip.stops[-1].arrives_s),
        cost_cents=trip.cost_cents,
        stops=tuple(
            FeederStop(
                *names.stops[stop.place],
                clock(stop.leaves_s),
                tuple(cards.chip(block.id, on.party) for on in stop.board),
            )
            for stop in trip.stops[:-1]
        ),
    )


def _drives(cards: Cards, train: Train) -> tuple[Drive, ...]:
    problem, names = cards.look.restored.editor.problem, cards.names
    coaches = {coach.id: coach for coach in problem.trains.shuttles}
    return tuple(
        Drive(
            coach_name=names.coaches.get(drive.coach, drive.coach),
            vehicle=drive.number,
            riders=sum(on.riders for on in drive.stops[0].board),
            seats=problem.max_load(coaches[drive.coach]),
            leaves=moment(drive.stops[0].leaves_s),
            gates=tuple(
                (
                    names.stops[stop.place][0],
                    clock(stop.arrives_s),
                    sum(off.riders for off in stop.alight),
                )
                for stop in drive.stops[1:]
            ),
        )
        for drive in sorted(train.shuttles, key=lambda d: d.stops[0].leaves_s)
    )


def _rides(stops: tuple[Stop, ...], party: str) -> bool:
    return any(on.party == party for stop in stops for on in stop.board)
