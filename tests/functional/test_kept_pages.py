"""Public pages that are kept: what changed is seen at once, and forms are one's own."""

from __future__ import annotations

import datetime as dt
import re
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

from flask import request, template_rendered

from models import VacancyStatus
from tests.factories.matching import make_paid_vacancy
from webapp.collaborators import Collaborators
from webapp.public.kept_pages import kept

if TYPE_CHECKING:
    from pathlib import Path

    import pytest
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


def test_a_worker_makes_one_page_at_a_time(app: Flask) -> None:
    begun: list[str] = []
    ended: list[str] = []

    def make() -> str:
        begun.append(request.path)
        assert len(begun) == len(ended) + 1
        time.sleep(0.01)  # another would begin now
        ended.append(request.path)
        return "made"

    def ask(path: str) -> None:
        with app.test_request_context(path):
            kept(make)

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(ask, [f"/{number}" for number in range(4)]))
    assert len(ended) == 4


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


def test_a_page_that_another_process_made_is_served_with_ones_own_token(
    app: Flask, rows: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=30)
    row = make_paid_vacancy(rows, "缝纫工", valid_until=later)
    rows.commit()
    settings = replace(app.extensions["collaborators"].settings, pages_dir=tmp_path)
    processes = {name: Collaborators(settings) for name in ("one", "other")}
    made: list[str] = []

    def ask(process: str, language: str = "zh_Hans", large_type: str = "0") -> str:
        monkeypatch.setattr("webapp.public.kept_pages._MARK", f"token-{process}")
        app.extensions["collaborators"] = processes[process]
        client = app.test_client()
        client.set_cookie("language", language)
        client.set_cookie("large_type", large_type)
        with template_rendered.connected_to(lambda *_, **__: made.append(process), app):
            return client.get(f"/vacancies/{row.id}").text

    texts = [ask("one"), ask("other"), ask("other")]
    assert made == ["one"]
    tokens = [set(TOKEN.findall(text)) for text in texts]
    assert [len(each) for each in tokens] == [1, 1, 1]
    assert len(set.union(*tokens)) == 3
    assert not any("token-" in text for text in texts)
    assert 'lang="en"' in ask("other", language="en")
    assert 'class="large"' in ask("other", large_type="1")
    row.title = "平车缝纫"
    rows.commit()
    assert "平车缝纫" in ask("other")
    assert "平车缝纫" in ask("one")
    assert made == ["one", "other", "other", "other"]
