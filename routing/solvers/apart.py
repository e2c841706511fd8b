"""
Branch and bound over listed trips: do two units ride together, or apart?

The relaxation takes halves of trips. Two units that ride together by half do so wholly
in one branch, and in no trip in the other (Ryan and Foster: An integer programming
approach to scheduling, 1981). Of a few such pairs the one is taken whose two branches
cost most; the bound of all is the least of those that are open.

It proves more in a second than a general solver, which finds plans sooner: so both work
side by side.
"""

from __future__ import annotations

import heapq
import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy import sparse

from routing.solvers.linear import Again, InfeasibleError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from routing.solvers.formulation import Formulation
    from routing.solvers.linear import Floats
    from routing.units import Ints
    from routing.watch import Watch

TRIED = 4  # pairs of a node
PART = 0.02  # nearer to 0 or 1 a pair is whole


class Node(NamedTuple):
    """Columns that are left, and what the relaxation over them proves and takes."""

    bound: float
    number: int
    columns: Ints
    x: Floats


class Apart:
    """
    One tree of branches.

    Parameters
    ----------
    formulation
        With cuts among its limits.
    cost
        Of the best plan known: what costs as much is not looked for.

    Attributes
    ----------
    bound
        Proven for all plans of these columns; at most `cost`.
    times
        A plan that costs `cost`, once a better one is found.
    ended
        Whether nothing is left that could be divided.
    """

    def __init__(self, formulation: Formulation, cost: float, watch: Watch) -> None:
        self._f = formulation
        self._single = sparse.csr_array(
            formulation.cover[np.flatnonzero(formulation.single)]
        )
        self._watch = watch
        self._again = Again(formulation)
        self.cost = cost
        self.times: Floats | None = None
        self.bound = -math.inf
        # The least bound of those that cannot be divided any more.
        self._settled = math.inf
        self._n_nodes = 0
        self._heap: list[Node] = []
        root = self._node(np.arange(len(formulation.cost)), -math.inf)
        if root is not None:
            self._heap.append(root)
        self._settle()

    def step(self) -> None:
        """Divide the node with the least bound; nothing once it has ended."""
        if self.ended:
            return
        node = heapq.heappop(self._heap)
        children = self._children(node)
        if children is None:
            self._settled = min(self._settled, node.bound)
        else:
            for child in children:
                heapq.heappush(self._heap, child)
        self._settle()

    def _settle(self) -> None:
        least = self._heap[0].bound if self._heap else math.inf
        self.bound = max(self.bound, min(self.cost, self._settled, least))
        self.ended = least >= min(self._settled, self.cost - 0.5)

    def _children(self, node: Node) -> list[Node] | None:
        """Return both branches of the best pair; None when there is no pair."""
        best: list[Node] | None = None
        best_score = -1.0
        for first, second in self._pairs(node):
            children = []
            bounds = []
            for columns in self._branches(node.columns, first, second):
                child = self._node(columns, node.bound)
                bounds.append(self.cost if child is None else child.bound)
                if child is not None:
                    children.append(child)
            low, high = sorted(min(self.cost, bound) - node.bound for bound in bounds)
            score = (low + 1) * (high + 1)
            if score > best_score:
                best, best_score = children, score
        return best

    def _pairs(self, node: Node) -> list[tuple[int, int]]:
        """Return the pairs of rows nearest to a half."""
        part = sparse.csr_array(self._single[:, node.columns])
        rides = sparse.coo_array((part * node.x) @ part.T)
        above = rides.row < rides.col
        away = np.abs(rides.data[above] - 0.5)
        near = np.argsort(away, kind="stable")[:TRIED]
        near = near[away[near] < 0.5 - PART]
        rows, columns = rides.row[above][near], rides.col[above][near]
        return list(zip(rows.tolist(), columns.tolist(), strict=True))

    def _branches(self, columns: Ints, first: int, second: int) -> tuple[Ints, Ints]:
        one = self._rides(first)[columns]
        other = self._rides(second)[columns]
        return columns[one == other], columns[~(one & other)]

    def _rides(self, row: int) -> NDArray[np.bool_]:
        rides = np.zeros(self._single.shape[1], bool)
        span = slice(*self._single.indptr[row : row + 2])
        rides[self._single.indices[span]] = True
        return rides

    def _node(self, columns: Ints, bound: float) -> Node | None:
        """Relax over some columns; None when nothing there is better."""
        f = self._f.take(columns)
        try:
            found = self._again.relax(columns, self._watch.left_s())
        except InfeasibleError:
            return None
        if found is None:
            # What its parent proves still holds.
            self._settled = min(self._settled, bound)
            return None
        reduced = found.reduced(f)
        bound = max(bound, found.proven(f, reduced))
        whole = np.rint(found.x)
        if np.abs(found.x - whole).max() < 1e-6 and f.cost @ whole < self.cost - 0.5:
            self.cost = float(f.cost @ whole)
            self.times = np.zeros(len(self._f.cost))
            self.times[columns] = whole
        if bound >= self.cost - 0.5:
            return None
        keep = (reduced <= self.cost - bound) | (f.upper > 1)
        self._n_nodes += 1
        return Node(bound, self._n_nodes, columns[keep], found.x[keep])
