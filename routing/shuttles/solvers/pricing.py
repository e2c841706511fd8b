"""
The cheapest trips under prices of gates, compiled; routes that may come back.

A trip that may visit a gate again once it has been far enough away is found in
pseudo-polynomial time (ng-routes; Baldacci, Mingozzi and Roberti 2011). As all real
trips are among them, what holds for these holds for those. Limits of time and of gates
are left out, which makes the bound weaker and no less true.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from routing.compiled import compiled

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from routing.shuttles.solvers.arrays import Floats, Ints

CLOSED = 65_535  # in `Memory.after`: the gate was visited and is remembered


class Graph(NamedTuple):
    """
    What trips of one rate may do.

    Parameters
    ----------
    arc
        Shape ``(1 + n, 1 + n)``, cents; infinite where no road leads.
    need
        Shape ``(1 + n,)``: the riders a visit takes, 1 where they may be split.
    parted
        Shape ``(1 + n,)``: whether a visit may take more riders one by one.
    after
        Shape ``(1 + n, 1 + n, 2**size)``: what is remembered at a gate that is reached
        from another with a memory; `CLOSED` where it must not be.
    """

    arc: Floats
    need: Ints
    parted: Ints
    after: NDArray[np.uint16]


class Labels(NamedTuple):
    """Beginnings of trips; `following` links those of one load and last gate."""

    cost: Floats
    memory: NDArray[np.uint16]
    parent: Ints
    gate: Ints
    load: Ints
    following: Ints


@compiled
def memories(near: Ints, after: NDArray[np.uint16]) -> None:
    """
    Fill what is remembered; see ``Graph.after``.

    Parameters
    ----------
    near
        Shape ``(1 + n, size)``: the gates that are remembered at each, itself first.
    """
    n, size = near.shape[0] - 1, near.shape[1]
    moved = np.empty(size, np.int64)
    for i in range(n + 1):
        for j in range(1, n + 1):
            here = -1
            for b in range(size):
                moved[b] = 0
                if i > 0:
                    if near[i, b] == j:
                        here = b
                    for c in range(size):
                        if near[j, c] == near[i, b]:
                            moved[b] = 1 << c
            for memory in range(1 << size):
                if here >= 0 and memory >> here & 1:
                    after[i, j, memory] = CLOSED
                    continue
                new = 1
                for b in range(size):
                    if memory >> b & 1:
                        new |= moved[b]
                after[i, j, memory] = new


@compiled
def endings(graph: Graph, gain: Floats, coach: Floats, ending: Floats) -> None:
    """
    Fill what it costs at least to end a trip that is at a gate with a load so far.

    Gates may be visited again at once, so this is weak but quick.

    Parameters
    ----------
    gain
        Shape ``(1 + n,)``: the price of a visit, or of a rider, of each gate.
    coach
        Shape ``(1 + most,)``: the cost of the coach by the load in the end.
    ending
        Shape ``(1 + n, 1 + most)``.
    """
    n = graph.need.shape[0] - 1
    most = coach.shape[0] - 1
    for load in range(most, -1, -1):
        for i in range(1, n + 1):
            best = graph.arc[i, 0] + coach[load]
            if graph.parted[i] and load < most:
                best = min(best, ending[i, load + 1] - gain[i])
            for j in range(1, n + 1):
                to = load + graph.need[j]
                if j != i and to <= most:
                    best = min(best, graph.arc[i, j] - gain[j] + ending[j, to])
            ending[i, load] = best


@compiled
def routes(
    graph: Graph,
    gain: Floats,
    ending: Floats,
    most_labels: int,
    labels: Labels,
    heads: Ints,
    ceiling: float,
    halt: Ints,
) -> int:
    """
    Fill the beginnings of all trips that may cost less than `ceiling`.

    Returns their number, or -1 when there is no room for them or a halt is called.

    Parameters
    ----------
    most_labels
        Of one load and last gate; less than all is a heuristic.
    heads
        Shape ``(1 + most seats, 1 + n)``, filled with the first label of each, or -1.
    """
    n = graph.need.shape[0] - 1
    most = heads.shape[0] - 1
    heads[:] = -1
    room = labels.cost.shape[0]
    size = 0
    for load in range(most + 1):
        for i in range(n + 1):
            if load == 0:
                if i > 0:
                    break
                label = -1
            else:
                if i == 0:
                    continue
                label = heads[load, i]
                if label < 0:
                    continue
                if halt[0]:
                    return -1
            while True:
                cost = 0.0 if label < 0 else labels.cost[label]
                memory = 0 if label < 0 else labels.memory[label]
                for j in range(1, n + 1):
                    if j == i:
                        if not graph.parted[i] or load + 1 > most:
                            continue
                        to = load + 1
                        new_memory = memory
                        new = cost - gain[i]
                    else:
                        to = load + graph.need[j]
                        if to > most:
                            continue
                        new = cost + graph.arc[i, j] - gain[j]
                        new_memory = graph.after[i, j, memory]
                        if new_memory == CLOSED:
                            continue
                    if new + ending[j, to] >= ceiling:
                        continue
                    if size == room:
                        return -1
                    if _enter(labels, heads, to, j, size, new, new_memory, most_labels):
                        labels.parent[size] = label
                        size += 1
                if label < 0:
                    break
                label = labels.following[label]
                if label < 0:
                    break
    return size


@compiled
def _enter(
    labels: Labels,
    heads: Ints,
    load: int,
    gate: int,
    at: int,
    cost: float,
    memory: int,
    most_labels: int,
) -> bool:
    """Link a label in unless another is as good, and unlink those it is as good as."""
    label = heads[load, gate]
    previous = -1
    count = 0
    while label >= 0:
        following = labels.following[label]
        other = labels.memory[label]
        if labels.cost[label] <= cost and (other & memory) == other:
            return False
        if cost <= labels.cost[label] and (other & memory) == memory:
            if previous < 0:
                heads[load, gate] = following
            else:
                labels.following[previous] = following
        else:
            previous = label
            count += 1
        label = following
    if count >= most_labels:
        if cost >= labels.cost[heads[load, gate]] or most_labels > 1:
            return False
        heads[load, gate] = -1
    labels.cost[at] = cost
    labels.memory[at] = memory
    labels.gate[at] = gate
    labels.load[at] = load
    labels.following[at] = heads[load, gate]
    heads[load, gate] = at
    return True


@compiled
def ends(
    graph: Graph, coach: Floats, labels: Labels, heads: Ints, cost: Floats, last: Ints
) -> int:
    """
    Fill the cheapest whole trip of every load and last gate; return how many.

    Cost with its coach in `cost`, its label in `last`.
    """
    n = 0
    for load in range(1, heads.shape[0]):
        for i in range(1, heads.shape[1]):
            best = np.inf
            label = heads[load, i]
            while label >= 0:
                whole = labels.cost[label] + graph.arc[i, 0] + coach[load]
                if whole < best:
                    best = whole
                    last[n] = label
                label = labels.following[label]
            if best < np.inf:
                cost[n] = best
                n += 1
    return n
