"""Vacancies as everybody reads them."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field

from models import ReportReason, Schooling, Shift, VacancyStatus
from webapp.api.schemas.base import (
    Code,
    Group,
    In,
    Line,
    Named,
    Out,
    Page,
    Paged,
    Words,
    Yuan,
    example,
)
from webapp.services.search import Sort

Yes = Literal["1"]


class SearchQuery(In):
    """The words of the box, and what is ticked beside it; the latter wins."""

    q: Annotated[Line, Field(examples=["盛泽 缝纫工 包住"])] = ""
    place: Annotated[list[Code], Field(max_length=12, default_factory=list)]
    radius: Annotated[int, Field(ge=1, le=500, description="Kilometres")] | None = None
    occupation: Annotated[list[Group], Field(max_length=12, default_factory=list)]
    pay: Annotated[Yuan, Field(description="Yuan a month, at least")] | None = None
    shift: Shift | None = None
    lodging: Yes | None = None
    board: Yes | None = None
    coach: Annotated[Code, Field(description="Of the home county")] | None = None
    schooling: Schooling | None = None
    experience: Annotated[int, Field(ge=0, le=600, description="Months")] | None = None
    sort: Sort = Sort.FIT
    page: Page = 1


class VacancyLine(Out):
    """A vacancy in a list; pay in yuan a month, null when it is to be agreed."""

    id: int
    title: str
    employer: str
    place: str
    place_code: str
    pay: str
    monthly_min_yuan: int | None
    monthly_max_yuan: int | None
    shift: Shift | None
    has_lodging: bool
    has_board: bool
    headcount: int
    valid_until: dt.date


class Hit(VacancyLine):
    """
    A vacancy that was found: how far away, and what of the search it holds.

    ``has_applied`` is of the seeker who asks; false without a session.
    """

    distance_m: int | None
    reasons: list[str]
    has_applied: bool


class Understood(Out):
    """One thing that is asked; ``without`` is the address of the search without it."""

    label: str
    without: str


class Choice(Out):
    """What else may be asked: what that would find, and its address."""

    label: str
    count: int | None
    is_on: bool
    address: str


class Facet(Out):
    """Choices of one kind."""

    name: str
    label: str
    choices: list[Choice]


class SearchAnswer(Paged):
    """
    A page of what is found.

    Addresses are the part after ``?`` of this operation, and of a saved search.
    """

    address: str
    understood: list[Understood]
    vacancies: list[Hit]
    pay_to_be_agreed: list[Hit]
    pay_to_be_agreed_total: int
    facets: list[Facet]
    loosened: list[Choice]


class Spot(Out):
    """A point for a map."""

    lat: float
    lon: float


class EmployerCard(Out):
    """The employer beside a vacancy."""

    name: str
    industry: str
    description: str
    is_examined: bool


class VacancyDetail(VacancyLine):
    """All that the page of a vacancy says."""

    description: str
    address: str
    has_insurance: bool
    schooling: Schooling
    experience_months: int
    certificates: list[str]
    occupation: Named | None
    status: VacancyStatus
    is_open: bool
    company: EmployerCard
    spot: Spot | None
    web: str


class VacancyLines(Out):
    """Vacancies, the nearest first."""

    vacancies: list[VacancyLine]


class ReportIn(In):
    """What is wrong with a vacancy."""

    model_config = example(reason="deposit", text="入职前要交300元押金")

    reason: ReportReason
    text: Words = ""


class PlaceQuery(In):
    """A place in a person's own words."""

    q: Annotated[Line, Field(min_length=1, examples=["固始"])]


class Places(Out):
    """What the words mean: one place, or several to choose from, or none."""

    places: list[Named]


class Vocabulary(Out):
    """What the words of this API are called in the reader's language."""

    words: dict[str, dict[str, str]]
