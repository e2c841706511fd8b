"""
The trains of a plan changed by hand: a party is put on one, or taken off it.

Who is put on a train gets its cheapest feeder, seat and shuttle, one of each, and who
leaves one leaves the cheapest of these to the others; see ``routing.by_train``. A train
may become too full or too empty by hand, for ``check`` to tell.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from routing.by_train import off_train, place_on
from routing.joining import Places
from routing.rules import MOST_RIDERS

if TYPE_CHECKING:
    from routing.plan import Plan, Train
    from routing.problem import Party, Problem
    from routing.solvers.tailor import Tailor

QUARTER_S = 900


def step_of(problem: Problem) -> int:
    """
    Return the steps in which feeders are searched.

    By hand a coach may leave at any minute; what is searched, in quarters of an hour.
    """
    step_s = problem.rules.depart_step_s
    return step_s if QUARTER_S % step_s else QUARTER_S


class Rail:
    """Changes the trains of plans of one problem; makes its arrays when first asked."""

    def __init__(self, problem: Problem) -> None:
        self.blocks = {block.id: block for block in problem.trains.blocks}
        self._problem = problem

    def taken_in(
        self, plan: Plan, block: str, party: Party
    ) -> tuple[Train, ...] | None:
        """Return the trains once a party goes by one; None when no coach serves it."""
        whole = replace(party, together=True)
        place = place_on(self._places(plan), block, whole)
        return None if place is None else place.trains

    def let_off(self, plan: Plan, party: str) -> tuple[Train, ...] | None:
        """Return the trains without a party; None when the others could not go."""
        places = off_train(self._places(plan), party)
        return None if places is None else places.trains

    def _places(self, plan: Plan) -> Places:
        return Places(self._open, plan.trips, tailor=self._tailor, trains=plan.trains)

    @cached_property
    def _open(self) -> Problem:
        """Return the problem with trains of any number of riders, who stay together."""
        problem = self._problem
        blocks = tuple(
            replace(block, seats=MOST_RIDERS, least_riders=0)
            for block in problem.trains.blocks
        )
        return replace(
            problem,
            parties=tuple(replace(party, together=True) for party in problem.parties),
            rules=replace(problem.rules, depart_step_s=step_of(problem)),
            trains=replace(problem.trains, blocks=blocks),
        )

    @cached_property
    def _tailor(self) -> Tailor:
        from routing.solvers.tailor import Tailor

        return Tailor(self._open)
