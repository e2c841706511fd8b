"""What was typed and ticked on the search page, and links that change one of them."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote_plus

from flask import g, url_for

from matcher.conditions import Aspect, Conditions
from matcher.query import SpanKind
from matcher.types import Location, Schooling, Shift
from webapp.services.search import Sort

if TYPE_CHECKING:
    import enum
    from collections.abc import Iterable

    from werkzeug.datastructures import MultiDict

    from matcher.occupations.classification import Classification
    from matcher.places.gazetteer import Gazetteer
    from matcher.query import Query, Span

LONGEST_TEXT = 200
MOST_YUAN = 1_000_000
MOST_MONTHS = 600
MOST_KILOMETRES = 500
# Of places, and of groups of occupations.
MOST_CHOSEN = 12

# What is typed for an aspect, and what is ticked for it.
KINDS: Final[dict[Aspect, frozenset[SpanKind]]] = {
    Aspect.WORDS: frozenset(),
    Aspect.PLACE: frozenset({SpanKind.PLACE, SpanKind.AVOIDED, SpanKind.RADIUS}),
    Aspect.AVOIDED: frozenset({SpanKind.AVOIDED}),
    Aspect.OCCUPATION: frozenset(),
    Aspect.PAY: frozenset({SpanKind.PAY}),
    Aspect.SHIFT: frozenset({SpanKind.SHIFT, SpanKind.REFUSED_SHIFT}),
    Aspect.REFUSED_SHIFT: frozenset({SpanKind.REFUSED_SHIFT}),
    Aspect.LODGING: frozenset({SpanKind.LODGING}),
    Aspect.BOARD: frozenset({SpanKind.BOARD}),
    Aspect.COACH: frozenset(),
    Aspect.SCHOOLING: frozenset({SpanKind.SCHOOLING}),
    Aspect.EXPERIENCE: frozenset({SpanKind.EXPERIENCE}),
    Aspect.CERTIFICATE: frozenset({SpanKind.CERTIFICATE}),
    Aspect.PIECEWORK: frozenset({SpanKind.REFUSED_PIECEWORK}),
}
FIELDS: Final[dict[Aspect, tuple[str, ...]]] = {
    Aspect.PLACE: ("place", "radius"),
    Aspect.OCCUPATION: ("occupation",),
    Aspect.PAY: ("pay",),
    Aspect.SHIFT: ("shift",),
    Aspect.LODGING: ("lodging",),
    Aspect.BOARD: ("board",),
    Aspect.COACH: ("coach",),
    Aspect.SCHOOLING: ("schooling",),
    Aspect.EXPERIENCE: ("experience",),
}
# Ranked by, or asking nothing: not kept when the words are given up.
_NO_CONDITION: Final = frozenset(
    {SpanKind.CERTIFICATE, SpanKind.ORIGIN, SpanKind.START}
)
# 包吃住 says both: who takes one of them back keeps the other.
_TOGETHER: Final = (
    (Aspect.LODGING, Aspect.BOARD),
    (Aspect.BOARD, Aspect.LODGING),
)


@dataclass(frozen=True, slots=True)
class Filters:
    """
    The search form; an empty field asks nothing.

    ``place`` and ``coach`` are codes of places, ``occupation`` of groups; ``pay`` is a
    floor in yuan a month, ``experience`` in months, ``radius`` in kilometres. What
    cannot be read is taken as empty: an address that somebody shortened still shows a
    page.
    """

    q: str = ""
    place: tuple[str, ...] = ()
    radius: str = ""
    occupation: tuple[str, ...] = ()
    pay: str = ""
    shift: str = ""
    lodging: bool = False
    board: bool = False
    coach: str = ""
    schooling: str = ""
    experience: str = ""
    sort: str = ""

    @classmethod
    def of(
        cls,
        values: MultiDict[str, str],
        gazetteer: Gazetteer,
        classification: Classification,
    ) -> Filters:
        """Return the form that an address carries."""

        def codes(name: str) -> Iterable[str]:
            return dict.fromkeys(values.getlist(name)[:MOST_CHOSEN])

        coach, sort = values.get("coach", ""), values.get("sort", "")
        return cls(
            q=values.get("q", "").strip()[:LONGEST_TEXT],
            place=tuple(code for code in codes("place") if code in gazetteer),
            radius=_number(values.get("radius", ""), 1, MOST_KILOMETRES),
            occupation=tuple(
                code for code in codes("occupation") if classification.find(code)
            ),
            pay=_number(values.get("pay", ""), 1, MOST_YUAN),
            shift=_known(values.get("shift", ""), Shift),
            lodging=values.get("lodging") == "1",
            board=values.get("board") == "1",
            coach=coach if coach in gazetteer else "",
            schooling=_known(values.get("schooling", ""), Schooling),
            experience=_number(values.get("experience", ""), 0, MOST_MONTHS),
            sort=_known(sort, Sort) if sort != Sort.FIT else "",
        )

    @property
    def order(self) -> Sort:
        """Return what comes first."""
        return Sort(self.sort or Sort.FIT)

    @property
    def is_narrowed(self) -> bool:
        """Return whether anything is ticked."""
        return replace(self, q="", sort="") != Filters()

    def conditions(self, gazetteer: Gazetteer) -> Conditions:
        """Return what was ticked, for the search."""
        places = [gazetteer.place(code) for code in self.place]
        return Conditions(
            places=tuple(Location(at.code, at.lat, at.lon) for at in places),
            radius_m=int(self.radius) * 1000 if self.radius else None,
            pay_floor_cents=int(self.pay) * 100 if self.pay else None,
            lodging=self.lodging,
            board=self.board,
            shift=Shift(self.shift) if self.shift else None,
            schooling=Schooling(self.schooling) if self.schooling else None,
            experience_months=int(self.experience) if self.experience else None,
            occupations=self.occupation,
            coach_from=self.coach or None,
        )

    def yielding(self, query: Query) -> Filters:
        """
        Return the form without ticks that were typed anew.

        A link never leaves both; who types another town into the box means that one.
        """
        typed = {span.kind for span in query.spans}
        given: dict[str, Any] = {}
        if SpanKind.PLACE in typed:
            given["place"] = ()
        if SpanKind.RADIUS in typed:
            given["radius"] = ""
        for aspect in (Aspect.PAY, Aspect.SHIFT, Aspect.SCHOOLING, Aspect.EXPERIENCE):
            if KINDS[aspect] & typed:
                given[FIELDS[aspect][0]] = ""
        return replace(self, **given)

    def ticked(self) -> list[tuple[str, str]]:
        """Return name and value of everything but the text, as a form sends them."""
        return [pair for pair in self.pairs() if pair[0] != "q"]

    def pairs(self) -> list[tuple[str, str]]:
        """Return name and value of what is asked, in the order of the form."""
        pairs: list[tuple[str, str]] = []
        for name in _EMPTY:
            value = getattr(self, name)
            if isinstance(value, tuple):
                pairs += [(name, code) for code in value]
            elif value:
                pairs.append((name, "1" if value is True else value))
        return pairs

    def address(
        self,
        page: int = 1,
        endpoint: str = "public.search",
        *,
        external: bool = False,
        **changed: Any,
    ) -> str:
        """Return the address of the search with some fields changed."""
        form = replace(self, **changed) if changed else self
        values = form.pairs()
        if page > 1:
            values.append(("page", str(page)))
        # Some fifty links a page: the path is the same in all of them.
        paths: dict[tuple[str, bool], str] = g.setdefault("paths", {})
        if (endpoint, external) not in paths:
            paths[endpoint, external] = url_for(endpoint, _external=external)
        asked = "&".join(f"{name}={_quoted(value)}" for name, value in values)
        return paths[endpoint, external] + (f"?{asked}" if asked else "")

    @property
    def is_indexable(self) -> bool:
        """Return whether search engines may show the page: one town, one kind, all."""
        plain = Filters(place=self.place[:1]), Filters(occupation=self.occupation[:1])
        return replace(self, sort="") in plain

    def asking(self, query: Query, *aspects: Aspect, **ticked: Any) -> Filters:
        """
        Return the form with something asked for differently, or no more.

        What was typed for it leaves the text, what was ticked for it is ticked anew.
        """
        kinds = frozenset[SpanKind]().union(*(KINDS[aspect] for aspect in aspects))
        spans = [span for span in query.spans if span.kind in kinds]
        given: dict[str, Any] = {
            name: _EMPTY[name] for aspect in aspects for name in FIELDS.get(aspect, ())
        }
        for aspect, other in _TOGETHER:
            if (
                aspect in aspects
                and other not in aspects
                and _share(query, spans, other)
            ):
                given[other.value] = True
        if Aspect.WORDS in aspects:
            q = _conditions_of(query, kinds)
        else:
            q = cut(query.text, spans)
        return replace(self, q=q, **{**given, **ticked})

    def without(self, query: Query, span: Span) -> Filters:
        """Return the form without one thing that was understood."""
        return replace(self, q=cut(query.text, [span]))


_EMPTY: Final = {each.name: each.default for each in fields(Filters)}
# The links of a page differ in one field each: most values stand in all of them.
_quoted = lru_cache(maxsize=2_000)(quote_plus)


def cut(text: str, spans: Iterable[Span]) -> str:
    """Return a text without some of its spans."""
    for start, end in sorted({(span.start, span.end) for span in spans}, reverse=True):
        text = f"{text[:start]} {text[end:]}"
    return " ".join(text.split())


def _share(query: Query, spans: Iterable[Span], aspect: Aspect) -> bool:
    """Return whether one of the spans also says yes to this aspect."""
    return any(
        span.kind in KINDS[aspect]
        and span.value == "yes"
        and any(span.start < each.end and each.start < span.end for each in spans)
        for span in query.spans
    )


def _conditions_of(query: Query, given_up: frozenset[SpanKind]) -> str:
    """Return the words that are conditions and nothing else."""
    kept = {
        span.start: span.text
        for span in query.spans
        if span.kind not in _NO_CONDITION | given_up
        and span.value
        and span.value != Schooling.ANY.value
    }
    return " ".join(kept.values())


def _known(value: str, words: type[enum.StrEnum]) -> str:
    return value if value in set(words) else ""


def _number(value: str, least: int, most: int) -> str:
    """Return a whole number as it is written plainly; empty when it is none."""
    value = value.strip()
    # Longer ones are no number of anything, and take long to read.
    if not (value.isascii() and value.isdecimal() and len(value) < 10):
        return ""
    return str(int(value)) if least <= int(value) <= most else ""
