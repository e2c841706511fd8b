from __future__ import annotations

import numpy as np
import pytest

from routing.solvers.linear import Again, InfeasibleError, relax
from tests.routing.solvers.partitions import small_partition


@pytest.mark.parametrize("seed", range(10))
def test_solved_again_over_other_columns_the_value_is_that_of_a_first_solve(seed):
    f = small_partition(seed, n_rows=8, n_columns=40)
    again = Again(f)
    rng = np.random.default_rng(seed)
    for _ in range(10):
        columns = np.flatnonzero(rng.random(len(f.cost)) < 0.7)
        part = f.take(columns)
        try:
            found = again.relax(columns, 60.0)
        except InfeasibleError:
            with pytest.raises(InfeasibleError):
                relax(part, part.upper_apart, strict=True)
            continue
        first = relax(part, part.upper_apart)
        assert found.value == pytest.approx(first.value)
        assert part.cost @ found.x == pytest.approx(first.value)
        assert part.cover @ found.x == pytest.approx(part.need)
        proven = found.proven(part, found.reduced(part))
        assert proven == pytest.approx(first.value)
        assert proven <= first.value + 1e-6


def test_what_cannot_be_covered_is_said_to_be_so_only_when_asked():
    f = small_partition(1)
    part = f.take(np.array([0]))
    assert relax(part, part.upper_apart) is None
    with pytest.raises(InfeasibleError):
        relax(part, part.upper_apart, strict=True)
