from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models import Channel, OutboxMessage, Role
from tests.factories.postings import NOW, make_account
from webapp.services import outbox

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

    from models import Account


def test_a_message_that_was_given_up_is_sent_again_by_a_clerk(
    rows: Session,
    client: FlaskClient,
    post: Callable[..., Any],
    sign_in: Callable[[Account], None],
) -> None:
    outbox.put(
        rows, channel=Channel.SMS, address="13800000003", subject="职达通知",
        text="看看", key="notice-1", now=NOW,
    )  # fmt: skip
    message = rows.get_one(OutboxMessage, 1)
    outbox.note_failed(message, "no such number", is_final=True, now=NOW)
    rows.commit()
    sign_in(make_account(rows, Role.CLERK))
    assert "没发出去" in client.get("/bureau/").text
    page = client.get("/bureau/outbox").text
    assert "138****0003" in page
    assert "13800000003" not in page
    assert "no such number" in page
    post(f"/bureau/outbox/{message.id}/again")
    assert "no such number" not in client.get("/bureau/outbox").text
    rows.refresh(message)
    assert message.next_try_at is not None
    rows.commit()
