"""What was understood of a text: its spans, and what they come to together."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING

from matcher.query.english import with_chinese

if TYPE_CHECKING:
    from matcher.pay import Pay
    from matcher.places.place import Place
    from matcher.types import Schooling, Shift


class SpanKind(enum.StrEnum):
    """What a piece of the text says."""

    PLACE = "place"
    AVOIDED = "avoided"
    ORIGIN = "origin"
    RADIUS = "radius"
    PAY = "pay"
    LODGING = "lodging"
    BOARD = "board"
    SHIFT = "shift"
    REFUSED_SHIFT = "refused_shift"
    SCHOOLING = "schooling"
    EXPERIENCE = "experience"
    CERTIFICATE = "certificate"
    START = "start"
    REFUSED_PIECEWORK = "refused_piecework"


@dataclass(frozen=True, slots=True)
class Span:
    """
    A piece that was understood.

    Parameters
    ----------
    start, end
        Where it stands: ``text[start:end]``.
    value
        A place's code (codes with "|" when the name is ambiguous), metres, fen a month
        (empty where a month's pay cannot be told), "yes" or "no", months, a
        certificate's name (empty: has none), "now", "piece", or the value of an
        enumeration.
    """

    start: int
    end: int
    kind: SpanKind
    value: str
    text: str


@dataclass(frozen=True, slots=True)
class Query:
    """
    What was understood.

    Parameters
    ----------
    places
        Where the work should be: in any of these.
    choice
        What an ambiguous name may mean; for the person to choose from.
    avoided
        Where the work must not be.
    origin
        Where the person says to come from; None also when the name is ambiguous.
    radius_m
        How far around the places, or from the person where none is named; None:
        inside their borders.
    is_near
        Whether the radius was said without a figure: 附近.
    pay
        As it was said, per hour or day too; of several the highest.
    pay_floor_cents
        The least pay a month, in fen.
    shifts
        Wanted: any of these.
    refused_shifts
        Not to be offered. A shift that somebody would merely accept is in neither.
    schooling
        What the person has; ``ANY``: no vacancy that asks for schooling will do.
    experience_months
        What the person has; 0 when the person says there is none.
    certificates
        What the person holds, by everyday names; a driving licence by its class (B2).
    has_no_certificate
        The person says there is none at all.
    starts_now
        The person can or must begin at once.
    refuses_piecework
        No piece rates.
    rest
        What is ranked, as typed: everything that was not understood, and those
        understood pieces that adverts also say (certificates, piece rates, 学历不限).
    wording
        What is ranked by: the rest with what was written by its sound put right, and
        without what the person is (sex, age, people, home, family), which no score
        may read.
    """

    text: str
    spans: tuple[Span, ...] = ()
    places: tuple[Place, ...] = ()
    choice: tuple[Place, ...] = ()
    avoided: tuple[Place, ...] = ()
    origin: Place | None = None
    radius_m: int | None = None
    is_near: bool = False
    pay: Pay | None = None
    pay_floor_cents: int | None = None
    lodging: bool = False
    board: bool = False
    shifts: tuple[Shift, ...] = ()
    refused_shifts: frozenset[Shift] = frozenset()
    schooling: Schooling | None = None
    experience_months: int | None = None
    certificates: tuple[str, ...] = ()
    has_no_certificate: bool = False
    starts_now: bool = False
    refuses_piecework: bool = False
    rest: str = ""
    wording: str = ""

    @property
    def shift(self) -> Shift | None:
        """Return the shift that is wanted; None when none is, or several are."""
        return self.shifts[0] if len(self.shifts) == 1 else None

    @property
    def names_work(self) -> bool:
        """
        Return whether something is ranked by that was not also understood.

        A certificate that somebody holds ranks, but does not say what is looked for.
        """
        left = self.wording
        for span in self.spans:
            left = left.replace(with_chinese(span.text), " ").replace(span.text, " ")
        return any(character.isalnum() for character in left)
