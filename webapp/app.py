"""Put the service together."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from models.sealed import use_keyring
from webapp import (
    api,
    audit_words,
    bureau,
    counting,
    dispatcher,
    employer,
    errors,
    escort,
    i18n,
    large_type,
    logs,
    pages,
    public,
    seeker,
)
from webapp.collaborators import Collaborators
from webapp.config import Settings
from webapp.database import engine_options, prepare
from webapp.extensions import babel, csrf, db, limiter
from webapp.security import headers, permissions, requests, sessions

if TYPE_CHECKING:
    from flask import Blueprint

MAX_UPLOAD_BYTES = 10 * 1024 * 1024

BLUEPRINTS: tuple[Blueprint, ...] = (
    public.bp,
    seeker.bp,
    employer.bp,
    dispatcher.bp,
    bureau.bp,
    escort.bp,
    api.bp,
)


def create_app(settings: Settings | None = None) -> Flask:
    """
    Return the app, configured by the environment or, in tests, by the given settings.

    Raises
    ------
    SettingsError
        When a setting cannot be used.
    MissingPermissionError
        When a route has no row in the permission table.
    """
    settings = settings or Settings.from_env()
    use_keyring(settings.keyring())
    app = Flask(__name__)
    if settings.https:
        # Then there is one proxy, which knows who asks, and over what.
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1)  # type: ignore[method-assign]
    app.config.update(
        SECRET_KEY=settings.signing_key(),
        SQLALCHEMY_ENGINES={
            "default": {"url": settings.url, **engine_options(settings.url)}
        },
        SESSION_COOKIE_SECURE=settings.https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        MAX_CONTENT_LENGTH=MAX_UPLOAD_BYTES,
        MAX_FORM_MEMORY_SIZE=1024 * 1024,
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session
        BABEL_DEFAULT_LOCALE=i18n.DEFAULT,
        BABEL_DEFAULT_TIMEZONE="Asia/Shanghai",
        RATELIMIT_HEADERS_ENABLED=True,
    )
    app.extensions["collaborators"] = Collaborators(settings)
    logs.init_app(app)
    db.init_app(app)
    _only_plain_teardown(app)
    babel.init_app(app, locale_selector=i18n.selected)
    csrf.init_app(app)
    limiter.init_app(app)
    requests.init_app(app)
    sessions.init_app(app)
    headers.init_app(app)
    counting.init_app(app)
    errors.init_app(app)
    i18n.init_app(app)
    large_type.init_app(app)
    pages.init_app(app)
    audit_words.init_app(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    permissions.init_app(app)
    with app.app_context():
        prepare(db.engine)
    return app


def _only_plain_teardown(app: Flask) -> None:
    """
    Close no asynchronous sessions: there are none here.

    The extension would start a thread for it after every request, which takes as long
    as a page that is kept.
    """
    app.teardown_appcontext_funcs = [
        function
        for function in app.teardown_appcontext_funcs
        if not inspect.iscoroutinefunction(function)
    ]
