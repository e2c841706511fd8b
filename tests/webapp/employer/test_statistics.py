"""Views without cookies, statistics of the own postings, an export that masks."""

from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from sqlalchemy import select

from models import Account, ApplicationStatus, AuditEvent, Role, VacancyViews
from tests.factories.postings import (
    make_account,
    make_application,
    make_employer,
    make_seeker,
    make_vacancy,
)
from webapp.services.rules import LOCAL_TIME

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

    Post = Callable[..., Any]
    SignIn = Callable[[Account], None]

PHONE, OTHER = "13800009999", "13800008888"
PERSON = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 MicroMessenger/8.0"


@pytest.mark.parametrize(
    ("agent", "views"),
    [(PERSON, 1), ("Googlebot/2.1", 0), ("curl/8.5", 0), ("", 0)],
)
def test_a_persons_view_is_counted_and_a_machines_is_not(
    app: Flask, rows: Session, client: FlaskClient, agent: str, views: int
) -> None:
    valid_until = dt.datetime.now(LOCAL_TIME).date() + dt.timedelta(days=9)
    vacancy = make_vacancy(rows, valid_until=valid_until)
    rows.commit()
    page = client.get(f"/vacancies/{vacancy.id}", headers={"User-Agent": agent})
    assert page.status_code == 200
    app.extensions["collaborators"].view_counter.store(rows)
    assert sum(rows.scalars(select(VacancyViews.views))) == views
    rows.rollback()


def test_a_spreadsheet_is_masked_unless_asked_for_and_every_reveal_is_recorded(
    rows: Session, sign_in: SignIn, post: Post
) -> None:
    vacancy = make_vacancy(rows)
    make_application(rows, vacancy, seeker=make_seeker(rows, name="=1+1", phone=PHONE))
    make_application(
        rows,
        vacancy,
        seeker=make_seeker(rows, name="欧阳示例", phone=OTHER),
        status=ApplicationStatus.WITHDRAWN,
    )
    sign_in(make_account(rows, Role.EMPLOYER, employer=vacancy.employer))
    address = f"/employer/vacancies/{vacancy.id}/applications/export"
    masked, full = (_cells(post(address, **data).data) for data in ({}, {"full": "1"}))
    assert PHONE not in masked
    assert PHONE in full
    assert "=1+1" in full
    assert OTHER not in masked | full
    actions = list(rows.scalars(select(AuditEvent.action)))
    rows.commit()
    assert actions.count("reveal") == 1
    assert actions.count("application.export") == 2


def test_statistics_are_the_own_companys(
    rows: Session, sign_in: SignIn, client: FlaskClient, post: Post
) -> None:
    other = make_vacancy(rows)
    sign_in(make_account(rows, Role.EMPLOYER, employer=make_employer(rows)))
    assert client.get("/employer/statistics").status_code == 200
    address = f"/employer/vacancies/{other.id}"
    assert client.get(f"{address}/statistics").status_code == 404
    assert post(f"{address}/applications/export").status_code == 404


def _cells(content: bytes) -> set[str]:
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    return {str(cell) for row in sheet.iter_rows(values_only=True) for cell in row}
