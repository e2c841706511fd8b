"""Which postings a clerk asks about."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from sqlalchemy import update

from matcher.staleness import Stale
from models import ApplicationStatus, Role, Vacancy
from tests.factories.postings import (
    NOW,
    make_account,
    make_application,
    make_seeker,
    make_vacancy,
)
from webapp.services import stale_postings

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

LONG_AGO = NOW - dt.timedelta(days=60)


def _touched(session: Session, vacancy: Vacancy, at: dt.datetime) -> None:
    session.execute(
        update(Vacancy).where(Vacancy.id == vacancy.id).values(updated_at=at)
    )
    session.expire(vacancy)


def test_the_surest_reason_comes_first_and_who_was_asked_is_left_alone(
    rows: Session,
) -> None:
    old, filled, fresh = (make_vacancy(rows, headcount=1) for _ in range(3))
    make_application(
        rows, vacancy=filled, seeker=make_seeker(rows), status=ApplicationStatus.HIRED
    )
    _touched(rows, old, LONG_AGO)
    for vacancy in (filled, fresh):
        _touched(rows, vacancy, NOW)
    found = stale_postings.list_stale(rows, now=NOW)
    assert [(each.vacancy.id, each.reasons) for each in found] == [
        (filled.id, (Stale.FILLED,)),
        (old.id, (Stale.UNTOUCHED,)),
    ]
    clerk = make_account(rows, Role.CLERK)
    stale_postings.confirm(rows, old, account_id=clerk.id, now=NOW)
    (left,) = stale_postings.list_stale(rows, now=NOW)
    assert left.vacancy.id == filled.id
    later = NOW + dt.timedelta(days=50)
    again = stale_postings.list_stale(rows, now=later)
    assert old.id in [each.vacancy.id for each in again]
