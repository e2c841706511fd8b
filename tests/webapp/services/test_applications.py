"""Applying: once, however often one taps; on both databases."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Application, ApplicationStatus, Role, Seeker, Vacancy, VacancyStatus
from tests.factories.postings import (
    NOW,
    make_account,
    make_application,
    make_seeker,
    make_vacancy,
)
from webapp.services import applications
from webapp.services.applications import TooLateError, VacancyClosedError

if TYPE_CHECKING:
    from sqlalchemy import Engine


def test_ten_taps_at_once_make_one_application(fresh_engine: Engine) -> None:
    with Session(fresh_engine) as session:
        seeker_id, vacancy_id = make_seeker(session).id, make_vacancy(session).id
        account_id = make_account(session, Role.SEEKER).id
        session.commit()
    start = threading.Barrier(10)
    failed: list[Exception] = []

    def tap() -> None:
        start.wait()
        try:
            with Session(fresh_engine) as session:
                applications.apply(
                    session,
                    session.get_one(Seeker, seeker_id),
                    session.get_one(Vacancy, vacancy_id),
                    "",
                    account_id=account_id,
                    now=NOW,
                )
                session.commit()
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=tap) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    with Session(fresh_engine) as session:
        sent = session.scalars(select(Application)).one()
        assert sent.status is ApplicationStatus.SENT


@pytest.mark.parametrize(
    "values",
    [
        {"status": VacancyStatus.CLOSED},
        {"status": VacancyStatus.REVIEW},
        {"valid_until": NOW.date().replace(day=30)},
    ],
)
def test_what_is_not_open_takes_no_application(
    session: Session, values: dict[str, object]
) -> None:
    vacancy = make_vacancy(session, **values)
    seeker = make_seeker(session)
    with pytest.raises(VacancyClosedError):
        applications.apply(session, seeker, vacancy, "", account_id=1, now=NOW)


@pytest.mark.parametrize(
    "status", [ApplicationStatus.HIRED, ApplicationStatus.DECLINED]
)
def test_a_decided_application_is_not_taken_back(
    session: Session, status: ApplicationStatus
) -> None:
    sent = make_application(session, make_vacancy(session), status=status)
    with pytest.raises(TooLateError):
        applications.withdraw(session, sent, account_id=1, now=NOW)


def test_the_latest_application_is_listed_first(session: Session) -> None:
    seeker = make_seeker(session)
    first = make_application(session, make_vacancy(session), seeker=seeker)
    second = make_application(session, make_vacancy(session), seeker=seeker)
    assert list(applications.list_of(session, seeker)) == [second, first]
