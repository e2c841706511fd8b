"""An employer sees who fits without names, and who applied with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from models import Account, ApplicationStatus, AuditEvent, Role
from tests.factories.postings import (
    make_account,
    make_application,
    make_employer,
    make_seeker,
    make_vacancy,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

    Post = Callable[..., Any]
    SignIn = Callable[[Account], None]

PHONE = "13800009999"


def test_contact_details_are_shown_after_an_application_and_recorded(
    rows: Session, sign_in: SignIn, client: FlaskClient, post: Post
) -> None:
    vacancy = make_vacancy(rows, employer=make_employer(rows))
    person = make_account(rows, Role.EMPLOYER, employer=vacancy.employer)
    application = make_application(
        rows, vacancy, seeker=make_seeker(rows, name="欧阳示例", phone=PHONE)
    )
    sign_in(person)
    listed = client.get(f"/employer/vacancies/{vacancy.id}/applications").text
    assert "欧***" in listed
    assert PHONE not in listed
    shown = post(f"/employer/applications/{application.id}/contact").text
    assert "欧阳示例" in shown
    assert PHONE in shown
    reveals = rows.scalars(
        select(AuditEvent).where(AuditEvent.action == "reveal")
    ).all()
    rows.commit()
    assert [event.account_id for event in reveals] == [person.id]


def test_an_application_to_another_company_is_not_found(
    rows: Session, sign_in: SignIn, post: Post
) -> None:
    application = make_application(
        rows, make_vacancy(rows), seeker=make_seeker(rows, phone=PHONE)
    )
    sign_in(make_account(rows, Role.EMPLOYER, employer=make_employer(rows)))
    seen_at = application.updated_at.isoformat()
    for page, data in (("contact", {}), ("answer", {"status": "hired"})):
        answer = post(
            f"/employer/applications/{application.id}/{page}", seen_at=seen_at, **data
        )
        assert answer.status_code == 404
        assert PHONE not in answer.text


def test_an_answer_is_noted_and_a_withdrawn_one_is_left_alone(
    rows: Session, sign_in: SignIn, post: Post
) -> None:
    vacancy = make_vacancy(rows)
    application = make_application(rows, vacancy)
    sign_in(make_account(rows, Role.EMPLOYER, employer=vacancy.employer))
    address = f"/employer/applications/{application.id}/answer"
    seen_at = application.updated_at.isoformat()
    assert post(address, seen_at=seen_at, status="withdrawn").status_code == 400
    assert post(address, seen_at=seen_at, status="interview").status_code == 302
    assert post(address, seen_at=seen_at, status="hired").status_code == 409
    rows.refresh(application)
    rows.commit()
    assert application.status is ApplicationStatus.INTERVIEW


def test_candidates_are_ranked_with_reasons_and_without_names(
    rows: Session, sign_in: SignIn, client: FlaskClient
) -> None:
    vacancy = make_vacancy(rows)
    for title in ("会计", "缝纫工"):
        make_seeker(rows, name="欧阳示例", phone=PHONE, wanted_title=title)
    sign_in(make_account(rows, Role.EMPLOYER, employer=vacancy.employer))
    page = client.get(f"/employer/vacancies/{vacancy.id}/candidates").text
    assert "1. 缝纫工" in page
    assert "工种吻合" in page
    assert "欧" not in page
    assert PHONE[-4:] not in page
