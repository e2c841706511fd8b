"""The office examines, publishes, reveals for a reason and manages accounts."""

from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from models import (
    Account,
    AuditEvent,
    EmployerStatus,
    Role,
    Vacancy,
    VacancyStatus,
)
from tests.factories.postings import (
    make_account,
    make_employer,
    make_seeker,
    make_vacancy,
)
from webapp.services import audit
from webapp.services.offices import first_office

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

    Post = Callable[..., Any]
    SignIn = Callable[[Account], None]


def actions(rows: Session) -> list[str]:
    """Return what the audit table holds now, signing in left aside."""
    found = rows.scalars(select(AuditEvent.action).order_by(AuditEvent.id)).all()
    rows.commit()
    return [action for action in found if action != "sign_in"]


def stands(rows: Session, row: Any) -> Any:
    """Return the row's status as it is stored now."""
    rows.refresh(row)
    rows.commit()
    return row.status


def test_an_employer_is_examined_and_its_posting_published(
    rows: Session, sign_in: SignIn, client: FlaskClient, post: Post
) -> None:
    employer = make_employer(rows, status=EmployerStatus.PENDING, verified_until=None)
    vacancy = make_vacancy(rows, employer=employer, status=VacancyStatus.REVIEW)
    sign_in(make_account(rows, Role.CLERK))
    for page in ("/", "/employers", "/employers?state=waiting", "/postings"):
        assert client.get(f"/bureau{page}").status_code == 200
    posting = f"/bureau/postings/{vacancy.id}"
    seen_at = vacancy.updated_at.isoformat()
    assert post(f"{posting}/publish", seen_at=seen_at).location == posting
    assert stands(rows, vacancy) is VacancyStatus.REVIEW

    post(
        f"/bureau/employers/{employer.id}/verify",
        seen_at=employer.updated_at.isoformat(),
    )
    assert stands(rows, employer) is EmployerStatus.VERIFIED
    post(f"{posting}/publish", seen_at=seen_at)
    assert stands(rows, vacancy) is VacancyStatus.LIVE
    assert actions(rows) == ["employer.verify", "vacancy.publish"]


def test_a_return_needs_a_sentence_which_the_employer_reads(
    rows: Session, sign_in: SignIn, client: FlaskClient, post: Post
) -> None:
    vacancy = make_vacancy(rows, status=VacancyStatus.REVIEW)
    person = make_account(rows, Role.EMPLOYER, employer=vacancy.employer)
    sign_in(make_account(rows, Role.CLERK))
    address = f"/bureau/postings/{vacancy.id}/return"
    seen_at = vacancy.updated_at.isoformat()
    assert post(address, seen_at=seen_at, reason=" ").status_code == 422
    post(address, seen_at=seen_at, reason="请写明上班时间")
    assert stands(rows, vacancy) is VacancyStatus.DRAFT
    sign_in(person)
    assert "请写明上班时间" in client.get(f"/employer/vacancies/{vacancy.id}").text


def test_suspicious_words_are_shown_and_need_a_reason(
    rows: Session, sign_in: SignIn, client: FlaskClient, post: Post
) -> None:
    vacancy = make_vacancy(
        rows, status=VacancyStatus.REVIEW, description="车间保洁，限女性。"
    )
    sign_in(make_account(rows, Role.CLERK))
    address = f"/bureau/postings/{vacancy.id}"
    assert '<mark class="mark-block">限女性</mark>' in client.get(address).text
    seen_at = vacancy.updated_at.isoformat()
    assert post(f"{address}/publish", seen_at=seen_at).status_code == 422
    post(f"{address}/publish", seen_at=seen_at, lawful_because="打扫女浴室，法律允许")
    assert stands(rows, vacancy) is VacancyStatus.LIVE


def test_what_the_place_of_work_excepts_is_shown_and_needs_no_reason(
    rows: Session, sign_in: SignIn, client: FlaskClient, post: Post
) -> None:
    vacancy = make_vacancy(
        rows, status=VacancyStatus.REVIEW, description="女浴室搓澡，限女性。"
    )
    sign_in(make_account(rows, Role.CLERK))
    address = f"/bureau/postings/{vacancy.id}"
    page = client.get(address).text
    assert '<mark class="mark-note">限女性</mark>' in page
    assert "岗位在只供女性使用的场所" in page
    post(f"{address}/publish", seen_at=vacancy.updated_at.isoformat())
    assert stands(rows, vacancy) is VacancyStatus.LIVE


def test_the_second_clerk_is_told_that_somebody_was_faster(
    rows: Session, sign_in: SignIn, post: Post
) -> None:
    employer = make_employer(rows, status=EmployerStatus.PENDING)
    sign_in(make_account(rows, Role.CLERK))
    address = f"/bureau/employers/{employer.id}"
    seen_at = employer.updated_at.isoformat()
    assert post(f"{address}/verify", seen_at=seen_at).status_code == 302
    second = post(f"{address}/refuse", seen_at=seen_at, reason="执照看不清")
    assert second.status_code == 409
    assert stands(rows, employer) is EmployerStatus.VERIFIED


def test_a_number_is_masked_until_a_reason_is_given(
    rows: Session, sign_in: SignIn, client: FlaskClient, post: Post
) -> None:
    seeker = make_seeker(rows, phone="13800009999", id_number="99999919900101001X")
    sign_in(make_account(rows, Role.CLERK))
    address = f"/bureau/seekers/{seeker.id}"
    page = client.get(address).text
    assert "138****9999" in page
    assert "13800009999" not in page
    assert post(f"{address}/reveal/phone", reason="").status_code == 422
    assert actions(rows) == []
    page = post(f"{address}/reveal/phone", reason="确认面试时间").text
    assert "13800009999" in page
    assert "99999919900101001X" not in page
    assert actions(rows) == ["reveal"]
    assert post(f"{address}/reveal/ref", reason="确认面试时间").status_code == 404


