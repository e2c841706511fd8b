"""`zhida search`, `zhida match` and `zhida embed`."""

from __future__ import annotations

import datetime as dt
import unicodedata
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click
from sqlalchemy.orm import Session

from webapp.cli.instance import ready_instance
from webapp.cli.writing import expect_folder, writing

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from matcher.encoder.protocol import Encoder
    from matcher.matching import Matches
    from matcher.occupations.coder import OccupationCoder
    from matcher.query import Query, Span
    from models import Vacancy
    from webapp.config import Settings
    from webapp.services.search import Hit, SearchResults


@click.command
@click.argument("text")
@click.option("--page", default=1, show_default=True, type=click.IntRange(min=1))
def search(text: str, page: int) -> None:
    """Find vacancies for TEXT, such as "盛泽 缝纫工 8000以上 包住"."""
    from matcher.places.gazetteer import Gazetteer
    from webapp.services.search import search as find
    from webapp.services.search_engine import SearchEngine

    with _database() as (settings, session):
        gazetteer = Gazetteer.load(settings.build_dir / "places")
        engine = SearchEngine.from_settings(settings, gazetteer)
        results = find(session, engine, text, now=dt.datetime.now(dt.UTC), page=page)
        for line in _understood(results):
            click.echo(line)
        click.echo(f"{results.total} vacancies, page {results.page} of {results.pages}")
        _print_hits(results.hits)
        if results.negotiable_total:
            click.echo(
                f"{results.negotiable_total} more whose pay is negotiable (面议)"
            )
            _print_hits(results.negotiable)


@click.command
@click.option("--seeker", type=click.IntRange(min=1), help="Only this seeker's number.")
@click.option("--vacancy", type=click.IntRange(min=1), help="Only this vacancy's.")
@click.option("--top", default=5, show_default=True, type=click.IntRange(1, 100))
@click.option("--language", default="zh", type=click.Choice(["zh", "en"]))
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write a tab-separated file instead of printing.",
)
def match(
    seeker: int | None,
    vacancy: int | None,
    top: int,
    language: str,
    output: Path | None,
) -> None:
    """Give each seeker the best vacancies, each vacancy the best seekers, and why."""
    from webapp.services.matching import MatchMaker

    if seeker is not None and vacancy is not None:
        msg = "Choose one of --seeker and --vacancy."
        raise click.UsageError(msg)
    if output is not None:
        expect_folder(output)
    now = dt.datetime.now(dt.UTC)
    with _database() as (settings, session):
        maker = MatchMaker(encoder_of(settings))
        of_seekers: Sequence[Matches] = ()
        of_vacancies: Sequence[Matches] = ()
        try:
            if seeker is not None:
                of_seekers = [maker.for_seeker(session, seeker, now=now, top=top)]
            elif vacancy is not None:
                of_vacancies = [maker.for_vacancy(session, vacancy, now=now, top=top)]
            else:
                of_seekers, of_vacancies = maker.for_all(session, now=now, top=top)
        except LookupError as error:
            raise click.ClickException(str(error)) from error
        session.commit()
        lines = [
            *_match_lines(session, "seeker", of_seekers, language),
            *_match_lines(session, "vacancy", of_vacancies, language),
        ]
    head = "for\tnumber\trank\tscore\tseeker\tvacancy\ttitle\treasons"
    if output is None:
        click.echo("\n".join([head, *lines]))
        return
    with writing(output):
        output.write_text("\n".join([head, *lines, ""]), encoding="utf-8")
    click.echo(f"{len(of_seekers)} seekers and {len(of_vacancies)} vacancies: {output}")


