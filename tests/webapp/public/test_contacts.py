"""Where notices go besides the site: chosen, proven, forgotten."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from models import Channel, Contact, NoticeKind, OutboxMessage, Role
from tests.factories.postings import NOW, make_account
from webapp.services import notices

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from models import Account


@pytest.fixture
def seeker(rows: Session, sign_in: Callable[[Account], None]) -> Account:
    account = make_account(rows, Role.SEEKER)
    sign_in(account)
    return account


def last_code(rows: Session) -> str:
    text = rows.scalars(
        select(OutboxMessage.text).order_by(OutboxMessage.id.desc())
    ).first()
    rows.commit()
    found = re.search(r"\d{6}", text or "")
    assert found
    return found[0]


def test_notices_go_to_an_address_once_its_code_was_entered(
    rows: Session, post: Callable[..., Any], seeker: Account
) -> None:
    post("/notices/contact", channel="sms", address="138 0000-0003")
    code = last_code(rows)
    wrong = f"{(int(code) + 1) % 10**6:06d}"
    assert post("/notices/contact/code", code=wrong).status_code == 422
    assert post("/notices/contact/code", code=code).status_code == 302
    notices.tell(
        rows, account_id=seeker.id, kind=NoticeKind.HIRED,
        about={"employer": "示例", "title": "缝纫工"}, path="/notices", now=NOW,
    )  # fmt: skip
    rows.commit()
    messages = rows.scalars(select(OutboxMessage).order_by(OutboxMessage.id)).all()
    rows.commit()
    assert [m.channel for m in messages] == [Channel.SMS, Channel.SMS]
    assert {m.address for m in messages} == {"13800000003"}
    post("/notices/contact/forget")
    assert rows.scalars(select(Contact)).all() == []
    rows.commit()


def test_a_code_cannot_be_guessed(
    rows: Session, post: Callable[..., Any], seeker: Account
) -> None:
    post("/notices/contact", channel="email", address="zhao@example.com")
    code = last_code(rows)
    for step in range(1, 6):
        wrong = f"{(int(code) + step) % 10**6:06d}"
        assert post("/notices/contact/code", code=wrong).status_code == 422
    assert post("/notices/contact/code", code=code).status_code == 422


def test_codes_do_not_follow_each_other_within_a_minute(
    rows: Session, post: Callable[..., Any], seeker: Account
) -> None:
    post("/notices/contact", channel="sms", address="13800000003")
    again = post("/notices/contact", channel="sms", address="13800000004")
    assert again.status_code == 422
    assert len(rows.scalars(select(OutboxMessage)).all()) == 1
    rows.commit()


@pytest.mark.parametrize(
    ("channel", "address"),
    [
        ("sms", "zhao@example.com"),
        ("sms", "12"),
        ("sms", "' OR 1=1"),
        ("email", "13800000003"),
        ("email", "a@b"),
        ("email", "<script>@example.com"),
        ("email", "a@example.com, b@example.com"),
        ("email", "长" * 300),
        ("sms", ""),
        ("fax", "13800000003"),
    ],
)
def test_what_is_no_address_is_kept_in_the_field_and_nowhere_else(
    channel: str,
    address: str,
    rows: Session,
    post: Callable[..., Any],
    seeker: Account,
) -> None:
    answer = post("/notices/contact", channel=channel, address=address)
    assert answer.status_code == 422
    assert "field-error" in answer.text
    assert rows.scalars(select(Contact)).all() == []
    rows.commit()
