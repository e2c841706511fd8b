"""A seeker's own: profile, matches, applications, saved searches."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from pydantic import Field

from models import (
    ApplicationStatus,
    Frequency,
    InterviewReply,
    InvitationStatus,
    Schooling,
    Shift,
)
from webapp.api.schemas.base import (
    Code,
    In,
    Label,
    Line,
    Out,
    Paged,
    Short,
    Words,
    Yuan,
    example,
)
from webapp.api.schemas.vacancies import VacancyLine


class Profile(Out):
    """What a seeker wants and can."""

    name: str
    phone: str
    wanted_title: str
    skills: str
    home_place_code: str | None
    wanted_place_code: str | None
    wanted_monthly_yuan: int | None
    wanted_shift: Shift | None
    refuses_nights: bool
    reach_km: int | None
    wants_lodging: bool
    wants_board: bool
    schooling: Schooling
    experience_months: int
    certificates: list[str]
    available_from: dt.date | None
    companions: int | None
    is_looking: bool


class ProfileChange(In):
    """Only what is sent is changed; null takes an answer back."""

    model_config = example(
        wanted_title="缝纫工", wanted_monthly_yuan=6000, wants_lodging=True
    )

    name: Short | None = None
    wanted_title: Short | None = None
    skills: Line | None = None
    home_place_code: Code | None = None
    wanted_place_code: Code | None = None
    wanted_monthly_yuan: Yuan | None = None
    wanted_shift: Shift | None = None
    refuses_nights: bool | None = None
    reach_km: Annotated[int, Field(ge=1, le=3000)] | None = None
    wants_lodging: bool | None = None
    wants_board: bool | None = None
    schooling: Schooling | None = None
    experience_months: Annotated[int, Field(ge=0, le=600)] | None = None
    certificates: Annotated[list[Short], Field(max_length=8)] | None = None
    available_from: dt.date | None = None
    companions: Annotated[int, Field(ge=0, le=20)] | None = None
    is_looking: bool | None = None


class WordField(Out):
    """What may be typed where no common answer fits."""

    name: str
    label: str
    hint: str


class Question(Out):
    """
    A question of the profile; ``answer`` in words, "" before there is one.

    Parameters
    ----------
    choices
        The common answers; ``takes_many`` says whether several may be true.
    words
        The fields for an answer in words; none where the choices say all.
    """

    name: str
    title: str
    hint: str
    is_main: bool
    takes_many: bool
    choices: list[Label]
    chosen: list[str]
    words: list[WordField]
    answer: str


class Questions(Out):
    """The questions, in the order in which they are asked."""

    questions: list[Question]


class Answers(In):
    """The tapped answers, or one in words, by the fields of the question."""

    model_config = example(choices=["缝纫工"])

    choices: Annotated[list[Short], Field(max_length=20, default_factory=list)]
    words: Annotated[dict[Short, Words], Field(max_length=8)] | None = None


class CvProposal(Out):
    """What a CV answers: the line that says so, in words, and what is known now."""

    question: str
    title: str
    line: str
    answer: str
    now: str


class CvProposals(Out):
    """What was read; nothing is stored before it is taken, within the hour."""

    token: str
    proposals: list[CvProposal]


class CvTake(In):
    """Which of the proposals are right; none puts the file away."""

    model_config = example(questions=["work"])

    questions: Annotated[list[Short], Field(max_length=20)]


class Match(Out):
    """A vacancy that fits, and why; ``against`` are the reasons that count less."""

    vacancy: VacancyLine
    score: float | None
    reasons: list[str]
    against: list[str]


class NearMiss(Out):
    """A vacancy that would fit but for what is missing."""

    vacancy: VacancyLine
    missing: list[str]


class Matches(Out):
    """
    What fits, best first, what nearly does, and what would bring more.

    Who has switched the ranking off gets the newest, without reasons.
    """

    is_ranked: bool
    matches: list[Match]
    near_misses: list[NearMiss]
    helps: list[str]


class Apply(In):
    """A few words to the employer, if one likes."""

    model_config = example(message="我做平车五年，春节后随时可以来。")

    message: Words = ""


class Step(Out):
    """A step of an application, and when."""

    status: ApplicationStatus
    at: dt.datetime


class Interview(Out):
    """When and where to meet; null as reply before the person has answered."""

    id: int
    starts_at: dt.datetime
    place: str
    remark: str
    reply: InterviewReply | None


class MessageOut(Out):
    """What the employer wrote."""

    at: dt.datetime
    text: str


class MyApplication(Out):
    """An application with its steps, its interview and what the employer wrote."""

    id: int
    vacancy_id: int
    title: str
    employer: str
    status: ApplicationStatus
    message: str
    steps: list[Step]
    interview: Interview | None
    messages: list[MessageOut]


class MyApplications(Paged):
    """What was sent, the latest first."""

    applications: list[MyApplication]


class InterviewAnswer(In):
    """Whether one comes."""

    model_config = example(reply="coming")

    reply: InterviewReply


class Invitation(Out):
    """An employer asks to apply."""

    id: int
    vacancy: VacancyLine
    status: InvitationStatus
    asked_at: dt.datetime


class Invitations(Out):
    """Who asks to apply."""

    invitations: list[Invitation]


class InvitationAnswer(In):
    """Yes applies and opens the contact; no tells nothing but no."""

    model_config = example(says_yes=True)

    says_yes: bool


class SaveSearch(In):
    """A search to keep: its address, as the search answers it."""

    model_config = example(
        name="盛泽缝纫", address="q=盛泽+缝纫工&lodging=1", frequency="daily"
    )

    name: Short
    address: Words
    frequency: Frequency


class SearchChange(In):
    """What a kept search is called, and how often one is told."""

    model_config = example(name="缝纫", frequency="never")

    name: Short
    frequency: Frequency


class SavedSearch(Out):
    """A search that is kept."""

    id: int
    name: str
    address: str
    frequency: Frequency


class SavedSearches(Out):
    """The searches that are kept, the latest first; at most twenty."""

    searches: list[SavedSearch]
