"""Signing in and out, the language, and what the service says of itself."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_limiter.util import get_remote_address

from models import Role
from webapp import i18n
from webapp.extensions import db, limiter
from webapp.public.blueprint import bp
from webapp.public.forms import LoginForm
from webapp.security import sessions
from webapp.services import accounts

if TYPE_CHECKING:
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
LANGUAGE_LIFE = dt.timedelta(days=365)


def _guessed() -> str:
    """Return whose password is tried from where: an office shares one address."""
    login = request.form.get("login", "").strip().lower()[:80]
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
    response = make_response(redirect(_own(form.next.data) or start))
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
        redirect(_own(request.form.get("next")) or url_for("public.home"))
    )
    chosen = request.form.get("language", "")
    if chosen in i18n.LANGUAGES:
        response.set_cookie(
            i18n.COOKIE,
            chosen,
            max_age=int(LANGUAGE_LIFE.total_seconds()),
            samesite="Lax",
            httponly=True,
        )
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


def _own(address: str | None) -> str | None:
    """Return an address of this site, None for anything that leads elsewhere."""
    if not address or not address.startswith("/") or address.startswith(("//", "/\\")):
        return None
    parts = urlsplit(address)
    return address if not parts.scheme and not parts.netloc else None
