"""
What the matcher knows of a vacancy and of a seeker.

A seeker's sex, age, ethnicity and marriage are not here, so nothing can use them. The
home county is: it says whether a coach goes from there, and no score reads it. Of an
age only what the law protects is here, the same for all who are of age or unknown.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from matcher.certificates import asked_names, held_names

if TYPE_CHECKING:
    import datetime as dt


class Shift(enum.StrEnum):
    """How the working day is laid."""

    DAY = "day"
    TWO = "two"
    THREE = "three"
    NIGHT = "night"
    FLEXIBLE = "flexible"


# Two and three shifts take turns at night.
WITH_NIGHTS: Final = frozenset({Shift.NIGHT, Shift.TWO, Shift.THREE})


class Schooling(enum.StrEnum):
    """Schooling from least to most; ``ANY`` asks for none, or says nothing."""

    ANY = "any"
    PRIMARY = "primary"
    JUNIOR = "junior"
    SENIOR = "senior"
    COLLEGE = "college"
    BACHELOR = "bachelor"
    MASTER = "master"

    @property
    def rank(self) -> int:
        """Return 0 for ``ANY``, then more the longer the schooling."""
        return list(type(self)).index(self)


class Protection(enum.StrEnum):
    """
    What the law keeps a young person from.

    Under 16 from all work (禁止使用童工规定, State Council order 364, article 2);
    under 18 from harmful and dangerous work (劳动法, article 64). That they are offered
    no night shifts either is this program's own caution.
    """

    NONE = "none"
    MINOR = "minor"
    CHILD = "child"


@dataclass(frozen=True, slots=True)
class Location:
    """
    Where something is.

    Parameters
    ----------
    code
        The place's code: 2, 4 or 6 digits that count, or 9 for a township; empty when
        it is not known.
    lat, lon
        WGS-84 degrees; None when they are not known.
    """

    code: str = ""
    lat: float | None = None
    lon: float | None = None


@dataclass(frozen=True, slots=True)
class VacancyProfile:
    """
    What an employer offers and asks for.

    Parameters
    ----------
    id
        The caller's own.
    title, description
        As the advert has them.
    location
        Where the work is.
    occupation
        Its code in the classification of 2022; empty when nobody has said.
    pay_min_cents, pay_max_cents
        A month; None when that end is open, both None when the pay is negotiable.
    certificates
        That are asked for, in any words; kept by their canonical names
        (``matcher.certificates``), without what is only wished for.
    is_hazardous
        Whether the advert speaks of work that is barred to those under 18.
    is_urgent
        Whether the advert says that somebody is needed at once.
    is_piecework
        Whether it pays by the piece, wholly or in part, and by nothing else at choice.
    start_by
        The last day on which somebody can still begin, of a posting that names none
        its own last day; None when any day will do.
    coach_from
        Codes of the counties from which a coach brings people to this gate.
    """

    id: int
    title: str
    description: str = ""
    employer: str = ""
    location: Location = field(default_factory=Location)
    occupation: str = ""
    pay_min_cents: int | None = None
    pay_max_cents: int | None = None
    shift: Shift | None = None
    has_lodging: bool = False
    has_board: bool = False
    has_insurance: bool = False
    schooling: Schooling = Schooling.ANY
    experience_months: int = 0
    certificates: frozenset[str] = frozenset()
    headcount: int = 1
    is_hazardous: bool = False
    is_urgent: bool = False
    is_piecework: bool = False
    start_by: dt.date | None = None
    coach_from: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if self.certificates:
            object.__setattr__(self, "certificates", asked_names(self.certificates))

    @property
    def pay_known(self) -> bool:
        """Whether the advert says what it pays."""
        return self.pay_min_cents is not None or self.pay_max_cents is not None


@dataclass(frozen=True, slots=True)
class SeekerProfile:
    """
    What a person can do and wants; nothing else about the person.

    Parameters
    ----------
    id
        The caller's own.
    wanted_title, skills
        In their words.
    wanted_location
        Where they want to work; without a code: anywhere.
    wanted_pay_cents
        A month, at least; None when any pay will do.
    certificates
        That they hold, in any words; kept by their canonical names.
    refused_shifts
        Not to be offered at all; a wish for a shift only ranks.
    reach_m
        How far from the wanted place they would go; None when that does not matter.
    available_from
        The first day on which they could begin; None when any day will do.
    home_county
        Its code; read by the reason "a coach goes from your county", and by the
        condition of reach, which a coach fulfils. No score reads it.
    """

    id: int
    wanted_title: str
    skills: str = ""
    wanted_location: Location = field(default_factory=Location)
    wanted_pay_cents: int | None = None
    wanted_shift: Shift | None = None
    wants_lodging: bool = False
    wants_board: bool = False
    schooling: Schooling = Schooling.ANY
    experience_months: int = 0
    certificates: frozenset[str] = frozenset()
    refused_shifts: frozenset[Shift] = frozenset()
    reach_m: int | None = None
    available_from: dt.date | None = None
    protection: Protection = Protection.NONE
    home_county: str = ""

    def __post_init__(self) -> None:
        if self.certificates:
            object.__setattr__(self, "certificates", held_names(self.certificates))
