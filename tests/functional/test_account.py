"""An account by telephone number: made, changed, taken along, deleted."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from models import (
    Account,
    Application,
    ApplicationStatus,
    AuditEvent,
    Impression,
    Role,
    Seeker,
)
from tests.factories.matching import make_paid_vacancy
from tests.factories.postings import make_account, make_seeker
from webapp.services.search_engine import today

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

import datetime as dt

PERSON = {
    "phone": "138-0000-1234",
    "name": "欧阳示例",
    "password": "gushi-8868",
    "agreed": "y",
}


def look(rows: Session, query: Any) -> list[Any]:
    """Return what is stored, and let go of it."""
    found = list(rows.scalars(query))
    rows.expunge_all()
    rows.rollback()
    return found


@pytest.fixture
def person(client: FlaskClient, post: Callable[..., Any]) -> None:
    """Somebody who has just signed up."""
    assert post("/sign-up", **PERSON).location == "/me/profile"


def test_who_has_answered_nothing_is_asked_before_anything_is_said_to_fit(
    client: FlaskClient, person: None
) -> None:
    assert client.get("/me/matches").location == "/me/profile"


def test_a_number_signs_up_and_signs_in_and_is_readable_nowhere(
    client: FlaskClient, rows: Session, person: None, post: Callable[..., Any]
) -> None:
    (account,) = look(rows, select(Account))
    (seeker,) = look(rows, select(Seeker))
    assert account.role is Role.SEEKER
    assert "1234" not in account.login + account.display_name
    assert account.display_name == "欧***"
    assert (seeker.name, seeker.phone) == ("欧阳示例", "13800001234")
    assert seeker.account_id == account.id
    post("/logout")
    assert client.get("/me/profile").location.startswith("/login")
    answer = post("/login", login="+86 13800001234", password="gushi-8868")
    assert answer.location == "/me/matches"


def test_who_signs_up_on_the_way_to_a_page_goes_on_to_it(
    client: FlaskClient, post: Callable[..., Any]
) -> None:
    way = "/me/vacancies/1/apply"
    login = client.get("/login", query_string={"next": way}).text
    assert "/sign-up?next=/me/vacancies/1/apply" in login
    assert f'value="{way}"' in client.get("/sign-up", query_string={"next": way}).text
    assert post("/sign-up", **PERSON, next=way).location == way
    post("/logout")
    other = {**PERSON, "phone": "13800001235"}
    assert post("/sign-up", **other, next="//evil").location == "/me/profile"


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("phone", "12", "手机号码有 11 位数字"),
        ("name", " ", "请填写您的姓名"),
        ("password", "1234567", "太容易被猜到"),
        ("password", "12345678", "太容易被猜到"),
        ("password", "88888888", "太容易被猜到"),
        ("password", "13800001234", "太容易被猜到"),
        ("password", "p" * 201, "最多"),
        ("agreed", "", "不同意就不能保存"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_stored(
    field: str,
    value: str,
    sentence: str,
    rows: Session,
    post: Callable[..., Any],
) -> None:
    answer = post("/sign-up", **{**PERSON, field: value})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "gushi-8868" not in answer.text
    assert look(rows, select(Account)) == []
    assert look(rows, select(Seeker)) == []


def test_a_number_has_one_account_and_never_gets_an_offices_profile(
    rows: Session, person: None, post: Callable[..., Any]
) -> None:
    other = make_seeker(rows, phone="13800005555").id
    rows.commit()
    post("/logout")
    answer = post("/sign-up", **PERSON)
    assert answer.status_code == 422
    assert "这个号码已有账号" in answer.text
    post("/sign-up", **{**PERSON, "phone": "13800005555"})
    found = {s.id: s.account_id for s in look(rows, select(Seeker))}
    assert len(found) == 3
    assert found[other] is None


def test_the_password_is_changed_by_who_knows_it(
    client: FlaskClient, person: None, post: Callable[..., Any]
) -> None:
    wrong = post("/account/password", present="x", password="xinyang-77")
    assert wrong.status_code == 422
    assert "现在的密码不对" in wrong.text
    easy = post("/account/password", present="gushi-8868", password="11111111")
    assert "太容易被猜到" in easy.text
    done = post("/account/password", present="gushi-8868", password="xinyang-77")
    assert done.location == "/account"
    assert client.get("/account").status_code == 200
    post("/logout")
    old = post("/login", login="13800001234", password="gushi-8868")
    assert old.status_code == 422
    assert post("/login", login="13800001234", password="xinyang-77").location


def test_a_new_number_signs_in_and_the_old_one_no_longer(
    rows: Session, person: None, post: Callable[..., Any]
) -> None:
    taken = post("/me/account/phone", phone="12", present="gushi-8868")
    assert "手机号码有 11 位数字" in taken.text
    done = post("/me/account/phone", phone="13900009999", present="gushi-8868")
    assert done.location == "/account"
    assert look(rows, select(Seeker))[0].phone == "13900009999"
    post("/logout")
    old = post("/login", login="13800001234", password="gushi-8868")
    assert old.status_code == 422
    assert post("/login", login="13900009999", password="gushi-8868").location


def test_the_ranking_by_profile_is_switched_off_and_notes_nothing(
    client: FlaskClient, rows: Session, person: None, post: Callable[..., Any]
) -> None:
    later = today(dt.datetime.now(dt.UTC)) + dt.timedelta(days=30)
    make_paid_vacancy(rows, "缝纫工", valid_until=later)
    make_paid_vacancy(rows, "电焊工", valid_until=later, certificates=["焊工证"])
    rows.commit()
    post("/me/profile/work", choice="电焊工")
    page = client.get("/me/matches").text
    assert "只差一样" in page
    assert "需要焊工证" in page
    noted = len(look(rows, select(Impression.id)))
    post("/me/ranking", on="0")
    page = client.get("/me/matches").text
    assert "个性化排序已关闭" in page
    assert "缝纫工" in page
    assert "需要焊工证" not in page
    assert len(look(rows, select(Impression.id))) == noted
    post("/me/ranking", on="1")
    assert "个性化排序已关闭" not in client.get("/me/matches").text
    events = look(
        rows, select(AuditEvent.detail).where(AuditEvent.action == "account.ranking")
    )
    assert events == [{"is_on": False}, {"is_on": True}]


def test_all_that_is_held_is_taken_along_and_only_ones_own(
    rows: Session, person: None, post: Callable[..., Any]
) -> None:
    make_seeker(rows, name="别人示例", phone="13711112222")
    rows.commit()
    post("/me/profile/work", choice="电焊工")
    answer = post("/me/account/data")
    assert answer.mimetype == "application/json"
    assert "attachment" in answer.headers["Content-Disposition"]
    data = json.loads(answer.data)
    assert data["profile"]["name"] == "欧阳示例"
    assert data["profile"]["phone"] == "13800001234"
    assert data["profile"]["wanted_title"] == "电焊工"
    assert "欧阳示例".encode() in answer.data  # readable, not escaped
    assert "别人示例" not in answer.text
    assert "13711112222" not in answer.text
    assert look(rows, select(AuditEvent).where(AuditEvent.action == "export"))


def test_a_deleted_account_leaves_records_that_name_nobody(
    client: FlaskClient, rows: Session, person: None, post: Callable[..., Any]
) -> None:
    later = today(dt.datetime.now(dt.UTC)) + dt.timedelta(days=30)
    vacancy = make_paid_vacancy(rows, "缝纫工", valid_until=later).id
    rows.commit()
    post("/me/profile/work", choice="缝纫工")
    post(f"/me/vacancies/{vacancy}/apply", message="我叫欧阳示例")
    assert "三年" in client.get("/me/account/delete").text
    unsure = post("/me/account/delete", present="gushi-8868")
    assert unsure.status_code == 422
    wrong = post("/me/account/delete", sure="y", present="x")
    assert "现在的密码不对" in wrong.text
    assert len(look(rows, select(Account).where(Account.is_active))) == 1
    assert post("/me/account/delete", sure="y", present="gushi-8868").location == "/"

    (seeker,) = look(rows, select(Seeker))
    assert (seeker.name, seeker.phone, seeker.phone_index) == (None, None, None)
    assert (seeker.account_id, seeker.wanted_title) == (None, "")
    assert seeker.erased_at is not None
    assert not seeker.is_looking
    (kept,) = look(rows, select(Application))
    assert (kept.status, kept.message) == (ApplicationStatus.WITHDRAWN, "")
    (account,) = look(rows, select(Account).where(Account.role == Role.SEEKER))
    assert (account.display_name, account.phone_index) == ("", None)
    assert not account.is_active
    # Signed out, and the number is free again.
    assert client.get("/account").location.startswith("/login")
    assert post("/login", login="13800001234", password="gushi-8868").status_code == 422
    assert post("/sign-up", **PERSON).location == "/me/profile"


def test_staff_have_an_account_page_without_a_seekers_part(
    client: FlaskClient, rows: Session, sign_in: Callable[[Account], None]
) -> None:
    sign_in(make_account(rows, Role.CLERK))
    page = client.get("/account").text
    assert "修改密码" in page
    assert "注销账号" not in page
    assert client.get("/me/account/delete").status_code == 403
