"""
The permission table: endpoint x method x roles, in ``permissions.toml``.

One decorator, put around every view when the app is built, enforces it; a route
without a row stops the build. ``anyone`` lets everybody in, ``signed_in`` every
account.
"""

from __future__ import annotations

import datetime as dt
import functools
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import abort, g, redirect, request, url_for

from models import Role
from webapp.extensions import db
from webapp.problems import is_program
from webapp.services import audit

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from flask import Flask

TABLE = Path(__file__).with_name("permissions.toml")
ANYONE = "anyone"
SIGNED_IN = "signed_in"
WORDS = {ANYONE, SIGNED_IN, *Role}

Rows = dict[str, dict[str, frozenset[str]]]


class MissingPermissionError(Exception):
    """A route has no row, or a row no route; the table and the app must agree."""


def read_table(text: str) -> Rows:
    """
    Return endpoint -> method -> who may.

    Raises
    ------
    ValueError
        When a row names somebody who is no role.
    """
    rows: Rows = {}
    for blueprint, endpoints in tomllib.loads(text).items():
        for name, methods in endpoints.items():
            endpoint = name if blueprint == "app" else f"{blueprint}.{name}"
            rows[endpoint] = {m: frozenset(who) for m, who in methods.items()}
            for who in rows[endpoint].values():
                if unknown := who - WORDS:
                    msg = f"{endpoint}: no role is called {sorted(unknown)[0]!r}."
                    raise ValueError(msg)
    return rows


def may(who: frozenset[str], role: Role | None) -> bool:
    """Return whether somebody of this role, or nobody's (None), is among them."""
    if ANYONE in who:
        return True
    return role is not None and (SIGNED_IN in who or role in who)


def init_app(app: Flask) -> None:
    """
    Put the decorator around every view.

    Raises
    ------
    MissingPermissionError
        When routes and rows do not agree.
    """
    rows = read_table(TABLE.read_text())
    routes: dict[str, set[str]] = {}
    for rule in app.url_map.iter_rules():
        methods = (rule.methods or set()) - {"HEAD", "OPTIONS"}
        routes.setdefault(rule.endpoint, set()).update(methods)
    for endpoint, methods in routes.items():
        if missing := methods - set(rows.get(endpoint, {})):
            msg = f"{endpoint}: no row for {sorted(missing)[0]} in {TABLE.name}."
            raise MissingPermissionError(msg)
    for endpoint, row in rows.items():
        if left := set(row) - routes.get(endpoint, set()):
            msg = f"{endpoint}: {TABLE.name} has a row for {sorted(left)[0]}, no route."
            raise MissingPermissionError(msg)
    for endpoint, view in app.view_functions.items():
        app.view_functions[endpoint] = permitted(rows[endpoint])(view)
    app.extensions["permissions"] = rows
    app.jinja_env.globals["allowed"] = lambda endpoint, method="GET": may(
        rows[endpoint][method], g.account.role if g.get("account") else None
    )


def permitted(
    row: Mapping[str, frozenset[str]],
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Let a view be called only by those its row names."""

    def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(view)
        def checked(*args: Any, **kwargs: Any) -> Any:
            method = "GET" if request.method == "HEAD" else request.method
            if method == "OPTIONS":
                return view(*args, **kwargs)
            account = g.get("account")
            if may(row[method], account.role if account else None):
                return view(*args, **kwargs)
            if account is None and is_program():
                return abort(401)
            if account is None:
                # Only a page can be come back to.
                target = request.full_path.rstrip("?") if method == "GET" else None
                return redirect(url_for("public.login", next=target))
            _record_denial(account.id)
            return abort(403)

        return checked

    return decorate


def _record_denial(account_id: int) -> None:
    db.session.rollback()
    audit.record(
        db.session,
        "denied",
        account_id=account_id,
        now=dt.datetime.now(dt.UTC),
        detail={"endpoint": request.endpoint, "method": request.method},
    )
    db.session.commit()
