"""`zhida wording`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from matcher.errors import MatcherError

if TYPE_CHECKING:
    from typing import TextIO


@click.command
@click.argument("file", type=click.File(encoding="utf-8-sig"))
def wording(file: TextIO) -> None:
    """
    Print what an advert in FILE may not say ("-" reads what is typed).

    A line a finding: line, columns, severity, ground, phrase, law, lawful wording.
    Ends with 1 when something would stop the posting, or was not read: of a line the
    first 20,000 characters are.
    """
    from matcher.wording.checking import CHARACTERS
    from matcher.wording.rules import Severity
    from webapp.config import Settings
    from webapp.services.encoders import open_wording_check

    try:
        check = open_wording_check(Settings.from_env())
    except MatcherError as error:
        raise click.ClickException(str(error)) from error

    try:
        lines = file.readlines()
    except UnicodeDecodeError as error:
        # Read with gaps nothing would be found in it.
        msg = f"{file.name} is not UTF-8: save it as UTF-8 and try again."
        raise click.ClickException(msg) from error
    blocked = False
    for number, line in enumerate(lines, start=1):
        for finding in check(line.rstrip("\n")):
            blocked = blocked or finding.severity is Severity.BLOCK
            # A tab in it would move the columns.
            phrase = " ".join(finding.phrase.split())
            click.echo(
                f"{number}\t{finding.start + 1}-{finding.end}\t{finding.severity}\t"
                f"{finding.ground}\t{phrase}\t{finding.law}\t{finding.instead}"
            )
    long = [
        str(number)
        for number, line in enumerate(lines, start=1)
        if line[CHARACTERS:].strip()
    ]
    if long:
        msg = (
            f"Only the first {CHARACTERS:,} characters of line {', '.join(long)} were "
            "read: break it into shorter lines and try again."
        )
        raise click.ClickException(msg)
    if blocked:
        raise SystemExit(1)
