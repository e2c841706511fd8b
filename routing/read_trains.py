"""Trains in scenario and plan files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from routing.fields import Fields, coaches
from routing.plan import Shuttle, Train
from routing.rules import DAY_S, MOST_CENTS, MOST_RIDERS, MOST_SECONDS
from routing.trains import MOST_GATES, ShuttleCoach, TrainBlock, Trains, Transfers

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from routing.plan import Riders, Stop, Trip


def trains_of(value: object, read_date: Callable[[str, object], dt.date]) -> Trains:
    """Return what a scenario says about trains."""

    def block(at: str, value: object) -> TrainBlock:
        with Fields(at, value) as fields:
            date = fields.text("service_date")
            return TrainBlock(
                id=fields.text("id"),
                hub=fields.text("hub"),
                station=fields.text("station"),
                service_date=read_date(f"{at}.service_date", date),
                departs_s=fields.count("departs_s", 0, 10 * DAY_S),
                arrives_s=fields.count("arrives_s", 0, MOST_SECONDS),
                seats=fields.count("seats", 0, MOST_RIDERS),
                seat_cents=fields.count("seat_cents", 0, MOST_CENTS),
                least_riders=fields.count_or("least_riders", 0, 0, MOST_RIDERS),
            )

    with Fields("trains", value) as fields:
        return Trains(
            blocks=fields.list_or_none("blocks", block),
            shuttles=fields.list_or_none("shuttles", _shuttle_coach),
            transfers=_transfers(fields.value("transfers"))
            if fields.has("transfers")
            else Transfers(),
        )


def _shuttle_coach(at: str, value: object) -> ShuttleCoach:
    with Fields(at, value) as fields:
        count, counts = coaches(fields)
        return ShuttleCoach(
            id=fields.text("id"),
            station=fields.text("station"),
            seats=fields.count("seats", 0, MOST_RIDERS),
            hire_cents=fields.count("hire_cents", 0, MOST_CENTS),
            cents_per_km=fields.count("cents_per_km", 0, MOST_CENTS),
            count=count,
            counts=counts,
        )


def _transfers(value: object) -> Transfers:
    usual = Transfers()
    with Fields("trains.transfers", value) as fields:
        return Transfers(
            hub_s=fields.count_or("hub_s", usual.hub_s, 0, DAY_S),
            spare_s=fields.count_or("spare_s", usual.spare_s, 0, DAY_S),
            station_s=fields.count_or("station_s", usual.station_s, 0, DAY_S),
            wait_s=fields.count_or("wait_s", usual.wait_s, 0, DAY_S),
            step_s=fields.count_or("step_s", usual.step_s, 60, DAY_S),
            max_gates=fields.count_or("max_gates", usual.max_gates, 1, MOST_GATES),
            depart_from_s=fields.count_or_none("depart_from_s", DAY_S),
            depart_until_s=fields.count_or_none("depart_until_s", 2 * DAY_S),
        )


def train_reader(
    trip: Callable[[str, object], Trip],
    stop: Callable[[str, object], Stop],
    riders: Callable[[str, object], Riders],
) -> Callable[[str, object], Train]:
    """Return what reads a train of a plan, given what reads its parts."""

    def shuttle(at: str, value: object) -> Shuttle:
        with Fields(at, value) as fields:
            return Shuttle(
                coach=fields.text("coach"),
                number=fields.count("number", most=MOST_RIDERS),
                stops=fields.list_or_none("stops", stop),
                distance_m=fields.count("distance_m", most=2**53),
                back_s=fields.count("back_s", -10 * DAY_S, MOST_SECONDS),
                cost_cents=fields.count("cost_cents", most=2**53),
            )

    def train(at: str, value: object) -> Train:
        with Fields(at, value) as fields:
            return Train(
                block=fields.text("block"),
                riders=fields.list_or_none("riders", riders),
                feeders=fields.list_or_none("feeders", trip),
                shuttles=fields.list_or_none("shuttles", shuttle),
            )

    return train
