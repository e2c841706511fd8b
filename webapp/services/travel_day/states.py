"""
What a trip's log says at a moment: where the coach should be, and what is wrong.

A coach is late when it is more than ``LATE_S`` behind the timetable. It is silent when
that long has passed since it should have left or arrived, with the delay that it has
told, and nobody has noted it. A coach to a train misses it when nobody could walk from
the one to the other in ``TO_TRAIN_S`` any more.
"""

from __future__ import annotations

import datetime as dt
import enum
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from webapp.services.travel_day.logs import StopLog, TripLog

LATE_S: Final = 900
# From the coach to the train: gates close five minutes before it leaves.
TO_TRAIN_S: Final = 900


class State(enum.StrEnum):
    """How a trip stands; the worst first."""

    BROKEN_DOWN = "broken_down"
    MISSES_TRAIN = "misses_train"
    SILENT = "silent"
    LATE = "late"
    MISSING = "missing"
    ANNOUNCED = "announced"
    UNDER_WAY = "under_way"
    WAITING = "waiting"
    ARRIVED = "arrived"
    CALLED_OFF = "called_off"

    @property
    def is_trouble(self) -> bool:
        """Return whether somebody at the desk has to do something."""
        return self in (
            State.BROKEN_DOWN,
            State.MISSES_TRAIN,
            State.SILENT,
            State.LATE,
            State.MISSING,
        )


_ORDER: Final = {state: number for number, state in enumerate(State)}


@dataclass(frozen=True, slots=True)
class Where:
    """
    Where a coach should be: at a stop, or on the way between two.

    ``until`` is when it should go on from the stop, or come to the next one.
    """

    at: StopLog | None
    to: StopLog | None
    until: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Line:
    """
    A trip at a moment.

    Parameters
    ----------
    late_s
        Behind the timetable, at least 0.
    missing
        Booked at stops that the coach has left, and not seen there; None when nobody
        was counted at all.
    heard
        The last stop at which something was noted, and when.
    """

    log: TripLog
    state: State
    where: Where
    late_s: int
    missing: int | None
    heard: tuple[StopLog, dt.datetime] | None


def look(log: TripLog, now: dt.datetime) -> Line:
    """Return how a trip stands."""
    known_s, is_announced = _known_delay(log)
    waits_for = _next_due(log)
    overdue_s = (
        0
        if waits_for is None
        else max(0, round((now - waits_for).total_seconds()) - known_s)
    )
    late_s = known_s + overdue_s
    missing = _missing(log)
    if log.is_called_off:
        state = State.CALLED_OFF
    elif log.stops and log.passed == len(log.stops):
        state = State.ARRIVED
        late_s = known_s
    elif log.broke_down_at is not None:
        state = State.BROKEN_DOWN
    elif _misses_train(log, late_s):
        state = State.MISSES_TRAIN
    elif overdue_s > LATE_S:
        state = State.SILENT
    elif late_s > LATE_S and not is_announced:
        state = State.LATE
    elif missing:
        state = State.MISSING
    elif late_s > LATE_S:
        state = State.ANNOUNCED
    elif log.passed or (log.stops and now >= log.stops[0].arrives_at):
        state = State.UNDER_WAY
    else:
        state = State.WAITING
    return Line(
        log=log,
        state=state,
        where=_where(log, now - dt.timedelta(seconds=known_s), known_s),
        late_s=late_s,
        missing=missing,
        heard=_heard(log),
    )


def look_at_all(logs: Iterable[TripLog], now: dt.datetime) -> list[Line]:
    """Return all trips, those in trouble first; among these the later ones."""
    lines = [look(log, now) for log in logs]
    return sorted(
        lines,
        key=lambda line: (
            _ORDER[line.state],
            -line.late_s,
            -(line.missing or 0),
            line.log.campaign_id,
            line.log.number,
        ),
    )


def _known_delay(log: TripLog) -> tuple[int, bool]:
    """Return by how much the coach is known to be late, and whether it was told."""
    last = None
    for _, planned, noted in log.moves():
        if noted is not None:
            last = (planned, noted)
    behind_s = 0 if last is None else max(0, round((last[1] - last[0]).total_seconds()))
    if log.delay is not None and (last is None or log.delay.said_at >= last[1]):
        return log.delay.late_s, True
    # Behind by what was told before is no news.
    is_announced = log.delay is not None and behind_s <= log.delay.late_s + LATE_S
    return behind_s, is_announced


def _misses_train(log: TripLog, late_s: int) -> bool:
    """Return whether people would come too late for their train, so late."""
    if log.train_leaves_at is None:
        return False
    there_at = log.stops[-1].departs_at + dt.timedelta(seconds=late_s + TO_TRAIN_S)
    return there_at > log.train_leaves_at


def _next_due(log: TripLog) -> dt.datetime | None:
    """Return when the timetable has the next thing that should be noted."""
    return next(
        (
            planned
            for number, (_, planned, _) in enumerate(log.moves(), start=1)
            if number > log.passed
        ),
        None,
    )


def _missing(log: TripLog) -> int | None:
    left = log.stops[: log.passed]
    if log.passed and not log.is_counted and any(stop.booked for stop in left):
        return None
    return sum(stop.unseen for stop in left)


def _where(log: TripLog, by_timetable: dt.datetime, late_s: int) -> Where:
    late = dt.timedelta(seconds=late_s)
    if not log.stops:
        return Where(None, None, None)
    first, last = log.stops[0], log.stops[-1]
    if by_timetable <= first.departs_at:
        return Where(first, None, first.departs_at + late)
    for here, there in pairwise(log.stops):
        if by_timetable < there.arrives_at:
            return Where(here, there, there.arrives_at + late)
        if by_timetable <= there.departs_at and there is not last:
            return Where(there, None, there.departs_at + late)
    return Where(last, None, None)


def _heard(log: TripLog) -> tuple[StopLog, dt.datetime] | None:
    found = None
    for stop in log.stops:
        noted = [at for at in (stop.reached_at, stop.departed_at) if at is not None]
        if noted:
            found = (stop, max(noted))
    return found
