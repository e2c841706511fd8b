"""A problem as arrays, for the inner loops; and when a bus can be where."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from routing.compiled import compiled

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from routing.mixed_loads.problem import Problem

# A bus makes at most so many visits.
MOST_VISITS = 160
# Rows of the working space: by position, and by site.
TAIL, FOLLOWING, DROP, GROSS = 0, 1, 2, 3
NEXT, ABOARD = 0, 1


class Arrays(NamedTuple):
    """
    Pickups are places 0 to n - 1, sites follow.

    Parameters
    ----------
    site, riders, standing_ms
        Shape ``(n_pickups,)``; a site by its place.
    opens_ms, closes_ms, site_standing_ms, rider_ms
        Shape ``(n_places,)``, 0 for pickups.
    """

    duration_ms: NDArray[np.int64]
    site: NDArray[np.int64]
    riders: NDArray[np.int64]
    standing_ms: NDArray[np.int64]
    opens_ms: NDArray[np.int64]
    closes_ms: NDArray[np.int64]
    site_standing_ms: NDArray[np.int64]
    rider_ms: NDArray[np.int64]
    capacity: int
    max_ride_ms: int
    mixed: bool


class Work(NamedTuple):
    """Working space of ``starts_of``: shapes (4, MOST_VISITS), (2, n_places)."""

    by_position: NDArray[np.int64]
    by_site: NDArray[np.int64]
    starts_ms: NDArray[np.int64]


def arrays_of(problem: Problem) -> Arrays:
    """Return the arrays of a problem."""
    n = len(problem.pickups)
    place = {site.id: n + i for i, site in enumerate(problem.sites)}

    def of_sites(name: str) -> NDArray[np.int64]:
        values = [getattr(site, name) for site in problem.sites]
        return np.array([0] * n + values, np.int64)

    return Arrays(
        duration_ms=np.ascontiguousarray(problem.duration_ms),
        site=np.array([place[p.site] for p in problem.pickups], np.int64),
        riders=np.array([p.riders for p in problem.pickups], np.int64),
        standing_ms=np.array([p.standing_ms for p in problem.pickups], np.int64),
        opens_ms=of_sites("opens_ms"),
        closes_ms=of_sites("closes_ms"),
        site_standing_ms=of_sites("standing_ms"),
        rider_ms=of_sites("rider_ms"),
        capacity=problem.capacity,
        max_ride_ms=problem.max_ride_ms,
        mixed=problem.mixed,
    )


def work_for(arrays: Arrays) -> Work:
    """Return working space; one for each thread."""
    return Work(
        by_position=np.zeros((4, MOST_VISITS), np.int64),
        by_site=np.zeros((2, len(arrays.duration_ms)), np.int64),
        starts_ms=np.zeros(MOST_VISITS, np.int64),
    )


@compiled
def driving_of(arrays: Arrays, route: NDArray[np.int64], length: int) -> int:
    """Return the driving milliseconds of a route."""
    total = 0
    for i in range(1, length):
        total += arrays.duration_ms[route[i - 1], route[i]]
    return total


@compiled
def starts_of(
    arrays: Arrays, route: NDArray[np.int64], length: int, work: Work
) -> bool:
    """
    Fill ``work.starts_ms`` with the earliest timetable of a route; False without one.

    A bus waits, if at all, before the first pickup after a site: whoever gets on later
    rides no longer for it. So only the sites' moments are to be found, and each rule is
    a difference of two of them: driving and standing from one site to the next, and the
    ride of people who stay aboard past a site. The least solution is raised round by
    round from the opening times (Bellman and Ford); it exists when as many rounds as
    there are sites suffice.
    """
    by_position, by_site, starts_ms = work.by_position, work.by_site, work.starts_ms
    n = len(arrays.site)
    for i in range(length):
        place = route[i]
        site = place if place >= n else arrays.site[place]
        by_site[NEXT, site] = -1
        by_site[ABOARD, site] = 0
    following, tail_ms, visits = -1, 0, 0
    for i in range(length - 1, -1, -1):
        place = route[i]
        if place >= n:
            by_site[NEXT, place] = i
            following, tail_ms = i, 0
            visits += 1
            continue
        drop = by_site[NEXT, arrays.site[place]]
        if drop < 0:
            return False
        tail_ms += arrays.duration_ms[place, route[i + 1]]
        if tail_ms > arrays.max_ride_ms or not (arrays.mixed or drop == following):
            return False
        by_position[TAIL, i] = tail_ms
        by_position[FOLLOWING, i] = following
        by_position[DROP, i] = drop
        tail_ms += arrays.standing_ms[place]

    load, gross_ms, before = 0, 0, -1
    for i in range(length):
        place = route[i]
        if place < n:
            load += arrays.riders[place]
            if load > arrays.capacity:
                return False
            by_site[ABOARD, arrays.site[place]] += arrays.riders[place]
            gross_ms += arrays.standing_ms[place]
        else:
            at_ms = arrays.opens_ms[place]
            if before >= 0:
                at_ms = max(at_ms, starts_ms[before] + gross_ms)
            if at_ms > arrays.closes_ms[place]:
                return False
            starts_ms[i] = at_ms
            by_position[GROSS, i] = gross_ms
            alight = by_site[ABOARD, place]
            load -= alight
            by_site[ABOARD, place] = 0
            gross_ms = arrays.site_standing_ms[place] + alight * arrays.rider_ms[place]
            before = i
        if i + 1 < length:
            gross_ms += arrays.duration_ms[place, route[i + 1]]

    for _ in range(visits + 1):
        raised = False
        for i in range(length):
            if route[i] >= n:
                continue
            following, drop = by_position[FOLLOWING, i], by_position[DROP, i]
            if following != drop:
                ride_ms = starts_ms[drop] - starts_ms[following] + by_position[TAIL, i]
                if ride_ms > arrays.max_ride_ms:
                    starts_ms[following] += ride_ms - arrays.max_ride_ms
                    raised = True
        if not raised:
            _fill_pickups(arrays, route, length, work)
            return True
        before = -1
        for i in range(length):
            if route[i] < n:
                continue
            if before >= 0:
                least_ms = starts_ms[before] + by_position[GROSS, i]
                starts_ms[i] = max(starts_ms[i], least_ms)
            if starts_ms[i] > arrays.closes_ms[route[i]]:
                return False
            before = i
    return False


@compiled
def _fill_pickups(
    arrays: Arrays, route: NDArray[np.int64], length: int, work: Work
) -> None:
    """Let every pickup begin as late as the next site's moment allows."""
    for i in range(length):
        if route[i] < len(arrays.site):
            next_ms = work.starts_ms[work.by_position[FOLLOWING, i]]
            leaves_ms = next_ms - work.by_position[TAIL, i]
            work.starts_ms[i] = leaves_ms - arrays.standing_ms[route[i]]
