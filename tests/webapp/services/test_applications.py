"""Applying: once, however often one taps; on both databases."""

from __future__ import annotations

import datetime as dt
import threading
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import (
    Application,
    ApplicationEvent,
    ApplicationStatus,
    NoticeKind,
    Role,
    Seeker,
    Vacancy,
    VacancyStatus,
)
from tests.factories.postings import (
    NOW,
    make_account,
    make_application,
    make_seeker,
    make_vacancy,
)
from webapp.services import applications, hiring, interviews, notices
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
        session.scalars(select(ApplicationEvent)).one()


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


def kinds_told(session: Session, account_id: int) -> list[NoticeKind]:
    return [notice.kind for notice in notices.list_of(session, account_id)][::-1]


def test_each_step_is_kept_with_its_time_and_told_to_the_other_side(
    session: Session,
) -> None:
    vacancy = make_vacancy(session)
    boss = make_account(session, Role.EMPLOYER, employer_id=vacancy.employer_id)
    person = make_account(session, Role.SEEKER)
    seeker = make_seeker(session, account_id=person.id)
    sent = applications.apply(
        session, seeker, vacancy, "", account_id=person.id, now=NOW
    )
    steps = [
        ApplicationStatus.SEEN,
        ApplicationStatus.INTERVIEW,
        ApplicationStatus.OFFER,
        ApplicationStatus.OFFER,
        ApplicationStatus.HIRED,
    ]
    for hour, status in enumerate(steps, start=1):
        hiring.answer(
            session, sent, status, seen_at=sent.updated_at,
            account_id=boss.id, now=NOW + dt.timedelta(hours=hour),
        )  # fmt: skip
    told = [(event.status, event.at - NOW) for event in sent.events]
    assert told == [
        (ApplicationStatus.SENT, dt.timedelta(0)),
        (ApplicationStatus.SEEN, dt.timedelta(hours=1)),
        (ApplicationStatus.INTERVIEW, dt.timedelta(hours=2)),
        (ApplicationStatus.OFFER, dt.timedelta(hours=3)),
        (ApplicationStatus.HIRED, dt.timedelta(hours=5)),
    ]
    assert kinds_told(session, boss.id) == [NoticeKind.APPLICATION_NEW]
    assert kinds_told(session, person.id) == [
        NoticeKind.APPLICATION_SEEN,
        NoticeKind.OFFER,
        NoticeKind.HIRED,
    ]


def test_who_withdrew_may_apply_again_and_the_steps_stay(session: Session) -> None:
    vacancy = make_vacancy(session)
    boss = make_account(session, Role.EMPLOYER, employer_id=vacancy.employer_id)
    person = make_account(session, Role.SEEKER)
    seeker = make_seeker(session, account_id=person.id)
    for message in ("", "我做过五年"):
        sent = applications.apply(
            session, seeker, vacancy, message, account_id=person.id, now=NOW
        )
        if not message:
            applications.withdraw(session, sent, account_id=person.id, now=NOW)
    assert [event.status for event in sent.events] == [
        ApplicationStatus.SENT,
        ApplicationStatus.WITHDRAWN,
        ApplicationStatus.SENT,
    ]
    assert sent.message == "我做过五年"
    assert kinds_told(session, boss.id) == [
        NoticeKind.APPLICATION_NEW,
        NoticeKind.APPLICATION_WITHDRAWN,
        NoticeKind.APPLICATION_NEW,
    ]


def test_a_calendar_knows_an_interview_again_and_drops_it_when_called_off(
    session: Session,
) -> None:
    person = make_account(session, Role.SEEKER)
    seeker = make_seeker(session, account_id=person.id)
    vacancy = make_vacancy(session)
    sent = applications.apply(
        session, seeker, vacancy, "", account_id=person.id, now=NOW
    )
    events = []
    for hour in (1, 2):
        interview = interviews.set_interview(
            session, sent,
            starts_at=NOW + dt.timedelta(days=hour), place=f"{hour}号门", remark="",
            seen_at=sent.updated_at, account_id=person.id,
            now=NOW + dt.timedelta(hours=hour),
        )  # fmt: skip
        events.append(interviews.appointment(interview))
    applications.withdraw(
        session, sent, account_id=person.id, now=NOW + dt.timedelta(hours=3)
    )
    events.append(interviews.appointment(interview))
    assert {event.uid for event in events} == {f"interview-{sent.id}"}
    assert [event.place for event in events] == ["1号门", "2号门", "2号门"]
    assert [event.is_cancelled for event in events] == [False, False, True]
    sequences = [event.sequence for event in events]
    assert sequences == sorted(set(sequences))
