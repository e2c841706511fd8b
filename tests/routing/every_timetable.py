"""All timetables whose standing begins and ends on a grid of times, the slow way."""

from __future__ import annotations

import itertools
from fractions import Fraction

DAY_S = 86_400


def is_within(clock_s, since_s, until_s):
    if since_s <= until_s:
        return since_s <= clock_s < until_s
    return clock_s >= since_s or clock_s < until_s


def earliest_arrival(
    legs_s, stands_s, relays, departs_s, drivers, total_m, hours, grid_s, latest_s
):
    """
    Return (arrival, rests on the road) of the best timetable on the grid, or None.

    The coach drives or stands for whole steps of the grid; where it comes to a stop
    between two steps, the next begins late. Every stand may last as long as the last
    stop can still be reached at `latest_s`; later arrivals are not found.
    """
    last = len(legs_s)
    speed = Fraction(int(Fraction(repr(hours.night_speed)) * 1000), 1000)
    night_limit_s = min(hours.day_driving_s, hours.night_driving_s)
    # (stretch, whether by night, driven, left the wheel at)
    fresh = (0, False, 0, None)
    start = (0, Fraction(legs_s[0]), fresh, fresh if drivers == 2 else None, 0)
    moving = {departs_s: {start}}
    best = None

    def is_night(t):
        return is_within(t % DAY_S, hours.night_from_s, hours.night_until_s)

    def is_still(t, leg):
        free = total_m <= hours.exempt_m or any(relays[1 : leg + 1])
        clock = t % DAY_S
        return not free and hours.standstill_from_s <= clock < hours.standstill_until_s

    def stood(state, since, until):
        """Yield the crews that may drive on after standing."""
        leg, left, wheel, other, rests = state
        crew = []
        for driver in (wheel, other):
            if driver is None:
                crew.append(None)
                continue
            stretch, night, driven, off = driver
            if off is not None and until - off >= hours.rest_s:
                stretch, night, off = 0, False, None
            crew.append((stretch, night, driven, off))
        wheel, other = crew
        yield (leg, left, (*wheel[:3], None), other, rests)
        if other is not None and until - since >= hours.change_s:
            yield (leg, left, (*other[:3], None), wheel, rests)

    def stand(state, since, least):
        leg, left, *_ = state
        way_s = int(left) + sum(legs_s[leg + 1 :]) + sum(stands_s[leg + 1 : -1])
        for until in range(since + least, latest_s - way_s + 1, grid_s):
            for after in stood(state, since, until):
                moving.setdefault(until, set()).add(after)

    def arrive(state, t):
        nonlocal best
        leg, _, wheel, other, rests = state
        leg += 1
        if leg == last:
            if best is None or (t, rests) < best:
                best = t, rests
            return
        if relays[leg]:
            wheel, other = fresh, None if other is None else fresh
        on_grid = t + (-t) % grid_s
        state = (leg, Fraction(legs_s[leg]), wheel, other, rests)
        stand(state, on_grid, stands_s[leg])

    if legs_s[0] > 0 and is_still(departs_s, 0):
        return None
    for t in itertools.count(departs_s, grid_s):
        if t > latest_s:
            return best
        for state in moving.pop(t, ()):
            leg, left, wheel, other, rests = state
            if left <= 0:
                arrive(state, t)
                continue
            # To stand here.
            stretch, night, driven, _ = wheel
            parked = (leg, left, (stretch, night, driven, t), other, rests + 1)
            stand(parked, t, grid_s)
            # To drive a step.
            by_night = is_night(t)
            if is_still(t, leg):
                continue
            rate = speed if by_night else 1
            need = -(-left // rate)
            seconds = min(grid_s, int(need))
            night = night or by_night
            limit = night_limit_s if night else hours.day_driving_s
            stretch, driven = stretch + seconds, driven + seconds
            if stretch > limit or driven > hours.daily_driving_s:
                continue
            after = (leg, left - rate * seconds, (stretch, night, driven, t + seconds))
            if after[1] <= 0:
                arrive((*after, other, rests), t + seconds)
            else:
                moving.setdefault(t + seconds, set()).add((*after, other, rests))
    return best
