"""Postings: written, moved, kept as templates, sent as spreadsheets."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field

from models import Schooling, Shift, VacancyStatus
from webapp.api.schemas.base import (
    AT,
    ChangedAt,
    Code,
    Group,
    Id,
    In,
    Line,
    Move,
    Named,
    Out,
    Paged,
    Paging,
    Short,
    Words,
    example,
)

_POSTING = {
    "title": "缝纫工",
    "description": "平车缝制，两班倒，包住，计件工资月结。",
    "headcount": 10,
    "place_code": "320509",
    "address": "盛泽镇舜新路1号",
    "pay": "6-8千",
    "valid_until": "2027-03-01",
    "shift": "two",
    "has_lodging": True,
}


class PostingIn(In):
    """A posting as the employer says it; a draft may break the wording rules."""

    model_config = example(**_POSTING)

    title: Short
    description: Words
    headcount: int
    place_code: Code
    address: Line
    pay: Annotated[Short, Field(description="As written: 6-8千, 25元/时, 面议.")]
    valid_until: dt.date
    shift: Shift | None = None
    has_lodging: bool = False
    has_board: bool = False
    has_insurance: bool = False
    schooling: Schooling = Schooling.ANY
    experience_months: Annotated[int, Field(ge=0, le=480)] = 0
    certificates: Annotated[list[Short], Field(max_length=20, default_factory=list)]
    occupation_code: Group | None = None


class PostingChange(PostingIn):
    """What a posting says now; a live one goes back to review."""

    model_config = example(**_POSTING, changed_at=AT)

    changed_at: ChangedAt
    lawful_because: Annotated[
        Line, Field(description="Why suspicious words are lawful here.")
    ] = ""


class PostingLine(Out):
    """``changed_at`` goes back with a move, so that no colleague is overwritten."""

    id: int
    title: str
    status: VacancyStatus
    headcount: int
    valid_until: dt.date
    applications: int | None = None
    changed_at: dt.datetime


class Finding(Out):
    """Words that may be unlawful: where, which, the law, and what to say instead."""

    field: str
    start: int
    end: int
    phrase: str
    severity: str
    law: str
    instead: str


class Event(Out):
    """What happened, and who did it."""

    at: dt.datetime
    what: str
    who: str


class PostingDetail(PostingLine):
    """
    All that a posting says, and what may be done with it.

    Parameters
    ----------
    may
        Of ``submit``, ``close`` and ``extend``.
    waiting
        How many people wait for an answer.
    """

    description: str
    place_code: str
    place: str
    address: str
    pay: str
    shift: Shift | None
    has_lodging: bool
    has_board: bool
    has_insurance: bool
    schooling: Schooling
    experience_months: int
    certificates: list[str]
    occupation: Named | None
    may: list[str]
    missing: list[str]
    findings: list[Finding]
    waiting: int
    is_shown: bool
    history: list[Event]


class PostingQuery(Paging):
    """One state, or all."""

    status: VacancyStatus | None = None


class Postings(Paged):
    """The company's postings, the last changed first, and how many stand where."""

    postings: list[PostingLine]
    counts: dict[VacancyStatus, int]


class Submission(Move):
    """Hand in; with a reason where words are suspicious."""

    model_config = example(changed_at=AT, lawful_because="")

    lawful_because: Line = ""


class Extension(Move):
    """By how many days it is shown longer."""

    model_config = example(changed_at=AT, days=30)

    days: Literal[30, 60, 90]


class TemplateIn(In):
    """A posting to keep as a template; one of the same name is replaced."""

    model_config = example(name="缝纫工（盛泽）", vacancy_id=1)

    name: Annotated[Short, Field(min_length=1)]
    vacancy_id: Id


class Template(Out):
    """A template of the company."""

    id: int
    name: str
    title: str


class Templates(Out):
    """The company's templates by name; at most fifty."""

    templates: list[Template]


class AdvertIn(In):
    """A whole advert, pasted."""

    model_config = example(advert="盛泽某厂招缝纫工10名，6000-8000元，包吃住，两班倒。")

    advert: Words


class AdvertField(Out):
    """What is proposed for a field, and the words that say so."""

    field: str
    value: str
    words: str


class AdvertFields(Out):
    """What was read; nothing is stored."""

    fields: list[AdvertField]


class WordingIn(In):
    """What is typed so far."""

    model_config = example(title="缝纫工", description="限女性，25-40岁")

    title: Line = ""
    pay: Line = ""
    certificates: Line = ""
    description: Words = ""


class Findings(Out):
    """What the law may not allow; ``block`` stops a posting, others warn."""

    findings: list[Finding]


class OccupationQuery(In):
    """A title of a posting."""

    title: Annotated[Short, Field(min_length=1, examples=["缝纫工"])]


class Occupations(Out):
    """The occupations of 2022 that a title may mean, the likeliest first."""

    occupations: list[Named]


class SheetRow(Out):
    """A row of a file, what would become of it, and what is said about it."""

    number: int
    outcome: str
    label: str
    messages: list[str]


class SheetPreview(Out):
    """What a file would do; it is taken in whole or not at all, within the hour."""

    token: str
    name: str
    is_applicable: bool
    counts: dict[str, int]
    rows: list[SheetRow]
    rows_left_out: int


class SheetResult(Out):
    """What a file has brought; the same one again adds nothing."""

    added: int
    changed: int
