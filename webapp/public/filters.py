"""What was typed and ticked on the search page, and links that change one of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from flask import url_for

from matcher.conditions import Conditions
from matcher.types import Location, Schooling, Shift

if TYPE_CHECKING:
    from werkzeug.datastructures import MultiDict

    from matcher.places.gazetteer import Gazetteer
    from matcher.query import Query, Span

LONGEST_TEXT = 200
MOST_YUAN = 1_000_000


@dataclass(frozen=True, slots=True)
class Filters:
    """
    The search form; an empty field asks nothing.

    ``place`` is a code, ``pay`` a floor in yuan a month. What cannot be read is taken
    as empty: an address that somebody shortened still shows a page.
    """

    q: str = ""
    place: str = ""
    pay: str = ""
    shift: str = ""
    schooling: str = ""
    lodging: bool = False
    board: bool = False

    @classmethod
    def of(cls, values: MultiDict[str, str], gazetteer: Gazetteer) -> Filters:
        """Return the form that an address carries."""
        place, pay = values.get("place", ""), values.get("pay", "").strip()
        return cls(
            q=values.get("q", "").strip()[:LONGEST_TEXT],
            place=place if place in gazetteer else "",
            pay=pay if pay.isdecimal() and 0 < int(pay) <= MOST_YUAN else "",
            shift=_known(values.get("shift", ""), Shift),
            schooling=_known(values.get("schooling", ""), Schooling),
            lodging=values.get("lodging") == "1",
            board=values.get("board") == "1",
        )

    def conditions(self, gazetteer: Gazetteer) -> Conditions:
        """Return what was ticked, for the search."""
        place = gazetteer.place(self.place) if self.place else None
        return Conditions(
            places=(Location(place.code, place.lat, place.lon),) if place else (),
            pay_floor_cents=int(self.pay) * 100 if self.pay else None,
            lodging=self.lodging,
            board=self.board,
            shift=Shift(self.shift) if self.shift else None,
            schooling=Schooling(self.schooling) if self.schooling else None,
        )

    def address(self, page: int = 1, **changed: str | bool) -> str:
        """Return the address of the search with some fields changed."""
        form = replace(self, **changed)  # type: ignore[arg-type]
        values: dict[str, Any] = {
            name: "1" if value is True else value
            for name in self.__slots__
            if (value := getattr(form, name))
        }
        if page > 1:
            values["page"] = str(page)
        return url_for("public.search", **values)

    def without(self, query: Query, span: Span) -> str:
        """Return the address of the search without one thing that was understood."""
        left = query.text[: span.start] + " " + query.text[span.end :]
        return self.address(q=" ".join(left.split()))


def _known(value: str, words: type[Shift] | type[Schooling]) -> str:
    return value if value in set(words) else ""
