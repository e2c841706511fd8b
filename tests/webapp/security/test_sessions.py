"""Signing in and out: what the browser keeps, what ends, what is not told."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from models import Account, AuditEvent, LoginSession, Role
from tests.factories.postings import make_account
from tests.webapp.conftest import PASSWORD
from webapp.extensions import limiter
from webapp.security import sessions
from webapp.security.passwords import (
    HASHER,
    hash_password,
    is_password,
    needs_rehash,
)
from webapp.services.accounts import find_signed_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask import Flask
    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session


@pytest.fixture
def clerk(rows: Session) -> Account:
    account = make_account(
        rows, Role.CLERK, login="clerk", password_hash=hash_password(PASSWORD)
    )
    rows.commit()
    return account


@pytest.fixture
def limits(app: Flask) -> Iterator[None]:
    assert not limiter.enabled, "the app of tests has none"
    limiter.enabled = True
    limiter.reset()
    yield
    limiter.reset()


def test_the_cookie_is_for_this_site_alone_and_not_for_scripts(
    client: FlaskClient, clerk: Account, post: Callable[..., Any]
) -> None:
    answer = post("/login", login="clerk", password=PASSWORD)
    assert answer.location == "/bureau/"
    cookie = next(c for c in answer.headers.getlist("Set-Cookie") if "zhida" in c)
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_the_cookie_goes_over_https_alone_where_that_is_set(
    app: Flask, clerk: Account, post: Callable[..., Any]
) -> None:
    app.config["SESSION_COOKIE_SECURE"] = True
    client = app.test_client()
    app.config["WTF_CSRF_ENABLED"] = False
    answer = client.post("/login", data={"login": "clerk", "password": PASSWORD})
    assert "Secure" in answer.headers["Set-Cookie"]


def test_the_database_holds_no_token_only_its_hash(
    client: FlaskClient, clerk: Account, rows: Session, post: Callable[..., Any]
) -> None:
    post("/login", login="clerk", password=PASSWORD)
    cookie = client.get_cookie(sessions.COOKIE)
    assert cookie is not None
    stored = rows.scalars(select(LoginSession.token_hash)).one()
    assert cookie.value not in stored


def test_signing_out_ends_the_session_also_for_a_copied_cookie(
    client: FlaskClient, clerk: Account, rows: Session, post: Callable[..., Any]
) -> None:
    post("/login", login="clerk", password=PASSWORD)
    cookie = client.get_cookie(sessions.COOKIE)
    assert cookie is not None
    assert client.get("/bureau/").status_code == 200
    assert post("/logout").location == "/"
    client.set_cookie(sessions.COOKIE, cookie.value)
    assert client.get("/bureau/").status_code == 302
    actions = rows.scalars(select(AuditEvent.action).order_by(AuditEvent.id)).all()
    assert actions == ["sign_in", "sign_out"]


def test_a_session_ends_with_its_hours_and_with_the_account(
    client: FlaskClient, clerk: Account, rows: Session, post: Callable[..., Any]
) -> None:
    post("/login", login="clerk", password=PASSWORD)
    cookie = client.get_cookie(sessions.COOKIE)
    assert cookie is not None
    now = dt.datetime.now(dt.UTC)
    assert find_signed_in(rows, cookie.value, now=now) is not None
    later = now + dt.timedelta(hours=13)
    assert find_signed_in(rows, cookie.value, now=later) is None
    rows.get_one(Account, clerk.id).is_active = False
    rows.commit()
    assert client.get("/bureau/").status_code == 302


@pytest.mark.parametrize("login", ["clerk", "nobody-here"])
def test_a_wrong_password_and_an_unknown_account_get_the_same_sentence(
    login: str, clerk: Account, rows: Session, post: Callable[..., Any]
) -> None:
    answer = post("/login", login=login, password="wrong")
    assert answer.status_code == 422
    assert "账号或密码不对" in answer.text
    assert rows.scalars(select(AuditEvent.action)).one() == "sign_in.fail"


def test_one_goes_on_where_one_wanted_but_never_to_another_site(
    clerk: Account, post: Callable[..., Any]
) -> None:
    for wanted, led_to in (
        ("/bureau/postings", "/bureau/postings"),
        ("https://evil.example/", "/bureau/"),
        ("//evil.example/", "/bureau/"),
        ("/\\evil.example/", "/bureau/"),
    ):
        answer = post("/login", login="clerk", password=PASSWORD, next=wanted)
        assert answer.location == led_to


@pytest.mark.usefixtures("limits")
def test_guessing_is_slowed_down_with_a_sentence(
    clerk: Account, post: Callable[..., Any]
) -> None:
    codes = [post("/login", login="clerk", password="x").status_code for _ in range(9)]
    assert codes == [422] * 8 + [429]
    refused = post("/login", login="clerk", password=PASSWORD)
    assert "尝试次数太多" in refused.text
    # A colleague behind the same address still gets in.
    assert post("/login", login="other", password="x").status_code == 422


def test_a_password_of_another_cost_is_hashed_anew_when_it_is_used(
    clerk: Account, rows: Session, post: Callable[..., Any]
) -> None:
    cheap = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1)
    clerk.password_hash = cheap.hash(PASSWORD)
    rows.commit()
    post("/login", login="clerk", password=PASSWORD)
    rows.refresh(clerk)
    assert not needs_rehash(clerk.password_hash)
    assert is_password(PASSWORD, clerk.password_hash)


def test_passwords_cost_as_much_as_owasp_wants_where_no_test_says_otherwise() -> None:
    assert (HASHER.type.name, HASHER.time_cost) == ("ID", 2)
    assert HASHER.memory_cost >= 19 * 1024
