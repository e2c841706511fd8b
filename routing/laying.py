"""
A trip as somebody wants it: its stops in this order, this coach, this departure.

Where the solvers look for the best trip, this module takes the one it is told and works
out its times, its drivers and its cost. A trip may break rules; ``check`` says which.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from routing.plan import Stop, Trip
from routing.rules import DAY_S, MOST_STOPS
from routing.schedule import Refusal, schedule

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from routing.plan import Rest
    from routing.problem import Problem
    from routing.rules import DriverHours


class Layer:
    """Lays trips for one problem; makes its arrays once."""

    def __init__(self, problem: Problem) -> None:
        # The solvers' libraries take a second to load: only those wait who lay trips.
        from routing.units import net_of

        self.problem = problem
        self._net = net_of(problem)
        self._place = {place.id: i for i, place in enumerate(problem.places)}
        self._type = {coach.id: t for t, coach in enumerate(problem.fleet)}

    def metres(self, places: Iterable[str]) -> int:
        """Return the length of the way from place to place."""
        at = [self._place[place] for place in places]
        return sum(int(self.problem.distance_m[leg]) for leg in pairwise(at))

    def lay(
        self, coach: str, service_date: dt.date, departs_s: int, stops: Sequence[Stop]
    ) -> Trip:
        """
        Return the trip with these stops in their order; their times are made anew.

        The earliest arrival with the fewest drivers that keep the rules. Where none do
        (too long a drive without a pause, more stops than are planned, a pickup after a
        drop-off) the coach drives from stop to stop without a rest, with the drivers
        that its distance wants.

        Parameters
        ----------
        stops
            At least two, of places of the problem. Who stands at one where nobody gets
            on or off stands as long as at a pickup before the first drop-off, and as
            long as at a drop-off after it.
        """
        rules = self.problem.rules
        at = [self._place[stop.place] for stop in stops]
        legs = list(pairwise(at))
        distance_m = sum(int(self.problem.distance_m[leg]) for leg in legs)
        least = 2 if distance_m > rules.second_driver_above_m else 1
        timed, rests, drivers = self._timed(stops, departs_s, least)
        starts_s, ends_s = timed[0].arrives_s, timed[-1].leaves_s
        driving_s = sum(int(self.problem.duration_s[leg]) for leg in legs)
        t = self._type[coach]
        before, after, empty_m = self._away(
            t, drivers, driving_s, (at[0], at[-1]), (starts_s, ends_s)
        )
        net = self._net
        cents = int(net.hire[t]) * (1 + before + after)
        cents += int(net.overnight[t]) * (before + after)
        cents += (int(net.km[t]) * (distance_m + empty_m) + 500) // 1000
        cents += int(net.second[t]) * (drivers - 1)
        return Trip(
            coach=coach,
            service_date=service_date,
            stops=timed,
            distance_m=distance_m,
            duration_s=ends_s - starts_s,
            cost_cents=cents,
            drivers=drivers,
            rests=rests,
            empty_m=empty_m,
            days_before=before,
            days_after=after,
        )

    def _away(
        self,
        t: int,
        drivers: int,
        driving_s: int,
        ends: tuple[int, int],
        span_s: tuple[int, int],
    ) -> tuple[int, int, int]:
        """Return the days before and after, and the metres that it drives empty."""
        from routing.solvers.trips import days_away

        net, (first, last) = self._net, ends
        before, after = days_away(net, t, drivers, driving_s, first, last, *span_s)
        empty_m = 0
        if net.out_base[t] >= 0:
            empty_m += int(net.distance_m[net.out_base[t], first])
        if net.back_base[t] >= 0:
            empty_m += int(net.distance_m[last, net.back_base[t]])
        return int(before), int(after), empty_m

    def _timed(
        self, stops: Sequence[Stop], departs_s: int, least: int
    ) -> tuple[tuple[Stop, ...], tuple[Rest, ...], int]:
        """Return the stops with their times, the rests and the drivers."""
        n_pickups = _first_dropoff(stops)
        in_order = all(not stop.board for stop in stops[n_pickups:])
        if in_order and len(stops) <= 2 * MOST_STOPS:
            places = [stop.place for stop in stops]
            for drivers in range(least, 3):
                made = schedule(self.problem, places, departs_s, drivers, n_pickups)
                if not isinstance(made, Refusal):
                    times = zip(stops, made.arrives_s, made.leaves_s, strict=True)
                    return (
                        tuple(
                            replace(stop, arrives_s=arrives, leaves_s=leaves)
                            for stop, arrives, leaves in times
                        ),
                        made.rests,
                        drivers,
                    )
        return self._driven_through(stops, departs_s, n_pickups), (), least

    def _driven_through(
        self, stops: Sequence[Stop], departs_s: int, n_pickups: int
    ) -> tuple[Stop, ...]:
        """Return the stops as a coach makes them that never rests."""
        rules = self.problem.rules
        timed: list[Stop] = []
        for k, stop in enumerate(stops):
            stands_s = rules.pickup_s if stop.board else 0
            stands_s += rules.dropoff_s if stop.alight else 0
            if not (stop.board or stop.alight):
                stands_s = rules.pickup_s if k < n_pickups else rules.dropoff_s
            if timed:
                leg = self._place[timed[-1].place], self._place[stop.place]
                drive_s = int(self.problem.duration_s[leg])
                at_s = _arrival(timed[-1].leaves_s, drive_s, rules.driver_hours)
            else:
                at_s = departs_s - stands_s
            timed.append(replace(stop, arrives_s=at_s, leaves_s=at_s + stands_s))
        return tuple(timed)


def _first_dropoff(stops: Sequence[Stop]) -> int:
    return next((k for k, stop in enumerate(stops) if stop.alight), len(stops))


def _arrival(at_s: int, drive_s: int, hours: DriverHours | None) -> int:
    """Return when a drive ends that would take so long by day, whole seconds."""
    if hours is None:
        return at_s + drive_s
    by_night = int(Fraction(repr(float(hours.night_speed))) * 1000)
    left = drive_s * 1000
    while left > 0:
        night, until_s = _stretch(at_s, hours)
        speed = by_night if night else 1000
        span_s = min(until_s - at_s, -(-left // speed))
        at_s += span_s
        left -= span_s * speed
    return at_s


def _stretch(at_s: int, hours: DriverHours) -> tuple[bool, int]:
    """Return whether it is night at a time, and when that changes next."""
    since_s, until_s = hours.night_from_s % DAY_S, hours.night_until_s % DAY_S
    clock_s = at_s % DAY_S
    if since_s <= until_s:
        night = since_s <= clock_s < until_s
    else:
        night = clock_s >= since_s or clock_s < until_s
    end_s = until_s if night else since_s
    ahead_s = (end_s - clock_s) % DAY_S
    return night, at_s + (ahead_s or DAY_S)
