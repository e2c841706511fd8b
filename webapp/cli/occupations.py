"""`zhida occupations`."""

from __future__ import annotations

from pathlib import Path

import click

from webapp.cli.writing import expect_folder, writing

HEADER = ("title", "rank", "code", "name", "score")


@click.command
@click.argument("titles", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="The tab-separated file to write.",
)
@click.option("--top", default=10, show_default=True, type=click.IntRange(1, 2_000))
def occupations(titles: Path, output: Path, top: int) -> None:
    """
    Give the codes of the 2022 classification for the titles in TITLES.

    TITLES is tab-separated with a header line; the first column is the title.
    """
    from matcher.errors import MatcherError
    from webapp.config import Settings
    from webapp.services.encoders import open_occupation_coder

    asked = read_titles(titles)
    expect_folder(output)
    try:
        coder = open_occupation_coder(Settings.from_env())
    except MatcherError as error:
        raise click.ClickException(str(error)) from error
    found = coder.suggest(asked, top)
    with writing(output), output.open("w", encoding="utf-8", newline="\n") as file:
        file.write("\t".join(HEADER) + "\n")
        for title, suggestions in zip(asked, found, strict=True):
            for rank, suggestion in enumerate(suggestions, start=1):
                occupation = suggestion.occupation
                score = f"{suggestion.probability:.6f}"
                file.write(
                    f"{title}\t{rank}\t{occupation.code}\t{occupation.name}\t{score}\n"
                )
    without = sum(not suggestions for suggestions in found)
    click.echo(f"{len(asked)} titles, {output}")
    if without:
        click.echo(f"{without} of them hold no words on the work and have no code.")


def read_titles(path: Path) -> list[str]:
    """
    Return the first column, the header left out; empty lines keep their place.

    A line ends with a line feed, with or without a carriage return before it: other
    separators stand within titles.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        msg = f"{path} is not UTF-8: save it as UTF-8 and try again."
        raise click.ClickException(msg) from error
    if not text:
        raise click.ClickException(f"{path} is empty: expected a header line.")
    lines = text.removesuffix("\n").split("\n")
    return [line.split("\t")[0].strip() for line in lines[1:]]
