"""Nothing personal is shown in full without a trace."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from models import ApplicationStatus, AuditEvent, Role
from tests.factories.postings import (
    NOW,
    make_account,
    make_application,
    make_seeker,
    make_vacancy,
)
from webapp.services import reveal

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def test_a_reveal_keeps_who_what_and_why_but_not_the_value(session: Session) -> None:
    clerk = make_account(session, Role.CLERK)
    seeker = make_seeker(session, phone="13800009999")
    phone = reveal.reveal(
        session, seeker, reveal.Field.PHONE, " 电话  确认面试 ",
        account_id=clerk.id, now=NOW,
    )  # fmt: skip
    assert phone == "13800009999"
    event = session.scalars(select(AuditEvent)).one()
    assert (event.account_id, event.subject_type, event.subject_id) == (
        clerk.id,
        "seeker",
        str(seeker.id),
    )
    assert event.detail == {"fields": ["phone"], "reason": "电话 确认面试"}


@pytest.mark.parametrize("reason", ["", "   ", "看看", "长" * 201])
def test_a_reason_must_be_one(session: Session, reason: str) -> None:
    clerk = make_account(session, Role.CLERK)
    seeker = make_seeker(session)
    with pytest.raises(reveal.NoReasonError):
        reveal.reveal(
            session, seeker, reveal.Field.PHONE, reason, account_id=clerk.id, now=NOW
        )


def test_an_employer_sees_who_applied_and_never_the_id_number(
    session: Session,
) -> None:
    vacancy = make_vacancy(session)
    account = make_account(session, Role.EMPLOYER, employer=vacancy.employer)
    application = make_application(
        session, vacancy, seeker=make_seeker(session, phone="13800009999")
    )
    shown = reveal.reveal_applicant(
        session, application, account_id=account.id, now=NOW
    )
    assert shown == {"name": "示例甲", "phone": "13800009999"}
    assert session.scalars(select(AuditEvent.action)).one() == "reveal"


def test_who_withdrew_is_not_shown(session: Session) -> None:
    vacancy = make_vacancy(session)
    account = make_account(session, Role.EMPLOYER, employer=vacancy.employer)
    application = make_application(session, vacancy, status=ApplicationStatus.WITHDRAWN)
    with pytest.raises(reveal.NotAppliedError):
        reveal.reveal_applicant(session, application, account_id=account.id, now=NOW)


def test_people_are_found_by_a_whole_number_alone(session: Session) -> None:
    seeker = make_seeker(session, phone="13800007777", id_number="99999919900202002X")
    make_seeker(session)
    for number in ("138 0000 7777", "99999919900202002x"):
        assert reveal.find_people(session, number) == [seeker]
    assert reveal.find_people(session, "1380000") == []
    assert len(reveal.find_people(session, "")) == 2
