"""`zhida plan`, `check` and `draw`: scenario files in, plans out, judged or drawn."""

from __future__ import annotations

import json
import math
import signal
import sys
from contextlib import contextmanager
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from webapp.cli.pictures import (
    PictureError,
    expect_drawable,
    picture_options,
    write_pictures,
)
from webapp.cli.writing import expect_folder, write_whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

    from routing import Plan, Problem
    from routing.travel_times.protocol import TravelTimes

REFUSED = 2  # the exit code for input that cannot be used
BROKEN = 1  # and for a plan that breaks a rule


@click.command
@click.argument("scenario", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="Where the plan is written.",
)
@click.option(
    "--time-limit",
    "time_limit_s",
    type=click.FloatRange(min=0),
    default=60.0,
    show_default=True,
    help="Seconds of planning.",
)
@click.option(
    "--gap",
    type=click.FloatRange(0, 1),
    default=0.0,
    show_default=True,
    help="Good enough: (cost - bound) / cost.",
)
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    help="The same seed gives the same plan, if time suffices.",
)
@picture_options
def plan(
    scenario: Path,
    output: Path,
    time_limit_s: float,
    gap: float,
    seed: int,
    map_path: Path | None,
    gantt_path: Path | None,
) -> None:
    """
    Plan the trips of SCENARIO and write the plan to the output file.

    Ctrl-C ends planning early with the best plan so far.
    """
    from routing import RoutingError, solve
    from routing.read import plan_to_json

    with _refusing():
        expect_folder(output)
    if not math.isfinite(time_limit_s):
        _refuse(f"Expected --time-limit to be a number of seconds, got {time_limit_s}.")
    _expect_apart(SCENARIO=scenario, output=output, map=map_path, gantt=gantt_path)
    problem = _problem(scenario)
    try:
        expect_drawable(problem, map_path, gantt_path)
        with _stopped_by_ctrl_c() as stopped:
            found = solve(
                problem,
                time_limit_s=time_limit_s,
                gap=gap,
                seed=seed,
                on_progress=_show_progress,
                should_stop=stopped,
            )
    except (PictureError, RoutingError, ValueError, MemoryError) as error:
        _refuse(str(error))
    text = json.dumps(plan_to_json(found), ensure_ascii=False, indent=1)
    with _refusing():
        write_whole(output, (text + "\n").encode())
    _draw(problem, found, map_path, gantt_path)
    click.echo(closing_line(found))


@click.command
@click.argument("scenario", type=click.Path(path_type=Path))
@click.argument("plan", type=click.Path(path_type=Path))
def check(scenario: Path, plan: Path) -> None:
    """Say what is wrong with PLAN for SCENARIO; exit 0 only when nothing is."""
    from routing import InvalidScenarioError
    from routing import check as violations_of
    from routing.read import read_plan

    problem = _problem(scenario)
    try:
        judged = read_plan(plan)
    except InvalidScenarioError as error:
        _refuse(str(error))
    violations = violations_of(problem, judged)
    for violation in violations:
        click.echo(
            f"{violation.cause}\t{violation.subject}\texcess {violation.excess:.12g}"
        )
    if violations:
        sys.exit(BROKEN)
    click.echo(closing_line(judged))


@click.command
@click.argument("scenario", type=click.Path(path_type=Path))
@click.argument("plan", type=click.Path(path_type=Path))
@picture_options
def draw(
    scenario: Path, plan: Path, map_path: Path | None, gantt_path: Path | None
) -> None:
    """Draw PLAN for SCENARIO: on a map, its timetable, or both."""
    from routing import InvalidScenarioError
    from routing.read import read_plan

    if map_path is None and gantt_path is None:
        _refuse("Say what to draw: --map FILE, --gantt FILE, or both.")
    _expect_apart(SCENARIO=scenario, PLAN=plan, map=map_path, gantt=gantt_path)
    problem = _problem(scenario)
    try:
        found = read_plan(plan)
    except InvalidScenarioError as error:
        _refuse(str(error))
    _draw(problem, found, map_path, gantt_path)


def _draw(
    problem: Problem, found: Plan, map_path: Path | None, gantt_path: Path | None
) -> None:
    from routing import RoutingError

    try:
        expect_drawable(problem, map_path, gantt_path)
        write_pictures(problem, found, map_path, gantt_path)
    except (PictureError, RoutingError) as error:
        _refuse(str(error))


def _problem(path: Path) -> Problem:
    from routing import RoutingError
    from routing.read import read_scenario

    try:
        return read_scenario(path, _engines())
    except FileNotFoundError:
        _refuse('The road graph is not built: run "make install" first.')
    except (RoutingError, ValueError) as error:
        _refuse(str(error))


def _engines() -> dict[str, Callable[[], TravelTimes]]:
    """Return the engines a scenario can name, each made when it is asked for."""

    def roads() -> TravelTimes:
        from routing.travel_times.roads import Roads
        from webapp.config import Settings

        return Roads.load(Settings.from_env().build_dir / "roads")

    def great_circle() -> TravelTimes:
        from routing.travel_times.great_circle import GreatCircle

        return GreatCircle()

    return {"roads": roads, "great_circle": great_circle}


@contextmanager
def _refusing() -> Iterator[None]:
    """End with the status of these commands where another helper would with its own."""
    try:
        yield
    except click.ClickException as error:
        _refuse(error.message)


def _expect_apart(**files: Path | None) -> None:
    """Refuse one file in two roles, of which one would be written over."""
    named = [
        (name if name.isupper() else f"--{name}", path)
        for name, path in files.items()
        if path is not None
    ]
    for (first, path), (second, other) in combinations(named, 2):
        if path.resolve() == other.resolve():
            _refuse(f"{first} and {second} are one file, {other}: name another one.")


@contextmanager
def _stopped_by_ctrl_c() -> Iterator[Callable[[], bool]]:
    """Give what asks whether Ctrl-C was pressed; pressed again, it ends at once."""
    pressed = False

    def press(number: int, frame: FrameType | None) -> None:
        nonlocal pressed
        pressed = True
        signal.signal(signal.SIGINT, before)
        click.echo(
            "Stopped by Ctrl-C: writing the best plan so far; "
            "again to end without a plan.",
            err=True,
        )

    before = signal.signal(signal.SIGINT, press)
    try:
        yield lambda: pressed
    finally:
        signal.signal(signal.SIGINT, before)


def _refuse(sentence: str) -> NoReturn:
    click.echo(sentence, err=True)
    sys.exit(REFUSED)


def _show_progress(seconds: float, cost_cents: int, bound_cents: int) -> None:
    gap = (cost_cents - bound_cents) / cost_cents if cost_cents else 0.0
    click.echo(
        f"{seconds:7.1f} s   cost {cost_cents / 100:,.2f} yuan   "
        f"bound {bound_cents / 100:,.2f}   gap {gap:.3%}",
        err=True,
    )


def closing_line(found: Plan) -> str:
    """Return what a plan costs and whom it carries, in one line."""
    left = sum(gone.riders for gone in found.unassigned)
    riding = sum(trip.riders for trip in found.trips)
    rides = f"{riding} riders on {len(found.trips)} coaches"
    if found.trains:
        feeders = sum(len(train.feeders) for train in found.trains)
        rides += (
            f", {found.riders - riding} on {len(found.trains)} trains "
            f"with {feeders} coaches to them"
        )
    return (
        f"{found.status}: {found.cost_cents / 100:,.2f} yuan, "
        f"at least {found.lower_bound_cents / 100:,.2f}, gap {found.gap:.3%}; "
        f"{rides}, {left} unassigned; {found.runtime_s:.1f} s"
    )
