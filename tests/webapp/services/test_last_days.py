"""Employers are told before a last day and after it, each once."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from models import EmployerStatus, Notice, NoticeKind, Role, VacancyStatus
from tests.factories.postings import (
    NOW,
    TODAY,
    make_account,
    make_employer,
    make_vacancy,
)
from webapp.services.last_days import remind
from webapp.services.unpublishing import unpublish_overdue

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

A_DAY = dt.timedelta(days=1)


def told(session: Session) -> list[NoticeKind]:
    return list(session.scalars(select(Notice.kind).order_by(Notice.id)))


def test_papers_are_told_thirty_and_seven_days_before_and_when_they_lapse(
    session: Session,
) -> None:
    employer = make_employer(session, verified_until=TODAY + 31 * A_DAY)
    make_account(session, Role.EMPLOYER, employer=employer)
    days = {}
    for day in range(40):
        before = len(told(session))
        remind(session, NOW + day * A_DAY)
        remind(session, NOW + day * A_DAY)
        if len(told(session)) > before:
            days[day] = told(session)[-1]
    assert days == {
        1: NoticeKind.PAPERS_DUE,
        24: NoticeKind.PAPERS_DUE,
        32: NoticeKind.PAPERS_LAPSED,
    }
    # Examined again: a new last day is another matter.
    employer.verified_until = TODAY + 70 * A_DAY
    remind(session, NOW + 45 * A_DAY)
    assert len(told(session)) == 4


@pytest.mark.parametrize(
    "values",
    [
        {"status": EmployerStatus.PENDING},
        {"status": EmployerStatus.REFUSED},
        {"verified_until": TODAY + 31 * A_DAY},
        {"verified_until": TODAY - 60 * A_DAY},
    ],
)
def test_who_has_nothing_to_do_is_not_told(
    session: Session, values: dict[str, object]
) -> None:
    employer = make_employer(session, **{"verified_until": TODAY, **values})
    make_account(session, Role.EMPLOYER, employer=employer)
    assert remind(session, NOW) == 0


def test_a_posting_is_told_before_its_last_day_and_when_it_is_down(
    session: Session,
) -> None:
    employer = make_employer(session)
    make_account(session, Role.EMPLOYER, employer=employer)
    vacancy = make_vacancy(session, employer=employer, valid_until=TODAY + 8 * A_DAY)
    for day in range(12):
        now = NOW + day * A_DAY
        remind(session, now)
        unpublish_overdue(session, now)
    assert told(session) == [
        NoticeKind.POSTING_EXPIRES_SOON,
        NoticeKind.POSTING_EXPIRED,
    ]
    assert vacancy.status is VacancyStatus.EXPIRED
