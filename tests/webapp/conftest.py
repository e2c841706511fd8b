"""The running service for tests of pages: an app on each database, and who signs in."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy.orm import Session

from models.sealed import Keyring, use_keyring
from webapp.app import create_app
from webapp.database import migrate
from webapp.extensions import db, limiter
from webapp.security.passwords import hash_password

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask import Flask
    from flask.testing import FlaskClient

    from models import Account
    from webapp.config import Settings

PASSWORD = "richtig-pferd-batterie"
_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


@pytest.fixture
def app(settings: Settings, database_url: str) -> Iterator[Flask]:
    """The service with an empty database of its own, once on each database."""
    app = create_app(replace(settings, database_url=database_url))
    app.testing = True
    limiter.enabled = False
    use_keyring(Keyring({"test": b"t" * 32}, b"i" * 32))
    with app.app_context():
        migrate(db.engine)
    yield app
    with app.app_context():
        db.engine.dispose()
    limiter.enabled = True


@pytest.fixture
def rows(app: Flask) -> Iterator[Session]:
    """
    A session to lay rows for a test and to look at what a page left.

    Commit after each: on SQLite an open transaction lets no page write.
    """
    with app.app_context():
        engine = db.engine
    with Session(engine, expire_on_commit=False) as session:
        yield session


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without scripts."""
    return app.test_client()


@pytest.fixture
def post(client: FlaskClient) -> Callable[..., Any]:
    """Send a form as a page would: with the token of the session."""

    def send(address: str, /, **data: Any) -> Any:
        page = client.get("/login").text
        found = _TOKEN.search(page)
        assert found is not None
        return client.post(
            address,
            data={"csrf_token": found[1], **data},
            content_type="multipart/form-data",
        )

    return send


@pytest.fixture
def sign_in(rows: Session, post: Callable[..., Any]) -> Callable[[Account], None]:
    """Sign in as this account; its row is given the password."""

    def enter(account: Account) -> None:
        account.password_hash = hash_password(PASSWORD)
        login = account.login
        rows.commit()
        answer = post("/login", login=login, password=PASSWORD)
        assert answer.status_code == 302, answer.text

    return enter
