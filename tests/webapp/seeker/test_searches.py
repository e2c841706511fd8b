"""Keeping a search, from the search page to the link that stops it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from models import Frequency, Role, SavedSearch
from tests.factories.postings import NOW, make_account
from webapp.services import saved_searches

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

    from models import Account


def test_a_search_is_kept_opened_renamed_and_deleted(
    rows: Session,
    client: FlaskClient,
    post: Callable[..., Any],
    sign_in: Callable[[Account], None],
) -> None:
    sign_in(make_account(rows, Role.SEEKER))
    page = client.get("/me/searches/new?q=缝纫工&pay=6000&page=3").text
    assert 'value="缝纫工"' in page
    address = "q=%E7%BC%9D%E7%BA%AB%E5%B7%A5&amp;pay=6000"
    assert address in page
    sent = {"name": "缝纫", "frequency": "weekly", "address": "q=缝纫工&pay=6000"}
    assert post("/me/searches/new", **sent).status_code == 302
    (saved,) = rows.scalars(select(SavedSearch)).all()
    rows.commit()
    assert saved.frequency is Frequency.WEEKLY
    opened = client.get(f"/me/searches/{saved.id}")
    assert opened.location.startswith("/search?q=")
    wrong = post(f"/me/searches/{saved.id}", name="长" * 61, frequency="daily")
    assert wrong.status_code == 422
    assert "长" * 61 in wrong.text
    post(f"/me/searches/{saved.id}", name="新名字", frequency="daily")
    assert "新名字" in client.get("/me/searches").text
    post(f"/me/searches/{saved.id}/delete")
    assert rows.scalars(select(SavedSearch)).all() == []
    rows.commit()


@pytest.mark.parametrize(
    "wrong",
    [{"name": ""}, {"name": "x" * 5000}, {"frequency": "x"}, {"address": "q" * 601}],
)
def test_what_cannot_be_kept_is_said_beside_the_field(
    wrong: dict[str, str],
    rows: Session,
    post: Callable[..., Any],
    sign_in: Callable[[Account], None],
) -> None:
    sign_in(make_account(rows, Role.SEEKER))
    sent = {"name": "缝纫", "frequency": "daily", "address": "q=1", **wrong}
    answer = post("/me/searches/new", **sent)
    assert answer.status_code == 422
    assert "field-error" in answer.text
    assert rows.scalars(select(SavedSearch)).all() == []
    rows.commit()


def test_another_persons_search_is_not_found(
    rows: Session,
    client: FlaskClient,
    post: Callable[..., Any],
    sign_in: Callable[[Account], None],
) -> None:
    theirs = make_account(rows, Role.SEEKER)
    saved = saved_searches.save(
        rows, theirs.id, name="x", address="q=x", frequency=Frequency.DAILY, now=NOW
    )
    rows.commit()
    sign_in(make_account(rows, Role.SEEKER))
    assert client.get(f"/me/searches/{saved.id}").status_code == 404
    assert post(f"/me/searches/{saved.id}/delete").status_code == 404


def test_the_link_of_a_message_stops_it_signed_out_after_asking(
    rows: Session, client: FlaskClient, post: Callable[..., Any]
) -> None:
    account = make_account(rows, Role.SEEKER)
    saved = saved_searches.save(
        rows, account.id, name="<b>缝纫", address="q=x",
        frequency=Frequency.DAILY, now=NOW,
    )  # fmt: skip
    rows.commit()
    link = f"/alerts/stop/{saved_searches.stop_token(saved, 'test')}"
    page = client.get(link)
    assert "&lt;b&gt;缝纫" in page.text
    rows.refresh(saved)
    assert saved.frequency is Frequency.DAILY
    rows.commit()
    assert post(link).status_code == 200
    rows.refresh(saved)
    assert saved.frequency is Frequency.NEVER
    rows.commit()
    assert client.get("/alerts/stop/x.y").status_code == 404
