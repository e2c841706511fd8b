"""
The timetable of one trip: when it is where, and where its drivers rest.

The rules are those of ``routing.rules.DriverHours``; docs/planning/hours.md says how
they are read. In short: a *stretch* is what a driver drives between two rests, and a
stretch of which any second lies in the night may last ``night_driving_s`` in all, any
other ``day_driving_s``. A rest is any standing of ``rest_s`` or more, at a stop or on
the road; of two drivers the one who does not drive rests too. Everything is counted in
whole seconds: a second by day covers 1,000 units of the way, a second by night as many
as the night speed has thousandths, and a leg ends with the first second that covers it.

Why a search. By day alone, and by night alone, resting as late as possible is best: a
rest on the road moved later leaves every later position as it was and the driver
fresher, until the limit is reached or the rest meets a stop, where its standing time is
saved. So only two choices stay, the limit and the stops. In the evening the same holds
up to ``night_from_s``: a second moved from after the rest to before it is driven
faster. In the morning it does not: a second of rest by night costs less way than one by
day, and a stretch that begins after the night may be longer. So a rest may also be
prolonged until the night ends, begin so that it ends with the night, or begin as early
as lets full stretches by day end exactly at a stop (earlier would save time, but cost
one more rest). When driving by night would use up the daily hours, the coach drives as
long as the way that is left can still be driven by day, and waits for the end of the
night. ``run_timetable`` tries exactly these, and drops what is no better in time,
stretch, hours and number of rests than another way to the same stop.
"""

from __future__ import annotations

import enum
import math
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from routing.compiled import lean
from routing.plan import Rest
from routing.rules import DAY_S, MOST_STOPS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from routing.problem import Problem
    from routing.rules import DriverHours
    from routing.units import Ints


class Way(NamedTuple):
    """What ``run_timetable`` is given of a trip, for each leg and stop."""

    legs_s: Ints
    stands_s: Ints
    relays: Ints
    n_stops: int


class Broken(enum.IntEnum):
    """What ``run_timetable`` answers: 0, or the rule that cannot be kept."""

    KEPT = 0
    CONTINUOUS = 1
    DAILY = 2
    STANDSTILL = 3
    TOO_LONG = 4


KEPT, CONTINUOUS, DAILY, STANDSTILL, TOO_LONG = (int(code) for code in Broken)

UNITS = 1_000  # of the way, covered by a second by day
FAR = np.int64(1) << 60

# The head of the array made by `hours_array`.
ENABLED, DAY_LIMIT, NIGHT_LIMIT, REST, NIGHT_FROM, NIGHT_UNTIL = 0, 1, 2, 3, 4, 5
DAILY_LIMIT, STILL_FROM, STILL_UNTIL, EXEMPT, SPEED, CHANGE = 6, 7, 8, 9, 10, 11
# Then what the search notes: its nodes, those that came to the next stop, the best end.
N_NODES, N_CAME, FIRST, LOST, MORNINGS, BEST = 12, 13, 14, 15, 16, 17
BEST_DROVE, BEST_AT, BEST_RESTS, DIVES, STANDS_STILL, SHORTEST = 18, 19, 20, 21, 22, 23
# After leg i: driving until this crew's end, by day and all by night; until the trip's
# end driving, standing and the least number of rests.
CREW_DAY = 24
CREW_NIGHT = CREW_DAY + 2 * MOST_STOPS
LATER_DRIVE = CREW_NIGHT + 2 * MOST_STOPS
LATER_STAND = LATER_DRIVE + 2 * MOST_STOPS
LATER_RESTS = LATER_STAND + 2 * MOST_STOPS
# A node is a coach that stands, and is about to drive on at ENDS.
PARENT, LEG, ON_ROAD, STARTS, ENDS, LEFT = 0, 1, 2, 3, 4, 5
# The driver at the wheel: driven since the rest, whether by night, and in all. Of the
# other one the same, and when rested.
STRETCH, BY_NIGHT, DRIVEN, STRETCH_2, BY_NIGHT_2, DRIVEN_2, READY_2 = (
    6,
    7,
    8,
    9,
    10,
    11,
    12,
)
N_RESTS, DROVE, SECOND, USELESS, MORNING, WAITED = 13, 14, 15, 16, 17, 18
WIDTH = 19
NOW = LATER_RESTS + 2 * MOST_STOPS  # the coach that drives, laid out like a node
NODES = NOW + WIDTH
MOST_NODES = 4_096
MOST_CAME = 256
CAME = NODES + MOST_NODES * WIDTH


def hours_array(hours: DriverHours | None) -> Ints:
    """
    Return the rules and working space for ``run_timetable``; one for each thread.

    The night speed is counted in thousandths, rounded down.

    Parameters
    ----------
    hours
        None for coaches that drive by day's speed and without rests at all times.
    """
    out = np.zeros(CAME + MOST_CAME * WIDTH, np.int64)
    if hours is None:
        return out
    out[ENABLED] = 1
    out[DAY_LIMIT] = hours.day_driving_s
    out[NIGHT_LIMIT] = min(hours.night_driving_s, hours.day_driving_s)
    out[REST] = hours.rest_s
    out[NIGHT_FROM] = hours.night_from_s
    out[NIGHT_UNTIL] = hours.night_until_s
    out[DAILY_LIMIT] = hours.daily_driving_s
    out[STILL_FROM] = hours.standstill_from_s
    out[STILL_UNTIL] = hours.standstill_until_s
    out[EXEMPT] = hours.exempt_m
    out[SPEED] = math.floor(Fraction(repr(float(hours.night_speed))) * 1000)
    out[CHANGE] = hours.change_s
    return out


