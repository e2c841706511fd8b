"""
Which trains go: branch and bound over whole trains, the least bound first.

The relaxation takes a half of a train with half of its take-up. Where that is so, the
train goes in one branch and does not in the other, and both are relaxed again; the
bound of all is the least of those that are open. Where all trains are whole, a dive
looks for a plan.
"""

from __future__ import annotations

import heapq
import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from routing.solvers.exchange import Search
    from routing.solvers.rail import Prices, Rail

    Floats = NDArray[np.float64]

WHOLE = 0.02  # as near to 0 or 1 a train is whole


class Node(NamedTuple):
    """Trains that go and that may go, and what is known about such plans."""

    bound: float
    number: int
    goes: Floats
    may_go: Floats
    going: Floats
    prices: Prices


class Branching:
    """One tree of branches."""

    def __init__(self, rail: Rail, search: Search) -> None:
        self.rail = rail
        self.search = search
        self._root = Node(
            rail.best.bound,
            0,
            rail.goes.copy(),
            rail.may_go.copy(),
            rail.going,
            rail.best,
        )
        self._n_nodes = 1

    def run(self, share: float) -> None:
        """Raise the bound until a share of the time is used, and look for plans."""
        rail, last = self.rail, self.rail.last
        if not math.isfinite(self._root.bound):
            return
        rail.branched = True
        heap = [self._root]
        settled = math.inf  # the least bound of those whose trains are whole
        while heap and not rail.watch.past(share) and not rail.closed():
            node = heapq.heappop(heap)
            if min(node.bound, settled) >= rail.cost - 0.5 or node.bound >= settled:
                heapq.heappush(heap, node)
                break
            b = self._split(node)
            if b < 0:
                settled = min(settled, node.bound)
                continue
            for goes in (1.0, 0.0):
                child = self._child(node, b, goes, share)
                if child is not None:
                    heapq.heappush(heap, child)
                    if self._split(child) < 0 and child.bound < rail.cost - 0.5:
                        self._enter(child)
                        self.search.dive(share)
                else:
                    # Not relaxed to its end: what its parent proves still holds.
                    settled = min(settled, node.bound)
            rail.prove(min([settled, rail.cost, *(one.bound for one in heap)]))
        rail.prove(min([settled, rail.cost, *(one.bound for one in heap)]))
        self._enter(self._root)
        rail.branched = False
        rail.last = last

    @staticmethod
    def _split(node: Node) -> int:
        """Return the train that is farthest from whole, or -1."""
        free = node.goes < node.may_go
        part = np.where(free, np.minimum(node.going, 1 - node.going), 0.0)
        b = int(part.argmax()) if len(part) else 0
        return b if len(part) and part[b] > WHOLE else -1

    def _enter(self, node: Node) -> None:
        self.rail.let_go(node.goes, node.may_go)
        self.rail.best = node.prices

    def _child(self, node: Node, b: int, value: float, share: float) -> Node | None:
        rail = self.rail
        goes, may_go = node.goes.copy(), node.may_go.copy()
        goes[b] = may_go[b] = value
        rail.let_go(goes, may_go)
        rail.best = node.prices.unproven()
        if not rail.generate(share, branch=True):
            return None
        bound = max(node.bound, rail.best.bound)
        number, self._n_nodes = self._n_nodes, self._n_nodes + 1
        return Node(bound, number, goes, may_go, rail.going, rail.best)
