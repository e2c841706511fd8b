"""
Cuts over rows of which each is covered by exactly one trip.

Of three units, at most one trip can carry two or more: Jepsen, Petersen, Spoorendonk,
Pisinger: Subset-row inequalities applied to the vehicle routing problem with time
windows, Operations Research 56(2), 2008.

More generally rows are summed with weights and rounded down. The weights worth trying
on four and five rows: Pecin, Pessoa, Poggi, Uchoa, Santos: Limited memory rank-1 cuts
for vehicle routing problems, Operations Research Letters 45(3), 2017.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy import sparse

from routing.compiled import compiled

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST_A_ROUND = 120
MOST_A_UNIT = 16
LEAST_EXCESS = 0.03
FEW = 10  # triples: so few are not worth a round by themselves
# Weights of rows, the largest first, and what their sum is divided by.
WEIGHTS = (
    ((2, 1, 1, 1), 3),
    ((1, 1, 1, 1, 1), 2),
    ((2, 2, 1, 1, 1), 3),
    ((2, 2, 1, 1, 1), 4),
    ((3, 1, 1, 1, 1), 4),
    ((3, 2, 2, 1, 1), 5),
    ((3, 3, 2, 2, 1), 4),
)
MOST_PASSES = 20
MOST_GROWN = 20_000


@compiled
def broken_triples(
    starts: NDArray[np.int64],
    columns: NDArray[np.int64],
    pair_starts: NDArray[np.int64],
    partners: NDArray[np.int64],
    weights: NDArray[np.float64],
    x: NDArray[np.float64],
    least: float,
    most: int,
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """
    Return triples of units and by how much `x` breaks their cut.

    A broken triple has a unit that rides with both others, so only the pairs of each
    unit's partners are looked at.
    """
    n = len(starts) - 1
    triples = np.empty((most, 3), np.int64)
    excess = np.empty(most)
    found = 0
    weight = np.zeros(n)
    rides = np.zeros(len(x), np.int64)
    for a in range(n):
        for at in range(pair_starts[a], pair_starts[a + 1]):
            b = partners[at]
            if b == a:
                continue
            weight[:] = 0
            for k in range(pair_starts[b], pair_starts[b + 1]):
                weight[partners[k]] = weights[k]
            rides[:] = 0
            for k in range(starts[b], starts[b + 1]):
                rides[columns[k]] = 1
            for k in range(starts[a], starts[a + 1]):
                rides[columns[k]] += 1
            for other in range(pair_starts[a], pair_starts[a + 1]):
                c = partners[other]
                # Where all three ride in pairs, the lowest stands in the middle.
                if c == a or c <= b or (weight[c] > 0 and a > b):
                    continue
                value = weights[at] + weights[other] + weight[c]
                if value <= 1 + least:
                    continue
                for k in range(starts[c], starts[c + 1]):
                    if rides[columns[k]] == 2:
                        value -= 2 * x[columns[k]]
                if value > 1 + least and found < most:
                    triples[found] = np.array([a, b, c])
                    excess[found] = value - 1
                    found += 1
    return triples[:found], excess[:found]


@compiled
def _worth(
    starts: NDArray[np.int64],
    columns: NDArray[np.int64],
    sums: NDArray[np.int64],
    x: NDArray[np.float64],
    row: int,
    weight: int,
    divisor: int,
) -> tuple[float, float]:
    """Return what a row adds to a cut, and how near it brings others to add."""
    adds = 0.0
    nearer = 0.0
    for k in range(starts[row], starts[row + 1]):
        j = columns[k]
        adds += ((sums[j] + weight) // divisor - sums[j] // divisor) * x[j]
        nearer += sums[j] * weight * x[j]
    return adds, nearer


@compiled
def grown_cuts(
    starts: NDArray[np.int64],
    columns: NDArray[np.int64],
    column_starts: NDArray[np.int64],
    members: NDArray[np.int64],
    x: NDArray[np.float64],
    weights: NDArray[np.int64],
    divisor: int,
    least: float,
    most: int,
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """
    Return sets of rows, in the order of their weights, whose cut `x` breaks.

    From each row in each place, the others are chosen one by one, and again and again
    as long as another one adds more. Only rows that share a column with one that is
    chosen come into question.
    """
    n, size = len(starts) - 1, len(weights)
    right = weights.sum() // divisor
    rows = np.zeros((most, size), np.int64)
    excess = np.zeros(most)
    found = 0
    sums = np.zeros(len(x), np.int64)
    chosen = np.zeros(size, np.int64)
    looked_at = np.full(n, -1)
    look = 0
    for at in range(n * size):
        first, lead = at // size, at % size
        if lead > 0 and weights[lead] == weights[lead - 1]:
            continue
        sums[:] = 0
        chosen[:] = -1
        chosen[lead] = first
        for k in range(starts[first], starts[first + 1]):
            sums[columns[k]] += weights[lead]
        moved = True
        for _ in range(MOST_PASSES):
            if not moved:
                break
            moved = False
            for place in range(size):
                weight, old = weights[place], chosen[place]
                best, best_adds, best_nearer = old, -1.0, -1.0
                if old >= 0:
                    for k in range(starts[old], starts[old + 1]):
                        sums[columns[k]] -= weight
                    best_adds, best_nearer = _worth(
                        starts, columns, sums, x, old, weight, divisor
                    )
                look += 1
                for other in range(size):
                    looked_at[chosen[other]] = look
                for other in range(size):
                    row = chosen[other]
                    if row < 0 or other == place:
                        continue
                    for k in range(starts[row], starts[row + 1]):
                        j = columns[k]
                        for m in range(column_starts[j], column_starts[j + 1]):
                            i = members[m]
                            if looked_at[i] == look:
                                continue
                            looked_at[i] = look
                            adds, nearer = _worth(
                                starts, columns, sums, x, i, weight, divisor
                            )
                            if adds > best_adds + 1e-9 or (
                                adds > best_adds - 1e-9 and nearer > best_nearer + 1e-9
                            ):
                                best, best_adds, best_nearer = i, adds, nearer
                if best < 0:
                    break
                moved = moved or best != old
                chosen[place] = best
                for k in range(starts[best], starts[best + 1]):
                    sums[columns[k]] += weight
        value = 0.0
        for j in range(len(x)):
            value += sums[j] // divisor * x[j]
        if value > right + least and chosen.min() >= 0 and found < most:
            rows[found] = chosen
            excess[found] = value / right - 1
            found += 1
    return rows[:found], excess[:found]


class Cut(NamedTuple):
    """Rows with their weights: the sum is divided and rounded down."""

    rows: tuple[int, ...]
    weights: tuple[int, ...]
    divisor: int

    def over(self, rows: sparse.csr_array) -> sparse.csr_array:
        """Return the cut over all columns, at most 1."""
        weights = np.array([self.weights], np.float64)
        summed = sparse.csr_array(weights @ rows[list(self.rows)])
        summed.data = np.floor(summed.data / self.divisor)
        summed.eliminate_zeros()
        return sparse.csr_array(summed / (sum(self.weights) // self.divisor))


def separate(
    cover: sparse.csc_array,
    rows: sparse.csr_array,
    x: NDArray[np.float64],
    *,
    larger: bool = False,
) -> sparse.csr_array | None:
    """
    Return the most broken cuts as rows over all columns (each at most 1), or None.

    Parameters
    ----------
    cover, rows
        The same matrix units × columns, by column and by row.
    x
        Shape ``(n_columns,)``, a solution of the relaxation.
    larger
        Whether cuts over four and five rows are looked for when few triples are broken.
    """
    used = np.flatnonzero((x > 1e-6) & (x < 1 - 1e-6))
    inside = sparse.csc_array(cover[:, used])
    chosen = _best(_triples(inside, x[used]), cover.shape[0])
    if larger and len(chosen) < FEW:
        chosen += _best(_larger(inside, x[used]), cover.shape[0])
    if not chosen:
        return None
    return sparse.csr_array(sparse.vstack([cut.over(rows) for cut in chosen]))


def _best(broken: dict[Cut, float], n_rows: int) -> list[Cut]:
    """Return the most broken cuts, not too many of one row."""
    times = np.zeros(n_rows, np.int64)
    chosen: list[Cut] = []
    for cut in sorted(broken, key=lambda cut: -broken[cut]):
        rows = list(cut.rows)
        if times[rows].max() < MOST_A_UNIT:
            times[rows] += 1
            chosen.append(cut)
        if len(chosen) == MOST_A_ROUND:
            break
    return chosen


def _triples(inside: sparse.csc_array, x: NDArray[np.float64]) -> dict[Cut, float]:
    """Return all broken cuts over three rows, by how much they are broken."""
    by_row = sparse.csr_array(inside)
    pairs = sparse.csr_array((by_row * x) @ by_row.T)
    triples, excess = broken_triples(
        # scipy's are of 32 bits or of 64
        by_row.indptr.astype(np.int64),
        by_row.indices.astype(np.int64),
        pairs.indptr.astype(np.int64),
        pairs.indices.astype(np.int64),
        pairs.data,
        x,
        LEAST_EXCESS,
        200_000,
    )
    return {
        Cut(tuple(rows), (1, 1, 1), 2): much
        for rows, much in zip(triples.tolist(), excess.tolist(), strict=True)
    }


def _larger(inside: sparse.csc_array, x: NDArray[np.float64]) -> dict[Cut, float]:
    """Return broken cuts over four and five rows, by how much they are broken."""
    by_row = sparse.csr_array(inside)
    found: dict[Cut, float] = {}
    for weights, divisor in WEIGHTS:
        grown, excess = grown_cuts(
            by_row.indptr.astype(np.int64),
            by_row.indices.astype(np.int64),
            inside.indptr.astype(np.int64),
            inside.indices.astype(np.int64),
            x,
            np.array(weights),
            divisor,
            LEAST_EXCESS,
            MOST_GROWN,
        )
        for rows, much in zip(grown.tolist(), excess.tolist(), strict=True):
            # The same rows with the same weights, whichever was there first.
            inner = sorted(
                zip(weights, rows, strict=True), key=lambda wr: (-wr[0], wr[1])
            )
            found[Cut(tuple(row for _, row in inner), weights, divisor)] = much
    return found
