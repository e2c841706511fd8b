"""The signed-in account of a request, from the cookie that names its session."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from flask import current_app, g, request

from webapp.extensions import db
from webapp.services import accounts

if TYPE_CHECKING:
    from flask import Flask, Response

    from models import Account

COOKIE = "zhida_session"


def init_app(app: Flask) -> None:
    """Find the account before every request, and show it to templates."""
    app.before_request(_find)
    app.context_processor(lambda: {"account": g.get("account")})


def _find() -> None:
    g.account = None
    token = request.cookies.get(COOKIE)
    if token and request.endpoint != "static":
        now = dt.datetime.now(dt.UTC)
        g.account = accounts.find_signed_in(db.session, token, now=now)


def current_account() -> Account:
    """
    Return the signed-in account.

    Raises
    ------
    RuntimeError
        When nobody is: the permission table lets anyone in where a view asks for one.
    """
    account: Account | None = g.get("account")
    if account is None:
        msg = f"{request.endpoint} needs an account but lets anyone in."
        raise RuntimeError(msg)
    return account


def set_cookie(response: Response, token: str) -> None:
    """Let the browser keep the session."""
    response.set_cookie(
        COOKIE,
        token,
        max_age=int(accounts.SESSION_LIFE.total_seconds()),
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )


def clear_cookie(response: Response) -> None:
    """Let the browser forget the session."""
    response.delete_cookie(COOKIE)
