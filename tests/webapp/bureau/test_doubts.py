"""Postings in doubt, as a clerk sees them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from sqlalchemy import update

from models import Repetition, Role, Vacancy
from tests.factories.postings import NOW, make_account, make_vacancy

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

    from models import Account


def test_a_clerk_keeps_two_postings_apart_and_confirms_an_old_one(
    rows: Session,
    client: FlaskClient,
    post: Callable[..., Any],
    sign_in: Callable[[Account], None],
) -> None:
    first = make_vacancy(rows, title="平车缝纫工")
    again = make_vacancy(rows, title="急招平车工")
    old = make_vacancy(rows, title="老岗位")
    rows.add(Repetition(vacancy_id=again.id, first_id=first.id, found_at=NOW))
    at = dt.datetime.now(dt.UTC)
    for vacancy, touched in ((first, at), (again, at), (old, at.replace(year=2020))):
        rows.execute(
            update(Vacancy).where(Vacancy.id == vacancy.id).values(updated_at=touched)
        )
    rows.commit()
    sign_in(make_account(rows, Role.CLERK))
    assert "待核实的岗位" in client.get("/bureau/").text
    page = client.get("/bureau/doubts").text
    assert page.index("平车缝纫工") < page.index("急招平车工") < page.index("老岗位")
    assert "急招平车工" in client.get(f"/bureau/postings/{first.id}").text
    assert post(f"/bureau/postings/{old.id}/apart/{first.id}").status_code == 404
    post(f"/bureau/postings/{again.id}/apart/{first.id}")
    post(f"/bureau/postings/{old.id}/confirm")
    page = client.get("/bureau/doubts").text
    assert "没有重复的" in page
    assert "都是新的" in page
    rows.commit()
