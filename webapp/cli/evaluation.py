"""`zhida rank`, `zhida evaluate` and `zhida bench`."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import TYPE_CHECKING

import click

from matcher.errors import MatcherError
from webapp.cli.writing import expect_folder, writing

if TYPE_CHECKING:
    from matcher.evaluation.floors import Scorer

SYSTEMS = ("zhida", "adapted", "static", "bm25", "tfidf", "random")

_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command
@click.argument("queries", type=_FILE)
@click.argument("corpus", type=_FILE)
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="The TREC run to write.",
)
@click.option("--top", default=1_000, show_default=True, type=click.IntRange(min=1))
@click.option(
    "--system", default="zhida", show_default=True, type=click.Choice(SYSTEMS)
)
def rank(queries: Path, corpus: Path, output: Path, top: int, system: str) -> None:
    """
    Rank the texts of CORPUS for each of QUERIES and write a TREC run.

    Both files are tab-separated: an id and a text a line, with or without a header.
    """
    from matcher.evaluation.measuring import run_of
    from matcher.evaluation.trec import read_texts, write_run
    from matcher.similarity import wordless_last

    expect_folder(output)
    try:
        asked, found = read_texts(queries), read_texts(corpus)
        scorer = _scorer(system)
    except MatcherError as error:
        raise click.ClickException(str(error)) from error
    scores = wordless_last(
        scorer, [text.text for text in asked], [text.text for text in found]
    )
    run = run_of(scores, [text.id for text in asked], [text.id for text in found], top)
    with writing(output):
        write_run(output, run, system)
    click.echo(f"{len(asked)} queries, {len(found)} documents, {output}")


@click.command
@click.argument("run", type=_FILE)
@click.argument("qrels", type=_FILE)
@click.option("--by-query", is_flag=True, help="A line for each query as well.")
def evaluate(run: Path, qrels: Path, by_query: bool) -> None:
    """Print how good RUN is by the judgements in QRELS."""
    from matcher.evaluation.measuring import evaluate as measure
    from matcher.evaluation.metrics import METRICS
    from matcher.evaluation.trec import read_judgements, read_run

    try:
        report = measure(read_run(run), read_judgements(qrels))
    except MatcherError as error:
        raise click.ClickException(str(error)) from error
    if not report.by_query:
        msg = f"{qrels} judges no document relevant: there is nothing to measure."
        raise click.ClickException(msg)
    click.echo("\t".join(("query", *METRICS)))
    if by_query:
        for query, found in report.by_query.items():
            click.echo("\t".join((query, *(f"{found[name]:.4f}" for name in METRICS))))
    means = (f"{report.means[name]:.4f}" for name in METRICS)
    click.echo("\t".join((f"all {len(report.by_query)}", *means)))
    if report.unranked:
        click.echo(f"{len(report.unranked)} judged queries are not in the run: 0 each.")
    if report.unjudged:
        click.echo(
            f"{len(report.unjudged)} queries of the run have no document judged "
            "relevant: not counted."
        )


@click.command
@click.argument("name", type=click.Choice(("matching",)))
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option(
    "--only",
    multiple=True,
    type=click.Choice(("zh", "en", "melo", "csco")),
    help="One of the sets; may be given several times. All of them otherwise.",
)
@click.option(
    "--into",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Also fill the table of this document in place, as docs/benchmarks.md.",
)
def bench(name: str, folder: Path, only: tuple[str, ...], into: Path | None) -> None:
    """Measure NAME on the public sets in FOLDER and print the table."""
    try:
        module = importlib.import_module(f"bench.{name}")
        tables = importlib.import_module("bench.tables")
    except ModuleNotFoundError as error:
        msg = "The benchmarks are part of the source tree: run this in a checkout."
        raise click.ClickException(msg) from error

    def fill(document: Path, lines: list[str]) -> str:
        try:
            return str(tables.filled(document.read_text("utf-8"), name, lines))
        except ValueError as error:
            raise click.ClickException(f"{document}: {error}") from error

    if into:
        # Before what may take an hour.
        fill(into, [])
    lines = []
    try:
        for line in module.table(folder, **({"only": only} if only else {})):
            click.echo(line)
            lines.append(line)
    except MatcherError as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        msg = (
            f"Cannot read {error.filename} ({error.strerror}): name the folder of the "
            "public sets, or only those that it holds with --only."
        )
        raise click.ClickException(msg) from error
    if into:
        text = fill(into, [*lines, "", f"{tables.machine()}."])
        with writing(into):
            into.write_text(text, "utf-8")


def _scorer(system: str) -> Scorer:
    from matcher.evaluation.floors import FLOORS
    from webapp.config import Settings
    from webapp.services import encoders

    if system in FLOORS:
        return FLOORS[system]
    settings = Settings.from_env()
    if system == "zhida":
        return encoders.open_text_ranker(settings).scores
    opened = {
        "adapted": encoders.open_adapted,
        "static": encoders.open_static,
    }[system](settings)
    return lambda asked, found: (
        opened.encode_queries(asked) @ opened.encode_passages(found).T
    )