@lean
def _run_by_day(
    legs_s: Ints,
    stands_s: Ints,
    n_stops: int,
    depart_s: int,
    arrives_s: Ints,
    leaves_s: Ints,
) -> int:
    """Fill the timetable without rests; return the arrival at the last stop."""
    at = depart_s
    arrives_s[0] = depart_s - stands_s[0]
    leaves_s[0] = depart_s
    for i in range(1, n_stops):
        at += legs_s[i - 1]
        arrives_s[i] = at
        at += stands_s[i]
        leaves_s[i] = at
    return int(at - stands_s[n_stops - 1])


@lean
def _is_night(h: Ints, at_s: int) -> bool:
    clock = at_s % DAY_S
    if h[NIGHT_FROM] <= h[NIGHT_UNTIL]:
        return bool(h[NIGHT_FROM] <= clock < h[NIGHT_UNTIL])
    return bool(clock >= h[NIGHT_FROM] or clock < h[NIGHT_UNTIL])


@lean
def _next(at_s: int, clock_s: int) -> int:
    """Return when it is that time of day next, later than now."""
    return at_s + 1 + (clock_s - at_s - 1) % DAY_S


@lean
def _is_still(h: Ints, at_s: int, free: bool) -> bool:
    return not free and h[STILL_FROM] <= at_s % DAY_S < h[STILL_UNTIL]


@lean
def _after_still(h: Ints, at_s: int, free: bool) -> int:
    """Return the first moment from this one at which somebody may drive."""
    if _is_still(h, at_s, free):
        return int(at_s - at_s % DAY_S + h[STILL_UNTIL])
    return at_s


@lean
def _stand(h: Ints, to: int, starts: int, ends: int, on_road: int, swap: bool) -> bool:
    """
    Write the node of the coach ``NOW`` standing for so long; False if that is no use.

    It is none when the driver who would drive on must not.
    """
    rest = h[REST]
    stretch, night, driven = h[NOW + STRETCH], h[NOW + BY_NIGHT], h[NOW + DRIVEN]
    stretch_2, night_2, driven_2 = (
        h[NOW + STRETCH_2],
        h[NOW + BY_NIGHT_2],
        h[NOW + DRIVEN_2],
    )
    ready = h[NOW + READY_2]
    if ready <= ends:
        stretch_2, night_2, ready = 0, 0, 0
    if swap:
        stretch, stretch_2 = stretch_2, stretch
        night, night_2 = night_2, night
        driven, driven_2 = driven_2, driven
        ready = starts + rest
    if ends - starts >= rest:
        stretch, night, stretch_2, night_2, ready = 0, 0, 0, 0, 0
    if h[NOW + LEFT] > 0:
        by_night = night > 0 or _is_night(h, ends)
        limit = h[NIGHT_LIMIT] if by_night else h[DAY_LIMIT]
        if stretch >= limit or driven >= h[DAILY_LIMIT]:
            return False
    h[to + PARENT] = h[NOW + PARENT]
    h[to + LEG] = h[NOW + LEG]
    h[to + ON_ROAD] = on_road
    h[to + STARTS] = starts
    h[to + ENDS] = ends
    h[to + LEFT] = h[NOW + LEFT]
    h[to + STRETCH] = stretch
    h[to + BY_NIGHT] = night
    h[to + DRIVEN] = driven
    h[to + STRETCH_2] = stretch_2
    h[to + BY_NIGHT_2] = night_2
    h[to + DRIVEN_2] = driven_2
    h[to + READY_2] = ready
    h[to + N_RESTS] = h[NOW + N_RESTS] + on_road
    h[to + DROVE] = h[NOW + DROVE]
    h[to + USELESS] = 0
    h[to + WAITED] = h[NOW + WAITED]
    h[to + MORNING] = FAR
    if h[MORNINGS] and _is_night(h, ends):
        h[to + MORNING] = _next(ends, h[NIGHT_UNTIL])
    h[to + SECOND] = 1 - h[NOW + SECOND] if swap else h[NOW + SECOND]
    return True


@lean
def _no_worse(h: Ints, a: int, b: int, slack: int) -> bool:
    """
    Return whether all that node b can do, a can do as early and with no more rests.

    Not told of a by night and b in the morning after: a has yet to wait for it.

    Parameters
    ----------
    slack
        Hours of a driver up to this one cannot run out on the way that is left.
    """
    return bool(
        h[a + ENDS] <= h[b + ENDS]
        and h[b + ENDS] < h[a + MORNING]
        and (h[b + WAITED] == 0 or h[a + ENDS] == h[b + ENDS])
        and h[a + LEFT] <= h[b + LEFT]
        and h[a + N_RESTS] <= h[b + N_RESTS]
        and h[a + STRETCH] <= h[b + STRETCH]
        and h[a + BY_NIGHT] <= h[b + BY_NIGHT]
        and h[a + STRETCH_2] <= h[b + STRETCH_2]
        and h[a + BY_NIGHT_2] <= h[b + BY_NIGHT_2]
        and h[a + READY_2] <= max(h[b + READY_2], h[b + ENDS])
        and max(h[a + DRIVEN], slack) <= max(h[b + DRIVEN], slack)
        and max(h[a + DRIVEN_2], slack) <= max(h[b + DRIVEN_2], slack)
    )


