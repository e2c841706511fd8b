"""`zhida assign`."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click
from sqlalchemy.orm import Session

from matcher.errors import MatcherError
from webapp.cli.writing import expect_folder, writing

if TYPE_CHECKING:
    from collections.abc import Iterable

    from matcher.assignment.assign import Assignment
    from matcher.assignment.files import Posed
    from matcher.assignment.report import Report
    from webapp.services.assigning import Figures

_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
LEFT_OUT = {
    "unranked": "wish no ranking by profile and were left out",
    "hired": "were hired lately and were left out",
}


@click.command
@click.argument("pairs", type=_FILE, required=False)
@click.argument("posts", type=_FILE, required=False)
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="The tab-separated file to write, a line for each seeker; of the office's own"
    " also a workbook (.xlsx).",
)
@click.option(
    "--language",
    default="zh",
    show_default=True,
    type=click.Choice(["zh", "en"]),
    help="Of the reasons in the file.",
)
@click.option(
    "--stable",
    is_flag=True,
    help="Of files: no seeker and vacancy would rather have each other than what they"
    " get. PAIRS may tell how much each wants the other in a fourth and fifth column.",
)
@click.option(
    "--everybody",
    is_flag=True,
    help="Of files: as many people as can be are placed, at some placements less.",
)
def assign(
    pairs: Path | None,
    posts: Path | None,
    output: Path,
    language: str,
    stable: bool,
    everybody: bool,
) -> None:
    """
    Assign all seekers to all open vacancies at once, and tell how good that is.

    Without files: all who look for work and all that is open in the instance. With
    two: PAIRS holds seeker, vacancy and chance (0 to 1) a line, POSTS vacancy, how many
    it seeks, and its employer if known; tab-separated, with or without a header.
    """
    expect_folder(output)
    if output.suffix == ".xlsx" and pairs is not None:
        msg = "Of files a tab-separated file is written: name one that ends with .tsv."
        raise click.UsageError(msg)
    if stable and everybody:
        raise click.UsageError("Choose one of --stable and --everybody.")
    if pairs is None and (stable or everybody):
        msg = "--stable and --everybody are for two files: name PAIRS and POSTS."
        raise click.UsageError(msg)
    if pairs is None:
        _assign_instance(output, language)
    elif posts is None:
        msg = f"Name the posts as well: zhida assign {pairs} POSTS.tsv -o {output}"
        raise click.UsageError(msg)
    else:
        posed, found = _of_files(pairs, posts, stable=stable, everybody=everybody)
        _write_files(posed, found, output, language)


def _of_files(
    pairs: Path, posts: Path, *, stable: bool, everybody: bool
) -> tuple[Posed, Assignment]:
    from matcher.assignment.assign import assign as solve
    from matcher.assignment.assign import assign_stably, in_figures
    from matcher.assignment.files import read_problem

    try:
        posed = read_problem(pairs, posts, wishes=stable)
    except MatcherError as error:
        raise click.ClickException(str(error)) from error
    if not stable:
        return posed, solve(posed.candidates, everybody=1.0 if everybody else 0.0)
    placed = assign_stably(posed.candidates, posed.wants, posed.liking)
    return posed, in_figures(posed.candidates, placed)


def _write_files(posed: Posed, found: Assignment, output: Path, language: str) -> None:
    from matcher.assignment.report import Report, all_reasons
    from matcher.sentences import left_sentence

    candidates = posed.candidates
    reasons = all_reasons(found, {})
    chances = dict(
        zip(
            zip(
                candidates.seekers.tolist(), candidates.vacancies.tolist(), strict=True
            ),
            candidates.chances.tolist(),
            strict=True,
        )
    )
    lines = []
    for row, (seeker, at) in enumerate(
        zip(posed.seekers, found.placed.tolist(), strict=True)
    ):
        if row in reasons:
            why = left_sentence(reasons[row], language)
            lines.append(f"{seeker}\t\t\t{why}")
        else:
            lines.append(f"{seeker}\t{posed.vacancies[at]}\t{chances[row, at]:.3f}\t")
    _write(output, "seeker\tvacancy\tchance\twhy", lines)
    _tell(Report.of(candidates, found, posed.employers))
    click.echo(f"{len(lines)} lines, {output}")


def _assign_instance(output: Path, language: str) -> None:
    from webapp.cli.instance import ready_instance
    from webapp.cli.matching import encoder_of
    from webapp.services import proposals, proposals_export
    from webapp.services.matching import MatchMaker
    from webapp.workflows.assigning import AssigningRun

    now = dt.datetime.now(dt.UTC)
    on_its_way = "A run is on its way already; /bureau/assignment shows it."
    with ready_instance() as (engine, settings):
        maker = MatchMaker(encoder_of(settings))
        with Session(engine) as session:
            if proposals.running(session) is not None:
                raise click.ClickException(on_its_way)
        # Nothing is noted before it is found: what ends the command leaves nothing.
        try:
            found = AssigningRun(engine, lambda: maker).work_out()
        except MatcherError as error:
            raise click.ClickException(str(error)) from error
        figures = found.figures
        with Session(engine) as session:
            try:
                run = proposals.ask(session, account_id=None, now=now)
            except proposals.RunningError as error:
                raise click.ClickException(on_its_way) from error
            proposals.keep(session, run, found, dt.datetime.now(dt.UTC))
            session.commit()
            if output.suffix == ".xlsx":
                book = proposals_export.workbook(session, run, account_id=None, now=now)
                with writing(output):
                    output.write_bytes(book)
                session.commit()
            else:
                _write(
                    output,
                    "seeker\tvacancy\tchance\twhy\ttitle\temployer\treasons",
                    proposals_export.tab_lines(session, run, language),
                )
    _tell(figures.report)
    _tell_more(figures)
    click.echo(f"{figures.report.people} people, {output}")


def _write(path: Path, head: str, lines: Iterable[str]) -> None:
    text = "\n".join([head, *lines, ""])
    with writing(path):
        path.write_text(text, encoding="utf-8")


def _tell(report: Report) -> None:
    from matcher.sentences import left_sentence

    click.echo(
        f"{report.people:,} people, {report.posts:,} posts: {report.placed:,} placed, "
        f"{report.placements:,.1f} placements to be expected"
    )
    click.echo(
        f"No assignment may hope for more than {report.bound:,.1f}: "
        f"{report.gap:.3%} below"
    )
    if report.left:
        click.echo(f"{sum(report.left.values()):,} unplaced:")
    for why, count in report.left.items():
        click.echo(f"{count:>8,}  {left_sentence(why, 'en')}")
    click.echo(
        f"{report.without_anybody:,} of {report.employers:,} employers that seek "
        "somebody get nobody"
    )


def _tell_more(figures: Figures) -> None:
    for reason, count in figures.left_out.items():
        click.echo(f"{count:,} {LEFT_OUT[reason]}")
    if figures.shares:
        click.echo("group\tvalue\tpeople\tplaced")
    for each in figures.shares:
        click.echo(f"{each.dimension}\t{each.value}\t{each.people}\t{each.share:.0%}")
