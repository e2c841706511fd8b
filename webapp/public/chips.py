"""What a search was understood to ask, each with a link that takes it back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from flask_babel import ngettext

from matcher.conditions import Aspect
from matcher.query import SpanKind
from models import Schooling, Shift
from webapp.labels import SCHOOLING, SHIFTS
from webapp.pages import yuan
from webapp.public.filters import KINDS, Filters

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from matcher.occupations.classification import Classification
    from matcher.places.gazetteer import Gazetteer
    from matcher.query import Query, Span

MONTHS = 12


@dataclass(frozen=True, slots=True)
class Chip:
    """
    One thing that is asked.

    Parameters
    ----------
    left
        The form without it.
    typed
        The words it was read from; empty when it was ticked.
    """

    label: str
    left: Filters
    aspects: frozenset[Aspect]
    typed: str = ""


def chips(
    filters: Filters,
    query: Query,
    gazetteer: Gazetteer,
    classification: Classification,
) -> list[Chip]:
    """Return all that is asked: what was typed, in its order, then what was ticked."""
    shown = list(_typed(filters, query, gazetteer))
    if query.names_work:
        left = filters.asking(query, Aspect.WORDS)
        shown.append(Chip(query.wording, left, frozenset({Aspect.WORDS}), query.rest))
    shown += _ticked(filters, gazetteer, classification)
    return shown


def _typed(filters: Filters, query: Query, gazetteer: Gazetteer) -> Iterator[Chip]:
    for _start, group in groupby(query.spans, key=lambda span: span.start):
        spans = list(group)
        label = " ".join(dict.fromkeys(_label(span, gazetteer) for span in spans))
        kinds = {span.kind for span in spans}
        aspects = {aspect for aspect, own in KINDS.items() if own & kinds}
        left = filters.without(query, spans[0])
        yield Chip(label, left, frozenset(aspects), spans[0].text)


def _label(span: Span, gazetteer: Gazetteer) -> str:
    value = span.value
    if span.kind in (SpanKind.PLACE, SpanKind.AVOIDED, SpanKind.ORIGIN):
        places = [gazetteer.place(code).name for code in value.split("|") if code]
        name = " / ".join(places) or span.text
        if span.kind is SpanKind.AVOIDED:
            return str(_("not in %(place)s", place=name))
        if span.kind is SpanKind.ORIGIN:
            return str(_("from %(place)s", place=name))
        return name
    if span.kind is SpanKind.RADIUS:
        return within(int(value) // 1000)
    if span.kind is SpanKind.PAY and value:
        return at_least(int(value) // 100)
    if span.kind is SpanKind.LODGING and value == "yes":
        return str(_("Lodging"))
    if span.kind is SpanKind.BOARD and value == "yes":
        return str(_("Meals"))
    if span.kind is SpanKind.SHIFT:
        return str(SHIFTS[Shift(value)])
    if span.kind is SpanKind.REFUSED_SHIFT:
        return str(_("no %(shift)s", shift=SHIFTS[Shift(value)]))
    if span.kind is SpanKind.SCHOOLING:
        return str(SCHOOLING[Schooling(value)])
    if span.kind is SpanKind.EXPERIENCE:
        return practice(int(value))
    if span.kind is SpanKind.REFUSED_PIECEWORK:
        return str(_("no piece rates"))
    if span.kind is SpanKind.START:
        return str(_("can begin at once"))
    return value or span.text


def _ticked(
    filters: Filters, gazetteer: Gazetteer, classification: Classification
) -> Iterator[Chip]:
    def chip(label: str, aspect: Aspect, **given: Any) -> Chip:
        return Chip(label, replace(filters, **given), frozenset({aspect}))

    for code in filters.place:
        left = tuple(each for each in filters.place if each != code)
        yield chip(gazetteer.place(code).name, Aspect.PLACE, place=left)
    if filters.radius:
        yield chip(within(int(filters.radius)), Aspect.PLACE, radius="")
    for code in filters.occupation:
        left = tuple(each for each in filters.occupation if each != code)
        name = group_name(classification, code)
        yield chip(name, Aspect.OCCUPATION, occupation=left)
    if filters.pay:
        yield chip(at_least(int(filters.pay)), Aspect.PAY, pay="")
    if filters.shift:
        yield chip(str(SHIFTS[Shift(filters.shift)]), Aspect.SHIFT, shift="")
    if filters.lodging:
        yield chip(_("Lodging"), Aspect.LODGING, lodging=False)
    if filters.board:
        yield chip(_("Meals"), Aspect.BOARD, board=False)
    if filters.coach:
        yield chip(
            coach_from(gazetteer.place(filters.coach).name), Aspect.COACH, coach=""
        )
    if filters.schooling:
        label = str(SCHOOLING[Schooling(filters.schooling)])
        yield chip(label, Aspect.SCHOOLING, schooling="")
    if filters.experience:
        label = practice(int(filters.experience))
        yield chip(label, Aspect.EXPERIENCE, experience="")


def told(aspects: Sequence[Aspect], shown: Sequence[Chip]) -> str:
    """Return in words what is asked by these aspects."""
    own = {Aspect.LODGING: _("Lodging"), Aspect.BOARD: _("Meals")}
    labels = [
        own.get(aspect)
        or " ".join(chip.label for chip in shown if aspect in chip.aspects)
        for aspect in aspects
    ]
    return " + ".join(label for label in labels if label)


def within(kilometres: int) -> str:
    """Return a distance from a place in words."""
    return str(_("within %(km)s km", km=kilometres))


def at_least(pay_yuan: int) -> str:
    """Return a floor for the pay in words."""
    return str(_("%(pay)s yuan a month or more", pay=yuan(pay_yuan * 100)))


def coach_from(county: str) -> str:
    """Return in words that a coach comes from a county."""
    return str(_("coach from %(place)s", place=county))


def practice(months: int) -> str:
    """Return in words how much experience somebody has."""
    if months == 0:
        return str(_("no experience"))
    if months % MONTHS:
        return str(
            ngettext(
                "%(num)d month of experience", "%(num)d months of experience", months
            )
        )
    return str(
        ngettext(
            "%(num)d year of experience",
            "%(num)d years of experience",
            months // MONTHS,
        )
    )


def group_name(classification: Classification, code: str) -> str:
    """Return what a group of occupations is called, without its official end."""
    # Some groups have no name of their own; then the one around it has.
    found = classification.find(code) or classification.find(f"{code[:4]}-00-00")
    return found.name.removesuffix("人员") if found else code
