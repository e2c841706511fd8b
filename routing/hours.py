"""
The judge of a timetable: drivers' hours of a trip, counted again from its own times.

Shares no code with ``routing.schedule``, and asks less: a coach may stand or drive
longer than it has to. Between leaving a stop and coming to the next a coach drives
whenever no rest is listed, so time without a listed reason counts as driving. See
docs/planning/hours.md for the rules.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from routing.plan import Trip
    from routing.problem import Problem
    from routing.rules import DriverHours

DAY_S = 86_400
LONG_AGO = -(1 << 60)


class _Move(NamedTuple):
    """The coach drives from one second to another."""

    starts_s: int
    ends_s: int


class _Stand(NamedTuple):
    """The coach stands; at a relay others take over."""

    starts_s: int
    ends_s: int
    relay: bool


@dataclass(frozen=True, slots=True)
class _Driver:
    """
    What one driver has driven: since the last rest, whether by night, and in all.

    ``off_s`` is when the driver last left the wheel.
    """

    stretch_s: int = 0
    night: bool = False
    driven_s: int = 0
    off_s: int | None = None

    def at(self, now_s: int, rest_s: int) -> _Driver:
        """Return the driver fresh if a rest has passed since leaving the wheel."""
        if self.off_s is not None and now_s - self.off_s >= rest_s:
            return replace(self, stretch_s=0, night=False)
        return self


class _Crew(NamedTuple):
    """Who drives, who else is there, and what was too much so far."""

    wheel: _Driver
    other: _Driver | None
    continuous_s: int
    daily_s: int


def broken_hours(problem: Problem, trip: Trip) -> list[tuple[str, float]]:
    """
    Return what is wrong with a trip's times: codes, and the excess in seconds.

    ``times``: a stop is left too early, a rest is not on its leg, or the coach
    would have to be faster than the matrix (by night: than the night speed) allows,
    once for each stop or leg. ``continuous_driving``: the sum over all stretches of
    what is above the limit. ``daily_driving``: what drivers drive above theirs.
    ``standstill``: seconds driven then. Two drivers are taken to change wherever
    that breaks least. When the problem has no hours only ``times`` are judged.
    Every place must be known.
    """
    found = list(_wrong_times(problem, trip))
    hours = problem.rules.driver_hours
    if hours is None or any(code == "times" for code, _ in found):
        return found
    parts = _parts(trip, hours)
    row = {place.id: i for i, place in enumerate(problem.places)}
    legs = pairwise(row[stop.place] for stop in trip.stops)
    if sum(int(problem.distance_m[leg]) for leg in legs) > hours.exempt_m:
        still_s = _driven_in_standstill(parts, hours)
        if still_s > 0:
            found.append(("standstill", float(still_s)))
    continuous_s, daily_s = _least_excess(parts, hours, trip.drivers)
    if continuous_s > 0:
        found.append(("continuous_driving", float(continuous_s)))
    if daily_s > 0:
        found.append(("daily_driving", float(daily_s)))
    return found


def _wrong_times(problem: Problem, trip: Trip) -> Iterator[tuple[str, float]]:
    rules, hours = problem.rules, problem.rules.driver_hours
    row = {place.id: i for i, place in enumerate(problem.places)}
    for stop in trip.stops:
        stand_s = rules.pickup_s if stop.board else 0
        stand_s += rules.dropoff_s if stop.alight else 0
        if stop.leaves_s - stop.arrives_s < stand_s:
            yield "times", float(stand_s - stop.leaves_s + stop.arrives_s)
    for rest in trip.rests:
        if not 0 <= rest.leg < len(trip.stops) - 1:
            yield "times", float(max(1, rest.ends_s - rest.starts_s))
    for leg, (a, b) in enumerate(pairwise(trip.stops)):
        at_s, driven = a.leaves_s, Fraction(0)
        early_s = 0
        for rest in (rest for rest in trip.rests if rest.leg == leg):
            early_s = max(early_s, at_s - rest.starts_s, rest.starts_s - rest.ends_s)
            driven += _by_day(at_s, rest.starts_s, hours)
            at_s = rest.ends_s
        early_s = max(early_s, at_s - b.arrives_s)
        driven += _by_day(at_s, b.arrives_s, hours)
        if early_s > 0:
            yield "times", float(early_s)
            continue
        short = int(problem.duration_s[row[a.place], row[b.place]]) - driven
        if short > 0:
            yield "times", float(short)


def _by_day(starts_s: int, ends_s: int, hours: DriverHours | None) -> Fraction:
    """Return how long a drive would take by day that lasts from then to then."""
    whole = Fraction(max(0, ends_s - starts_s))
    if hours is None:
        return whole
    # As it is written, and no more than three places of it.
    speed = Fraction(int(Fraction(repr(float(hours.night_speed))) * 1000), 1000)
    return whole - (1 - speed) * _night_s(starts_s, ends_s, hours)


def _overlap_s(starts_s: int, ends_s: int, since_s: int, until_s: int) -> int:
    """Return the seconds of a span that lie between two times of any day."""
    seconds = 0
    for day in range(starts_s // DAY_S, ends_s // DAY_S + 1):
        first = max(starts_s, day * DAY_S + since_s)
        seconds += max(0, min(ends_s, day * DAY_S + until_s) - first)
    return seconds


def _night_s(starts_s: int, ends_s: int, hours: DriverHours) -> int:
    since_s, until_s = hours.night_from_s, hours.night_until_s
    if since_s <= until_s:
        return _overlap_s(starts_s, ends_s, since_s, until_s)
    late_s = _overlap_s(starts_s, ends_s, since_s, DAY_S)
    return late_s + _overlap_s(starts_s, ends_s, 0, until_s)


def _parts(trip: Trip, hours: DriverHours) -> list[_Move | _Stand]:
    """Return all that the coach does between its first and its last stop, in order."""
    parts: list[_Move | _Stand] = []
    for leg, (a, b) in enumerate(pairwise(trip.stops)):
        at_s = a.leaves_s
        for rest in (rest for rest in trip.rests if rest.leg == leg):
            parts.append(_Move(at_s, rest.starts_s))
            parts.append(_Stand(rest.starts_s, rest.ends_s, relay=False))
            at_s = rest.ends_s
        parts.append(_Move(at_s, b.arrives_s))
        if leg < len(trip.stops) - 2:
            relay = b.place in hours.relay_places
            parts.append(_Stand(b.arrives_s, b.leaves_s, relay))
    return _merged(parts)


def _merged(parts: list[_Move | _Stand]) -> list[_Move | _Stand]:
    """Return the parts without empty drives, standing before and after one as one."""
    out: list[_Move | _Stand] = []
    for part in parts:
        if isinstance(part, _Move):
            if part.ends_s > part.starts_s:
                out.append(part)
            continue
        last = out[-1] if out else None
        if isinstance(last, _Stand):
            out[-1] = _Stand(last.starts_s, part.ends_s, last.relay or part.relay)
        else:
            out.append(part)
    return out


def _driven_in_standstill(parts: list[_Move | _Stand], hours: DriverHours) -> int:
    seconds = 0
    for part in parts:
        if isinstance(part, _Move):
            since_s, until_s = hours.standstill_from_s, hours.standstill_until_s
            seconds += _overlap_s(part.starts_s, part.ends_s, since_s, until_s)
        elif part.relay:
            break
    return seconds


def _least_excess(
    parts: list[_Move | _Stand], hours: DriverHours, drivers: int
) -> tuple[int, int]:
    """Return the seconds above both limits, the changes of drivers chosen well."""
    two = drivers >= 2
    crews = {_Crew(_Driver(), _Driver() if two else None, 0, 0)}
    for part in parts:
        if isinstance(part, _Move):
            crews = {_driven(crew, part, hours) for crew in crews}
        else:
            crews = {after for crew in crews for after in _stood(crew, part, hours)}
        crews = _undominated(crews)
    return min(((c.continuous_s, c.daily_s) for c in crews), key=lambda e: (sum(e), e))


def _driven(crew: _Crew, move: _Move, hours: DriverHours) -> _Crew:
    """Return the crew after a drive, with what it drives above a limit."""
    wheel = crew.wheel
    seconds = move.ends_s - move.starts_s
    night = wheel.night or _night_s(move.starts_s, move.ends_s, hours) > 0
    before_s = _above(wheel.stretch_s, wheel.night, hours)
    after_s = _above(wheel.stretch_s + seconds, night, hours)
    daily_s = hours.daily_driving_s
    more_s = max(0, wheel.driven_s + seconds - daily_s)
    more_s -= max(0, wheel.driven_s - daily_s)
    driver = _Driver(
        wheel.stretch_s + seconds, night, wheel.driven_s + seconds, move.ends_s
    )
    return crew._replace(
        wheel=driver,
        continuous_s=crew.continuous_s + after_s - before_s,
        daily_s=crew.daily_s + more_s,
    )


def _above(stretch_s: int, night: bool, hours: DriverHours) -> int:
    limit_s = hours.day_driving_s
    if night:
        limit_s = min(limit_s, hours.night_driving_s)
    return max(0, stretch_s - limit_s)


def _stood(crew: _Crew, stand: _Stand, hours: DriverHours) -> Iterator[_Crew]:
    """Yield who may drive on after standing."""
    if stand.relay:
        fresh = None if crew.other is None else _Driver()
        yield crew._replace(wheel=_Driver(), other=fresh)
        return
    wheel = crew.wheel.at(stand.ends_s, hours.rest_s)
    other = None if crew.other is None else crew.other.at(stand.ends_s, hours.rest_s)
    yield crew._replace(wheel=wheel, other=other)
    if other is not None and stand.ends_s - stand.starts_s >= hours.change_s:
        yield crew._replace(wheel=other, other=wheel)


def _undominated(crews: set[_Crew]) -> set[_Crew]:
    """Return the crews without those than which another is better in everything."""
    kept: list[tuple[_Crew, tuple[int, ...]]] = []
    for crew, key in sorted(((c, _key(c)) for c in crews), key=lambda pair: pair[1]):
        if not any(all(a <= b for a, b in zip(k, key, strict=True)) for _, k in kept):
            kept.append((crew, key))
    return {crew for crew, _ in kept}


def _key(crew: _Crew) -> tuple[int, ...]:
    numbers = [crew.continuous_s, crew.daily_s]
    for driver in (crew.wheel, crew.other):
        if driver is not None:
            off_s = driver.off_s
            numbers += [driver.stretch_s, int(driver.night), driver.driven_s]
            numbers.append(LONG_AGO if off_s is None else off_s)
    return tuple(numbers)
