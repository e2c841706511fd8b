"""An employer answers applications; a withdrawn one is not the employer's any more."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from models import ApplicationStatus, AuditEvent, Role
from tests.factories.postings import (
    NOW,
    make_account,
    make_application,
    make_vacancy,
)
from webapp.services import hiring
from webapp.services.versions import StaleError

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def test_an_answer_is_kept_and_recorded(session: Session) -> None:
    vacancy = make_vacancy(session)
    account = make_account(session, Role.EMPLOYER, employer=vacancy.employer)
    application = make_application(session, vacancy)
    seen_at = application.updated_at
    hiring.answer(
        session, application, ApplicationStatus.INTERVIEW,
        seen_at=seen_at, account_id=account.id, now=NOW,
    )  # fmt: skip
    assert application.status is ApplicationStatus.INTERVIEW
    event = session.scalars(select(AuditEvent)).one()
    assert event.detail == {"from": "sent", "to": "interview"}
    with pytest.raises(StaleError):
        hiring.answer(
            session, application, ApplicationStatus.HIRED,
            seen_at=seen_at, account_id=account.id, now=NOW,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (ApplicationStatus.WITHDRAWN, ApplicationStatus.INTERVIEW),
        (ApplicationStatus.SENT, ApplicationStatus.WITHDRAWN),
    ],
)
def test_withdrawing_is_the_persons_alone(
    session: Session, before: ApplicationStatus, after: ApplicationStatus
) -> None:
    application = make_application(session, make_vacancy(session), status=before)
    with pytest.raises(hiring.AnswerError):
        hiring.answer(
            session, application, after,
            seen_at=application.updated_at, account_id=1, now=NOW,
        )  # fmt: skip
    assert application.status is before


def test_another_employers_application_is_nobodys(session: Session) -> None:
    mine, other = make_vacancy(session), make_vacancy(session)
    application = make_application(session, other)
    find = hiring.find_own_application
    assert find(session, mine.employer_id, application.id) is None
    assert find(session, other.employer_id, application.id) is application


def test_open_applications_come_first(session: Session) -> None:
    vacancy = make_vacancy(session)
    declined = make_application(session, vacancy, status=ApplicationStatus.DECLINED)
    sent = make_application(session, vacancy)
    assert list(hiring.list_applications(session, vacancy)) == [sent, declined]
