"""The conditions one may choose from, each with its count and its link."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from flask_babel import ngettext

from matcher.conditions import Aspect
from matcher.facets import EXPERIENCES
from matcher.location import CODE_DIGITS, COUNTY, code_range
from models import Schooling, Shift
from webapp.labels import SCHOOLING, SHIFTS
from webapp.public.chips import MONTHS, at_least, group_name, practice, told, within
from webapp.services.search import Sort

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from matcher.occupations.classification import Classification
    from matcher.places.gazetteer import Gazetteer
    from webapp.public.chips import Chip
    from webapp.public.filters import Filters
    from webapp.services.search import SearchResults

SHOWN = 8
# So many are no reason to ask for less.
ENOUGH = 4
LOOSENED_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Choice:
    """
    One that may be chosen, or is; ``count`` is what the page behind ``to`` will find.

    A chosen one leads to the page without it.
    """

    label: str
    count: int | None
    to: Filters
    is_on: bool = False


@dataclass(frozen=True, slots=True)
class Facet:
    """Choices of one kind: the first few, and the others."""

    name: str
    label: str
    first: list[Choice] = field(default_factory=list)
    others: list[Choice] = field(default_factory=list)

    @classmethod
    def of(cls, name: str, label: str, choices: Iterable[Choice]) -> Facet:
        """Put the chosen ones first where not all are shown."""
        listed = list(choices)
        # One more takes no more room than the word for more.
        if len(listed) <= SHOWN + 1:
            return cls(name, label, listed)
        listed.sort(key=lambda choice: not choice.is_on)
        shown = max(SHOWN, sum(choice.is_on for choice in listed))
        return cls(name, label, listed[:shown], listed[shown:])

    @property
    def is_on(self) -> bool:
        """Return whether one of them is chosen."""
        return any(choice.is_on for choice in self.first)


class Chooser:
    """
    Makes the choices of one page of results.

    Parameters
    ----------
    home_district
        Its towns are told apart; elsewhere counties are.
    """

    def __init__(
        self,
        filters: Filters,
        results: SearchResults,
        gazetteer: Gazetteer,
        classification: Classification,
        home_district: str,
    ) -> None:
        self._filters = filters
        self._results = results
        self._facets = results.facets
        self._asked = results.conditions
        self._gazetteer = gazetteer
        self._classification = classification
        self._home_district = home_district
        self._without: dict[Aspect, Filters] = {}

    def facets(self) -> list[Facet]:
        """Return all that have a choice."""
        made = (
            Facet.of("place", _("Town"), self._places()),
            Facet.of("radius", _("Distance"), self._radii()),
            Facet.of("occupation", _("Kind of work"), self._occupations()),
            Facet.of("pay", _("Pay a month, at least"), self._pay()),
            Facet.of("keep", _("Board and lodging"), self._keep()),
            Facet.of("shift", _("Working hours"), self._shifts()),
            Facet.of("coach", _("A coach from your county"), self._coaches()),
            Facet.of("schooling", _("Your schooling"), self._schooling()),
            Facet.of("experience", _("Your experience"), self._experience()),
        )
        return [facet for facet in made if facet.first]

    def sorts(self) -> list[Choice]:
        """Return what may come first."""
        labels = {
            Sort.FIT: _("Best fit"),
            Sort.PAY: _("Highest pay"),
            Sort.NEWEST: _("Newest"),
        }
        if self._facets.radii or self._filters.order is Sort.NEAR:
            labels[Sort.NEAR] = _("Nearest")
        return [
            Choice(
                label,
                None,
                self._change(sort="" if sort is Sort.FIT else sort.value),
                self._filters.order is sort,
            )
            for sort, label in labels.items()
        ]

    def _change(self, aspect: Aspect | None = None, **ticked: Any) -> Filters:
        if aspect is None:
            return replace(self._filters, **ticked)
        # The choices of an aspect differ in what is ticked alone.
        if aspect not in self._without:
            query = self._results.query
            self._without[aspect] = self._filters.asking(query, aspect)
        return replace(self._without[aspect], **ticked)

    def _with(self, counts: Counter[Any], *chosen: Any) -> Counter[Any]:
        """Return the counts with what is chosen among them, whatever it is."""
        missing = [each for each in chosen if each is not None and each not in counts]
        # All that is found holds what is chosen.
        return Counter({**dict.fromkeys(missing, self._results.total), **counts})

    def _places(self) -> Iterable[Choice]:
        chosen = [place.code for place in self._asked.places]
        counts = self._with(Counter(), *chosen)
        for number, count in self._facets.places.items():
            if code := self._unit(number):
                counts[code] += count
        for code in chosen:
            first, past = code_range(code)
            counts[code] = sum(
                count
                for number, count in self._facets.places.items()
                if first <= number < past
            )
        for code, count in counts.most_common():
            left = tuple(each for each in chosen if each != code)
            if code not in chosen:
                # Of a place and one around it, the one that was tapped is meant.
                left = (*(each for each in chosen if not _inside(code, each)), code)
            name = self._gazetteer.place(code).name
            to = self._change(Aspect.PLACE, place=left)
            yield Choice(name, count, to, code in chosen)

    def _unit(self, number: int) -> str | None:
        """Return the town at home, or the county elsewhere, of a place's number."""
        code = f"{number:0{CODE_DIGITS}d}"
        if code.startswith(self._home_district):
            # What says only the district is in none of its towns.
            is_town = code[COUNTY:] != "0" * (CODE_DIGITS - COUNTY)
            code = code if is_town else ""
        else:
            code = code[:COUNTY]
        return code if code in self._gazetteer else None

    def _radii(self) -> Iterable[Choice]:
        codes = tuple(place.code for place in self._asked.places)
        if len(codes) != 1:
            return
        for metres, count in self._with(
            self._facets.radii, self._asked.radius_m
        ).items():
            is_on = self._asked.radius_m == metres
            kilometres = "" if is_on else str(metres // 1000)
            to = self._change(Aspect.PLACE, place=codes, radius=kilometres)
            yield Choice(within(metres // 1000), count, to, is_on)

    def _occupations(self) -> Iterable[Choice]:
        chosen = self._asked.occupations
        counts = self._with(self._facets.occupations, *chosen)
        for code, count in counts.most_common():
            left = tuple(each for each in chosen if each != code)
            to = self._change(
                Aspect.OCCUPATION,
                occupation=left if code in chosen else (*chosen, code),
            )
            name = group_name(self._classification, code)
            yield Choice(name, count, to, code in chosen)

    def _pay(self) -> Iterable[Choice]:
        asked = self._asked.pay_floor_cents
        for floor, count in self._with(self._facets.pay, asked).items():
            is_on = floor == asked
            to = self._change(Aspect.PAY, pay="" if is_on else str(floor // 100))
            yield Choice(at_least(floor // 100), count, to, is_on)

    def _keep(self) -> Iterable[Choice]:
        for aspect, label, is_on in (
            (Aspect.LODGING, _("With lodging"), self._asked.lodging),
            (Aspect.BOARD, _("With meals"), self._asked.board),
        ):
            if is_on or self._facets.keep[aspect]:
                to = self._change(aspect, **{aspect.value: not is_on})
                yield Choice(label, self._facets.keep[aspect], to, is_on)

    def _shifts(self) -> Iterable[Choice]:
        for shift, count in self._with(self._facets.shifts, self._asked.shift).items():
            is_on = self._asked.shift is shift
            to = self._change(Aspect.SHIFT, shift="" if is_on else shift.value)
            yield Choice(str(SHIFTS[Shift(shift)]), count, to, is_on)

    def _coaches(self) -> Iterable[Choice]:
        home = self._results.query.origin
        counts = self._with(self._facets.coaches, self._asked.coach_from).most_common()
        if home is not None:
            # Who says where the home is, looks for that one.
            counts.sort(key=lambda each: not home.code.startswith(each[0]))
        for code, count in counts:
            if code not in self._gazetteer:
                continue
            is_on = self._asked.coach_from == code
            to = self._change(Aspect.COACH, coach="" if is_on else code)
            yield Choice(self._gazetteer.place(code).name, count, to, is_on)

    def _schooling(self) -> Iterable[Choice]:
        counts = self._with(self._facets.schooling, self._asked.schooling)
        for schooling, count in counts.items():
            is_on = self._asked.schooling is schooling
            to = self._change(
                Aspect.SCHOOLING, schooling="" if is_on else schooling.value
            )
            label = str(SCHOOLING[Schooling(schooling)])
            if not schooling.rank:
                label = _("No schooling asked for")
            yield Choice(label, count, to, is_on)

    def _experience(self) -> Iterable[Choice]:
        counts = self._with(self._facets.experience, self._asked.experience_months)
        for months, count in counts.items():
            is_on = self._asked.experience_months == months
            to = self._change(
                Aspect.EXPERIENCE, experience="" if is_on else str(months)
            )
            label = practice(months) if months else _("Beginners welcome")
            if months in EXPERIENCES[1:]:
                label = ngettext(
                    "%(num)d year or less asked for",
                    "%(num)d years or less asked for",
                    months // MONTHS,
                )
            yield Choice(label, count, to, is_on)


def loosened(
    filters: Filters, results: SearchResults, asked: Sequence[Chip]
) -> list[Choice]:
    """
    Return what to give up for more, the most first; nothing where enough was found.

    What must be given up together comes only where nothing alone would help.
    """
    if results.total > ENOUGH:
        return []
    helpful = [
        (aspects, count)
        for aspects, count in results.facets.without.most_common()
        if count > results.total
    ]
    fewest = min((len(aspects) for aspects, _count in helpful), default=0)
    return [
        Choice(told(aspects, asked), count, filters.asking(results.query, *aspects))
        for aspects, count in helpful
        if len(aspects) == fewest
    ][:LOOSENED_SHOWN]


def _inside(code: str, other: str) -> bool:
    """Return whether a place lies inside another."""
    first, past = code_range(other)
    start, end = code_range(code)
    return first <= start and end <= past and code != other
