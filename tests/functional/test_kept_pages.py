"""Public pages that are kept: what changed is seen at once, and forms are one's own."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from models import VacancyStatus
from tests.factories.matching import make_paid_vacancy

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


def test_a_kept_page_is_made_anew_when_a_vacancy_or_its_employer_changes(
    client: FlaskClient, rows: Session
) -> None:
    later = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=30)
    row = make_paid_vacancy(rows, "缝纫工", valid_until=later)
    rows.commit()
    paths = ("/", "/search?q=缝纫工", f"/vacancies/{row.id}")
    for _ in range(2):
        assert all("缝纫工</a>" in client.get(path).text for path in paths[:2])
    row.title = "平车缝纫"
    rows.commit()
    assert all("平车缝纫" in client.get(path).text for path in paths)
    row.employer.name = "云锦服饰"
    rows.commit()
    assert all("云锦服饰" in client.get(path).text for path in paths)
    row.status = VacancyStatus.CLOSED
    rows.commit()
    assert "平车缝纫" not in client.get("/search?q=缝纫工").text
    assert [client.get(paths[2]).status_code for _ in range(2)] == [410, 410]


def test_a_kept_page_has_each_visitors_own_token_and_language(app: Flask) -> None:
    one, other = app.test_client(), app.test_client()
    mine, theirs = one.get("/search"), other.get("/search")
    tokens = [set(TOKEN.findall(page.text)) for page in (mine, theirs)]
    assert len(tokens[0]) == len(tokens[1]) == 1
    assert tokens[0] != tokens[1]
    for client, (token,) in ((one, tokens[0]), (other, tokens[1])):
        data = {"csrf_token": token, "language": "en", "next": "/search"}
        assert client.post("/language", data=data).location == "/search"
        assert 'lang="en"' in client.get("/search").text
    (token,) = tokens[0]
    answer = app.test_client().post("/language", data={"csrf_token": token})
    assert answer.status_code == 400
