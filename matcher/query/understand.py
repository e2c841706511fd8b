"""Reads what a person typed into the search box, span by span."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from matcher.impersonal import impersonal
from matcher.pay import Pay, PayPeriod
from matcher.query.corrections import correct
from matcher.query.english import with_chinese
from matcher.query.experience import read_experience
from matcher.query.keep import read_keep
from matcher.query.learning import read_schooling
from matcher.query.papers import read_papers
from matcher.query.reading import Reading
from matcher.query.shifts import read_shifts
from matcher.query.spelling import Spelling
from matcher.query.start import read_start
from matcher.query.understood import Query, SpanKind
from matcher.query.wages import find_piece_rates, find_wages
from matcher.query.where import read_whereabouts
from matcher.text import fold, readable, seen
from matcher.types import Schooling, Shift

if TYPE_CHECKING:
    from matcher.query.names import FindsPlaces

# People do not write more conditions than this; the rest of a longer text is ranked.
READ_CHARACTERS: Final = 500
_EDGES: Final = " ,，、;；|。"
# Who types nothing but this means the trade that is called so.
_TRADES: Final = {"阿姨": "家政保姆"}


def understand(text: str, gazetteer: FindsPlaces, home: str | None = None) -> Query:
    """
    Return what a text says.

    ``盛泽 缝纫工 8000以上 包住 两班倒`` becomes a place, a floor for the pay, lodging
    and a shift, which are conditions; 缝纫工 is left, and is ranked by meaning and
    words.

    Parameters
    ----------
    text
        Anything; no content makes this fail.
    gazetteer
        Finds places.
    home
        The code of the district whose towns may be named alone, and misspelt.
    """
    head, more = text[:READ_CHARACTERS], text[READ_CHARACTERS:]
    reading = Reading(head, _spelling(head, gazetteer, home))
    where = read_whereabouts(reading, gazetteer, home)
    pay = _read_pay(reading)
    read_keep(reading)
    read_shifts(reading)
    read_papers(reading)
    read_schooling(reading)
    read_experience(reading)
    read_start(reading)

    schooling = [Schooling(each) for each in reading.values(SpanKind.SCHOOLING)]
    months = [int(each) for each in reading.values(SpanKind.EXPERIENCE)]
    papers = reading.values(SpanKind.CERTIFICATE)
    wording = readable(f"{reading.wording()} {more}")
    return Query(
        text=text,
        spans=tuple(sorted(reading.spans, key=lambda span: (span.start, span.kind))),
        places=where.places,
        choice=where.choice,
        avoided=where.avoided,
        origin=where.origin,
        radius_m=where.radius_m,
        is_near=where.is_near,
        pay=pay,
        pay_floor_cents=pay.monthly_cents()[0] if pay else None,
        lodging="yes" in reading.values(SpanKind.LODGING),
        board="yes" in reading.values(SpanKind.BOARD),
        shifts=tuple(
            dict.fromkeys(Shift(each) for each in reading.values(SpanKind.SHIFT))
        ),
        refused_shifts=frozenset(
            Shift(each) for each in reading.values(SpanKind.REFUSED_SHIFT)
        ),
        schooling=max(schooling, key=lambda each: each.rank, default=None),
        experience_months=max(months, default=None),
        certificates=tuple(dict.fromkeys(each for each in papers if each)),
        has_no_certificate="" in papers and not any(papers),
        starts_now=bool(reading.values(SpanKind.START)),
        refuses_piecework=bool(reading.values(SpanKind.REFUSED_PIECEWORK)),
        rest=readable(reading.rest() + more).strip(_EDGES),
        wording=_work_in(wording),
    )


def _work_in(wording: str) -> str:
    """Return what is asked of the work, nothing of the person."""
    plain = readable(wording).strip(_EDGES)
    of_work = _TRADES.get(plain) or readable(impersonal(plain)).strip(_EDGES)
    return with_chinese(of_work)


def _spelling(text: str, gazetteer: FindsPlaces, home: str | None) -> Spelling:
    """Return a text as it was meant; what nobody can see parts no words."""
    shown = [at for at, char in enumerate(text) if seen(char)]
    found = correct(fold("".join(text[at] for at in shown)), gazetteer, home)
    places = tuple((shown[start], shown[end - 1] + 1) for start, end in found.places)
    return Spelling(found.plain, places)


def _read_pay(reading: Reading) -> Pay | None:
    """Claim the pay that is asked for; return that of the highest floor."""
    found: list[Pay] = []
    for wages in find_wages(reading.plain):
        floor, _ = wages.pay.monthly_cents()
        value = "" if floor is None else str(floor)
        if reading.take(wages.start, wages.end, (SpanKind.PAY, value)):
            found.append(wages.pay)
    for start, end, are_wanted in find_piece_rates(reading.plain):
        if not are_wanted:
            reading.take(start, end, (SpanKind.REFUSED_PIECEWORK, "piece"))
        elif reading.take(start, end, (SpanKind.PAY, ""), ranked=True):
            found.append(Pay(None, None, PayPeriod.PIECE))
    return max(found, key=lambda pay: pay.monthly_cents()[0] or 0, default=None)