@lean
def _drive_through(h: Ints, at: int, units: int, strict: bool) -> int:
    """Return when so much is driven without rests; -1 if strict and at a standstill."""
    while units > 0:
        night = _is_night(h, at)
        speed = h[SPEED] if night else UNITS
        until = _next(at, h[NIGHT_UNTIL] if night else h[NIGHT_FROM])
        if h[STANDS_STILL]:
            if _is_still(h, at, False):
                if strict:
                    return -1
                at = _after_still(h, at, False)
                continue
            until = min(until, _next(at, h[STILL_FROM]))
        if units <= (until - at) * speed:
            return at - (-units // speed)
        units -= (until - at) * speed
        at = until
    return at


@lean
def _is_late(h: Ints, node: int, length: int) -> bool:
    """
    Return whether no way on from a node can beat the best timetable so far.

    By day at all times a coach would arrive no later, and would need a rest or change
    (of so many seconds) for every full stretch of a leg. Nor would it with the speed by
    night if all it stands were by night; a standstill, though, may save all rests.
    """
    if h[BEST_AT] == FAR:
        return False
    leg = h[node + LEG]
    left_s = -(-h[node + LEFT] // UNITS)
    rests = h[LATER_RESTS + leg]
    if left_s > 0:
        rests += max(0, (h[node + STRETCH] + left_s - 1) // h[DAY_LIMIT])
    at = h[node + ENDS]
    stand_s = h[LATER_STAND + leg]
    drive_s = left_s + h[LATER_DRIVE + leg]
    ends = at + drive_s + stand_s + rests * length
    rests += h[node + N_RESTS]
    if ends > h[BEST_AT] or (ends == h[BEST_AT] and rests >= h[BEST_RESTS]):
        return True
    night = _is_night(h, at)
    if not night and ends <= _next(at, h[NIGHT_FROM]):
        return False
    units = h[node + LEFT] + h[LATER_DRIVE + leg] * UNITS
    stands = (ends - at - drive_s) * h[SPEED]
    ends = _drive_through(h, at, units + stands, True)
    if ends < 0:
        ends = _drive_through(h, at, units, False)
    return bool(
        ends > h[BEST_AT] or (ends == h[BEST_AT] and h[node + N_RESTS] >= h[BEST_RESTS])
    )


@lean
def _keep(
    h: Ints, starts: int, ends: int, on_road: int, swap: bool, slack: int
) -> bool:
    """
    Keep the coach ``NOW`` that stands for so long, unless another is no worse.

    Returns False when the driver who would drive on must not.
    """
    first = CAME
    n = h[N_CAME]
    most = MOST_CAME
    if on_road:
        first = NODES + h[FIRST] * WIDTH
        n = h[N_NODES] - h[FIRST]
        most = MOST_NODES - h[FIRST]
    if n >= most - 1:
        h[LOST] = 1
        return True
    new = first + n * WIDTH
    if not _stand(h, new, starts, ends, on_road, swap):
        return False
    if _is_late(h, new, h[SHORTEST]):
        return True
    for k in range(n):
        if _no_worse(h, first + k * WIDTH, new, slack):
            return True
    for k in range(n):
        if _no_worse(h, new, first + k * WIDTH, slack):
            h[first + k * WIDTH + USELESS] = 1
    if on_road:
        h[N_NODES] = h[FIRST] + n + 1
        return True
    kept = 0
    for k in range(n + 1):
        old = first + k * WIDTH
        if h[old + USELESS] == 0:
            to = first + kept * WIDTH
            if to != old:
                for f in range(WIDTH):
                    h[to + f] = h[old + f]
            kept += 1
    h[N_CAME] = kept
    return True


@lean
def _keep_rested(
    h: Ints, starts: int, ends: int, on_road: int, crew: int, slack: int
) -> None:
    """Keep the coach ``NOW`` after a rest; of two the one who drove less drives on."""
    less = h[NOW + DRIVEN_2] < h[NOW + DRIVEN]
    swap = crew == 2 and less and ends - starts >= h[CHANGE]
    _keep(h, starts, ends, on_road, swap, slack)


@lean
def _keep_all(
    h: Ints,
    way: Way,
    starts: int,
    least: int,
    on_road: int,
    crew: int,
    free: bool,
    slack: int,
) -> None:
    """Keep the coach ``NOW`` standing as long as it has to, or longer with a gain."""
    ends = _after_still(h, starts + least, free)
    if h[DIVES]:
        change = _after_still(h, starts + max(least, h[CHANGE]), free)
        if ends - starts >= h[REST]:
            _keep_rested(h, starts, ends, on_road, crew, slack)
        elif (
            crew == 2
            and (on_road or change == ends)
            and (h[NOW + READY_2] <= change or h[NOW + STRETCH_2] < h[NOW + STRETCH])
            and _keep(h, starts, change, on_road, True, slack)
        ) or _keep(h, starts, ends, on_road, False, slack):
            return
        else:
            rested = _after_still(h, starts + h[REST], free)
            _keep_rested(h, starts, rested, on_road, crew, slack)
        return
    if ends - starts >= h[REST]:
        _keep_rested(h, starts, ends, on_road, crew, slack)
    else:
        changed = False
        _keep(h, starts, ends, on_road, False, slack)
        if crew == 2:
            change = ends
            if ends - starts < h[CHANGE]:
                change = _after_still(h, starts + h[CHANGE], free)
            if change - starts < h[REST]:
                changed = _keep(h, starts, change, on_road, True, slack)
        if not (on_road and changed):
            rested = _after_still(h, starts + h[REST], free)
            _keep_rested(h, starts, rested, on_road, crew, slack)
    if not h[MORNINGS]:
        return
    rested = max(ends, _after_still(h, starts + h[REST], free))
    if _is_night(h, ends) or _is_night(h, rested):
        by_night = ends if _is_night(h, ends) else rested
        morning = _next(by_night, h[NIGHT_UNTIL])
        _keep_rested(h, starts, morning, on_road, crew, slack)
        if h[SPEED] < UNITS:
            _keep_towards_morning(
                h, way, starts, ends, rested, morning, on_road, crew, slack
            )


@lean
def _keep_until(
    h: Ints,
    starts: int,
    first: int,
    leaves: int,
    on_road: int,
    crew: int,
    slack: int,
) -> None:
    """Keep the coach ``NOW`` standing until then, if it may leave earlier."""
    if leaves <= first:
        return
    if leaves - starts >= h[REST]:
        _keep_rested(h, starts, leaves, on_road, crew, slack)
    else:
        _keep(h, starts, leaves, on_road, False, slack)


@lean
def _keep_towards_morning(
    h: Ints,
    way: Way,
    starts: int,
    ends: int,
    rested: int,
    morning: int,
    on_road: int,
    crew: int,
    slack: int,
) -> None:
    """
    Keep stands prolonged within the night so that a stretch reaches a stop.

    What begins by night may last ``night_driving_s``, and gets farther by day: so it
    may pay to begin it later, just so much that it, and full stretches by day after it,
    end at a stop; or so much that the hours of the day are used up by what is left.
    """
    full = h[DAY_LIMIT] * UNITS
    slower = UNITS - h[SPEED]
    spare = crew * h[DAILY_LIMIT] - h[NOW + DRIVEN] - h[NOW + DRIVEN_2]
    spare = (spare - h[CREW_DAY + h[NOW + LEG]]) * UNITS - h[NOW + LEFT]
    h[NOW + WAITED] = 1
    for first in (ends, rested):
        stretch = h[NOW + STRETCH] if first - starts < h[REST] else 0
        limit = (h[NIGHT_LIMIT] - stretch) * UNITS
        units = h[NOW + LEFT]
        _keep_until(h, starts, first, morning - spare // slower, on_road, crew, slack)
        for stop in range(h[NOW + LEG] + 1, way.n_stops):
            over = max(0, -((limit - units) // full))
            by_night = (limit + over * full - units) // slower
            if by_night > 0 and by_night * UNITS <= limit:
                _keep_until(h, starts, first, morning - by_night, on_road, crew, slack)
            if way.stands_s[stop] >= h[REST] or way.relays[stop] > 0:
                break
            if stop < way.n_stops - 1:
                units += way.legs_s[stop] * UNITS
    h[NOW + WAITED] = 0


@lean
def _drive(
    h: Ints,
    way: Way,
    leg: int,
    node: int,
    drivers: int,
    free: bool,
    slack: int,
) -> int:
    """
    Drive on from a node until somebody must rest; return the arrival, or -1.

    Keeps every way to stand on the road that can be worth it; leaves the coach that
    came to the next stop in ``NOW``.
    """
    for f in range(WIDTH):
        h[NOW + f] = h[node + f]
    h[NOW + PARENT] = (node - NODES) // WIDTH
    h[NOW + DROVE] = 0
    h[NOW + WAITED] = 0
    at = h[node + ENDS]
    while h[NOW + LEFT] > 0:
        night = _is_night(h, at)
        speed = h[SPEED] if night else UNITS
        until = _next(at, h[NIGHT_UNTIL] if night else h[NIGHT_FROM])
        if not free and h[STILL_FROM] < h[STILL_UNTIL]:
            if _is_still(h, at, free):
                still = _after_still(h, at, free) - at
                _keep_all(h, way, at, still, 1, drivers, free, slack)
                return -1
            until = min(until, _next(at, h[STILL_FROM]))
        long = night or h[NOW + BY_NIGHT] > 0
        limit = h[NIGHT_LIMIT] if long else h[DAY_LIMIT]
        if h[NOW + STRETCH] >= limit:
            least = h[REST] if drivers == 1 else min(h[REST], h[CHANGE])
            _keep_all(h, way, at, least, 1, drivers, free, slack)
            return -1
        if h[NOW + DRIVEN] >= h[DAILY_LIMIT]:
            if drivers == 2:
                _keep_all(h, way, at, h[CHANGE], 1, drivers, free, slack)
            return -1
        spare = drivers * h[DAILY_LIMIT] - h[NOW + DRIVEN] - h[CREW_DAY + leg]
        spare = (spare - h[NOW + DRIVEN_2]) * UNITS - h[NOW + LEFT]
        if spare < 0:
            return -1
        seconds = min(-(-h[NOW + LEFT] // speed), until - at, limit - h[NOW + STRETCH])
        seconds = min(seconds, h[DAILY_LIMIT] - h[NOW + DRIVEN])
        if night and speed < UNITS:
            seconds = min(seconds, spare // (UNITS - speed))
            if seconds == 0:
                morning = _next(at, h[NIGHT_UNTIL])
                _keep_all(h, way, at, morning - at, 1, drivers, free, slack)
                return -1
            if until == _next(at, h[NIGHT_UNTIL]) and h[DIVES] == 0:
                _keep_into_morning(
                    h,
                    way,
                    leg,
                    at,
                    seconds,
                    drivers,
                    slack,
                )
        _go_on(h, seconds, speed, night)
        at += seconds
    return int(at)


@lean
def _go_on(h: Ints, seconds: int, speed: int, night: bool) -> None:
    h[NOW + LEFT] -= seconds * speed
    h[NOW + STRETCH] += seconds
    h[NOW + DRIVEN] += seconds
    h[NOW + DROVE] += seconds
    if night and seconds > 0:
        h[NOW + BY_NIGHT] = 1


@lean
def _keep_into_morning(
    h: Ints,
    way: Way,
    leg: int,
    at: int,
    seconds: int,
    drivers: int,
    slack: int,
) -> None:
    """
    Keep rests and changes that reach from the night into the day, before the limit.

    The coach ``NOW`` may drive by night for so many seconds from now.
    """
    morning = _next(at, h[NIGHT_UNTIL])
    left, stretch, by_night = h[NOW + LEFT], h[NOW + STRETCH], h[NOW + BY_NIGHT]
    driven, drove = h[NOW + DRIVEN], h[NOW + DROVE]
    full = h[DAY_LIMIT] * UNITS
    for change in range(drivers):
        length = h[CHANGE] if change else h[REST]
        first = max(at, morning - length)
        if first > at + seconds:
            continue
        units = left - (first - at) * h[SPEED]
        # The rest that ends with the night, then those after which full stretches by
        # day end at a stop.
        for stop in range(leg, way.n_stops):
            begins = first
            if stop > leg:
                if stop > leg + 1:
                    units += way.legs_s[stop - 1] * UNITS
                stretches = (units - 1) // full
                if stretches > 0:
                    over = units - stretches * full
                    begins = first - (-over // h[SPEED])
            fits = begins <= min(at + seconds, morning)
            if fits and (begins > first or stop == leg):
                _go_on(h, begins - at, h[SPEED], True)
                if change:
                    _keep(h, begins, begins + length, 1, True, slack)
                else:
                    _keep_rested(h, begins, begins + length, 1, drivers, slack)
                h[NOW + LEFT], h[NOW + STRETCH], h[NOW + BY_NIGHT] = (
                    left,
                    stretch,
                    by_night,
                )
                h[NOW + DRIVEN], h[NOW + DROVE] = driven, drove
            if stop > leg and (way.stands_s[stop] >= h[REST] or way.relays[stop] > 0):
                break


@lean
def _fits_by_day(
    h: Ints,
    legs_s: Ints,
    stands_s: Ints,
    relays: Ints,
    n_stops: int,
    depart_s: int,
    arrives_at: int,
    free: bool,
) -> bool:
    """Return whether the timetable without rests keeps all rules, wholly by day."""
    if _is_night(h, depart_s) or _is_still(h, depart_s, free):
        return False
    if arrives_at > _next(depart_s, h[NIGHT_FROM]) and h[NIGHT_FROM] != h[NIGHT_UNTIL]:
        return False
    stands_still = not free and h[STILL_FROM] < h[STILL_UNTIL]
    if stands_still and arrives_at > _next(depart_s, h[STILL_FROM]):
        return False
    stretch = driven = 0
    for i in range(n_stops - 1):
        if i > 0:
            if relays[i] > 0:
                driven = 0
            if relays[i] > 0 or stands_s[i] >= h[REST]:
                stretch = 0
        stretch += legs_s[i]
        driven += legs_s[i]
        if stretch > h[DAY_LIMIT] or driven > h[DAILY_LIMIT]:
            return False
    return True


@lean
def _sum_up(h: Ints, way: Way, drivers: int) -> bool:
    """Note what comes after each leg; False if a crew drives too much even by day."""
    legs_s, stands_s, relays, n_stops = way
    day = night = drive = stand = rests = 0
    for i in range(n_stops - 2, -1, -1):
        if i < n_stops - 2 and relays[i + 1] > 0:
            day = night = 0
        h[CREW_DAY + i] = day
        h[CREW_NIGHT + i] = night
        h[LATER_DRIVE + i] = drive
        h[LATER_STAND + i] = stand
        h[LATER_RESTS + i] = rests
        drive += legs_s[i]
        if i > 0:
            stand += stands_s[i]
        rests += max(0, (legs_s[i] - 1) // h[DAY_LIMIT])
        day += legs_s[i]
        night -= -(legs_s[i] * UNITS) // h[SPEED]
        if day > drivers * h[DAILY_LIMIT]:
            return False
    return True


@lean
def _search(h: Ints, way: Way, depart_s: int, drivers: int, free: bool) -> None:
    """Try the ways to stand, stop after stop; note the best end if it is better."""
    legs_s, stands_s, relays, n_stops = way
    node = h[N_NODES]
    root = NODES + node * WIDTH
    if node >= MOST_NODES - 1:
        h[LOST] = 1
        return
    h[N_CAME] = 0
    h[FIRST] = node
    h[N_NODES] = node + 1
    for f in range(WIDTH):
        h[root + f] = 0
    h[root + PARENT] = -1
    h[root + STARTS] = depart_s - stands_s[0]
    h[root + ENDS] = depart_s
    h[root + LEFT] = legs_s[0] * UNITS
    h[root + MORNING] = FAR
    waits = h[MORNINGS] and h[DIVES] == 0 and legs_s[0] > 0
    if waits and _is_night(h, depart_s):
        h[root + MORNING] = _next(depart_s, h[NIGHT_UNTIL])
        for f in range(WIDTH):
            h[NOW + f] = h[root + f]
        h[NOW + PARENT] = node
        _keep_rested(h, depart_s, h[root + MORNING], 1, drivers, 0)
    for leg in range(n_stops - 1):
        slack = h[DAILY_LIMIT] - h[CREW_NIGHT + leg]
        here = slack + -legs_s[leg] * UNITS // h[SPEED]
        while node < h[N_NODES]:
            this = NODES + node * WIDTH
            if h[this + USELESS] or _is_late(h, this, h[SHORTEST]):
                node += 1
                continue
            at = _drive(
                h,
                way,
                leg,
                this,
                drivers,
                free,
                here,
            )
            node += 1
            if at < 0:
                continue
            rests = h[NOW + N_RESTS]
            if leg == n_stops - 2:
                better = at == h[BEST_AT] and rests < h[BEST_RESTS]
                if better or at < h[BEST_AT]:
                    h[BEST_AT], h[BEST_RESTS] = at, rests
                    h[BEST], h[BEST_DROVE] = node - 1, h[NOW + DROVE]
                continue
            h[NOW + LEG] = leg + 1
            h[NOW + LEFT] = legs_s[leg + 1] * UNITS
            if relays[leg + 1] > 0:
                for f in range(STRETCH, READY_2 + 1):
                    h[NOW + f] = 0
                h[NOW + SECOND] = 0
            may = free or relays[leg + 1] > 0 or h[NOW + LEFT] == 0
            _keep_all(h, way, at, stands_s[leg + 1], 0, drivers, may, slack)
        h[FIRST] = h[N_NODES]
        if leg < n_stops - 2:
            free = free or relays[leg + 1] > 0
            for k in range(h[N_CAME]):
                if h[N_NODES] >= MOST_NODES - 1:
                    h[LOST] = 1
                    break
                to = NODES + h[N_NODES] * WIDTH
                for f in range(WIDTH):
                    h[to + f] = h[CAME + k * WIDTH + f]
                h[N_NODES] += 1
            h[N_CAME] = 0


@lean
def run_timetable(
    legs_s: Ints,
    stands_s: Ints,
    relays: Ints,
    n_stops: int,
    depart_s: int,
    drivers: int,
    total_m: int,
    hours: Ints,
    arrives_s: Ints,
    leaves_s: Ints,
) -> int:
    """
    Fill the timetable with the earliest arrival at the last stop; return 0.

    Of equals one with the fewest rests on the road. Allocates nothing. Returns the
    ``Broken`` code of the rule that cannot be kept otherwise; what is filled is then
    without meaning.

    Parameters
    ----------
    legs_s
        Driving seconds by day from each stop to the next, at least 0.
    stands_s
        Standing at each stop.
    relays
        Above 0 where rested drivers take over; counts between first and last stop only.
    n_stops
        2 to 16. All arrays hold at least so many.
    depart_s
        When the coach leaves the first stop, with rested drivers.
    drivers
        1 or 2. Two can take turns wherever the coach stands for ``change_s``.
    total_m
        The trip's distance, for feeders.
    hours
        From ``hours_array``.
    """
    h = hours
    at = _run_by_day(legs_s, stands_s, n_stops, depart_s, arrives_s, leaves_s)
    h[BEST] = -1
    if h[ENABLED] == 0:
        return KEPT
    free = total_m <= h[EXEMPT]
    if _fits_by_day(h, legs_s, stands_s, relays, n_stops, depart_s, at, free):
        return KEPT
    if h[NIGHT_LIMIT] <= 0:
        return CONTINUOUS
    way = Way(legs_s, stands_s, relays, n_stops)
    if not _sum_up(h, way, drivers):
        return DAILY
    if _is_still(h, depart_s, free) and legs_s[0] > 0:
        return STANDSTILL
    h[MORNINGS] = h[SPEED] < UNITS or h[NIGHT_LIMIT] < h[DAY_LIMIT]
    h[SHORTEST] = h[REST] if drivers == 1 else min(h[REST], h[CHANGE])
    h[STANDS_STILL] = not free and h[STILL_FROM] < h[STILL_UNTIL]
    for i in range(1, n_stops - 1):
        if relays[i] > 0:
            h[STANDS_STILL] = 0
    h[LOST] = 0
    h[N_NODES] = 0
    h[BEST_AT] = FAR
    h[BEST_RESTS] = FAR
    # A timetable that rests only when it must, to leave aside what cannot beat it.
    for dives in (1, 0):
        h[DIVES] = dives
        _search(h, way, depart_s, drivers, free)
    if h[BEST] < 0:
        return TOO_LONG if h[LOST] else DAILY
    arrives_s[n_stops - 1] = h[BEST_AT]
    leaves_s[n_stops - 1] = h[BEST_AT] + stands_s[n_stops - 1]
    node = h[BEST]
    while node >= 0:
        at = NODES + node * WIDTH
        if h[at + ON_ROAD] == 0:
            arrives_s[h[at + LEG]] = h[at + STARTS]
            leaves_s[h[at + LEG]] = h[at + ENDS]
        node = h[at + PARENT]
    return KEPT


@lean
def _shortest_s(
    legs_s: Ints,
    stands_s: Ints,
    relays: Ints,
    n_stops: int,
    drivers: int,
    total_m: int,
    hours: Ints,
    arrives_s: Ints,
    leaves_s: Ints,
) -> int:
    """Return the duration if it never were night, or 0; no departure's is shorter."""
    night, still = hours[NIGHT_FROM], hours[STILL_FROM]
    hours[NIGHT_FROM] = hours[NIGHT_UNTIL]
    hours[STILL_FROM] = hours[STILL_UNTIL]
    code = run_timetable(
        legs_s,
        stands_s,
        relays,
        n_stops,
        0,
        drivers,
        total_m,
        hours,
        arrives_s,
        leaves_s,
    )
    hours[NIGHT_FROM] = night
    hours[STILL_FROM] = still
    return leaves_s[n_stops - 1] - arrives_s[0] if code == KEPT else 0


@lean
def best_departure(
    legs_s: Ints,
    stands_s: Ints,
    relays: Ints,
    n_stops: int,
    departures_s: Ints,
    drivers_least: int,
    total_m: int,
    max_duration_s: int,
    leaves_from_s: Ints,
    arrives_by_s: Ints,
    hours: Ints,
    arrives_s: Ints,
    leaves_s: Ints,
    found: Ints,
) -> int:
    """
    Return the index of the best departure, its timetable filled; -1 if there is none.

    Best is the one with the fewest drivers, then the fewest calendar days touched, then
    the shortest duration, then the earliest. Allocates nothing, and looks no further
    when no other can be better.

    Parameters
    ----------
    departures_s
        When the coach may leave its first stop, ascending.
    drivers_least
        1 or 2. With 1, two are tried when no departure keeps all rules with one.
    max_duration_s
        From the arrival at the first stop to the end of the last.
    leaves_from_s, arrives_by_s
        For each stop: not to be left before, to be reached by; a departure whose
        earliest timetable misses one is passed over.
    found
        Is filled with drivers, days and seconds of the best. Without one ``found[0]``
        is 0 and ``found[1]`` what the last departure broke: a ``Broken`` code, or 0
        when it was only too long or missed a window.
    """
    code = KEPT
    for drivers in range(drivers_least, 3):
        best, best_days, best_s = -1, FAR, FAR
        last = -1
        shortest_s = _shortest_s(
            legs_s,
            stands_s,
            relays,
            n_stops,
            drivers,
            total_m,
            hours,
            arrives_s,
            leaves_s,
        )
        for k in range(len(departures_s)):
            code = run_timetable(
                legs_s,
                stands_s,
                relays,
                n_stops,
                departures_s[k],
                drivers,
                total_m,
                hours,
                arrives_s,
                leaves_s,
            )
            last = k
            if code != KEPT:
                continue
            duration_s = leaves_s[n_stops - 1] - arrives_s[0]
            if duration_s > max_duration_s:
                continue
            missed = False
            for i in range(n_stops):
                if leaves_s[i] < leaves_from_s[i] or arrives_s[i] > arrives_by_s[i]:
                    missed = True
            if missed:
                continue
            days = -(-leaves_s[n_stops - 1] // DAY_S) - arrives_s[0] // DAY_S
            if days < best_days or (days == best_days and duration_s < best_s):
                best, best_days, best_s = k, days, duration_s
                if days <= 1 and duration_s <= shortest_s:
                    break
        if best >= 0:
            if last != best:
                run_timetable(
                    legs_s,
                    stands_s,
                    relays,
                    n_stops,
                    departures_s[best],
                    drivers,
                    total_m,
                    hours,
                    arrives_s,
                    leaves_s,
                )
            found[0], found[1], found[2] = drivers, best_days, best_s
            return best
    found[0], found[1], found[2] = 0, code, 0
    return -1


@dataclass(frozen=True, slots=True)
class Timetable:
    """
    When a coach is where.

    Parameters
    ----------
    arrives_s, leaves_s
        For each stop, seconds after midnight of the service date.
    rests
        Standing on the road, in the order of the trip.
    driving_s
        What each driver drives, in the order in which they first may; those who take
        over at a relay follow.
    """

    arrives_s: tuple[int, ...]
    leaves_s: tuple[int, ...]
    rests: tuple[Rest, ...]
    driving_s: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Refusal:
    """
    No timetable keeps the rules.

    Parameters
    ----------
    broken
        The rule that cannot be kept.
    detail
        A sentence: the rule, its limit and the trip's value.
    """

    broken: Broken
    detail: str


def schedule(
    problem: Problem,
    place_ids: Sequence[str],
    departs_s: int,
    drivers: int,
    n_pickups: int,
) -> Timetable | Refusal:
    """
    Return the timetable with the earliest arrival, or the rule that cannot be kept.

    What ``run_timetable`` answers, with the problem's own rules and matrices.

    Parameters
    ----------
    place_ids
        2 to 16 places in the order of the trip.
    departs_s
        When the coach leaves the first, seconds after midnight of the service date.
    n_pickups
        So many of the first places are pickups, the others drop-offs.

    Raises
    ------
    ValueError
        When there are too few or too many places, or drivers.
    """
    n = len(place_ids)
    if not 2 <= n <= 2 * MOST_STOPS:
        msg = f"Expected 2 to {2 * MOST_STOPS} places, got {n}."
        raise ValueError(msg)
    if drivers not in {1, 2}:
        msg = f"Expected 1 or 2 drivers, got {drivers}."
        raise ValueError(msg)
    rules = problem.rules
    row = {place.id: i for i, place in enumerate(problem.places)}
    at = [row[place] for place in place_ids]
    relayed = () if rules.driver_hours is None else rules.driver_hours.relay_places
    legs_s = problem.duration_s[at[:-1], at[1:]]
    total_m = int(problem.distance_m[at[:-1], at[1:]].sum())
    stands_s = np.full(n, rules.dropoff_s, np.int64)
    stands_s[:n_pickups] = rules.pickup_s
    relays = np.array([place in relayed for place in place_ids], np.int64)
    hours = hours_array(rules.driver_hours)
    arrives_s, leaves_s = np.zeros(n, np.int64), np.zeros(n, np.int64)
    code = run_timetable(
        legs_s,
        stands_s,
        relays,
        n,
        departs_s,
        drivers,
        total_m,
        hours,
        arrives_s,
        leaves_s,
    )
    if code != KEPT:
        broken = Broken(code)
        return Refusal(broken, _sentence(problem, broken, legs_s, departs_s, drivers))
    return Timetable(
        tuple(int(s) for s in arrives_s),
        tuple(int(s) for s in leaves_s),
        *_rests_and_driving(hours, legs_s, relays, drivers),
    )


def _rests_and_driving(
    h: Ints, legs_s: Ints, relays: Ints, drivers: int
) -> tuple[tuple[Rest, ...], tuple[int, ...]]:
    """Read what the search has left behind: rests, and driving seconds per driver."""
    crews = [[0] * drivers]
    if h[BEST] < 0:
        for i, leg_s in enumerate(legs_s):
            if i > 0 and relays[i] and h[ENABLED]:
                crews.append([0] * drivers)
            crews[-1][0] += int(leg_s)
        return (), tuple(s for crew in crews for s in crew)
    nodes: list[Ints] = []
    node = int(h[BEST])
    while node >= 0:
        nodes.append(h[NODES + node * WIDTH : NODES + (node + 1) * WIDTH])
        node = int(nodes[-1][PARENT])
    nodes.reverse()
    rests = []
    for before, after in pairwise(nodes):
        crews[-1][before[SECOND]] += int(after[DROVE])
        if after[ON_ROAD]:
            rests.append(Rest(int(after[LEG]), int(after[STARTS]), int(after[ENDS])))
        elif relays[after[LEG]]:
            crews.append([0] * drivers)
    crews[-1][nodes[-1][SECOND]] += int(h[BEST_DROVE])
    return tuple(rests), tuple(s for crew in crews for s in crew)


def _sentence(
    problem: Problem, broken: Broken, legs_s: Ints, departs_s: int, drivers: int
) -> str:
    hours = problem.rules.driver_hours
    if hours is None:
        return ""
    crew = "One driver" if drivers == 1 else "Two drivers"
    drive = f"{_hours(int(legs_s.sum()))} by day"
    if broken is Broken.STANDSTILL:
        since, until = hours.standstill_from_s, hours.standstill_until_s
        return (
            f"Nobody drives from {_clock(since)} to {_clock(until)}, and the coach "
            f"would leave at {_clock(departs_s % DAY_S)}."
        )
    if broken is Broken.DAILY:
        most = "" if drivers == 1 else " each"
        return (
            f"{crew} may drive {_hours(hours.daily_driving_s)}{most} on one trip, and "
            f"the drive is {drive}, more where it is night."
        )
    if broken is Broken.CONTINUOUS:
        limit = _hours(min(hours.day_driving_s, hours.night_driving_s))
        return f"Nobody may drive for {limit} without a rest, too short a time."
    return (
        f"The drive of {drive} needs more rests than are found among {MOST_NODES} "
        "ways to rest."
    )


def _hours(seconds: int) -> str:
    """Return hours and minutes, the minutes rounded up."""
    minutes = -(-seconds // 60)
    return f"{minutes // 60} h {minutes % 60:02d} min"


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02d}:{seconds % 3600 // 60:02d}"
