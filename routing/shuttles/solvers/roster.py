"""
How duties are found: one after the other first, then by a MIP in OR-Tools.

Coaches of a type are alike, so a day needs as many as are ever away at once: the MIP
chooses a start and a type for every trip and counts coaches at every start. Trips of
one type are then dealt out to whoever is back first.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from ortools.linear_solver.python import model_builder_helper as helper
from scipy import sparse

if TYPE_CHECKING:
    from routing.shuttles.duties import Day

# As the library's stub, mistakenly, annotates its vectors of floats.
Vector: TypeAlias = Any

STEPS = 12  # starts of a trip that are tried, at most
LEAST_STEP_S = 60
MOST_CHOICES = 40_000  # of a trip, a type and a start: above, only insertion


@dataclass(frozen=True, slots=True)
class Dealt:
    """Duties as (type, [(run, start)]), runs that are left, and the cost of all."""

    duties: list[tuple[int, list[tuple[int, int]]]]
    left: list[int]
    cost_cents: int


class Roster:
    """
    The trips of one day.

    Attributes
    ----------
    waits
        Whether any trip has more than one start.
    """

    def __init__(self, day: Day, seed: int) -> None:
        self._day = day
        self._seed = seed
        longest = max((run.latest_s - run.ready_s for run in day.runs), default=0)
        self.waits = longest > 0
        self._step_s = max(LEAST_STEP_S, -(-longest // STEPS))
        types = range(len(day.fleet))
        self._types = [t for t in types if day.fleet[t].count != 0]

    def _km_cents(self, run: int, coach: int) -> int:
        metres = self._day.runs[run].distance_m
        return (self._day.fleet[coach].cents_per_km * metres + 500) // 1000

    def _fits(self, run: int) -> list[int]:
        riders = self._day.runs[run].riders
        return [t for t in self._types if self._day.fleet[t].seats >= riders]

    def _dealt(
        self, duties: list[tuple[int, list[tuple[int, int]]]], left: list[int]
    ) -> Dealt:
        day = self._day
        cost = sum(day.runs[run].riders for run in left) * day.left_cents
        for coach, starts in duties:
            cost += day.fleet[coach].hire_cents
            cost += sum(self._km_cents(run, coach) for run, _ in starts)
        return Dealt(duties, left, cost)

    def least(self) -> int:
        """Return a bound that costs nothing: kilometres, and the dearest one hire."""
        hire, cents = 0, 0
        for run, one in enumerate(self._day.runs):
            price = one.riders * self._day.left_cents
            fits = self._fits(run)
            way = min((self._km_cents(run, t) for t in fits), default=price)
            cents += min(price, way)
            coach = min((self._day.fleet[t].hire_cents for t in fits), default=0)
            hire = max(hire, min(coach, price - min(price, way)))
        return cents + hire

    def insert(self) -> Dealt:
        """Return duties made run by run, in the order in which they must start."""
        day = self._day
        duties: list[tuple[int, list[tuple[int, int]]]] = []
        free_s: list[int] = []
        used = [0] * len(day.fleet)
        left = []
        order = sorted(
            range(len(day.runs)),
            key=lambda r: (day.runs[r].latest_s, day.runs[r].ready_s, r),
        )
        for r in order:
            run = day.runs[r]
            options = [
                (self._km_cents(r, t), max(run.ready_s, free_s[i]), i, t)
                for i, (t, _) in enumerate(duties)
                if day.fleet[t].seats >= run.riders and free_s[i] <= run.latest_s
            ]
            new = [
                (day.fleet[t].hire_cents + self._km_cents(r, t), run.ready_s, -1, t)
                for t in self._fits(r)
                if day.fleet[t].count is None or used[t] < (day.fleet[t].count or 0)
            ]
            best = min(options + new, default=None)
            if best is None or best[0] >= run.riders * day.left_cents:
                left.append(r)
                continue
            _, start_s, i, t = best
            if i < 0:
                duties.append((t, []))
                free_s.append(0)
                used[t] += 1
            duties[i][1].append((r, start_s))
            free_s[i] = start_s + run.duration_s + day.turnaround_s
        return self._dealt(duties, left)

    def choose(self, *, relaxed: bool, time_s: float) -> tuple[Dealt | None, int]:
        """
        Return the best duties with starts in steps, and what is proven of those.

        Parameters
        ----------
        relaxed
            Trips shorter by a step: nobody drives that, but its bound holds for every
            start, since moving all starts back to steps keeps such trips apart.
        """
        day = self._day
        shorter = self._step_s if relaxed else 0
        choices: list[tuple[int, int, int, int]] = []
        for r, run in enumerate(day.runs):
            length_s = max(0, run.duration_s + day.turnaround_s - shorter)
            for start_s in range(run.ready_s, run.latest_s + 1, self._step_s):
                choices += [(r, t, start_s, start_s + length_s) for t in self._fits(r)]
        if not choices or len(choices) > MOST_CHOICES:
            return None, 0
        model, scale = self._model(choices)
        solver = helper.ModelSolverHelper("scip")
        solver.set_time_limit_in_seconds(time_s)
        solver.set_solver_specific_parameters(
            f"limits/gap = 1e-9\nrandomization/randomseedshift = {self._seed % 2**31}"
        )
        solver.solve(model)
        if not solver.has_solution():
            return None, 0
        bound = float(solver.best_objective_bound()) * scale
        x = np.asarray(solver.variable_values())[: len(choices)] > 0.5
        taken = [choices[i] for i in np.flatnonzero(x)]
        dealt = None if relaxed else self._deal(taken)
        return dealt, max(0, int(np.ceil(bound - 1e-3)))

    def _model(
        self, choices: list[tuple[int, int, int, int]]
    ) -> tuple[helper.ModelBuilderHelper, float]:
        """Return choices, coaches of every type and runs left as a model."""
        day = self._day
        n, n_types, n_runs = len(choices), len(self._types), len(day.runs)
        run, coach, start, end = np.array(choices).T
        lower_rows = [sparse.csr_array((np.ones(n), (run, np.arange(n))), (n_runs, n))]
        away = []
        for k, t in enumerate(self._types):
            points = np.unique(start[coach == t])
            at = (coach == t) & (start <= points[:, None]) & (points[:, None] < end)
            hired = np.zeros((len(points), n_types))
            hired[:, k] = -1
            none = sparse.csr_array((len(points), n_runs))
            away.append(sparse.hstack([at.astype(float), hired, none]))
        cover = sparse.hstack(
            [*lower_rows, sparse.csr_array((n_runs, n_types)), sparse.eye_array(n_runs)]
        )
        matrix = sparse.csr_matrix(sparse.vstack([cover, *away]))
        cents = [self._km_cents(r, t) for r, t, _, _ in choices]
        cents += [day.fleet[t].hire_cents for t in self._types]
        cents += [one.riders * day.left_cents for one in day.runs]
        cost = np.array(cents, np.float64)
        scale = max(1.0, float(cost.mean()))
        n_away = matrix.shape[0] - n_runs
        most = [
            n_runs if day.fleet[t].count is None else day.fleet[t].count
            for t in self._types
        ]
        least: Vector = np.zeros(len(cost))
        upper: Vector = np.concatenate([np.ones(n), most, np.ones(n_runs)])
        per: Vector = cost / scale
        low: Vector = np.concatenate([np.ones(n_runs), np.full(n_away, -np.inf)])
        high: Vector = np.concatenate([np.ones(n_runs), np.zeros(n_away)])
        model = helper.ModelBuilderHelper()
        model.fill_model_from_sparse_data(least, upper, per, low, high, matrix)
        for i in range(len(cost)):
            model.set_var_integrality(i, True)
        return model, scale

    def _deal(self, taken: list[tuple[int, int, int, int]]) -> Dealt:
        """Give trips with starts to coaches: whoever of the type is back first."""
        duties: list[tuple[int, list[tuple[int, int]]]] = []
        back: dict[int, list[tuple[int, int]]] = {t: [] for t in self._types}
        for run, coach, start_s, end_s in sorted(taken, key=lambda one: one[2]):
            queue = back[coach]
            if queue and queue[0][0] <= start_s:
                _, duty = heapq.heappop(queue)
            else:
                duty = len(duties)
                duties.append((coach, []))
            duties[duty][1].append((run, start_s))
            heapq.heappush(queue, (end_s, duty))
        done = {run for run, _, _, _ in taken}
        left = [run for run in range(len(self._day.runs)) if run not in done]
        return self._dealt(duties, left)
