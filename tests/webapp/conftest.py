"""The running service for tests of pages: an app on each database, and who signs in."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy.orm import Session

from models.sealed import Keyring, use_keyring
from tests.conftest import engine_of
from webapp.app import create_app
from webapp.collaborators import Collaborators
from webapp.config import Settings
from webapp.extensions import db, limiter
from webapp.security.passwords import hash_password

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask import Flask
    from flask.testing import FlaskClient

    from models import Account

PASSWORD = "richtig-pferd-batterie"


# What is read from files alone, and so the same for every test.
READ_ONCE = {"gazetteer", "classification", "basemap", "occupation_coder"}


@pytest.fixture(scope="session")
def kept_app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The service, put together once: its routes and templates take long to read."""
    app = create_app(
        Settings(
            var_dir=tmp_path_factory.mktemp("app"),
            secret_key="test",
            encoder="hashing",
            travel="great_circle",
        )
    )
    app.testing = True
    return app


@pytest.fixture
def app(kept_app: Flask, settings: Settings, database_url: str) -> Iterator[Flask]:
    """The service with a database without rows, once on each database."""
    config, kept = dict(kept_app.config), kept_app.extensions["collaborators"]
    made = Collaborators(replace(settings, database_url=database_url))
    _share(kept, made)
    kept_app.extensions["collaborators"] = made
    engine = engine_of(database_url)
    with kept_app.app_context():
        db.engines["default"] = engine
        db.sessionmaker.configure(bind=engine)
    limiter.enabled = False
    use_keyring(Keyring({"test": b"t" * 32}, b"i" * 32))
    yield kept_app
    limiter.enabled = True
    engine.dispose()
    kept_app.extensions["collaborators"] = kept
    _share(made, kept)
    kept_app.config.clear()
    kept_app.config.update(config)


def _share(by: Collaborators, to: Collaborators) -> None:
    """Give what was read from files to who would read the same."""
    for name in READ_ONCE & vars(by).keys():
        setattr(to, name, getattr(by, name))


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
    """Send a form as a page would: with the session's token, as Flask-WTF signs it."""
    signer = URLSafeTimedSerializer(client.application.secret_key, "wtf-csrf-token")

    def send(address: str, /, **data: Any) -> Any:
        with client.session_transaction() as session:
            secret = session.setdefault("csrf_token", "test")
        return client.post(
            address,
            data={"csrf_token": signer.dumps(secret), **data},
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