def test_an_account_is_made_with_a_password_shown_once(
    rows: Session, sign_in: SignIn, client: FlaskClient, post: Post
) -> None:
    sign_in(make_account(rows, Role.ADMIN))
    office = first_office(rows)
    rows.commit()
    new = {"login": "Wang.Jing", "display_name": "示例", "role": "clerk"}
    assert post("/bureau/accounts/new", **new, employer_name="").status_code == 422
    new["office_id"] = str(office.id)
    page = post("/bureau/accounts/new", **new, employer_name="").text
    assert 'class="secret"' in page
    assert post("/bureau/accounts/new", **new, employer_name="").status_code == 422
    made = rows.scalars(select(Account).where(Account.login == "wang.jing")).one()
    rows.commit()
    post(f"/bureau/accounts/{made.id}/sleep", seen_at=made.updated_at.isoformat())
    rows.refresh(made)
    rows.commit()
    assert not made.is_active
    assert "wang.jing" in client.get("/bureau/accounts?q=wang&role=clerk").text


def test_the_auditor_reads_and_finds(
    rows: Session, sign_in: SignIn, client: FlaskClient
) -> None:
    sign_in(make_account(rows, Role.AUDITOR, display_name="审计示例"))
    page = client.get("/bureau/audit?action=sign_in").text
    assert "审计示例" in page
    assert (
        "审计示例</"
        not in client.get("/bureau/audit?action=reveal").text.split("<main")[1]
    )
    for query in (
        "first=2999-01-01",
        "first=0001-01-01",
        "last=9999-12-31",
        "first=nonsense",
        "before=0",
        "before=9e99",
    ):
        assert client.get(f"/bureau/audit?{query}").status_code == 200


def test_the_details_of_an_event_have_labels_where_they_are_known(
    rows: Session, sign_in: SignIn, client: FlaskClient
) -> None:
    auditor = make_account(rows, Role.AUDITOR)
    detail = {"reason": "电话核对", "full": False, "never_heard_of": 7}
    audit.record(
        rows,
        "export",
        auditor,
        account_id=auditor.id,
        now=dt.datetime.now(dt.UTC),
        detail=detail,
    )
    sign_in(auditor)
    page = client.get("/bureau/audit?action=export").text
    assert "<dt>原因</dt><dd>电话核对</dd>" in page
    assert "<dt>含完整号码</dt><dd>否</dd>" in page
    assert "<dt>never_heard_of</dt><dd>7</dd>" in page
    client.set_cookie("language", "en")
    assert "<dt>With full numbers</dt>" in client.get("/bureau/audit").text


def test_a_file_is_looked_at_then_taken_in_once(
    rows: Session, sign_in: SignIn, client: FlaskClient, post: Post
) -> None:
    sign_in(make_account(rows, Role.CLERK))
    table = (
        "企业名称,岗位,人数,薪资,工作地点,联系电话\n"
        "吴江示例甲厂,缝纫工,10,6-8千,吴江区盛泽镇,13800001111\n"
    )
    sent = post(
        "/bureau/imports",
        kind="vacancies",
        campaign_id="0",
        file=(io.BytesIO(table.encode("gb18030")), "岗位.csv"),
    )
    assert sent.status_code == 302, sent.text
    assert "缝纫工" in client.get(sent.location).text
    assert rows.scalars(select(Vacancy)).all() == []
    rows.commit()
    assert post(sent.location).location == "/bureau/imports"
    assert [row.title for row in rows.scalars(select(Vacancy))] == ["缝纫工"]
    rows.commit()
    # The second click of a double one.
    assert post(sent.location).location == "/bureau/imports"
    assert len(rows.scalars(select(Vacancy)).all()) == 1
    rows.commit()
    assert "岗位.csv" in client.get("/bureau/imports").text


def test_a_file_that_is_no_table_is_told_beside_the_field(
    rows: Session, sign_in: SignIn, post: Post
) -> None:
    sign_in(make_account(rows, Role.CLERK))
    for content, name in ((b"", "a.csv"), (b"PK\x03\x04nothing", "b.xlsx")):
        answer = post(
            "/bureau/imports",
            kind="seekers",
            campaign_id="0",
            file=(io.BytesIO(content), name),
        )
        assert answer.status_code == 422
        assert 'id="file-wrong"' in answer.text


def test_an_office_is_added_once_and_an_enterprises_names_its_employer(
    rows: Session, sign_in: SignIn, client: FlaskClient, post: Post
) -> None:
    sign_in(make_account(rows, Role.ADMIN))
    employer = make_employer(rows)
    rows.commit()
    town = {"name": "盛泽镇人社中心", "kind": "township", "employer_name": ""}
    own = {"name": "示例厂人事部", "kind": "enterprise", "employer_name": employer.name}
    assert post("/bureau/offices", **town).status_code == 302
    assert post("/bureau/offices", **own).status_code == 302
    for wrong in (
        town,
        {**town, "name": ""},
        {**own, "name": "另一个", "employer_name": "没有这家企业"},
        {**town, "name": "另一个", "employer_name": employer.name},
    ):
        assert post("/bureau/offices", **wrong).status_code == 422
    page = client.get("/bureau/offices").text
    assert "盛泽镇人社中心" in page
    assert employer.name in page
    assert "另一个" not in page
