"""
A population of plans that are crossed and improved, compiled.

Hybrid genetic search (Vidal et al. 2012, 2014): a plan is one long tour over all units,
cut into trips by dynamic programming that knows every coach type (Prins 2009), improved
by local search that may break limits at a price, then cut and improved again where
nothing may be broken. Who survives is cheap or different. Every trip of a good plan
goes into a pool, from which whole trips are put together afterwards.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from routing.compiled import compiled
from routing.shuttles.solvers.moves import (
    COUNT,
    FIRST,
    LAST,
    LOAD,
    NEXT,
    PREV,
    Legs,
    Terms,
    Trips,
    descend,
    set_trip,
    trip_cost,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from routing.shuttles.solvers.arrays import Floats, Ints

LEAST, MOST = 25, 65  # plans of a population, after and before a selection
ELITE = 4
CLOSE = 5  # plans that a plan is compared with
GOOD = 1.05  # trips of plans within this of the best go into the pool
MOST_RANDOM = 150  # units of a tour that starts at random
SHAKEN = 10  # neighbours on a tour of more that are shuffled
ASK_EVERY = 50  # plans after which prices are changed
EPSILON = 1e-6


class Coaches(NamedTuple):
    """
    The types, and the prices that change while searching.

    `tables` are the hires by rate and load of ``Terms``: soft and hard.
    """

    seats: Ints
    hire: Floats
    rate: Floats  # cents a metre, by type
    rates: Floats  # cents a metre, each once
    group: Ints  # of a type in `rates`
    number: Ints
    rent: Floats  # what a type costs more while too many of it are used
    soft: Floats
    hard: Floats


class Limits(NamedTuple):
    """The limits of a trip, and the price of a rider left."""

    left: float
    max_s: float
    max_gates: int


class State(NamedTuple):
    """Everything that changes while searching; arrays, so that it goes on later."""

    tours: Ints  # (MOST, n)
    nexts: Ints  # (MOST, 1 + n)
    prevs: Ints  # (MOST, 1 + n)
    costs: Floats  # (MOST,)
    apart: Floats  # (MOST, MOST): share of neighbours that two plans have not in common
    best: Ints  # (2, n): units in the order of the best plan, and their trips
    numbers: Ints  # size, plans made, plans since the best, allowed ones, restarts
    prices: Floats  # best cost, rider beyond seats, second late, gate more, best here
    random: NDArray[np.uint64]


class Pool(NamedTuple):
    """Trips of good plans: of every set of units the shortest order met."""

    keys: NDArray[np.uint64]  # of units, (1 + n,)
    table: Ints  # hash of a set to its trip + 1
    sets: NDArray[np.uint64]
    starts: Ints
    units: Ints
    metres: Floats
    filled: Ints  # (1,)


SIZE, MADE, SINCE, ALLOWED, RESTARTS = 0, 1, 2, 3, 4
BEST, CROWD, LATE, MORE, HERE = 0, 1, 2, 3, 4


@compiled
def draw(random: NDArray[np.uint64], below: int) -> int:
    """Return a number from 0 to below - 1 (xorshift64*; Vigna 2016)."""
    x = random[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    random[0] = x
    high = (x * np.uint64(0x2545F4914F6CDD1D)) >> np.uint64(33)
    return int(np.int64(high) % below)


@compiled
def shuffle(random: NDArray[np.uint64], order: Ints) -> None:
    """Shuffle in place."""
    for i in range(order.shape[0] - 1, 0, -1):
        j = draw(random, i + 1)
        order[i], order[j] = order[j], order[i]


@compiled
def price(coaches: Coaches, crowd: float) -> None:
    """Fill the hires by rate and load."""
    for table, excess in ((coaches.soft, crowd), (coaches.hard, np.inf)):
        table[:] = np.inf
        for t in range(coaches.seats.shape[0]):
            g = coaches.group[t]
            for load in range(table.shape[1]):
                cost = coaches.hire[t] + coaches.rent[t]
                if load > coaches.seats[t]:
                    cost += excess * (load - coaches.seats[t])
                table[g, load] = min(cost, table[g, load])


@compiled
def cut(
    legs: Legs, terms: Terms, trips: Trips, tour: Ints, best: Floats, start: Ints
) -> float:
    """
    Cut a tour into the trips that are cheapest in this order; return their cost.

    Parameters
    ----------
    best, start
        Shape ``(1 + n,)``, working space.
    """
    n = tour.shape[0]
    most_load = terms.hire.shape[1] - 1
    best[:] = np.inf
    best[0] = 0.0
    for i in range(n):
        load = 0
        metres = seconds = 0.0
        before = 0
        for j in range(i, n):
            u = tour[j]
            load += legs.size[u]
            if j > i and load > most_load:
                break
            metres += legs.metres[before, u]
            seconds += legs.seconds[before, u]
            cost = best[i] + trip_cost(
                terms,
                load,
                metres + legs.metres[u, 0],
                seconds + legs.seconds[u, 0],
                j - i + 1,
            )
            if cost < best[j + 1]:
                best[j + 1] = cost
                start[j + 1] = i
            before = u
    n_trips = 0
    end = n
    while end > 0:
        begin = start[end]
        set_trip(legs, terms, trips, n_trips, tour[begin:end], end - begin)
        n_trips += 1
        end = begin
    for t in range(n_trips, trips.ends.shape[1]):
        set_trip(legs, terms, trips, t, tour, 0)
    return float(best[n])


@compiled
def _cross(
    random: NDArray[np.uint64], one: Ints, two: Ints, child: Ints, seen: Ints
) -> None:
    """Order crossover: a piece of one tour, the rest in the order of the other."""
    n = one.shape[0]
    begin, length = draw(random, n), 1 + draw(random, n)
    seen[:] = 0
    for i in range(length):
        u = one[(begin + i) % n]
        child[(begin + i) % n] = u
        seen[u] = 1
    at = (begin + length) % n
    for i in range(n):
        u = two[(begin + length + i) % n]
        if not seen[u]:
            child[at] = u
            at = (at + 1) % n


@compiled
def _tour(trips: Trips, points: Floats, tour: Ints) -> None:
    """Write all trips one after the other, by the angle of their middle."""
    n_trips = trips.ends.shape[1]
    angle = np.full(n_trips, np.inf)
    for t in range(n_trips):
        u = trips.ends[FIRST, t]
        x = y = 0.0
        while u:
            x += points[u, 0] - points[0, 0]
            y += points[u, 1] - points[0, 1]
            u = trips.links[NEXT, u]
        if trips.ends[COUNT, t]:
            angle[t] = np.arctan2(y, x)
    i = 0
    for t in np.argsort(angle):
        u = trips.ends[FIRST, t]
        while u:
            tour[i] = u
            i += 1
            u = trips.links[NEXT, u]


@compiled
def _real_cost(trips: Trips, coaches: Coaches, limits: Limits, used: Ints) -> float:
    """
    Return the cost with the coaches there are; fullest trips choose first.

    `used` counts the trips of every type without regard to how many there are.
    """
    used[:] = 0
    loads = np.zeros(trips.ends.shape[1], np.int64)
    for t in range(loads.shape[0]):
        if trips.ends[COUNT, t]:
            loads[t] = trips.links[LOAD, trips.ends[LAST, t]]
    taken = np.zeros(used.shape[0], np.int64)
    total = 0.0
    for t in np.argsort(-loads):
        if loads[t] == 0:
            break
        price_left = limits.left * loads[t]
        # A trip that breaks a limit costs what leaving its riders costs.
        allowed = trips.cost[t] < price_left - EPSILON
        metres = trips.whole[0, t]
        real, wanted = price_left, price_left
        chosen = wish = -1
        for k in range(used.shape[0]):
            if not allowed or coaches.seats[k] < loads[t]:
                continue
            cost = coaches.hire[k] + coaches.rate[k] * metres
            if cost + coaches.rent[k] < wanted:
                wanted = cost + coaches.rent[k]
                wish = k
            if cost < real and (coaches.number[k] < 0 or taken[k] < coaches.number[k]):
                real = cost
                chosen = k
        if wish >= 0:
            used[wish] += 1
        if chosen >= 0:
            taken[chosen] += 1
        total += real
    return total


@compiled
def _remember(trips: Trips, pool: Pool, limits: Limits) -> None:
    """Put the trips into the pool, as long as there is room."""
    for t in range(trips.ends.shape[1]):
        n = trips.ends[COUNT, t]
        if n == 0:
            continue
        last = trips.ends[LAST, t]
        if trips.cost[t] >= limits.left * trips.links[LOAD, last] - EPSILON:
            continue
        key = np.uint64(0)
        u = trips.ends[FIRST, t]
        while u:
            key ^= pool.keys[u]
            u = trips.links[NEXT, u]
        metres = trips.whole[0, t]
        mask = np.uint64(pool.table.shape[0] - 1)
        at = key & mask
        while pool.table[at] and pool.sets[pool.table[at] - 1] != key:
            at = (at + np.uint64(1)) & mask
        r = pool.table[at] - 1
        if r < 0:
            r = pool.filled[0]
            begin = pool.starts[r]
            if r + 1 >= pool.sets.shape[0] or begin + n > pool.units.shape[0]:
                return
            pool.table[at] = r + 1
            pool.sets[r] = key
            pool.starts[r + 1] = begin + n
            pool.metres[r] = np.inf
            pool.filled[0] = r + 1
        if metres < pool.metres[r]:
            pool.metres[r] = metres
            u = trips.ends[FIRST, t]
            i = pool.starts[r]
            while u:
                pool.units[i] = u
                i += 1
                u = trips.links[NEXT, u]


@compiled
def _fitness(state: State, share: Floats, size: int) -> None:
    """Fill who is how fit, small is good: the rank by cost and by difference."""
    by_cost = np.argsort(state.costs[:size])
    apart = np.empty(size)
    close = np.empty(CLOSE)
    for i in range(size):
        close[:] = np.inf
        for j in range(size):
            value = state.apart[i, j]
            if j != i and value < close[-1]:
                k = CLOSE - 1
                while k > 0 and close[k - 1] > value:
                    close[k] = close[k - 1]
                    k -= 1
                close[k] = value
        n = min(CLOSE, size - 1)
        apart[i] = close[:n].mean() if n else 0.0
    by_apart = np.argsort(-apart)
    weight = 1.0 - ELITE / max(size, ELITE)
    for rank in range(size):
        share[by_cost[rank]] = rank
    for rank in range(size):
        share[by_apart[rank]] += weight * rank
    share[by_cost[0]] = -1.0


@compiled
def _select(state: State, share: Floats) -> None:
    """Let the least fit go, plans that stand twice first."""
    size = state.numbers[SIZE]
    while size > LEAST:
        _fitness(state, share, size)
        worst = -1
        twice = False
        for i in range(size):
            again = False
            for j in range(size):
                if i != j and state.apart[i, j] < EPSILON:
                    again = share[i] >= 0
            if worst < 0 or (again, share[i]) > (twice, share[worst]):
                worst = i
                twice = again
        size -= 1
        state.tours[worst] = state.tours[size]
        state.nexts[worst] = state.nexts[size]
        state.prevs[worst] = state.prevs[size]
        state.costs[worst] = state.costs[size]
        state.apart[worst] = state.apart[size]
        state.apart[:, worst] = state.apart[:, size]
        state.apart[worst, worst] = 0.0
    state.numbers[SIZE] = size


@compiled
def _join(state: State, trips: Trips, tour: Ints, cost: float) -> None:
    """Put a plan into the population, where there is room."""
    at = state.numbers[SIZE]
    state.tours[at] = tour
    state.nexts[at] = trips.links[NEXT]
    state.prevs[at] = trips.links[PREV]
    state.costs[at] = cost
    n = tour.shape[0]
    for i in range(at):
        broken = 0
        for u in range(1, n + 1):
            after, before = state.nexts[at, u], state.prevs[at, u]
            other_after, other_before = state.nexts[i, u], state.prevs[i, u]
            if after not in (other_after, other_before):
                broken += 1
            if before == 0 and other_before != 0 and other_after != 0:
                broken += 1
        state.apart[at, i] = state.apart[i, at] = broken / n
    state.apart[at, at] = 0.0
    state.numbers[SIZE] = at + 1


@compiled
def _adapt(state: State, coaches: Coaches) -> None:
    """Dearer limits when few plans keep them, cheaper ones when many do."""
    kept = state.numbers[ALLOWED] / ASK_EVERY
    state.numbers[ALLOWED] = 0
    factor = 1.2 if kept < 0.3 else 0.85 if kept > 0.5 else 1.0
    for p in (CROWD, LATE, MORE):
        state.prices[p] *= factor
    price(coaches, state.prices[CROWD])


@compiled
def _rent(coaches: Coaches, used: Ints, step: float) -> bool:
    """Make types dearer of which too many are used; return whether any changed."""
    changed = False
    for k in range(used.shape[0]):
        if coaches.number[k] < 0:
            continue
        if used[k] > coaches.number[k]:
            coaches.rent[k] += step
            changed = True
        elif coaches.rent[k] > 0 and used[k] < coaches.number[k]:
            coaches.rent[k] = max(0.0, coaches.rent[k] - step / 2)
            changed = True
    return changed


@compiled
def _soft_terms(state: State, coaches: Coaches, limits: Limits) -> Terms:
    prices = state.prices
    return Terms(
        coaches.rates,
        coaches.soft,
        limits.left,
        prices[LATE],
        prices[MORE],
        limits.max_s,
        limits.max_gates,
    )


@compiled
def _hard_terms(coaches: Coaches, limits: Limits) -> Terms:
    return Terms(
        coaches.rates,
        coaches.hard,
        limits.left,
        np.inf,
        np.inf,
        limits.max_s,
        limits.max_gates,
    )


@compiled
def improve(
    legs: Legs,
    coaches: Coaches,
    limits: Limits,
    trips: Trips,
    state: State,
    pool: Pool,
    points: Floats,
    tour: Ints,
    step: float,
) -> None:
    """Improve the plan of one tour, put it into the population and the pool."""
    n = tour.shape[0]
    floats = np.empty(n + 1)
    whole = np.empty(n + 1, np.int64)
    order = np.arange(1, n + 1)
    used = np.zeros(coaches.seats.shape[0], np.int64)
    shuffle(state.random, order)
    soft, hard = _soft_terms(state, coaches, limits), _hard_terms(coaches, limits)
    cut(legs, soft, trips, tour, floats, whole)
    descend(legs, soft, trips, order, whole)
    cost = trips.cost.sum()
    _tour(trips, points, tour)
    cut(legs, hard, trips, tour, floats, whole)
    allowed = trips.cost.sum() <= cost + EPSILON
    state.numbers[ALLOWED] += allowed
    if not allowed:
        descend(legs, hard, trips, order, whole)
        _tour(trips, points, tour)
    cost = trips.cost.sum()
    real = _real_cost(trips, coaches, limits, used)
    if real <= GOOD * state.prices[BEST]:
        _remember(trips, pool, limits)
    state.numbers[MADE] += 1
    state.numbers[SINCE] += 1
    if real < state.prices[BEST] - EPSILON:
        state.prices[BEST] = real
        _keep_best(trips, state)
    if cost < state.prices[HERE] - EPSILON or real < state.prices[HERE] - EPSILON:
        state.prices[HERE] = min(cost, real)
        state.numbers[SINCE] = 0
    _join(state, trips, tour, cost)
    if step > 0 and _rent(coaches, used, step):
        price(coaches, state.prices[CROWD])
    if state.numbers[MADE] % ASK_EVERY == 0:
        _adapt(state, coaches)


@compiled
def first(
    legs: Legs,
    coaches: Coaches,
    limits: Limits,
    trips: Trips,
    state: State,
    tour: Ints,
) -> None:
    """Cut a tour into a plan that keeps all limits, the first and not improved."""
    n = tour.shape[0]
    hard = _hard_terms(coaches, limits)
    cut(legs, hard, trips, tour, np.empty(n + 1), np.empty(n + 1, np.int64))
    used = np.zeros(coaches.seats.shape[0], np.int64)
    state.prices[BEST] = _real_cost(trips, coaches, limits, used)
    _keep_best(trips, state)


@compiled
def _keep_best(trips: Trips, state: State) -> None:
    i = 0
    for t in range(trips.ends.shape[1]):
        u = trips.ends[FIRST, t]
        while u:
            state.best[0, i] = u
            state.best[1, i] = t
            i += 1
            u = trips.links[NEXT, u]


@compiled
def _start(state: State, sweep: Ints, tour: Ints) -> None:
    """Write a random tour; of many units one that goes round, and is shaken."""
    n = tour.shape[0]
    if n <= MOST_RANDOM:
        tour[:] = sweep
        shuffle(state.random, tour)
        return
    turn = draw(state.random, n)
    for i in range(n):
        tour[i] = sweep[(i + turn) % n]
    for begin in range(0, n, SHAKEN):
        shuffle(state.random, tour[begin : begin + SHAKEN])


@compiled
def evolve(
    legs: Legs,
    coaches: Coaches,
    limits: Limits,
    trips: Trips,
    state: State,
    pool: Pool,
    points: Floats,
    sweep: Ints,
    step: float,
    restart_after: int,
    plans: int,
) -> None:
    """
    Make so many plans more, or fewer when somebody calls a halt.

    Parameters
    ----------
    sweep
        The units by their angle, from which plans of many units start.
    """
    n = state.tours.shape[1]
    tour = np.arange(1, n + 1)
    seen = np.empty(n + 1, np.int64)
    share = np.empty(MOST)
    for _ in range(plans):
        size = state.numbers[SIZE]
        if state.numbers[SINCE] > restart_after:
            state.numbers[SIZE] = size = 0
            state.numbers[SINCE] = 0
            state.numbers[RESTARTS] += 1
            state.prices[HERE] = np.inf
        if trips.halt[0]:
            return
        if size < LEAST:
            _start(state, sweep, tour)
        else:
            _fitness(state, share, size)
            one = _parent(state, share, size)
            two = _parent(state, share, size)
            _cross(state.random, state.tours[one], state.tours[two], tour, seen)
        improve(legs, coaches, limits, trips, state, pool, points, tour, step)
        if state.numbers[SIZE] == MOST:
            _select(state, share)


@compiled
def _parent(state: State, share: Floats, size: int) -> int:
    """Return the fitter of two."""
    i, j = draw(state.random, size), draw(state.random, size)
    return i if share[i] <= share[j] else j
