"""Rows as several operations tell of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask_babel import get_locale

from webapp.api.schemas.postings import Event, Finding
from webapp.api.schemas.seekers import Interview, MessageOut
from webapp.api.schemas.vacancies import VacancyLine
from webapp.labels import ACTIONS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from models import Interview as InterviewRow
    from models import Message, Vacancy
    from webapp.services.audit_log import Entry
    from webapp.services.wording import Wording

# What the pages' form of a posting calls a field -> what programs call it.
POSTING_FIELDS = {"pay_text": "pay", "experience_years": "experience_months"}


def vacancy_values(vacancy: Vacancy) -> dict[str, Any]:
    """Return what every list says of a vacancy."""
    low, high = vacancy.monthly_min_cents, vacancy.monthly_max_cents
    return {
        "id": vacancy.id,
        "title": vacancy.title,
        "employer": vacancy.employer.name,
        "place": vacancy.place.full_name,
        "place_code": vacancy.place_code,
        "pay": vacancy.pay_text,
        "monthly_min_yuan": low // 100 if low else None,
        "monthly_max_yuan": high // 100 if high else None,
        "shift": vacancy.shift,
        "has_lodging": vacancy.has_lodging,
        "has_board": vacancy.has_board,
        "headcount": vacancy.headcount,
        "valid_until": vacancy.valid_until,
    }


def vacancy_line(vacancy: Vacancy) -> VacancyLine:
    """Return a vacancy as lists tell of it."""
    return VacancyLine(**vacancy_values(vacancy))


def interview(row: InterviewRow | None) -> Interview | None:
    """Return when and where to meet; None when no time is set."""
    if row is None:
        return None
    return Interview(
        id=row.id, starts_at=row.starts_at, place=row.place, remark=row.remark,
        reply=row.reply,
    )  # fmt: skip


def messages(rows: Iterable[Message]) -> list[MessageOut]:
    """Return what was written."""
    return [MessageOut(at=row.sent_at, text=row.body) for row in rows]


def history(entries: Iterable[Entry]) -> list[Event]:
    """Return what happened to a row, in words."""
    return [
        Event(
            at=each.event.at,
            what=str(ACTIONS.get(each.event.action, each.event.action)),
            who=each.account.display_name if each.account else "",
        )
        for each in entries
    ]


def findings(wording: Wording) -> list[Finding]:
    """Return findings by the field that programs know."""
    return [
        Finding(
            field=POSTING_FIELDS.get(name, name),
            start=each.start,
            end=each.end,
            phrase=each.phrase,
            severity=each.severity,
            law=each.law,
            instead=each.instead,
        )
        for name, found in wording.items()
        for each in found
    ]


def language() -> str:
    """Return the reader's language."""
    return str(get_locale())
