"""An employer sees who fits without names, and who applied with them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from models import (
    Account,
    Application,
    ApplicationStatus,
    AuditEvent,
    Interview,
    Invitation,
    InvitationStatus,
    Role,
)
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
    for page in (
        f"vacancies/{vacancy.id}/applications",
        f"applications/{application.id}",
    ):
        listed = client.get(f"/employer/{page}").text
        assert "欧***" in listed
        assert PHONE not in listed
    shown = post(f"/employer/applications/{application.id}/contact").text
    assert "欧阳示例" in shown
    assert PHONE in shown
    reveals = rows.scalars(
        select(AuditEvent).where(AuditEvent.action == "reveal")
    ).all()
    rows.refresh(application)
    rows.commit()
    assert [event.account_id for event in reveals] == [person.id]
    assert application.status is ApplicationStatus.SEEN


def test_an_application_to_another_company_is_not_found(
    rows: Session, sign_in: SignIn, client: FlaskClient, post: Post
) -> None:
    application = make_application(
        rows, make_vacancy(rows), seeker=make_seeker(rows, phone=PHONE)
    )
    sign_in(make_account(rows, Role.EMPLOYER, employer=make_employer(rows)))
    address = f"/employer/applications/{application.id}"
    assert client.get(address).status_code == 404
    for page, data in (
        ("contact", {}),
        ("answer", {"status": "hired"}),
        ("notes", {"body": "好"}),
        ("messages", {"body": "您好"}),
        ("interview", {"day": "2027-02-01", "time": "09:00", "place": "厂里"}),
    ):
        seen_at = application.updated_at.isoformat()
        answer = post(f"{address}/{page}", seen_at=seen_at, **data)
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
    late = post(address, seen_at=seen_at, status="hired")
    assert late.status_code == 409
    assert "没有覆盖" in late.text
    rows.refresh(application)
    rows.commit()
    assert application.status is ApplicationStatus.INTERVIEW


def test_several_are_answered_at_once_and_a_colleagues_answer_is_kept(
    rows: Session, sign_in: SignIn, client: FlaskClient, post: Post
) -> None:
    vacancy = make_vacancy(rows)
    first, second, other = (
        make_application(rows, vacancy, seeker=make_seeker(rows, name=name))
        for name in ("欧阳一", "司马二", "上官三")
    )
    elsewhere = make_application(rows, make_vacancy(rows))
    seen = {
        f"seen-{row.id}": row.updated_at.isoformat()
        for row in (first, second, other, elsewhere)
    }
    second.status = ApplicationStatus.OFFER
    sign_in(make_account(rows, Role.EMPLOYER, employer=vacancy.employer))
    address = f"/employer/vacancies/{vacancy.id}/applications"
    answer = post(
        address,
        status="declined",
        application=[str(first.id), str(second.id), str(elsewhere.id), "9" * 30, "x"],
        **seen,
    )
    assert answer.status_code == 302
    told = client.get(address).text
    for row in (first, second, other, elsewhere):
        rows.refresh(row)
    rows.commit()
    assert [row.status.value for row in (first, second, other, elsewhere)] == [
        "declined", "offer", "sent", "sent"
    ]  # fmt: skip
    assert "已有同事先处理" in told
    assert "司** (" in told


def test_nobody_ticked_changes_nothing(
    rows: Session, sign_in: SignIn, client: FlaskClient, post: Post
) -> None:
    application = make_application(rows, make_vacancy(rows))
    vacancy = application.vacancy
    sign_in(make_account(rows, Role.EMPLOYER, employer=vacancy.employer))
    address = f"/employer/vacancies/{vacancy.id}/applications"
    assert post(address, status="hired").status_code == 302
    assert "没有勾选" in client.get(f"{address}?stage=new").text


def test_an_interview_is_set_in_the_future_only_and_keeps_what_was_typed(
    rows: Session, sign_in: SignIn, client: FlaskClient, post: Post
) -> None:
    application = make_application(rows, make_vacancy(rows))
    sign_in(make_account(rows, Role.EMPLOYER, employer=application.vacancy.employer))
    address = f"/employer/applications/{application.id}"
    seen_at = application.updated_at.isoformat()
    tomorrow = dt.datetime.now(LOCAL_TIME).date() + dt.timedelta(days=1)
    data = {"time": "09:30", "place": "二号门", "seen_at": seen_at}
    past = post(f"{address}/interview", day="2020-01-01", **data)
    assert past.status_code == 422
    assert "二号门" in past.text
    nonsense = post(f"{address}/interview", day="明天", **data)
    assert nonsense.status_code == 422
    set_ = post(f"{address}/interview", day=tomorrow.isoformat(), **data)
    assert set_.status_code == 302
    interview = rows.scalars(select(Interview)).one()
    rows.refresh(application)
    rows.commit()
    at = dt.datetime.combine(tomorrow, dt.time(9, 30), LOCAL_TIME)
    assert interview.starts_at == at
    assert application.status is ApplicationStatus.INTERVIEW
    assert "二号门" in client.get(address).text


def test_a_wording_is_filled_in_and_an_unlawful_message_is_not_sent(
    rows: Session, sign_in: SignIn, client: FlaskClient, post: Post
) -> None:
    application = make_application(rows, make_vacancy(rows))
    sign_in(make_account(rows, Role.EMPLOYER, employer=application.vacancy.employer))
    address = f"/employer/applications/{application.id}"
    filled = client.get(f"{address}?wording=shipped-received").text
    assert "13800001111" in filled
    refused = post(f"{address}/messages", body="面试前请先交押金200元")
    assert refused.status_code == 422
    assert "面试前请先交押金200元" in refused.text
    empty = post(f"{address}/messages", body="面试时间：{面试时间}")
    assert empty.status_code == 422
    for _twice in range(2):
        assert post(f"{address}/messages", body="请明天来电话").status_code == 302
    assert client.get(address).text.count("请明天来电话") == 1


def test_own_wordings_are_the_companys_alone(
    rows: Session, sign_in: SignIn, client: FlaskClient, post: Post
) -> None:
    mine, other = make_employer(rows), make_employer(rows)
    people = [
        make_account(rows, Role.EMPLOYER, employer=each) for each in (mine, other)
    ]
    sign_in(people[0])
    assert post("/employer/wordings", name="来电", body="请打{电话}").status_code == 302
    again = post("/employer/wordings", name="来电", body="又一条")
    assert again.status_code == 422
    assert "又一条" in again.text
    unknown = post("/employer/wordings", name="另", body="{身份证号}")
    assert unknown.status_code == 422
    assert "请打{电话}" in client.get("/employer/wordings").text
    sign_in(people[1])
    assert "请打{电话}" not in client.get("/employer/wordings").text


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


def test_an_invitation_opens_the_contact_only_when_the_person_says_yes(
    rows: Session, sign_in: SignIn, client: FlaskClient, post: Post
) -> None:
    valid_until = dt.datetime.now(LOCAL_TIME).date() + dt.timedelta(days=9)
    vacancy = make_vacancy(rows, valid_until=valid_until)
    boss = make_account(rows, Role.EMPLOYER, employer=vacancy.employer)
    worker = make_account(rows, Role.SEEKER)
    seeker = make_seeker(rows, name="欧阳示例", phone=PHONE, account_id=worker.id)
    sign_in(boss)
    page = f"/employer/vacancies/{vacancy.id}/candidates"
    for _twice in range(2):
        assert post(f"{page}/{seeker.id}/invite").status_code == 302
    assert PHONE[-4:] not in client.get(page).text
    invitation = rows.scalars(select(Invitation)).one()
    rows.commit()
    sign_in(worker)
    assert vacancy.title in client.get("/me/invitations").text
    address = f"/me/invitations/{invitation.id}"
    assert post(address, answer="maybe").status_code == 400
    for _twice in range(2):
        assert post(address, answer="yes").status_code == 302
    rows.refresh(invitation)
    application = rows.scalars(select(Application)).one()
    rows.commit()
    assert invitation.status is InvitationStatus.ACCEPTED
    sign_in(boss)
    shown = post(f"/employer/applications/{application.id}/contact").text
    assert PHONE in shown