@click.command
def embed() -> None:
    """
    Encode what is new among vacancies and seekers, so that searches are fast.

    Postings that came in a file get their occupation where the title leaves no doubt.
    """
    from webapp.services.embeddings import embed_all
    from webapp.services.occupation_codes import code_imported

    def show(done: int, of: int) -> None:
        click.echo(f"{done:,} of {of:,} texts encoded", err=True)

    with ready_instance() as (engine, settings):
        new = embed_all(engine, encoder_of(settings), show)
        coder = _coder_of(settings)
        with Session(engine) as session:
            coded = code_imported(session, coder) if coder else 0
            session.commit()
    click.echo(f"{new:,} new texts encoded." if new else "Nothing new to encode.")
    if coded:
        click.echo(f"{coded:,} imported postings have an occupation now.")


@contextmanager
def _database() -> Iterator[tuple[Settings, Session]]:
    with ready_instance() as (engine, settings), Session(engine) as session:
        yield settings, session


def encoder_of(settings: Settings) -> Encoder:
    """Return the encoder of the settings."""
    from webapp.services.search_engine import open_encoder

    return open_encoder(settings)


def _coder_of(settings: Settings) -> OccupationCoder | None:
    """Return what finds occupations; None where it is not installed."""
    from matcher.errors import MatcherError
    from webapp.services.encoders import open_occupation_coder

    try:
        return open_occupation_coder(settings)
    except MatcherError:
        return None


def _understood(results: SearchResults) -> Iterator[str]:
    query = results.query
    for span in query.spans:
        meaning = _meaning(query, span)
        yield f"{span.kind.value:>13}: {span.text.strip()} = {meaning}"
    yield f"{'ranked':>13}: {query.wording or '-'}"


def _meaning(query: Query, span: Span) -> str:
    """Return in words what a span was taken for."""
    if span.kind == "pay":
        return f"{int(span.value) // 100:,} yuan a month" if span.value else "any"
    if span.kind == "radius":
        return f"{int(span.value) / 1000:g} km"
    if span.kind == "experience":
        return f"{int(span.value)} months"
    if span.kind == "certificate":
        return span.value or "none held"
    places = [*query.places, *query.choice, *query.avoided]
    if query.origin is not None:
        places.append(query.origin)
    names = {place.code: place.full_name for place in places}
    return " or ".join(names.get(code, code) for code in span.value.split("|"))


def _print_hits(hits: Sequence[Hit]) -> None:
    for hit in hits:
        vacancy = hit.vacancy
        click.echo(
            f"{hit.score:6.2f}  {vacancy.id:6d}  {_cell(vacancy.title, 28)}"
            f"{_cell(_pay(vacancy), 18)}{_cell(vacancy.place.short_name, 10)}"
            f"{vacancy.employer.name}"
        )


def _pay(vacancy: Vacancy) -> str:
    if vacancy.is_negotiable:
        return "面议"
    return vacancy.pay_text or "-"


def _cell(text: str, width: int) -> str:
    """Return the text cut and filled to a width in columns; Han characters take two."""
    kept, used = "", 0
    for char in text:
        columns = 2 if unicodedata.east_asian_width(char) in "WF" else 1
        if used + columns > width - 1:
            break
        kept, used = kept + char, used + columns
    return kept + " " * (width - used)


def _match_lines(
    session: Session, whose: str, found: Sequence[Matches], language: str
) -> Iterator[str]:
    from matcher.sentences import summary
    from webapp.services.profiles import load_vacancies

    vacancies = load_vacancies(
        session, {fit.vacancy_id for matches in found for fit in matches.fits}
    )
    for matches in found:
        for rank, fit in enumerate(matches.fits, start=1):
            # A tab or a line break in a title would move the columns.
            title = " ".join(vacancies[fit.vacancy_id].title.split())
            yield (
                f"{whose}\t{matches.id}\t{rank}\t{fit.score:.3f}\t{fit.seeker_id}\t"
                f"{fit.vacancy_id}\t{title}\t{summary(fit.reasons, language)}"
            )
        if not matches.fits:
            why = ", ".join(f"{kind}: {n}" for kind, n in matches.obstacles.items())
            yield f"{whose}\t{matches.id}\t-\t-\t-\t-\t-\t{why}"
