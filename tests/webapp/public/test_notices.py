"""The page of notices, for whoever is signed in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from models import Notice, NoticeKind, Role
from tests.factories.postings import NOW, make_account, make_employer
from webapp.services import notices

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

    from models import Account


def tell(rows: Session, account: Account) -> Notice:
    notice = notices.tell(
        rows, account_id=account.id, kind=NoticeKind.POSTING_PUBLISHED,
        about={"title": "<b>缝纫工</b>"}, path="/notices", now=NOW,
    )  # fmt: skip
    rows.commit()
    return notice


@pytest.mark.parametrize("role", Role)
def test_every_role_has_its_notices_and_their_number_on_each_page(
    role: Role, rows: Session, client: FlaskClient, sign_in: Callable[[Account], None]
) -> None:
    employer = make_employer(rows) if role is Role.EMPLOYER else None
    account = make_account(rows, role, employer=employer)
    sign_in(account)
    assert "没有新消息" in client.get("/notices").text
    tell(rows, account)
    page = client.get("/notices").text
    assert "&lt;b&gt;缝纫工" in page
    assert 'notices-count">1<' in client.get("/privacy").text


def test_opening_a_notice_marks_it_as_read(
    rows: Session,
    client: FlaskClient,
    post: Callable[..., Any],
    sign_in: Callable[[Account], None],
) -> None:
    account, other = (make_account(rows, Role.SEEKER) for _ in range(2))
    mine, theirs = tell(rows, account), tell(rows, other)
    sign_in(account)
    assert post(f"/notices/{theirs.id}").status_code == 404
    answer = post(f"/notices/{mine.id}")
    assert (answer.status_code, answer.location) == (302, "/notices")
    assert "notices-count" not in client.get("/notices").text
    tell(rows, account)
    post("/notices/read")
    assert "notices-count" not in client.get("/notices").text


def test_nobody_reads_notices_signed_out(client: FlaskClient) -> None:
    assert client.get("/notices").location.startswith("/login")
