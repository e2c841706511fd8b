"""A clerk fills in what a person says, and lets them sign in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from models import Account, AuditEvent, Role, Seeker
from tests.factories.postings import make_account, make_seeker

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

PERSON = {"name": "欧阳示例", "phone": "138 0000 7788", "agreed": "y"}


@pytest.fixture
def clerk(rows: Session, sign_in: Callable[[Account], None]) -> int:
    """A signed-in clerk."""
    account = make_account(rows, Role.CLERK)
    id_ = account.id
    sign_in(account)
    return id_


def look(rows: Session, query: Any) -> list[Any]:
    """Return what is stored, and let go of it."""
    found = list(rows.scalars(query))
    rows.expunge_all()
    rows.rollback()
    return found


def test_a_profile_is_begun_and_filled_in_under_the_clerks_name(
    client: FlaskClient, rows: Session, clerk: int, post: Callable[..., Any]
) -> None:
    first = post("/bureau/seekers/new", **PERSON).location
    (made,) = look(rows, select(Seeker))
    assert (made.name, made.phone, made.account_id) == ("欧阳示例", "13800007788", None)
    assert first == f"/bureau/seekers/{made.id}/profile/work"
    assert "审计日志会记下" in client.get(first).text
    second = post(first, choice="电焊工").location
    assert second.endswith("/experience")
    (stored,) = look(rows, select(Seeker))
    assert stored.wanted_title == "电焊工"
    events = look(
        rows,
        select(AuditEvent)
        .where(AuditEvent.subject_type == "seeker")
        .order_by(AuditEvent.id),
    )
    assert [(e.action, e.account_id) for e in events] == [
        ("seeker.create", clerk),
        ("seeker.change", clerk),
    ]
    assert events[1].detail == {"fields": ["wanted_title"], "by_proxy": True}


def test_a_clerks_pages_show_no_name_or_number_in_full(
    client: FlaskClient, rows: Session, clerk: int, post: Callable[..., Any]
) -> None:
    seeker = make_seeker(rows, name="欧阳示例", phone="13800007788")
    id_ = seeker.id
    rows.commit()
    for page in ("", "/contact?alone=1"):
        text = client.get(f"/bureau/seekers/{id_}/profile{page}").text
        assert "欧阳示例" not in text
        assert "13800007788" not in text


def test_who_has_the_same_number_is_shown_before_another_is_made(
    rows: Session, clerk: int, post: Callable[..., Any]
) -> None:
    known = make_seeker(rows, phone="13800007788").id
    rows.commit()
    answer = post("/bureau/seekers/new", **PERSON)
    assert answer.status_code == 422
    assert f"/bureau/seekers/{known}/profile" in answer.text
    assert len(look(rows, select(Seeker.id))) == 1
    assert post("/bureau/seekers/new", **PERSON, another="1").status_code == 302
    assert len(look(rows, select(Seeker.id))) == 2


def test_nobody_is_kept_who_did_not_agree(
    rows: Session, clerk: int, post: Callable[..., Any]
) -> None:
    answer = post("/bureau/seekers/new", name="甲", phone="13800007788")
    assert answer.status_code == 422
    assert "请先征得本人同意" in answer.text
    assert look(rows, select(Seeker)) == []


def test_a_person_signs_in_with_the_number_and_the_password_from_the_desk(
    client: FlaskClient, rows: Session, clerk: int, post: Callable[..., Any]
) -> None:
    id_ = make_seeker(rows, phone="13800007788").id
    rows.commit()
    answer = post(f"/bureau/seekers/{id_}/account")
    password = re.findall(r'class="secret">([^<]+)<', answer.text)[0]
    again = post(f"/bureau/seekers/{id_}/account")
    newer = re.findall(r'class="secret">([^<]+)<', again.text)[0]
    assert len(look(rows, select(Account).where(Account.role == Role.SEEKER))) == 1
    post("/logout")
    assert post("/login", login="13800007788", password=password).status_code == 422
    entered = post("/login", login="138-0000-7788", password=newer)
    assert entered.location == "/me/matches"
    assert "电话" in client.get("/me/profile").text


def test_without_a_number_there_is_no_account(
    client: FlaskClient, rows: Session, clerk: int, post: Callable[..., Any]
) -> None:
    id_ = make_seeker(rows, phone=None).id
    rows.commit()
    answer = post(f"/bureau/seekers/{id_}/account")
    assert "请先登记电话号码" in client.get(answer.location).text
    assert look(rows, select(Account).where(Account.role == Role.SEEKER)) == []
