"""
Compile the planner's inner loops: ``python -m routing.compile``, once, when installing.

Without it the first plan on a machine takes some ten seconds more. Numba keeps what it
compiled beside the modules.
"""

from __future__ import annotations

import datetime as dt
import logging

import numpy as np

from routing.problem import CoachType, Party, Place, Problem
from routing.rules import Rules
from routing.solve import solve
from routing.solvers.pricing import Market, Pricing, fleet_prices
from routing.units import net_of, units_of
from routing.watch import Watch


def main() -> None:
    """Plan a small day, in which every inner loop has something to do."""
    places = tuple(Place(str(i)) for i in range(6))
    at = np.arange(6)
    away = np.abs(at[:, None] - at)
    # Any two of five fit a coach: the relaxation halves them, and cuts are needed.
    parties = tuple(Party(str(i), 7, str(i % 3), str(4 + i % 2)) for i in range(5))
    problem = Problem(
        name="compile",
        dates=(dt.date(2027, 2, 24),),
        places=places,
        distance_m=away * 90_000,
        duration_s=away * 4_000,
        parties=parties,
        fleet=(CoachType("coach", 14, 100_000, 400),),
        rules=Rules(),
    )
    watch = Watch(3600)
    solve(problem, time_limit_s=3600)
    _price_as_many(problem, watch)
    logging.getLogger(__name__).info("Compiled the planner in %.1f s.", watch.elapsed_s)


def _price_as_many(problem: Problem, watch: Watch) -> None:
    """Search trips as for a season, which has too many pairs of places for a day."""
    units = units_of(problem, net_of(problem), list(range(len(problem.parties))))
    everything = np.ones(len(problem.fleet), bool)
    markets = [Market(0, units.markets[0], everything)]
    pricing = Pricing(units, markets, len(units))
    pricing.many = True
    fleet_cents = fleet_prices(units, markets, np.zeros(units.counts.shape))
    worth = np.full(len(units), 1e6)
    pricing.price(worth, fleet_cents, 0.0, watch, 1.0)


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    main()
