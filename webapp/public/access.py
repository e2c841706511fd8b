"""Signing in and out, the language, and what the service says of itself."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import g, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_limiter.util import get_remote_address

from models import Role
from webapp import i18n, large_type
from webapp.extensions import db, limiter
from webapp.public.blueprint import bp
from webapp.public.forms import LoginForm
from webapp.security import sessions
from webapp.services import accounts, preferences, telephone

if TYPE_CHECKING:
    from flask import Response
    from flask.typing import ResponseReturnValue

# Where each role starts.
START = {
    Role.SEEKER: "seeker.matches",
    Role.EMPLOYER: "employer.vacancies",
    Role.DISPATCHER: "dispatcher.campaigns",
    Role.CLERK: "bureau.start",
    Role.ADMIN: "bureau.start",
    Role.AUDITOR: "bureau.start",
}
CHOICE_LIFE = dt.timedelta(days=365)


def _guessed() -> str:
    """Return whose password is tried from where: an office shares one address."""
    login = request.form.get("login", "").strip().lower()[:80]
    login = telephone.digits(login) or login
    return f"{get_remote_address()} {login}"


@bp.get("/login")
def login() -> str:
    """Show the form."""
    form = LoginForm(next=request.args.get("next", ""))
    return render_template("public/login.html", form=form)


@bp.post("/login")
@limiter.limit("8 per minute; 30 per hour", key_func=_guessed)
@limiter.limit("300 per hour")
def login_post() -> ResponseReturnValue:
    """Sign in, and go on where one wanted to go."""
    form = LoginForm()
    if not form.validate():
        return render_template("public/login.html", form=form), 422
    now = dt.datetime.now(dt.UTC)
    try:
        account, token = accounts.sign_in(
            db.session, form.login.data.strip(), form.password.data, now=now
        )
    except accounts.SignInError:
        db.session.commit()
        form.password.errors = [
            _("The account name or the password is not right. Try again, or call us.")
        ]
        return render_template("public/login.html", form=form), 422
    db.session.commit()
    start = url_for(START[account.role])
    response = make_response(redirect(own_address(form.next.data) or start))
    sessions.set_cookie(response, token)
    return response


@bp.post("/logout")
def logout() -> ResponseReturnValue:
    """End the session."""
    token = request.cookies.get(sessions.COOKIE)
    if token:
        accounts.sign_out(db.session, token, now=dt.datetime.now(dt.UTC))
        db.session.commit()
    response = make_response(redirect(url_for("public.home")))
    sessions.clear_cookie(response)
    return response


@bp.post("/language")
def language() -> ResponseReturnValue:
    """Choose the language of the pages."""
    response = make_response(
        redirect(own_address(request.form.get("next")) or url_for("public.home"))
    )
    chosen = request.form.get("language", "")
    if chosen in i18n.LANGUAGES:
        _keep(response, i18n.COOKIE, chosen)
        if g.account is not None:
            preferences.keep_language(db.session, g.account, chosen)
            db.session.commit()
    return response


@bp.post("/large-type")
def large_type_post() -> ResponseReturnValue:
    """Switch to the large-type version of the pages, or back."""
    response = make_response(
        redirect(own_address(request.form.get("next")) or url_for("public.home"))
    )
    chosen = request.form.get("large_type", "")
    if chosen in (large_type.ON, large_type.OFF):
        _keep(response, large_type.COOKIE, chosen)
        if g.account is not None:
            is_on = chosen == large_type.ON
            preferences.keep_large_type(db.session, g.account, is_on)
            db.session.commit()
    return response


@bp.get("/ranking")
def ranking() -> str:
    """Tell how results are ordered."""
    return render_template("public/ranking.html")


@bp.get("/privacy")
def privacy() -> str:
    """Tell what is done with personal data."""
    return render_template("public/privacy.html")


@bp.get("/healthz")
def healthz() -> ResponseReturnValue:
    """Answer that the web is up."""
    return {"status": "ok"}


def _keep(response: Response, cookie: str, choice: str) -> None:
    """Let the browser keep a choice for a year."""
    response.set_cookie(
        cookie,
        choice,
        max_age=int(CHOICE_LIFE.total_seconds()),
        samesite="Lax",
        httponly=True,
    )


def own_address(address: str | None) -> str | None:
    """Return an address of this site, None for anything that leads elsewhere."""
    if not address or not address.startswith("/") or address.startswith(("//", "/\\")):
        return None
    parts = urlsplit(address)
    return address if not parts.scheme and not parts.netloc else None
