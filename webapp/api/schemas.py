"""
What comes in and goes out, bounded and cleaned here once.

No text holds what a database cannot store, no number is larger than a column.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from models import (
    ApplicationStatus,
    Frequency,
    InvitationStatus,
    NoticeKind,
    Role,
    Schooling,
    Shift,
    VacancyStatus,
)
from webapp.fields import tidy
from webapp.services.search import Sort

LARGEST = 2**31 - 1
MOST_YUAN = 1_000_000


def _storable(text: str) -> str:
    if any("\ud800" <= character <= "\udfff" for character in text):
        msg = "holds half a character"
        raise ValueError(msg)
    return tidy(text)


Short = Annotated[str, StringConstraints(max_length=80), AfterValidator(_storable)]
Line = Annotated[str, StringConstraints(max_length=200), AfterValidator(_storable)]
Long = Annotated[str, StringConstraints(max_length=3000), AfterValidator(_storable)]
Code = Annotated[str, StringConstraints(pattern=r"^[0-9]{6,12}$")]
Yuan = Annotated[int, Field(ge=0, le=MOST_YUAN)]
Page = Annotated[int, Field(ge=1, le=1000)]


class In(BaseModel):
    """What is sent; a field that is not known is a mistake."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Out(BaseModel):
    """What is answered."""

    model_config = ConfigDict(frozen=True)


class FieldError(Out):
    field: str
    message: str


class Problem(Out):
    """RFC 9457."""

    type: str
    title: str
    status: int
    kind: str
    errors: list[FieldError] = []


# -- searching ----------------------------------------------------------------------


class SearchQuery(In):
    q: Line = ""
    page: Page = 1
    sort: Sort = Sort.FIT


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


class VacancyDetail(VacancyLine):
    description: str
    address: str
    has_insurance: bool
    schooling: Schooling
    experience_months: int
    certificates: list[str]
    status: VacancyStatus
    is_open: bool


class SearchAnswer(Out):
    total: int
    page: int
    pages: int
    vacancies: list[VacancyLine]
    pay_to_be_agreed: list[VacancyLine]


class VacancyLines(Out):
    vacancies: list[VacancyLine]


# -- accounts -----------------------------------------------------------------------


class SignIn(In):
    login: Short
    password: Line


class SignUp(In):
    name: Short
    phone: Short
    password: Line
    agrees: bool = Field(description="To the text on /privacy; must be true.")


class Token(Out):
    token: str
    role: Role
    expires_at: dt.datetime


# -- seekers ------------------------------------------------------------------------


class Profile(Out):
    name: str
    phone: str
    wanted_title: str
    skills: str
    home_place_code: str | None
    wanted_place_code: str | None
    wanted_monthly_yuan: int | None
    wanted_shift: Shift | None
    refuses_nights: bool
    wants_lodging: bool
    wants_board: bool
    schooling: Schooling
    experience_months: int
    certificates: list[str]
    available_from: dt.date | None
    is_looking: bool


class ProfileChange(In):
    """Only what is sent is changed."""

    name: Short | None = None
    wanted_title: Short | None = None
    skills: Line | None = None
    home_place_code: Code | None = None
    wanted_place_code: Code | None = None
    wanted_monthly_yuan: Yuan | None = None
    wanted_shift: Shift | None = None
    refuses_nights: bool | None = None
    wants_lodging: bool | None = None
    wants_board: bool | None = None
    schooling: Schooling | None = None
    experience_months: Annotated[int, Field(ge=0, le=600)] | None = None
    certificates: Annotated[list[Short], Field(max_length=8)] | None = None
    available_from: dt.date | None = None
    is_looking: bool | None = None


class Match(Out):
    vacancy: VacancyLine
    score: float
    reasons: list[str]


class Matches(Out):
    matches: list[Match]


class Apply(In):
    message: Line = ""


class Step(Out):
    status: ApplicationStatus
    at: dt.datetime


class Interview(Out):
    id: int
    starts_at: dt.datetime
    place: str
    remark: str
    reply: str | None


class MyApplication(Out):
    id: int
    vacancy_id: int
    title: str
    employer: str
    status: ApplicationStatus
    steps: list[Step]
    interview: Interview | None


class MyApplications(Out):
    applications: list[MyApplication]


class Invitation(Out):
    id: int
    vacancy: VacancyLine
    status: InvitationStatus
    asked_at: dt.datetime


class Invitations(Out):
    invitations: list[Invitation]


class InvitationAnswer(In):
    says_yes: bool


class Notice(Out):
    id: int
    kind: NoticeKind
    sentence: str
    path: str
    at: dt.datetime
    is_read: bool


class Notices(Out):
    unread: int
    notices: list[Notice]


class SaveSearch(In):
    name: Annotated[
        str,
        StringConstraints(min_length=1, max_length=40),
        AfterValidator(_storable),
    ]
    q: Line
    frequency: Frequency


class SavedSearch(Out):
    id: int
    name: str
    address: str
    frequency: Frequency


class SavedSearches(Out):
    searches: list[SavedSearch]


class Ride(Out):
    id: int
    standing: str
    campaign: str
    service_date: dt.date
    gate: str
    place_in_queue: int | None


class Rides(Out):
    rides: list[Ride]


# -- employers ----------------------------------------------------------------------


class PostingIn(In):
    title: Annotated[
        str, StringConstraints(min_length=1, max_length=60), AfterValidator(_storable)
    ]
    description: Long
    headcount: Annotated[int, Field(ge=1, le=5000)]
    place_code: Code
    address: Annotated[
        str, StringConstraints(max_length=120), AfterValidator(_storable)
    ]
    pay: Annotated[
        str,
        StringConstraints(max_length=40),
        AfterValidator(_storable),
        Field(description="As offices write it: 6-8千, 25元/时, 面议."),
    ]
    valid_until: dt.date
    shift: Shift | None = None
    has_lodging: bool = False
    has_board: bool = False
    has_insurance: bool = False
    schooling: Schooling = Schooling.ANY
    experience_months: Annotated[int, Field(ge=0, le=480)] = 0
    certificates: Annotated[list[Short], Field(max_length=8)] = []


class PostingLine(Out):
    """``changed_at`` goes back with a move, so that no colleague is overwritten."""

    id: int
    title: str
    status: VacancyStatus
    headcount: int
    valid_until: dt.date
    changed_at: dt.datetime


class Postings(Out):
    postings: list[PostingLine]


class Move(In):
    changed_at: dt.datetime


class Candidate(Out):
    """A person without name and number, until they have applied or said yes."""

    seeker_id: int
    wanted_title: str
    home: str | None
    score: float
    reasons: list[str]
    has_applied: bool
    invitation: InvitationStatus | None


class Candidates(Out):
    candidates: list[Candidate]


class Applicant(Out):
    id: int
    status: ApplicationStatus
    masked_name: str
    wanted_title: str
    applied_at: dt.datetime
    changed_at: dt.datetime


class Applicants(Out):
    applicants: list[Applicant]


class Answer(In):
    status: ApplicationStatus
    changed_at: dt.datetime


class Contact(Out):
    name: str
    phone: str


class PostingFigures(Out):
    vacancy_id: int
    title: str
    views: int
    applications: int
    hires: int
    days_to_first_hire: int | None
    days_to_fill: int | None


class Statistics(Out):
    postings: list[PostingFigures]
