"""`zhida draw`, and the pictures that `zhida plan` makes beside the plan."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from webapp.cli.writing import expect_folder, write_whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from routing import Plan, Problem

ENDINGS = (".svg", ".png")


class PictureError(Exception):
    """A picture cannot be made or written; the message is a sentence."""


def picture_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options ``--map`` and ``--gantt``."""
    of_file = click.Path(path_type=Path, dir_okay=False)
    for name, words in (
        ("gantt", "Also draw the timetable: a .svg or .png file."),
        ("map", "Also draw the trips on a map: a .svg or .png file."),
    ):
        command = click.option(f"--{name}", f"{name}_path", type=of_file, help=words)(
            command
        )
    return command


def expect_drawable(
    problem: Problem, map_path: Path | None, gantt_path: Path | None
) -> None:
    """
    Do nothing if the pictures can be made; asked before minutes of planning.

    Raises
    ------
    PictureError
        When a file has another ending or no folder, or the map no coordinates.
    """
    for path in (map_path, gantt_path):
        if path is not None and path.suffix.lower() not in ENDINGS:
            msg = f"Expected a picture that ends in .svg or .png, got {path}."
            raise PictureError(msg)
        if path is not None:
            with _refusing():
                expect_folder(path)
    if map_path is not None and all(place.lat is None for place in problem.places):
        msg = "A map needs the lat and lon of the places, and none has them."
        raise PictureError(msg)


def write_pictures(
    problem: Problem, plan: Plan, map_path: Path | None, gantt_path: Path | None
) -> None:
    """
    Write the pictures that were asked for.

    Raises
    ------
    PictureError
        When a file cannot be written.
    RoutingError
        When a plan names what its problem does not have.
    """
    from routing.pictures import draw_gantt, draw_map, timetable_of
    from routing.pictures.words import dates_of, summary

    if map_path is not None:
        _write(map_path, draw_map(problem, plan, _basemap()))
    if gantt_path is not None:
        detail = f"{dates_of(problem)} · {summary(plan)}"
        chart = draw_gantt(timetable_of(problem, plan), problem.name, detail)
        _write(gantt_path, chart)


def _basemap() -> Any:
    """Return the built borders; an empty map, with a word about it, without them."""
    from routing.pictures import Basemap
    from webapp.config import ROOT

    try:
        return Basemap.load(ROOT / "webapp" / "static" / "vendor" / "basemap")
    except FileNotFoundError:
        click.echo('No borders are built: "make install" makes them.', err=True)
        return Basemap()


def _write(path: Path, svg: str) -> None:
    from routing.pictures import to_png

    content = to_png(svg) if path.suffix.lower() == ".png" else svg.encode()
    with _refusing():
        write_whole(path, content)


@contextmanager
def _refusing() -> Iterator[None]:
    try:
        yield
    except click.ClickException as error:
        raise PictureError(error.message) from error
