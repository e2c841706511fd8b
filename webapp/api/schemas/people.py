"""Who fits a posting, who has applied, and what came of it."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from pydantic import AwareDatetime, Field

from models import ApplicationStatus, InvitationStatus, Schooling
from webapp.api.schemas.base import (
    AT,
    ChangedAt,
    Id,
    In,
    Line,
    Move,
    Out,
    Paged,
    Paging,
    Short,
    Words,
    example,
)
from webapp.api.schemas.postings import Event
from webapp.api.schemas.seekers import Interview, MessageOut, Step
from webapp.services.board import Stage


class Candidate(Out):
    """A person without name and number, until they have applied or said yes."""

    seeker_id: int
    wanted_title: str
    skills: str
    schooling: Schooling
    experience_months: int
    certificates: list[str]
    available_from: dt.date | None
    home: str | None
    score: float
    reasons: list[str]
    has_applied: bool
    invitation: InvitationStatus | None


class Candidates(Out):
    """Who fits, best first, and how many are not in the list, and why."""

    candidates: list[Candidate]
    left_out: dict[str, int]


class StageQuery(Paging):
    """A stage of the board, and its page; without, the first of each stage."""

    stage: Stage | None = None


class Applicant(Out):
    """Who has applied, masked."""

    id: int
    vacancy_id: int
    status: ApplicationStatus
    masked_name: str
    masked_phone: str
    wanted_title: str
    home: str | None
    applied_at: dt.datetime
    changed_at: dt.datetime
    interview: Interview | None
    notes: int


class Applicants(Paged):
    """Who has applied, the longest waiting first; ``counts`` are of all stages."""

    counts: dict[Stage, int]
    applicants: list[Applicant]


class Note(Out):
    """A note for colleagues."""

    at: dt.datetime
    who: str
    text: str


class ApplicantDetail(Applicant):
    """One who has applied: what they said, why they fit, and all that was done."""

    message: str
    skills: str
    schooling: Schooling
    experience_months: int
    certificates: list[str]
    available_from: dt.date | None
    score: float | None
    reasons: list[str]
    steps: list[Step]
    messages: list[MessageOut]
    noted: list[Note]
    history: list[Event]


class Answer(Move):
    """How far an application has come."""

    model_config = example(status="seen", changed_at=AT)

    status: ApplicationStatus


class Ticked(In):
    """An application as it was shown."""

    id: Id
    changed_at: ChangedAt


class BulkAnswer(In):
    """The same answer to several; what a colleague has changed is left as it is."""

    model_config = example(status="seen", applicants=[{"id": 1, "changed_at": AT}])

    status: ApplicationStatus
    applicants: Annotated[list[Ticked], Field(min_length=1, max_length=200)]


class BulkOutcome(Out):
    """Whose application was answered, changed by a colleague, or withdrawn."""

    answered: list[int]
    changed_meanwhile: list[int]
    withdrawn: list[int]


class Contact(Out):
    """Name and telephone number."""

    name: str
    phone: str


class InterviewIn(Move):
    """When and where to meet."""

    model_config = example(
        starts_at="2027-02-03T01:30:00Z",
        place="盛泽镇舜新路1号 二号门",
        remark="带身份证原件",
        changed_at=AT,
    )

    starts_at: AwareDatetime
    place: Line
    remark: Words = ""


class TextIn(In):
    """A few words."""

    model_config = example(text="您好，请明天上午九点来面试，不收任何费用。")

    text: Words


class Export(In):
    """With names and numbers, or masked; each person's reveal is recorded."""

    model_config = example(full=False)

    full: bool = False


class WordingTemplateIn(In):
    """A wording for messages; its placeholders are filled before sending."""

    model_config = example(name="通知面试", text="您好！请来{公司}面试{岗位}。")

    name: Short
    text: Words


class WordingTemplate(Out):
    """A wording; ``id`` is null for those that every company has."""

    id: int | None
    name: str
    text: str


class WordingTemplates(Out):
    """The wordings, and what may stand in braces in them."""

    wordings: list[WordingTemplate]
    placeholders: list[str]


class DayFigures(Out):
    """What came in on one day."""

    on: dt.date
    views: int
    applications: int


class PostingFigures(Out):
    """What came of one posting; ``stages`` are of its applications now."""

    vacancy_id: int
    title: str
    views: int
    applications: int
    hires: int
    stages: dict[Stage, int]
    days_to_first_hire: int | None
    days_to_fill: int | None


class Statistics(Out):
    """What came of postings, and the last thirty days of them together."""

    postings: list[PostingFigures]
    days: list[DayFigures]
