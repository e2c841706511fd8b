"""A posting's life: who has to look, what must be said, and what ends it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from models import AuditEvent, EmployerStatus, Vacancy, VacancyStatus
from tests.factories.postings import (
    NOW,
    TODAY,
    make_application,
    make_employer,
    make_posting,
    make_vacancy,
)
from webapp.services import posting_lists
from webapp.services import vacancy_posting as postings
from webapp.services.unpublishing import unpublish_overdue
from webapp.services.vacancy_pay import PayUnclearError
from webapp.services.versions import StaleError

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def who(vacancy: Vacancy) -> dict[str, object]:
    """Return the arguments of a move on the posting as it stands."""
    return {"seen_at": vacancy.updated_at, "account_id": None, "now": NOW}


def actions(session: Session, vacancy: Vacancy) -> list[str]:
    """Return what the audit table says happened to a posting."""
    return list(
        session.scalars(
            select(AuditEvent.action)
            .where(
                AuditEvent.subject_type == "vacancy",
                AuditEvent.subject_id == str(vacancy.id),
            )
            .order_by(AuditEvent.id)
        )
    )


def draft(session: Session, **values: object) -> Vacancy:
    return postings.create_posting(
        session,
        make_employer(session),
        make_posting(**values),
        account_id=None,
        now=NOW,
    )


def test_a_posting_is_read_by_a_clerk_before_anybody_else(session: Session) -> None:
    vacancy = draft(session)
    assert vacancy.status is VacancyStatus.DRAFT

    postings.submit(session, vacancy, **who(vacancy))
    assert vacancy.status is VacancyStatus.REVIEW
    assert vacancy in posting_lists.list_in_review(session)

    postings.publish(session, vacancy, **who(vacancy))
    assert vacancy.status is VacancyStatus.LIVE
    assert vacancy.published_at == NOW
    assert actions(session, vacancy) == [
        "vacancy.create",
        "vacancy.submit",
        "vacancy.publish",
    ]


def test_a_draft_cannot_be_published(session: Session) -> None:
    vacancy = draft(session)
    with pytest.raises(postings.MoveError):
        postings.publish(session, vacancy, **who(vacancy))
    assert vacancy.status is VacancyStatus.DRAFT


def test_a_changed_live_posting_returns_to_review(session: Session) -> None:
    vacancy = make_vacancy(session)
    postings.change_posting(session, vacancy, make_posting(headcount=3), **who(vacancy))
    assert (vacancy.status, vacancy.headcount) == (VacancyStatus.REVIEW, 3)


def test_a_closed_posting_that_is_changed_starts_again_as_a_draft(
    session: Session,
) -> None:
    vacancy = make_vacancy(session, status=VacancyStatus.CLOSED)
    postings.change_posting(session, vacancy, make_posting(), **who(vacancy))
    assert vacancy.status is VacancyStatus.DRAFT


@pytest.mark.parametrize("name", postings.REQUIRED)
def test_what_the_law_requires_must_be_said(session: Session, name: str) -> None:
    vacancy = draft(session, **{name: " "})
    with pytest.raises(postings.IncompleteError) as caught:
        postings.submit(session, vacancy, **who(vacancy))
    assert caught.value.fields == (name,)


@pytest.mark.parametrize("days", [-1, postings.LONGEST_VALIDITY.days + 1])
def test_the_last_day_is_neither_past_nor_far_away(session: Session, days: int) -> None:
    with pytest.raises(postings.ValidityError):
        draft(session, valid_until=TODAY + dt.timedelta(days=days))


@pytest.mark.parametrize(
    "values",
    [
        {"status": EmployerStatus.PENDING},
        {"status": EmployerStatus.REFUSED, "verified_until": None},
        {"verified_until": TODAY - dt.timedelta(days=1)},
    ],
)
def test_nothing_is_published_for_an_employer_who_is_not_examined(
    session: Session, values: dict[str, object]
) -> None:
    employer = make_employer(session, **values)
    vacancy = make_vacancy(session, employer=employer, status=VacancyStatus.REVIEW)
    with pytest.raises(postings.UnverifiedEmployerError):
        postings.publish(session, vacancy, **who(vacancy))


def test_the_reason_for_a_return_is_kept(session: Session) -> None:
    vacancy = make_vacancy(session, status=VacancyStatus.REVIEW)
    postings.send_back(session, vacancy, "请写明工作时间", **who(vacancy))
    assert vacancy.status is VacancyStatus.DRAFT
    event = session.scalars(
        select(AuditEvent).where(AuditEvent.action == "vacancy.send_back")
    ).one()
    assert event.detail["reason"] == "请写明工作时间"


def test_whoever_saves_second_overwrites_nothing(session: Session) -> None:
    vacancy = make_vacancy(session)
    seen_at = vacancy.updated_at
    postings.change_posting(session, vacancy, make_posting(headcount=3), **who(vacancy))
    with pytest.raises(StaleError):
        postings.change_posting(
            session,
            vacancy,
            make_posting(headcount=5),
            seen_at=seen_at,
            account_id=None,
            now=NOW,
        )
    assert vacancy.headcount == 3


def test_a_clerk_does_not_publish_what_was_changed_meanwhile(session: Session) -> None:
    vacancy = make_vacancy(session, status=VacancyStatus.REVIEW)
    seen_at = vacancy.updated_at
    postings.change_posting(
        session, vacancy, make_posting(description="别的"), **who(vacancy)
    )
    with pytest.raises(StaleError):
        postings.publish(session, vacancy, seen_at=seen_at, account_id=None, now=NOW)
    assert vacancy.status is VacancyStatus.REVIEW


def test_a_posting_expires_the_day_after_its_last(session: Session) -> None:
    last_day = make_vacancy(session, valid_until=TODAY)
    past = make_vacancy(session, valid_until=TODAY - dt.timedelta(days=1))
    assert unpublish_overdue(session, NOW) == (1, 0)
    assert last_day.status is VacancyStatus.LIVE
    assert past.status is VacancyStatus.EXPIRED


def test_postings_come_down_when_the_examination_is_too_old(session: Session) -> None:
    employer = make_employer(session, verified_until=TODAY - dt.timedelta(days=1))
    vacancy = make_vacancy(session, employer=employer)
    assert unpublish_overdue(session, NOW) == (0, 1)
    assert vacancy.status is VacancyStatus.REVIEW


def test_the_pay_is_understood_as_offices_write_it(session: Session) -> None:
    vacancy = draft(session, pay_text="6-8千")
    assert (vacancy.monthly_min_cents, vacancy.monthly_max_cents) == (600_000, 800_000)


def test_pay_that_cannot_be_read_is_refused(session: Session) -> None:
    with pytest.raises(PayUnclearError):
        draft(session, pay_text="待遇从优")


def test_pay_to_be_agreed_is_said_to_be_so(session: Session) -> None:
    vacancy = draft(session, pay_text="面议")
    assert (vacancy.is_negotiable, vacancy.monthly_min_cents) == (True, None)


def test_an_employer_sees_its_own_postings_alone(session: Session) -> None:
    own, other = make_vacancy(session), make_vacancy(session)
    make_application(session, own)
    lines = posting_lists.list_postings(session, own.employer_id)
    assert [(line.vacancy, line.applications) for line in lines] == [(own, 1)]
    assert posting_lists.find_own_vacancy(session, own.employer_id, other.id) is None


def test_suspicious_words_need_a_clerks_reason(session: Session) -> None:
    vacancy = make_vacancy(
        session, status=VacancyStatus.REVIEW, description="车间保洁，限女性。"
    )
    with pytest.raises(postings.WordingError) as caught:
        postings.publish(session, vacancy, **who(vacancy))
    assert caught.value.phrases == ("限女性",)

    reason = "打扫女浴室，法律允许"
    postings.publish(session, vacancy, lawful_because=reason, **who(vacancy))
    event = session.scalars(
        select(AuditEvent).where(AuditEvent.action == "vacancy.publish")
    ).one()
    assert event.detail["lawful_because"] == reason
