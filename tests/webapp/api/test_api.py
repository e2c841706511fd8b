"""A program can do what the pages can, with a token, and within its scopes."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from models import Account, ApiKey, Application, Role, Vacancy, VacancyStatus
from tests.factories.postings import (
    make_account,
    make_application,
    make_employer,
    make_seeker,
    make_vacancy,
)
from tests.webapp.conftest import PASSWORD
from webapp.extensions import limiter
from webapp.security.passwords import hash_password
from webapp.services import accounts, api_keys
from webapp.services.rules import LOCAL_TIME

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

V1 = "/api/v1"
PHONE = "13800009999"


@pytest.fixture
def ask(client: FlaskClient) -> Callable[..., Any]:
    """Send a request as a program would."""

    def send(method: str, path: str, token: str = "", body: Any = None) -> Any:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return client.open(V1 + path, method=method, headers=headers, json=body)

    return send


def tomorrow(days: int = 9) -> dt.date:
    return dt.datetime.now(LOCAL_TIME).date() + dt.timedelta(days=days)


def test_a_mini_programme_goes_from_signing_up_to_an_application(
    rows: Session, ask: Callable[..., Any]
) -> None:
    vacancy = make_vacancy(rows, valid_until=tomorrow())
    rows.commit()
    person = {"name": "欧阳示例", "phone": PHONE, "password": "五月里的大雨伞7"}
    refused = ask("POST", "/seekers", body={**person, "agrees": False})
    assert refused.status_code == 422
    assert refused.json["errors"][0]["field"] == "agrees"
    made = ask("POST", "/seekers", body={**person, "agrees": True})
    assert made.status_code == 201, made.text
    token = made.json["token"]
    again = ask("POST", "/seekers", body={**person, "agrees": True})
    assert (again.status_code, again.json["kind"]) == (409, "number_taken")
    changed = ask(
        "PATCH", "/me/profile", token,
        {"wanted_title": "缝纫工", "wanted_monthly_yuan": 6000},
    )  # fmt: skip
    assert changed.json["wanted_monthly_yuan"] == 6000
    assert ask("GET", "/me/matches", token).status_code == 200
    for _twice in range(2):
        sent = ask("POST", f"/vacancies/{vacancy.id}/applications", token, {})
        assert sent.status_code == 201, sent.text
    mine = ask("GET", "/me/applications", token).json["applications"]
    assert [each["status"] for each in mine] == ["sent"]
    found = ask("GET", "/vacancies?q=缝纫工", token).json["vacancies"]
    assert [each["has_applied"] for each in found] == [True]
    found = ask("GET", "/vacancies?q=缝纫工").json["vacancies"]
    assert [each["has_applied"] for each in found] == [False]
    address = ask("GET", "/vacancies?q=盛泽+缝纫工&lodging=1").json["address"]
    saved = {"name": "缝纫", "address": address, "frequency": "daily"}
    assert ask("POST", "/me/searches", token, saved).status_code == 201
    for path in ("/me/notices", "/me/invitations", "/me/searches", "/me/rides"):
        assert ask("GET", path, token).status_code == 200
    assert ask("DELETE", "/session", token).status_code == 204
    ended = ask("GET", "/me/profile", token)
    assert ended.status_code == 401
    assert ended.mimetype == "application/problem+json"


def test_search_reads_plain_words_and_a_vacancy_tells_its_pay_in_yuan(
    rows: Session, ask: Callable[..., Any]
) -> None:
    vacancy = make_vacancy(
        rows, valid_until=tomorrow(), monthly_min_cents=600_000,
        monthly_max_cents=800_000,
    )  # fmt: skip
    rows.commit()
    found = ask("GET", "/vacancies?q=缝纫工").json
    assert found["total"] == 1
    read = ask("GET", f"/vacancies/{vacancy.id}").json
    assert (read["monthly_min_yuan"], read["is_open"]) == (6000, True)
    assert ask("GET", f"/vacancies/{vacancy.id}/similar").json == {"vacancies": []}
    assert ask("GET", "/vacancies/123456").status_code == 404


def test_a_key_does_what_its_scopes_say_for_its_own_company(
    rows: Session, ask: Callable[..., Any]
) -> None:
    now = dt.datetime.now(dt.UTC)
    vacancy = make_vacancy(rows, valid_until=tomorrow())
    application = make_application(
        rows, vacancy, seeker=make_seeker(rows, name="欧阳示例", phone=PHONE)
    )
    other = make_application(rows, make_vacancy(rows))
    boss = make_account(rows, Role.EMPLOYER, employer=vacancy.employer)
    key, text = api_keys.make_key(
        rows, boss, "人事", [api_keys.Scope.APPLICANTS], now=now
    )
    rows.commit()
    path = f"/employer/applicants/{application.id}"
    listed = ask("GET", f"/employer/postings/{vacancy.id}/applicants", text)
    assert PHONE not in listed.text
    assert ask("POST", f"{path}/contact", text).json["phone"] == PHONE
    stale = application.updated_at.isoformat()
    answer = {"status": "interview", "changed_at": stale}
    assert ask("POST", f"{path}/status", text, answer).json["kind"] == "stale"
    assert (
        ask("POST", f"/employer/applicants/{other.id}/contact", text).status_code == 404
    )
    assert ask("GET", "/employer/statistics", text).json["kind"] == "scope"
    assert ask("GET", "/me/profile", text).status_code == 403
    rows.refresh(key)
    assert key.last_used_on is not None
    api_keys.end_key(rows, key, account_id=boss.id, now=now)
    rows.commit()
    assert (
        ask("GET", f"/employer/postings/{vacancy.id}/applicants", text).status_code
        == 401
    )


def test_a_company_posts_and_closes_by_key(
    rows: Session, ask: Callable[..., Any]
) -> None:
    boss = make_account(rows, Role.EMPLOYER, employer=make_employer(rows))
    _key, text = api_keys.make_key(
        rows, boss, "招聘系统", [api_keys.Scope.POSTINGS], now=dt.datetime.now(dt.UTC)
    )
    rows.commit()
    posting = {
        "title": "缝纫工", "description": "平车缝制，两班倒，包住。", "headcount": 10,
        "place_code": "320509", "address": "盛泽镇舜新路1号", "pay": "6-8千",
        "valid_until": tomorrow(30).isoformat(),
    }  # fmt: skip
    unclear = ask("POST", "/employer/postings", text, {**posting, "pay": "很多钱"})
    assert unclear.json["errors"][0]["field"] == "pay"
    unknown = ask("POST", "/employer/postings", text, {**posting, "sex": "m"})
    assert unknown.status_code == 422
    made = ask("POST", "/employer/postings", text, posting)
    assert (made.status_code, made.json["status"]) == (201, "draft")
    move = {"changed_at": made.json["changed_at"]}
    path = f"/employer/postings/{made.json['id']}"
    assert ask("POST", f"{path}/submit", text, move).json["status"] == "review"
    assert ask("POST", f"{path}/submit", text, move).status_code == 409


def test_a_replaced_key_goes_on_for_a_day(rows: Session) -> None:
    now = dt.datetime.now(dt.UTC)
    boss = make_account(rows, Role.EMPLOYER, employer=make_employer(rows))
    key, old = api_keys.make_key(rows, boss, "一", [api_keys.Scope.STATISTICS], now=now)
    _new, text = api_keys.rotate(rows, key, boss, now=now)
    assert api_keys.find_valid(rows, old, now=now + dt.timedelta(hours=23)) is key
    assert api_keys.find_valid(rows, old, now=now + dt.timedelta(hours=25)) is None
    assert api_keys.find_valid(rows, text, now=now + dt.timedelta(hours=25))
    assert old not in str(list(rows.execute(select(ApiKey.key_hash, ApiKey.start))))
    boss.is_active = False
    rows.flush()
    assert api_keys.find_valid(rows, text, now=now) is None


def test_a_cookie_lets_no_program_in(
    rows: Session, client: FlaskClient, sign_in: Callable[[Account], None]
) -> None:
    vacancy = make_vacancy(rows, valid_until=tomorrow())
    worker = make_account(rows, Role.SEEKER)
    make_seeker(rows, account_id=worker.id)
    sign_in(worker)
    answer = client.post(f"{V1}/vacancies/{vacancy.id}/applications", json={})
    assert answer.status_code == 401
    assert rows.scalars(select(Application)).all() == []
    rows.commit()


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"[" * 100_000, 400),
        (b'{"login": "\\ud800", "password": "x"}', 422),
        (b'{"login": "a\\u0000b", "password": "x"}', 401),
        (b'{"login": 9223372036854775808, "password": "x"}', 422),
        (b'{"login": NaN, "password": []}', 422),
        (b'"\xff"', 400),
    ],
)
def test_nonsense_is_a_problem_and_never_an_error(
    client: FlaskClient, body: bytes, status: int
) -> None:
    answer = client.post(f"{V1}/session", data=body, content_type="application/json")
    assert answer.status_code == status
    assert answer.mimetype == "application/problem+json"


def test_keys_are_made_shown_once_and_ended_on_the_companys_page(
    rows: Session, sign_in: Callable[[Account], None], client: FlaskClient,
    post: Callable[..., Any],
) -> None:  # fmt: skip
    sign_in(make_account(rows, Role.EMPLOYER, employer=make_employer(rows)))
    assert post("/employer/keys", name="人事").status_code == 422
    made = post("/employer/keys", name="人事", scopes="postings").text
    key = rows.scalars(select(ApiKey)).one()
    rows.commit()
    # The key itself is there once, its start beside it and in the buttons' names.
    assert 'class="secret mb-0">zhida_' in made
    again = client.get("/employer/keys").text
    assert f"{key.start}…" in again
    assert "secret" not in again
    assert post(f"/employer/keys/{key.id}/rotate").status_code == 200
    assert post(f"/employer/keys/{key.id}/end").status_code == 200
    sign_in(make_account(rows, Role.EMPLOYER, employer=make_employer(rows)))
    assert post(f"/employer/keys/{key.id}/end").status_code == 404


def test_the_document_is_shown_from_this_server_alone(client: FlaskClient) -> None:
    page = client.get("/api/docs")
    assert page.status_code == 200
    assert "https://" not in page.text.replace("https://schema.org", "")
    assert "入职前" in page.text
    assert "\\u" not in page.text
    assert client.get(f"{V1}/openapi.json").json["openapi"].startswith("3.1")


def test_a_wrong_password_and_a_wrong_token_are_unauthorized(
    rows: Session, ask: Callable[..., Any]
) -> None:
    account = make_account(rows, Role.SEEKER, password_hash=hash_password(PASSWORD))
    rows.commit()
    wrong = ask("POST", "/session", body={"login": account.login, "password": "no"})
    assert (wrong.status_code, wrong.json["kind"]) == (401, "sign_in")
    right = {"login": account.login, "password": PASSWORD}
    assert ask("POST", "/session", body=right).status_code == 201
    assert ask("GET", "/me/profile", "zhida_nonsense").status_code == 401


def test_a_problem_speaks_the_readers_language_and_its_kind_never_changes(
    client: FlaskClient,
) -> None:
    told = {
        language: client.get(
            f"{V1}/vacancies/9?x=1", headers={"Accept-Language": language}
        ).json
        for language in ("zh-CN", "zh-TW", "en", "de")
    }
    assert told["zh-CN"]["title"] == told["de"]["title"] == "没有找到"
    assert told["zh-TW"]["title"] == "沒有找到"
    assert told["en"]["title"] == "There is no such thing"
    assert {each["type"] for each in told.values()} == {"urn:zhida:problem:not_found"}
    wrong = client.post(
        f"{V1}/seekers", json={"name": "甲"}, headers={"Accept-Language": "en"}
    )
    assert wrong.headers["Content-Language"] == "en"
    assert {
        "field": "phone", "code": "missing", "message": "Please fill this in.",
    } in wrong.json["errors"]  # fmt: skip


def test_a_session_is_renewed_and_every_other_one_ended(
    rows: Session, ask: Callable[..., Any]
) -> None:
    worker = make_account(rows, Role.SEEKER)
    now = dt.datetime.now(dt.UTC)
    lost, first = (accounts.begin_session(rows, worker, now=now) for _ in range(2))
    rows.commit()
    renewed = ask("POST", "/session/renewal", first)
    assert renewed.status_code == 201, renewed.text
    token = renewed.json["token"]
    assert ask("GET", "/me", first).status_code == 401
    assert ask("POST", "/session/renewal", first).status_code == 401
    assert ask("GET", "/me", lost).status_code == 200
    assert ask("DELETE", "/sessions", token).status_code == 204
    assert ask("GET", "/me", lost).status_code == 401
    assert ask("GET", "/me", token).json["expires_at"] == renewed.json["expires_at"]


def test_no_session_outlives_thirty_days_without_the_password(rows: Session) -> None:
    worker = make_account(rows, Role.SEEKER)
    at = dt.datetime(2027, 2, 1, tzinfo=dt.UTC)
    end = at + accounts.LONGEST_LIFE
    token: str | None = accounts.begin_session(rows, worker, now=at)
    while token is not None and at < end + dt.timedelta(days=1):
        at += dt.timedelta(hours=11)
        held, token = at, accounts.renew(rows, token, now=at)
    assert end - dt.timedelta(hours=11) < held <= end + dt.timedelta(hours=11)
    assert token is None
    rows.commit()


def test_the_same_idempotency_key_makes_one_posting(
    rows: Session, client: FlaskClient
) -> None:
    boss = make_account(rows, Role.EMPLOYER, employer=make_employer(rows))
    vacancy = make_vacancy(rows, employer=boss.employer)
    token = accounts.begin_session(rows, boss, now=dt.datetime.now(dt.UTC))
    rows.commit()

    def copy(key: str) -> int:
        answer = client.post(
            f"{V1}/employer/postings/{vacancy.id}/copies",
            headers={"Authorization": f"Bearer {token}", "Idempotency-Key": key},
        )
        assert answer.status_code == 201, answer.text
        return int(answer.json["id"])

    first = copy("a")
    assert copy("a") == first
    assert copy("b") != first
    made = rows.scalars(select(Vacancy).where(Vacancy.id == first)).one()
    assert (made.title, made.status) == ("缝纫工", VacancyStatus.DRAFT)
    rows.commit()


def test_people_are_shown_to_examined_companies_alone(
    rows: Session, ask: Callable[..., Any]
) -> None:
    vacancy = make_vacancy(rows, employer=make_employer(rows, verified_until=None))
    boss = make_account(rows, Role.EMPLOYER, employer=vacancy.employer)
    token = accounts.begin_session(rows, boss, now=dt.datetime.now(dt.UTC))
    rows.commit()
    answer = ask("GET", f"/employer/postings/{vacancy.id}/candidates", token)
    assert (answer.status_code, answer.json["kind"]) == (403, "not_examined")


def test_who_asks_too_often_is_told_when_to_ask_again(
    app: Flask, client: FlaskClient
) -> None:
    limiter.enabled = True
    limiter.reset()
    body = {"login": "13800001234", "password": "wrong"}
    answers = [client.post(f"{V1}/session", json=body) for _ in range(9)]
    limiter.enabled = False
    limiter.reset()
    assert [each.status_code for each in answers] == [401] * 8 + [429]
    assert answers[-1].json["kind"] == "too_many_requests"
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 60
