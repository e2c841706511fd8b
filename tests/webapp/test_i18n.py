"""The language of a page is settled before its view."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import event, select

from models import Role, SavedSearch
from tests.factories.postings import make_account
from webapp.extensions import db

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from sqlalchemy.orm import Session

    from models import Account


def test_a_view_that_says_it_has_stored_something_reads_nothing_more(
    app: Flask,
    rows: Session,
    post: Callable[..., Any],
    sign_in: Callable[[Account], None],
) -> None:
    sign_in(make_account(rows, Role.SEEKER))
    sent = {"name": "缝纫", "frequency": "weekly", "address": "q=缝纫工"}
    post("/me/searches/new", **sent)
    number = rows.scalars(select(SavedSearch.id)).one()
    rows.commit()
    with app.app_context():
        engine = db.engine
    done: list[str] = []
    event.listen(engine, "begin", lambda _connection: done.append("begin"))
    event.listen(engine, "commit", lambda _connection: done.append("commit"))
    assert post(f"/me/searches/{number}/delete").status_code == 302
    assert done[-2:] == ["begin", "commit"]
